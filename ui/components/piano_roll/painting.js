// Drawing: the still picture (keys, bars, notes) is kept, and what moves is drawn over a copy of it.
// Shade is velocity, colour is the voice or a value, an outline is what sounds.

const BLACK_KEYS = new Set([1, 3, 6, 8, 10])
const FAINT = 0.16 // notes of the other voices while one is chosen
const BAR_LABEL_ROOM = 26

function coloursOf(view) {
  const style = getComputedStyle(view.root)
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim()
  const hues = read("chart-categorical-colors").split(",").map((hue) => hue.trim())
  const background = read("background-color")
  const text = read("text-color")
  return {
    text,
    background,
    hues,
    dark: isDark(background),
    muted: read("gray-text-color") || text,
    stripe: read("secondary-background-color"),
    line: read("border-color"),
    primary: read("primary-color"),
    font: style.fontFamily,
  }
}

function isDark(colour) {
  const hex = colour.startsWith("#") ? colour.slice(1) : "ffffff"
  const [red, green, blue] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16))
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128
}

function hueOf(view, voice) {
  const { hue } = view.data.voices[voice]
  return hue === null ? view.colours.muted : view.colours.hues[hue % view.colours.hues.length]
}

function colourOf(view, i) {
  const { values, scale, voice } = view.data
  if (!scale) return hueOf(view, voice[i])
  if (values === null || values[i] === null) return view.colours.line
  const share = (values[i] - scale.low) / (scale.high - scale.low || 1)
  const place = Math.min(1, Math.max(0, share)) * (scale.colours.length - 1)
  return mixed(scale.colours[Math.floor(place)], scale.colours[Math.ceil(place)], place % 1)
}

function mixed(one, other, share) {
  const part = (hex, i) => parseInt(hex.slice(i, i + 2), 16)
  const parts = [1, 3, 5].map((i) => Math.round(part(one, i) * (1 - share) + part(other, i) * share))
  return `rgb(${parts.join(",")})`
}

function shadeOf(view, i) {
  if (view.voice !== null && view.data.voice[i] !== view.voice) return FAINT
  return view.data.scale ? 1 : 0.4 + (0.6 * view.data.velocity[i]) / 127
}

function tracePath(context, view, i, grow = 0) {
  const [x, y, width, height] = boxOf(view, i)
  context.beginPath()
  if (view.data.voices[view.data.voice[i]].isDrum) {
    const [middle, centre, reach] = [x + width / 2, y + height / 2, width / 2 + grow]
    context.moveTo(middle, centre - reach)
    context.lineTo(middle + reach, centre)
    context.lineTo(middle, centre + reach)
    context.lineTo(middle - reach, centre)
    context.closePath()
    return
  }
  const radius = Math.min(3, height / 2, width / 2) + grow
  context.roundRect(x - grow, y - grow, width + 2 * grow, height + 2 * grow, radius)
}

// Draw what does not move into the kept canvas.
function paintStill(view) {
  const context = view.still.getContext("2d")
  context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0)
  context.clearRect(0, 0, view.width, view.height)
  context.font = `12px ${view.colours.font}`
  const { body } = view
  if (view.data.variant === "full") paintKeys(context, view, body)
  paintBars(context, view, body)
  context.save()
  context.beginPath()
  context.rect(body.left, 0, body.width, view.height)
  context.clip()
  for (let i = 0; i < view.data.pitch.length; i++) paintNote(context, view, i)
  context.restore()
  view.stale = false
}

function paintNote(context, view, i) {
  const { start, length } = view.data
  if (start[i] > view.to || start[i] + length[i] < view.from) return
  context.globalAlpha = shadeOf(view, i)
  context.fillStyle = colourOf(view, i)
  tracePath(context, view, i)
  context.fill()
  if (view.data.scale) {
    context.strokeStyle = view.colours.muted
    context.lineWidth = 0.75
    context.stroke()
  }
}

