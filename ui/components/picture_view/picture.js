// A picture with its grid: click a patch, or go there with the arrow keys and choose it with Enter.

const NARROWEST = 40 // a picture of one column of pixels is drawn wider, to be seen at all
const FINEST_GRID = 4 // patches smaller than this have no lines between them

function mount(parentElement) {
  const root = parentElement.querySelector(".picture")
  const canvas = root.querySelector("canvas")
  const view = { root, canvas, data: null, selected: null, marked: null, walked: null }
  const repaint = () => paint(view)
  const watching = new ResizeObserver(repaint)
  watching.observe(root)
  const stop = listenToWalks(view, repaint)
  canvas.onclick = (event) => {
    if (!view.data.cells) return
    choose(view, patchUnder(view, event))
    paint(view)
  }
  canvas.onpointermove = (event) => hover(view, event)
  canvas.onpointerleave = () => (root.querySelector(".tip").hidden = true)
  canvas.onkeydown = (event) => act(view, event)
  canvas.onblur = () => {
    view.marked = null
    paint(view)
  }
  view.leave = () => {
    watching.disconnect()
    stop()
    views.delete(parentElement)
  }
  views.set(parentElement, view)
  return view
}

// The part of the plane that is drawn, in the picture's pixels: the picture and all of its patches.
function regionOf({ width, height, cells }) {
  if (!cells) return [0, 0, width, height]
  const left = Math.min(0, cells.left)
  const top = Math.min(0, cells.top)
  const right = Math.max(width, cells.left + cells.columns * cells.width)
  const bottom = Math.max(height, cells.top + cells.rows * cells.height)
  return [left, top, right - left, bottom - top]
}

function measure(view) {
  const [left, top, across, down] = regionOf(view.data)
  const room = view.root.clientWidth
  const { highest } = view.data
  const wide = Math.min(room, (highest * across) / down)
  const width = Math.min(room, Math.max(NARROWEST, wide))
  const height = Math.min(highest, Math.max(NARROWEST, (wide * down) / across))
  view.scale = [width / across, height / down]
  view.origin = [left, top]
  view.size = [width, height]
}

function onScreen(view, [x, y, width, height]) {
  const [across, down] = view.scale
  return [(x - view.origin[0]) * across, (y - view.origin[1]) * down, width * across, height * down]
}

function patchUnder(view, event) {
  const { cells } = view.data
  const box = view.canvas.getBoundingClientRect()
  const x = ((event.clientX - box.left) * view.size[0]) / box.width / view.scale[0] + view.origin[0]
  const y = ((event.clientY - box.top) * view.size[1]) / box.height / view.scale[1] + view.origin[1]
  const at = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place)))
  const column = at((x - cells.left) / cells.width, cells.columns)
  return at((y - cells.top) / cells.height, cells.rows) * cells.columns + column
}

function paint(view) {
  if (!view.root.clientWidth || !view.data) return
  measure(view)
  const { data, colours } = view
  const context = clear(view.canvas, ...view.size)
  context.fillStyle = colours.ground
  context.fillRect(0, 0, ...view.size)
  const whole = onScreen(view, [0, 0, data.width, data.height])
  const again = () => paint(view)
  const picture = pictureAt(data.url, again)
  context.imageSmoothingEnabled = Math.max(...view.scale) < COARSE
  context.imageSmoothingQuality = "high"
  if (picture) context.drawImage(picture, ...whole)
  const map = pictureAt(data.overlay, again)
  context.imageSmoothingEnabled = false
  if (map) context.drawImage(map, ...whole)
  if (!data.cells) return
  paintUnused(context, view, whole)
  if (data.shades) paintShades(context, view)
  paintGrid(context, view)
  paintChosen(context, view)
}

// What no patch covers is washed out.
function paintUnused(context, view, whole) {
  const { rows, columns, left, top, width, height } = view.data.cells
  context.beginPath()
  context.rect(...whole)
  context.rect(...onScreen(view, [left, top, columns * width, rows * height]))
  context.globalAlpha = 0.6
  context.fillStyle = view.colours.background
  context.save()
  context.clip("evenodd")
  context.fillRect(...whole)
  context.restore()
  context.globalAlpha = 1
}

