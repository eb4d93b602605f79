// A pad to draw one sign on: 32 × 32 dots of ink in 8 × 8 squares, by pointer or by keyboard.
// What is told is 32 rows of 32 bits, each as eight digits in hexadecimal.

const DOTS = 32
const SQUARES = 8
const SQUARE = DOTS / SQUARES
const BRUSH = 1.7 // radius in dots
const views = new WeakMap()

function mount(parentElement) {
  const root = parentElement.querySelector(".pad")
  const view = {
    root,
    canvas: root.querySelector("canvas"),
    ink: new Uint8Array(DOTS * DOTS),
    told: "",
    square: null, // the square that the keyboard stands on: column, row
    last: null, // where the pen was
    data: null,
  }
  view.canvas.width = view.canvas.height = DOTS * 16
  takePointer(view)
  takeKeys(view)
  root.querySelector(".clear").onclick = () => clear(view)
  views.set(parentElement, view)
  return view
}

function place(view, event) {
  const box = view.canvas.getBoundingClientRect()
  return [
    ((event.clientX - box.left) / box.width) * DOTS,
    ((event.clientY - box.top) / box.height) * DOTS,
  ]
}

function takePointer(view) {
  const { canvas } = view
  canvas.onpointerdown = (event) => {
    if (event.button) return
    canvas.setPointerCapture(event.pointerId)
    view.square = null
    view.last = place(view, event)
    stroke(view, view.last, view.last)
  }
  canvas.onpointermove = (event) => {
    if (!view.last) return
    for (const moment of event.getCoalescedEvents?.() ?? [event]) {
      const next = place(view, moment)
      stroke(view, view.last, next)
      view.last = next
    }
  }
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (!view.last) return
    view.last = null
    tell(view)
  }
}

// Ink every dot that is near the line from one place to the next.
function stroke(view, [x0, y0], [x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2
  for (let row = 0; row < DOTS; row++) {
    for (let column = 0; column < DOTS; column++) {
      const [x, y] = [column + 0.5, row + 0.5]
      const along = length ? ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length : 0
      const near = Math.min(1, Math.max(0, along))
      const away = Math.hypot(x - x0 - near * (x1 - x0), y - y0 - near * (y1 - y0))
      if (away <= BRUSH) view.ink[row * DOTS + column] = 1
    }
  }
  paint(view)
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

function takeKeys(view) {
  view.canvas.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step) move(view, step)
    else if (event.key === " " || event.key === "Enter") toggle(view)
    else if (event.key === "Delete" || event.key === "Backspace") clear(view)
    else return
    event.preventDefault()
    event.stopPropagation() // Streamlit has shortcuts of its own
  }
  view.canvas.onblur = () => {
    view.square = null
    paint(view)
  }
}

function move(view, [across, down]) {
  const within = (value) => Math.min(SQUARES - 1, Math.max(0, value))
  const middle = SQUARES / 2 - 1
  if (!view.square) view.square = [middle, middle]
  else view.square = [within(view.square[0] + across), within(view.square[1] + down)]
  paint(view)
  say(view)
}

function dotsOf([column, row]) {
  const dots = []
  for (let y = row * SQUARE; y < (row + 1) * SQUARE; y++)
    for (let x = column * SQUARE; x < (column + 1) * SQUARE; x++) dots.push(y * DOTS + x)
  return dots
}

function isInked(view, square) {
  const dots = dotsOf(square)
  return dots.filter((dot) => view.ink[dot]).length * 2 > dots.length
}

function toggle(view) {
  if (!view.square) return move(view, [0, 0])
  const ink = isInked(view, view.square) ? 0 : 1
  for (const dot of dotsOf(view.square)) view.ink[dot] = ink
  paint(view)
  say(view)
  tell(view)
}

function clear(view) {
  view.ink.fill(0)
  paint(view)
  view.root.querySelector("#said").textContent = view.data.words.cleared
  tell(view)
}

function say(view) {
  const [column, row] = view.square
  const template = isInked(view, view.square) ? view.data.words.ink : view.data.words.bare
  const facts = { row: row + 1, column: column + 1 }
  const said = template.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole)
  view.root.querySelector("#said").textContent = said
}

function rowsOf(ink) {
  const rows = []
  for (let row = 0; row < DOTS; row++) {
    const bits = ink.subarray(row * DOTS, (row + 1) * DOTS).join("")
    rows.push(parseInt(bits, 2).toString(16).padStart(DOTS / 4, "0"))
  }
  return rows
}

function tell(view) {
  const rows = rowsOf(view.ink)
  view.told = rows.join("")
  view.setStateValue("ink", rows)
}

// A pad that comes back to the page has what was drawn on it.
function take(view, data) {
  const known = view.data !== null
  view.data = data
  if (!known && data.ink) {
    data.ink.forEach((row, y) => {
      const bits = parseInt(row, 16).toString(2).padStart(DOTS, "0")
      for (let x = 0; x < DOTS; x++) view.ink[y * DOTS + x] = Number(bits[x])
    })
  }
  view.canvas.setAttribute("aria-label", data.words.label)
  view.root.querySelector("#help").textContent = data.words.help
  view.root.querySelector(".clear").textContent = data.words.clear
  view.root.style.visibility = "" // a button is not there before it has a name
}

function paint(view) {
  const context = view.canvas.getContext("2d")
  const colours = getComputedStyle(view.root)
  const dot = view.canvas.width / DOTS
  context.clearRect(0, 0, view.canvas.width, view.canvas.height)
  context.fillStyle = colours.color
  view.ink.forEach((ink, at) => {
    if (ink) context.fillRect((at % DOTS) * dot, Math.floor(at / DOTS) * dot, dot + 0.5, dot + 0.5)
  })
  context.strokeStyle = colours.getPropertyValue("--st-border-color")
  context.lineWidth = 1
  for (let line = 1; line < SQUARES; line++) {
    const at = line * SQUARE * dot
    context.strokeRect(at, -2, 0, view.canvas.height + 4)
    context.strokeRect(-2, at, view.canvas.width + 4, 0)
  }
  if (view.square) {
    context.strokeStyle = colours.getPropertyValue("--st-primary-color")
    context.lineWidth = 5
    const [column, row] = view.square
    const side = SQUARE * dot
    context.strokeRect(column * side + 3, row * side + 3, side - 6, side - 6)
  }
  view.root.querySelector(".clear").disabled = !view.ink.includes(1)
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const view = views.get(parentElement) ?? mount(parentElement)
  view.setStateValue = setStateValue
  take(view, data)
  paint(view)
  return () => views.delete(parentElement)
}
