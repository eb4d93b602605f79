// Sound and time: one audio element, the playhead read from it, play, pause, seek.
// Where there is no sound yet, `view.moment` holds the place, in milliseconds.

const FRAMES_A_SECOND_WHEN_STILL = 4 // for those who asked for less motion
const STARTED = "seqlab-piano-roll-started"

function positionOf(view) {
  const moment = view.audio.src && !view.failed ? view.audio.currentTime * 1000 : view.moment
  return Math.min(moment, lengthOf(view.data))
}

function seek(view, moment) {
  const place = Math.min(Math.max(0, moment), lengthOf(view.data))
  view.moment = place
  if (view.audio.src && !view.failed) view.audio.currentTime = place / 1000
  follow(view, place)
  view.stale = true
  refresh(view)
}

function toggle(view) {
  if (view.playing) view.audio.pause()
  else if (view.failed) load(view, view.data.url, true) // the server may be back
  else if (view.audio.src) start(view)
  else if (view.data.canAsk && view.asked !== view.data.piece) {
    view.asked = view.data.piece
    refresh(view)
    view.setStateValue("sound", view.data.piece)
  }
}

function start(view) {
  if (view.audio.ended || positionOf(view) >= lengthOf(view.data)) view.audio.currentTime = 0
  document.dispatchEvent(new CustomEvent(STARTED, { detail: view }))
  // a browser may refuse sound that nobody asked for; then it waits for the button
  view.audio.play().catch(() => refresh(view))
}

// Take the sound that the page hands over now; `goOn` plays it as soon as it can be heard.
function load(view, url, goOn) {
  view.playing = false // a new source stops the old one without saying so
  if (url) view.audio.src = url
  else {
    view.audio.removeAttribute("src")
    view.audio.load()
  }
  view.failed = false
  if (!url) return
  view.audio.currentTime = view.moment / 1000
  if (goOn) start(view)
}

function listen(view) {
  const { audio } = view
  audio.onplay = () => {
    view.playing = true
    run(view)
  }
  audio.onpause = () => {
    view.playing = false
    view.moment = positionOf(view)
    refresh(view)
  }
  audio.onseeked = () => refresh(view)
  audio.onerror = () => {
    if (!audio.src) return
    view.failed = true
    view.playing = false
    say(view, view.data.words.silent)
    refresh(view)
  }
  const stopForAnother = (event) => {
    if (event.detail !== view) audio.pause()
  }
  document.addEventListener(STARTED, stopForAnother)
  return () => document.removeEventListener(STARTED, stopForAnother)
}

// Redraw as often as the screen does, for as long as it plays.
function run(view) {
  cancelAnimationFrame(view.loop)
  const calm = matchMedia("(prefers-reduced-motion: reduce)")
  let last = 0
  const step = (now) => {
    if (!view.playing) return
    if (!calm.matches || now - last >= 1000 / FRAMES_A_SECOND_WHEN_STILL) {
      last = now
      const from = view.from
      follow(view, positionOf(view))
      if (view.from !== from) view.stale = true
      showTime(view)
      paint(view)
    }
    view.loop = requestAnimationFrame(step)
  }
  refresh(view)
  view.loop = requestAnimationFrame(step)
}