// Every place in the colour of its number.
function paintShades(context, view) {
  const { cells, shades } = view.data
  const { rows, columns, left, top, width, height } = cells
  const small = document.createElement("canvas")
  small.width = columns
  small.height = rows
  const ink = small.getContext("2d")
  const image = ink.createImageData(columns, rows)
  const [scale, numbers] = [bytesOf(shades.scale), numbersOf(shades)]
  for (let place = 0; place < numbers.length; place++) {
    const share = (numbers[place] - shades.low) / Math.max(1, 100 - shades.low)
    const at = 3 * Math.round(255 * Math.min(1, Math.max(0, share)))
    image.data.set([scale[at], scale[at + 1], scale[at + 2], 255], 4 * place)
  }
  ink.putImageData(image, 0, 0)
  const place = onScreen(view, [left, top, columns * width, rows * height])
  context.imageSmoothingEnabled = false
  context.drawImage(small, ...place)
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
const numbersOf = (shades) => new Int8Array(bytesOf(shades.hundredths).buffer)

function said(view, patch) {
  const { data } = view
  if (!data.shades) return inWords(data, patch)
  const alike = (numbersOf(data.shades)[patch] / 100).toFixed(2).replace("-", "\u2212")
  return filled(data.words.place, { number: patch + 1, alike })
}

function hover(view, event) {
  if (!view.data.shades) return
  const patch = patchUnder(view, event)
  const tip = view.root.querySelector(".tip")
  tip.hidden = false
  tip.textContent = said(view, patch)
  const [x, y, width] = onScreen(view, boxOf(view.data.cells, patch))
  const middle = x + width / 2 - tip.offsetWidth / 2
  tip.style.left = `${Math.min(Math.max(0, middle), view.root.clientWidth - tip.offsetWidth)}px`
  tip.style.top = `${Math.max(0, y - tip.offsetHeight - 4)}px`
}

function paintGrid(context, view) {
  const { cells } = view.data
  const { rows, columns, left, top, width, height } = cells
  const [x, y, across, down] = onScreen(view, [left, top, columns * width, rows * height])
  if (Math.min(across / columns, down / rows) < FINEST_GRID) return
  // dark beside light: one of the two is seen on any picture
  for (const [shift, stroke] of [[1, "rgba(0,0,0,.22)"], [0, "rgba(255,255,255,.62)"]]) {
    context.lineWidth = 1
    context.strokeStyle = stroke
    context.beginPath()
    for (let column = 1; column < columns; column++) {
      const at = Math.round(x + (column * across) / columns) + 0.5 + shift
      context.moveTo(at, y)
      context.lineTo(at, y + down)
    }
    for (let row = 1; row < rows; row++) {
      const at = Math.round(y + (row * down) / rows) + 0.5 + shift
      context.moveTo(x, at)
      context.lineTo(x + across, at)
    }
    context.stroke()
  }
}

function paintChosen(context, view) {
  const { cells } = view.data
  const { colours, walked, marked, selected } = view
  const box = (patch) => within(onScreen(view, boxOf(cells, patch)), view.size)
  const shown = walked ?? selected
  if (shown !== null && shown < countOf(cells)) frame(context, box(shown), colours)
  if (marked === null || marked === shown) return
  context.setLineDash([5, 3])
  frame(context, box(marked), colours, colours.text)
  context.setLineDash([])
}

// A box that is cut off nowhere and never too small to be seen.
function within([x, y, width, height], [right, bottom]) {
  const [wide, high] = [Math.max(width, 8), Math.max(height, 8)]
  const keep = (place, length, end) => Math.min(Math.max(place, 2), Math.max(2, end - length - 2))
  const [left, top] = [x - (wide - width) / 2, y - (high - height) / 2]
  return [
    keep(left, Math.min(wide, right - 4), right),
    keep(top, Math.min(high, bottom - 4), bottom),
    Math.min(wide, right - 4),
    Math.min(high, bottom - 4),
  ]
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

function act(view, event) {
  const { cells } = view.data
  if (!cells || event.ctrlKey || event.metaKey || event.altKey) return
  const here = view.marked ?? view.selected ?? 0
  if (event.key === "Enter" || event.key === " ") choose(view, here)
  else if (STEPS[event.key]) {
    const [down, across] = STEPS[event.key]
    const keep = (place, count) => Math.min(count - 1, Math.max(0, place))
    const row = keep(Math.floor(here / cells.columns) + down, cells.rows)
    view.marked = row * cells.columns + keep((here % cells.columns) + across, cells.columns)
    view.root.querySelector("#said").textContent = said(view, view.marked)
  } else return
  event.preventDefault()
  event.stopPropagation() // Streamlit has shortcuts of its own
  paint(view)
}

function describe(view) {
  const { canvas, root, data } = view
  root.classList.toggle("clickable", Boolean(data.cells))
  canvas.setAttribute("role", data.cells ? "application" : "img")
  canvas.setAttribute("aria-label", data.label)
  if (data.cells) {
    canvas.tabIndex = 0
    canvas.setAttribute("aria-describedby", "help")
  } else canvas.removeAttribute("tabindex")
  root.querySelector("#help").textContent = data.cells ? data.words.help : ""
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const view = views.get(parentElement) ?? mount(parentElement)
  const sameGrid = JSON.stringify(view.data?.cells) === JSON.stringify(data.cells)
  if (!sameGrid || view.data?.picture !== data.picture) view.marked = view.walked = null
  Object.assign(view, { data, setTriggerValue, selected: data.selected })
  view.colours = coloursOf(view.root)
  describe(view)
  paint(view)
  return view.leave
}