function paintKeys(context, view, body) {
  const { low, high, drumRows } = view.rows
  const { row } = body
  context.textAlign = "right"
  context.textBaseline = "middle"
  for (let pitch = low; pitch <= high; pitch++) {
    const y = yOf(view, pitch)
    if (BLACK_KEYS.has(pitch % 12)) {
      context.fillStyle = view.colours.stripe
      context.fillRect(body.left, y, body.width, row)
      context.fillStyle = view.colours.muted
      context.globalAlpha = 0.75
      context.fillRect(0, y + row * 0.08, KEYS_WIDTH, row * 0.84)
      context.globalAlpha = 1
    }
    if (pitch % 12 === 0) {
      context.fillStyle = view.colours.line
      context.fillRect(body.left, Math.round(y + row) - 0.5, body.width, 1)
      context.fillStyle = view.colours.muted
      const name = `${view.data.pitchClasses[0]}${pitch / 12 - 1}`
      context.fillText(name, GUTTER - 8, Math.min(y + row / 2, view.height - 7))
    }
  }
  if (drumRows.length && high >= low) {
    context.fillStyle = view.colours.line
    context.fillRect(body.left, Math.round(body.drumTop - DRUM_GAP / 2), body.width, 1)
  }
}

function paintBars(context, view, body) {
  const { bars, firstBar, variant } = view.data
  const room = xOf(view, lengthOf(view.data) / (bars.length - 1)) - xOf(view, 0)
  let every = 1
  while (every * room < BAR_LABEL_ROOM) every *= 2
  context.textAlign = "left"
  context.textBaseline = "middle"
  for (let bar = 0; bar < bars.length - 1; bar++) {
    const x = Math.round(xOf(view, bars[bar]))
    if (x < body.left || x > view.width || bar % every) continue
    context.fillStyle = view.colours.line
    context.fillRect(x, body.top, 1, body.height)
    if (variant !== "full") continue
    context.fillStyle = view.colours.muted
    context.fillText(String(firstBar + bar), x + 3, HEAD / 2 - 3)
  }
}

// Draw the kept picture and, over it, what sounds, what is selected, and the playhead.
function paint(view) {
  if (!view.width) return
  if (view.stale || view.ratio !== devicePixelRatio) resize(view)
  const { context, body } = view
  const moment = positionOf(view)
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, view.canvas.width, view.canvas.height)
  context.drawImage(view.still, 0, 0)
  context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0)
  context.save()
  context.beginPath()
  context.rect(body.left - 8, 0, body.width + 16, view.height)
  context.clip()
  context.strokeStyle = view.colours.text
  if (moment > 0 || view.playing) paintSounding(context, view, moment)
  if (view.picked !== null) paintPicked(context, view)
  if (view.bars) paintSelection(context, view, body)
  paintPlayhead(context, view, body, moment)
  context.restore()
}

function paintSounding(context, view, moment) {
  const { start, length } = view.data
  context.lineWidth = view.data.variant === "full" ? 1.6 : 1
  for (let i = 0; i < start.length; i++) {
    if (start[i] > moment || start[i] + length[i] <= moment || shadeOf(view, i) === FAINT) continue
    tracePath(context, view, i, 0.4)
    context.stroke()
  }
}

function paintPicked(context, view) {
  context.save()
  context.strokeStyle = view.colours.primary
  context.lineWidth = 2
  tracePath(context, view, view.picked, 2.5)
  context.stroke()
  context.restore()
}

function paintSelection(context, view, body) {
  const [first, last] = view.bars
  const left = xOf(view, view.data.bars[first])
  const right = xOf(view, view.data.bars[last + 1])
  context.save()
  context.setLineDash([4, 3])
  context.lineWidth = 1.5
  context.strokeRect(left + 0.5, body.top + 0.75, right - left - 1, body.height - 1.5)
  context.restore()
}

function paintPlayhead(context, view, body, moment) {
  const full = view.data.variant === "full"
  if (!full && moment === 0 && !view.playing) return
  const x = Math.min(xOf(view, moment), view.width - 1)
  if (x < body.left - 1) return
  context.fillStyle = view.colours.text
  context.fillRect(x - (full ? 1 : 0.5), body.top, full ? 2 : 1.5, body.height)
  if (!full) return
  context.beginPath()
  context.moveTo(x - 5, body.top - 7)
  context.lineTo(x + 5, body.top - 7)
  context.lineTo(x, body.top)
  context.fill()
}

// Give both canvases the pixels of the screen and draw the still picture anew.
function resize(view) {
  view.ratio = devicePixelRatio
  const size = [Math.round(view.width * view.ratio), Math.round(view.height * view.ratio)]
  for (const canvas of [view.canvas, view.still]) [canvas.width, canvas.height] = size
  paintStill(view)
}
