// The row below the roll: what it says and shows, and the words for those who cannot see.

function find(view, selector) {
  return view.root.querySelector(selector)
}

function filled(template, facts) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole)
}

function clock(moment) {
  const seconds = Math.floor(moment / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

function showTime(view) {
  const moment = positionOf(view)
  const time = `${clock(moment)} / ${clock(lengthOf(view.data))}`
  if (view.time !== time) {
    view.time = time
    find(view, ".time").textContent = time
    find(view, ".position").setAttribute("aria-valuetext", time)
  }
  find(view, ".position").value = moment / 1000
}

// Bring everything on the screen in line with the view; drawn once a frame at most.
function refresh(view) {
  if (view.waiting) return
  view.waiting = requestAnimationFrame(() => {
    view.waiting = 0
    showControls(view)
    showTime(view)
    paint(view)
  })
}

function showControls(view) {
  const { data, root } = view
  const play = find(view, ".play")
  const waits = view.asked === data.piece && !data.url
  root.classList.toggle("playing", view.playing)
  play.disabled = !(data.url || data.canAsk)
  play.setAttribute("aria-busy", String(waits))
  root.style.visibility = "" // a button is not there before it has a name
  const words = view.playing ? data.words.pause : data.words.play
  play.setAttribute("aria-label", filled(words, { title: data.title }))
  play.title = play.disabled || view.failed ? data.words.silent : ""
  find(view, ".closer").disabled = view.to - view.from <= Math.min(SHORTEST_SPAN, lengthOf(data))
  find(view, ".wider").disabled = view.to - view.from >= lengthOf(data)
}

// What changes only when the page hands something new over.
function describe(view) {
  const { data, root } = view
  root.classList.toggle("strip", data.variant === "strip")
  view.canvas.style.height = `${data.height}px`
  view.canvas.setAttribute("aria-label", data.title)
  find(view, "#help").textContent = data.words.help
  find(view, ".caption strong").textContent = data.title
  find(view, ".caption span").textContent = data.caption
  const range = find(view, ".position")
  range.max = lengthOf(data) / 1000
  range.setAttribute("aria-label", data.words.position)
  find(view, ".zoom").setAttribute("aria-label", data.words.zoom)
  label(find(view, ".closer"), data.words.closer)
  label(find(view, ".wider"), data.words.wider)
  describeVoices(view)
  describeScale(view)
  view.time = ""
}

function label(button, words) {
  button.setAttribute("aria-label", words)
  button.title = words
}

function describeVoices(view) {
  const { data } = view
  const place = find(view, ".voices")
  place.hidden = Boolean(data.scale)
  place.setAttribute("aria-label", data.words.voices)
  if (view.voice !== null && view.voice >= data.voices.length) view.voice = null
  place.classList.toggle("one", view.voice !== null)
  const buttons = data.voices.map((voice, index) => {
    const button = document.createElement("button")
    const mark = document.createElement("i")
    button.type = "button"
    button.setAttribute("aria-pressed", String(view.voice === index))
    mark.style.color = hueOf(view, index)
    button.append(mark, voice.name)
    button.onclick = () => chooseVoice(view, view.voice === index ? null : index)
    return button
  })
  const focused = [...place.children].indexOf(view.parent.activeElement)
  place.replaceChildren(...buttons)
  if (focused >= 0) buttons[focused]?.focus()
}

function chooseVoice(view, voice) {
  view.voice = voice
  view.stale = true
  describeVoices(view)
  refresh(view)
}

function describeScale(view) {
  const { scale } = view.data
  find(view, ".scale").hidden = !scale
  if (!scale) return
  find(view, ".scale .low").textContent = scale.lowName
  find(view, ".scale .high").textContent = scale.highName
  find(view, ".scale i").style.background = `linear-gradient(to right, ${scale.colours.join(",")})`
}

// One note in words: its name, who plays it, and its value where notes have one.
function noteInWords(view, i) {
  const { pitch, voice, voices, values, scale, pitchClasses, words } = view.data
  const player = voices[voice[i]]
  const name = `${pitchClasses[pitch[i] % 12]}${Math.floor(pitch[i] / 12) - 1}`
  const facts = { pitch: player.isDrum ? pitch[i] : name, voice: player.name, value: "" }
  if (!scale || values === null || values[i] === null) return filled(words.note, facts)
  facts.value = filled(scale.template, { value: values[i].toFixed(2) })
  return filled(words.valuedNote, facts)
}

function say(view, text) {
  find(view, "#said").textContent = text
}
