// A piece that is seen and heard: mounted once, brought up to date whenever the page or the theme
// changes, and never drawn from nothing while it stays the same piece.

const views = new WeakMap() // by the element a roll is mounted in
const kept = new Map() // by key: what a roll that left the page goes on from when it comes back

function mount(parentElement, data) {
  const root = parentElement.querySelector(".roll")
  const canvas = root.querySelector("canvas")
  const view = {
    root,
    canvas,
    parent: root.getRootNode(),
    context: canvas.getContext("2d"),
    still: document.createElement("canvas"),
    audio: root.querySelector("audio"),
    data: null,
    width: 0,
    height: 0,
    ratio: 1,
    from: 0,
    to: 1,
    moment: 0,
    playing: false,
    failed: false,
    asked: null, // the piece whose sound was asked for
    bars: null, // first and last selected bar, counted from 0
    sent: null, // the selection as the page knows it
    picked: null, // the note with a ring
    marked: null, // the note the keyboard stands on
    voice: null, // the one voice that is not faint
    drag: null,
    waiting: 0, // the frames that are asked for: one picture, and the next while it plays
    loop: 0,
    stale: true,
  }
  takePointer(view)
  takeKeys(view)
  takeControls(view)
  const stopListening = listen(view)
  const watching = new ResizeObserver(() => measure(view))
  watching.observe(canvas)
  view.leave = () => {
    const { from, to, bars, picked, voice } = view
    const { key, piece } = view.data
    kept.set(key, { piece, from, to, bars, picked, voice, moment: positionOf(view) })
    watching.disconnect()
    stopListening()
    cancelAnimationFrame(view.waiting)
    view.audio.pause()
    view.playing = false
    view.audio.removeAttribute("src")
    views.delete(parentElement)
  }
  views.set(parentElement, view)
  return view
}

function measure(view) {
  const box = view.canvas.getBoundingClientRect()
  if (box.width === view.width && box.height === view.height) return
  view.width = box.width
  view.height = box.height
  view.body = bodyOf(view)
  view.stale = true
  paint(view)
}

// Take what the page hands over; what belongs to the visitor stays for as long as it fits.
function take(view, data) {
  const before = view.data
  const isNew = before?.piece !== data.piece
  const isGiven = JSON.stringify(before?.selected) !== JSON.stringify(data.selected)
  const goesOn = view.playing || (view.asked === data.piece && !before?.url)
  view.data = data
  view.rows = rowsOf(data)
  view.body = bodyOf(view)
  if (isNew || isGiven) {
    view.bars = indicesOf(data)
    view.sent = view.bars
  }
  if (isNew) begin(view, before)
  describe(view)
  if (before?.url !== data.url) {
    view.moment = isNew ? view.moment : positionOf(view)
    load(view, data.url, goesOn)
  }
}

// The selected bars as the page names them, counted from 0; null where they are not in the piece.
function indicesOf(data) {
  if (!data.selected) return null
  const [first, last] = data.selected.map((bar) => bar - data.firstBar)
  return first >= 0 && last >= first && last < data.bars.length - 1 ? [first, last] : null
}

function begin(view, before) {
  const whole = lengthOf(view.data)
  if (!before || lengthOf(before) !== whole) [view.from, view.to] = [0, whole]
  view.picked = null
  view.marked = null
  view.moment = view.bars ? view.data.bars[view.bars[0]] : 0
  follow(view, view.moment)
}

// A roll that comes back to the page with the same piece is as it was left, but silent.
function comeBack(view) {
  const left = kept.get(view.data.key)
  if (left?.piece !== view.data.piece) return
  const { from, to, moment, voice, picked } = left
  Object.assign(view, { from, to, voice, picked })
  describeVoices(view)
  seek(view, moment)
  if (!left.bars || view.bars) return
  view.bars = left.bars
  sendBars(view)
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  const known = views.get(parentElement)
  const view = known ?? mount(parentElement, data)
  Object.assign(view, { setStateValue, setTriggerValue, colours: coloursOf(view) })
  view.root.style.colorScheme = view.colours.dark ? "dark" : "light"
  take(view, data)
  if (!known) comeBack(view)
  view.stale = true
  measure(view)
  refresh(view)
  return view.leave
}
