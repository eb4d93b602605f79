// The patches one after the other, as a model reads them. Only what is in the window is drawn, so
// that sixty thousand patches scroll as sixteen do. A walk goes through them on request, and every
// view of the picture shows where it stands.

const SIDE = 46
const GAP = 3
const EDGE = 3 // room for the frame of a chosen patch
const HEIGHT = 72
const LABELLED = 4 // every so many patches have their number below
const STEP_SECONDS = 0.12
const MOST_STEPS = 120 // of a walk: longer sequences are walked through in strides

function mount(parentElement) {
  const root = parentElement.querySelector(".strip")
  const find = (name) => root.querySelector(name)
  const view = { root, canvas: find("canvas"), window: find(".window"), road: find(".road") }
  Object.assign(view, { data: null, selected: 0, walked: null, timer: 0, button: find(".play") })
  const repaint = () => paint(view)
  const watching = new ResizeObserver(repaint)
  watching.observe(view.window)
  const stop = listenToWalks(view, repaint)
  view.window.addEventListener("scroll", repaint, { passive: true })
  view.canvas.onclick = (event) => pick(view, event)
  view.window.onkeydown = (event) => act(view, event)
  view.button.onclick = () => (view.timer ? halt(view) : walk(view))
  view.leave = () => {
    clearInterval(view.timer)
    watching.disconnect()
    stop()
    views.delete(parentElement)
  }
  views.set(parentElement, view)
  return view
}

const placeOf = (patch) => EDGE + patch * (SIDE + GAP)
const lengthOf = (cells) => 2 * EDGE + countOf(cells) * (SIDE + GAP) - GAP

function paint(view) {
  const { data, colours } = view
  const width = view.window.clientWidth
  if (!width || !data) return
  const context = clear(view.canvas, Math.min(width, lengthOf(data.cells)), HEIGHT)
  const from = view.window.scrollLeft
  const picture = pictureAt(data.url, () => paint(view))
  const shown = view.walked ?? view.selected
  const first = Math.max(0, Math.floor((from - EDGE) / (SIDE + GAP)))
  const last = Math.min(countOf(data.cells) - 1, Math.ceil((from + width) / (SIDE + GAP)))
  context.textAlign = "center"
  context.textBaseline = "top"
  for (let patch = first; patch <= last; patch++) {
    const x = placeOf(patch) - from
    context.fillStyle = colours.ground
    context.fillRect(x, EDGE, SIDE, SIDE)
    if (picture) paintPatch(context, view, picture, patch, x)
    if (isLabelled(patch, shown)) {
      context.fillStyle = patch === shown ? colours.text : colours.muted
      context.font = `${patch === shown ? 600 : 400} 12px ${colours.font}`
      context.fillText(String(patch + 1), x + SIDE / 2, SIDE + 2 * EDGE + 3)
    }
  }
  if (shown >= first && shown <= last) {
    frame(context, [placeOf(shown) - from, EDGE, SIDE, SIDE], colours)
  }
}

function isLabelled(patch, shown) {
  return patch === shown || ((patch + 1) % LABELLED === 0 && Math.abs(patch - shown) > 1)
}

// Draw one patch; where it goes beyond the edge of the picture, the edge is repeated.
function paintPatch(context, view, picture, patch, x) {
  const { cells, width, height } = view.data
  const [left, top, across, down] = boxOf(cells, patch)
  const [sharp, fine] = [picture.naturalWidth / width, picture.naturalHeight / height]
  const seen = [Math.min(across, width - left), Math.min(down, height - top)]
  const part = [(seen[0] / across) * SIDE, (seen[1] / down) * SIDE]
  context.imageSmoothingEnabled = SIDE / (across * sharp) < COARSE
  const from = [left * sharp, top * fine, seen[0] * sharp, seen[1] * fine]
  context.drawImage(picture, ...from, x, EDGE, ...part)
  const { naturalWidth: right, naturalHeight: bottom } = picture
  if (part[0] < SIDE) {
    const rest = [x + part[0], EDGE, SIDE - part[0], part[1]]
    context.drawImage(picture, right - 1, from[1], 1, from[3], ...rest)
  }
  if (part[1] >= SIDE) return
  const below = [EDGE + part[1], part[0], SIDE - part[1]]
  context.drawImage(picture, from[0], bottom - 1, from[2], 1, x, below[0], below[1], below[2])
  if (part[0] >= SIDE) return
  const corner = [x + part[0], below[0], SIDE - part[0], below[2]]
  context.drawImage(picture, right - 1, bottom - 1, 1, 1, ...corner)
}

