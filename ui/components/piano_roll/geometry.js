// Where things lie: seconds across, pitches upwards, and which note or bar is under a point.
// Lengths are CSS pixels; moments are milliseconds, as they are handed over.

const KEYS_WIDTH = 18
const GUTTER = 50
const HEAD = 22
const FEWEST_ROWS = { full: 24, strip: 12 }
const HIGHEST_DRUM = 9
const HIGHEST_ALONE = 24 // where nothing but drums plays
const MOST_FOR_DRUMS = 0.3 // of the height
const DRUM_GAP = 6
const SHORTEST_SPAN = 1000
const REACH = 4 // a finger or pointer this near to a note means it

// The rows of a piece: pitched ones from `low` to `high`, below them one row for each drum.
function rowsOf(data) {
  const pitched = []
  const drums = new Set()
  data.pitch.forEach((pitch, i) => {
    if (data.voices[data.voice[i]].isDrum) drums.add(pitch)
    else pitched.push(pitch)
  })
  const drumRows = [...drums].sort((one, other) => other - one)
  if (!pitched.length) return { low: 60, high: 59, drumRows }
  const low = pitched.reduce((one, other) => Math.min(one, other)) - 1
  const high = pitched.reduce((one, other) => Math.max(one, other)) + 1
  const missing = Math.max(0, FEWEST_ROWS[data.variant] - (high - low + 1))
  return { low: low - Math.floor(missing / 2), high: high + Math.ceil(missing / 2), drumRows }
}

// Where the rows lie in a canvas of this size. Drums have their band below, high enough to be seen.
function bodyOf(view) {
  const { low, high, drumRows } = view.rows
  const full = view.data.variant === "full"
  const [left, top] = full ? [GUTTER, HEAD] : [0, 0]
  const height = view.height - top
  const pitches = high - low + 1
  const most = pitches ? MOST_FOR_DRUMS : 1
  const share = drumRows.length ? (most * height) / drumRows.length : 0
  const drumRow = pitches ? Math.min(HIGHEST_DRUM, share) : Math.min(HIGHEST_ALONE, share)
  const band = drumRow * drumRows.length + (pitches && drumRow ? DRUM_GAP : 0)
  const row = pitches ? (height - band) / pitches : 0
  const drumTop = pitches ? view.height - drumRow * drumRows.length : top
  return { left, top, width: Math.max(1, view.width - left), height, row, drumRow, drumTop }
}

function lengthOf(data) {
  return Math.max(data.bars[data.bars.length - 1], 1)
}

function xOf(view, moment) {
  const { left, width } = view.body
  return left + ((moment - view.from) / (view.to - view.from)) * width
}

function momentAt(view, x) {
  const { left, width } = view.body
  const moment = view.from + ((x - left) / width) * (view.to - view.from)
  return Math.min(Math.max(moment, 0), lengthOf(view.data))
}

// The upper edge of a pitch's row.
function yOf(view, pitch) {
  return view.body.top + (view.rows.high - pitch) * view.body.row
}

// The box of note i: x, y, width, height. A drum's is a square around its onset.
function boxOf(view, i) {
  const { data, body } = view
  const x = xOf(view, data.start[i])
  if (data.voices[data.voice[i]].isDrum) {
    const size = Math.min(HIGHEST_DRUM, Math.max(4, body.drumRow))
    const y = body.drumTop + (view.rows.drumRows.indexOf(data.pitch[i]) + 0.5) * body.drumRow
    return [x - size / 2, y - size / 2, size, size]
  }
  const height = Math.max(2, body.row * 0.78)
  const width = xOf(view, data.start[i] + data.length[i]) - x
  return [x, yOf(view, data.pitch[i]) + (body.row - height) / 2, Math.max(2, width - 1.2), height]
}

// The note under a point, the shortest where several lie on each other; -1 where there is none.
function noteAt(view, x, y) {
  let found = -1
  for (let i = 0; i < view.data.pitch.length; i++) {
    const [left, top, width, height] = boxOf(view, i)
    const room = Math.max(0, (2 * REACH - height) / 2)
    if (x < left - 1 || x > left + width + 1 || y < top - room || y > top + height + room) continue
    if (found < 0 || view.data.length[i] < view.data.length[found]) found = i
  }
  return found
}

// The bar that sounds at a moment, counted from 0.
function barAt(data, moment) {
  let low = 0
  let high = data.bars.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (data.bars[middle] <= moment) low = middle
    else high = middle - 1
  }
  return low
}

// Show `span` milliseconds so that `moment` stays where it is, and no more than there is.
function zoomTo(view, span, moment) {
  const whole = lengthOf(view.data)
  const next = Math.min(whole, Math.max(Math.min(SHORTEST_SPAN, whole), span))
  const share = (moment - view.from) / (view.to - view.from)
  panTo(view, moment - share * next, next)
}

function panTo(view, from, span = view.to - view.from) {
  const whole = lengthOf(view.data)
  view.from = Math.min(Math.max(0, from), Math.max(0, whole - span))
  view.to = view.from + span
}

// Turn the page when the playhead leaves it.
function follow(view, moment) {
  const span = view.to - view.from
  if (moment < view.from || moment >= view.to) panTo(view, moment - 0.05 * span)
}
