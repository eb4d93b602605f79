// Pointer, wheel and keyboard: seek, pick a note, select bars, zoom and turn.

const STEP_OF_ZOOM = 1.5
const SAME_MOMENT = 5 // milliseconds
const STILL = 4 // pixels a pointer may tremble and yet have clicked

function place(view, event) {
  const box = view.canvas.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

function takePointer(view) {
  const { canvas } = view
  canvas.onpointerdown = (event) => {
    if (event.button) return
    const [x, y] = place(view, event)
    const inHead = y < view.body.top
    view.drag = { x, y, from: view.from, inHead, bar: barAt(view.data, momentAt(view, x)) }
    if (inHead) selectBars(view, view.drag.bar, view.drag.bar)
    canvas.setPointerCapture(event.pointerId)
  }
  canvas.onpointermove = (event) => {
    const [x, y] = place(view, event)
    if (!view.drag) return hover(view, x, y)
    hideTip(view)
    if (view.drag.inHead) {
      const bar = barAt(view.data, momentAt(view, x))
      selectBars(view, Math.min(bar, view.drag.bar), Math.max(bar, view.drag.bar))
    } else turn(view, x)
  }
  canvas.onpointerup = (event) => {
    const [x, y] = place(view, event)
    if (view.drag) release(view, x, y)
    view.drag = null
  }
  canvas.onpointercancel = () => (view.drag = null)
  canvas.onpointerleave = () => hideTip(view)
  canvas.addEventListener("wheel", (event) => wheel(view, event), { passive: false })
}

function release(view, x, y) {
  const { drag } = view
  if (drag.inHead) {
    const [first, last] = view.bars
    const again = view.sent && view.sent[0] === first && view.sent[1] === last
    if (again && first === last) view.bars = null
    sendBars(view)
    return
  }
  if (Math.hypot(x - drag.x, y - drag.y) > STILL) return
  const note = view.data.variant === "full" ? noteAt(view, x, y) : -1
  seek(view, note < 0 ? momentAt(view, x) : view.data.start[note])
  if (note >= 0) pick(view, note)
}

// Drag the picture under the pointer, where it is wider than the window.
function turn(view, x) {
  if (Math.abs(x - view.drag.x) <= STILL) return
  const { width } = view.body
  panTo(view, view.drag.from - ((x - view.drag.x) / width) * (view.to - view.from))
  view.stale = true
  refresh(view)
}

function wheel(view, event) {
  const sideways = event.shiftKey ? event.deltaY : event.deltaX
  const whole = view.to - view.from >= lengthOf(view.data)
  if (event.ctrlKey || event.metaKey) {
    const moment = momentAt(view, place(view, event)[0])
    zoomTo(view, (view.to - view.from) * Math.exp(event.deltaY / 200), moment)
  } else if (sideways && !whole) {
    panTo(view, view.from + (sideways / view.body.width) * (view.to - view.from))
  } else return // the page scrolls
  event.preventDefault()
  view.stale = true
  refresh(view)
}

function hover(view, x, y) {
  const inHead = y < view.body.top
  const note = inHead || view.data.variant !== "full" ? -1 : noteAt(view, x, y)
  view.canvas.style.cursor = inHead ? "ew-resize" : "pointer"
  if (note < 0) return hideTip(view)
  const tip = find(view, ".tip")
  tip.hidden = false
  tip.textContent = noteInWords(view, note)
  const [left, top, width] = boxOf(view, note)
  const middle = left + width / 2 - tip.offsetWidth / 2
  tip.style.left = `${Math.min(Math.max(0, middle), view.width - tip.offsetWidth)}px`
  tip.style.top = `${top - tip.offsetHeight - 4 < 0 ? top + 14 : top - tip.offsetHeight - 4}px`
}

function hideTip(view) {
  find(view, ".tip").hidden = true
}

function pick(view, note) {
  view.picked = note
  say(view, noteInWords(view, note))
  refresh(view)
  view.setTriggerValue("note", { piece: view.data.piece, note })
}

function selectBars(view, first, last) {
  view.bars = [first, last]
  refresh(view)
}

function sendBars(view) {
  const { piece, firstBar, selected, words } = view.data
  const bars = view.bars && view.bars.map((bar) => bar + firstBar)
  if (!bars) say(view, words.noBars)
  else if (bars[0] === bars[1]) say(view, filled(words.bar, { bar: bars[0] }))
  else say(view, filled(words.bars, { first: bars[0], last: bars[1] }))
  view.sent = view.bars
  refresh(view)
  view.setStateValue("bars", { piece, given: selected, bars })
}

function zoom(view, factor) {
  const moment = positionOf(view)
  const seen = moment >= view.from && moment <= view.to
  zoomTo(view, (view.to - view.from) / factor, seen ? moment : (view.from + view.to) / 2)
  view.stale = true
  refresh(view)
}

// Go to the bar line before (-1) or after (1) the playhead.
function stepBar(view, direction) {
  const { bars } = view.data
  const moment = positionOf(view)
  if (direction > 0) return seek(view, bars.find((bar) => bar > moment + 1) ?? lengthOf(view.data))
  const before = bars.filter((bar) => bar < moment - 200)
  seek(view, before.length ? before[before.length - 1] : 0)
}

// Lengthen or shorten the selection by a bar at its end; begin at the playhead's bar.
function stretch(view, direction) {
  if (view.data.variant !== "full") return
  const here = barAt(view.data, positionOf(view))
  const most = view.data.bars.length - 2
  if (!view.bars) view.bars = [here, here]
  else view.bars = [view.bars[0], Math.min(most, Math.max(view.bars[0], view.bars[1] + direction))]
  sendBars(view)
}

// Go to the next (1) or last (-1) note in the order of onsets and say it.
function stepNote(view, direction) {
  const { start } = view.data
  if (!start.length || view.data.variant !== "full") return
  const after = start.findIndex((onset) => onset >= positionOf(view) - SAME_MOMENT)
  const first = after < 0 ? start.length - 1 : after
  const next = standsOnNote(view) ? view.marked + direction : first
  view.marked = Math.min(start.length - 1, Math.max(0, next))
  view.picked = view.marked
  seek(view, start[view.marked])
  say(view, noteInWords(view, view.marked))
}

// Whether the playhead is still where the keyboard left it.
function standsOnNote(view) {
  if (view.marked === null) return false
  return Math.abs(view.data.start[view.marked] - positionOf(view)) <= SAME_MOMENT
}

function clearBars(view) {
  if (!view.bars) return
  view.bars = null
  sendBars(view)
}

const KEYS = {
  " ": toggle,
  ArrowLeft: (view) => stepBar(view, -1),
  ArrowRight: (view) => stepBar(view, 1),
  "Shift+ArrowLeft": (view) => stretch(view, -1),
  "Shift+ArrowRight": (view) => stretch(view, 1),
  ArrowUp: (view) => stepNote(view, 1),
  ArrowDown: (view) => stepNote(view, -1),
  Home: (view) => seek(view, 0),
  End: (view) => seek(view, lengthOf(view.data)),
  Enter: (view) => standsOnNote(view) && pick(view, view.marked),
  Escape: clearBars,
  "+": (view) => zoom(view, STEP_OF_ZOOM),
  "=": (view) => zoom(view, STEP_OF_ZOOM),
  "-": (view) => zoom(view, 1 / STEP_OF_ZOOM),
}
const KEYS_OF_RANGE = new Set([" ", "ArrowLeft", "ArrowRight", "Home", "End"])

function takeKeys(view) {
  const act = (event, allowed) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const arrow = event.key.startsWith("Arrow")
    const name = event.shiftKey && arrow ? `Shift+${event.key}` : event.key
    if (!KEYS[name] || !allowed(name)) return
    event.preventDefault()
    event.stopPropagation() // Streamlit has shortcuts of its own
    KEYS[name](view)
  }
  view.canvas.onkeydown = (event) => act(event, () => true)
  find(view, ".position").onkeydown = (event) => act(event, (name) => KEYS_OF_RANGE.has(name))
}

function takeControls(view) {
  find(view, ".play").onclick = () => toggle(view)
  find(view, ".closer").onclick = () => zoom(view, STEP_OF_ZOOM)
  find(view, ".wider").onclick = () => zoom(view, 1 / STEP_OF_ZOOM)
  const range = find(view, ".position")
  range.oninput = () => seek(view, Number(range.value) * 1000)
}