// Scroll so that a patch is in sight, in the middle where there is room.
function bring(view, patch) {
  const middle = placeOf(patch) + SIDE / 2
  const { clientWidth, scrollLeft } = view.window
  const isSeen = middle - SIDE > scrollLeft && middle + SIDE < scrollLeft + clientWidth
  if (!isSeen || view.timer) view.window.scrollLeft = middle - clientWidth / 2
}

function pick(view, event) {
  halt(view)
  const x = event.clientX - view.canvas.getBoundingClientRect().left + view.window.scrollLeft
  const most = countOf(view.data.cells) - 1
  take(view, Math.min(most, Math.max(0, Math.floor((x - EDGE) / (SIDE + GAP)))))
}

function take(view, patch) {
  choose(view, patch)
  tell(view, patch)
  paint(view)
}

function tell(view, patch) {
  view.root.querySelector("#said").textContent = inWords(view.data, patch)
}

function act(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const most = countOf(view.data.cells) - 1
  const goal = { ArrowLeft: view.selected - 1, ArrowRight: view.selected + 1, Home: 0, End: most }
  if (!(event.key in goal)) return
  event.preventDefault()
  event.stopPropagation() // Streamlit has shortcuts of its own
  halt(view)
  take(view, Math.min(most, Math.max(0, goal[event.key])))
  bring(view, view.selected)
}

function walk(view) {
  const count = countOf(view.data.cells)
  const stride = Math.ceil(count / MOST_STEPS)
  let patch = view.selected >= count - 1 ? 0 : view.selected
  const step = () => {
    tellWalk(view, patch)
    bring(view, patch)
    tell(view, patch)
    paint(view)
    if (patch >= count - 1) return halt(view)
    patch = Math.min(count - 1, patch + stride)
  }
  view.timer = setInterval(step, 1000 * STEP_SECONDS)
  describePlay(view)
}

// End a walk; the patch that it came to is chosen.
function halt(view) {
  if (!view.timer) return
  clearInterval(view.timer)
  view.timer = 0
  const reached = view.walked
  tellWalk(view, null)
  if (reached !== null) take(view, reached)
  describePlay(view)
}

function describePlay(view) {
  const { words } = view.data
  view.root.classList.toggle("playing", Boolean(view.timer))
  view.button.querySelector("span").textContent = view.timer ? words.pause : words.play
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const view = views.get(parentElement) ?? mount(parentElement)
  const before = view.data
  const isNew = JSON.stringify([before?.cells, before?.picture]) !== JSON.stringify([data.cells, data.picture])
  if (isNew && view.timer) {
    clearInterval(view.timer)
    view.timer = 0
    view.walked = null
  }
  Object.assign(view, { data, setTriggerValue, selected: data.selected })
  view.colours = coloursOf(view.root)
  view.road.style.width = `${lengthOf(data.cells)}px`
  view.window.setAttribute("aria-label", data.label)
  view.root.querySelector("#help").textContent = data.words.help
  describePlay(view)
  view.root.style.visibility = "" // a button is not there before it has a name
  tell(view, data.selected)
  paint(view)
  if (isNew || before?.selected !== data.selected) bring(view, data.selected)
  return view.leave
}
