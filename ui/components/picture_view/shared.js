// What the picture and the strip share: pictures by their address, colours of the theme, the words,
// and the patch that a walk through the sequence stands on. Lengths are CSS pixels where nothing
// else is said; patches count from 0.

const WALK = "seqlab-walk" // tells every view of a picture where the walk stands
const COARSE = 3 // a pixel of the picture this large is drawn as a square
const views = new WeakMap() // by the element a view is mounted in
const loaded = new Map() // by address
const MOST_LOADED = 24

// Return the picture at an address; until it is there, null, and `later` is called once it is.
function pictureAt(url, later) {
  if (!url) return null
  const known = loaded.get(url)
  if (known) {
    if (!known.complete) known.addEventListener("load", later, { once: true })
    return known.complete && known.naturalWidth ? known : null
  }
  const image = new Image()
  image.addEventListener("load", later, { once: true })
  image.src = url
  loaded.set(url, image)
  if (loaded.size > MOST_LOADED) loaded.delete(loaded.keys().next().value)
  return null
}

function coloursOf(root) {
  const style = getComputedStyle(root)
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim()
  const text = read("text-color")
  return {
    text,
    background: read("background-color"),
    ground: read("secondary-background-color"),
    line: read("border-color"),
    muted: read("gray-text-color") || text,
    primary: read("primary-color"),
    font: style.fontFamily,
  }
}

function filled(template, facts) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]))
}

function inWords(data, patch) {
  const { columns } = data.cells
  const [row, column] = [Math.floor(patch / columns), patch % columns]
  return filled(data.words.patch, { number: patch + 1, row: row + 1, column: column + 1 })
}

const countOf = ({ rows, columns }) => rows * columns

// Where a patch lies on the picture, in the picture's own pixels.
function boxOf({ columns, left, top, width, height }, patch) {
  const [row, column] = [Math.floor(patch / columns), patch % columns]
  return [left + column * width, top + row * height, width, height]
}

// Tell the page that a patch was chosen, by a place in it that lies on the picture.
function choose(view, patch) {
  const { cells, width, height, picture } = view.data
  const [left, top, across, down] = boxOf(cells, patch)
  const inside = (middle, end) => Math.min(Math.max(middle, 0), end * (1 - 1e-6))
  const point = [inside(left + across / 2, width), inside(top + down / 2, height)]
  view.selected = patch
  view.marked = patch
  view.setTriggerValue("pick", { picture, point })
}

function clear(canvas, width, height) {
  const ratio = devicePixelRatio
  const size = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const context = canvas.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  return context
}

// A frame that is seen on any picture: the theme's blue between two thin white lines.
function frame(context, box, colours, colour = colours.primary) {
  const [x, y, width, height] = box
  for (const [wide, stroke] of [[5.5, "#ffffff"], [3, colour]]) {
    context.lineWidth = wide
    context.strokeStyle = stroke
    context.strokeRect(x, y, width, height)
  }
}

function listenToWalks(view, repaint) {
  const heard = ({ detail }) => {
    const { cells, picture } = view.data
    if (!cells || detail.picture !== picture || detail.count !== countOf(cells)) return
    view.walked = detail.patch
    repaint()
  }
  document.addEventListener(WALK, heard)
  return () => document.removeEventListener(WALK, heard)
}

function tellWalk(view, patch) {
  const detail = { picture: view.data.picture, count: countOf(view.data.cells), patch }
  document.dispatchEvent(new CustomEvent(WALK, { detail }))
}
