// A table of buttons, brought up to date whenever the page is. Arrows go from cell to cell.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

function heading(text, scope) {
  const cell = document.createElement("th")
  cell.textContent = text
  cell.title = text
  if (scope) cell.scope = scope
  return cell
}

function draw(parentElement, data, choose) {
  const place = parentElement.querySelector(".place")
  place.setAttribute("aria-label", data.words.label)
  const top = document.createElement("tr")
  const corner = heading(`${data.words.is} ↓  ${data.words.says} →`)
  top.append(corner, ...data.names.map((name) => heading(name, "col")))
  parentElement.querySelector("thead").replaceChildren(top)
  const rows = data.names.map((name, row) => {
    const line = document.createElement("tr")
    line.append(heading(name, "row"))
    data.names.forEach((_, column) => line.append(cell(data, row, column, choose)))
    return line
  })
  parentElement.querySelector("tbody").replaceChildren(...rows)
}

function cell(data, row, column, choose) {
  const place = document.createElement("td")
  const button = document.createElement("button")
  const [chosenRow, chosenColumn] = data.selected ?? [-1, -1]
  button.type = "button"
  button.textContent = data.counts[row][column]
  button.disabled = data.counts[row][column] === "0"
  button.className = row === column ? "right" : ""
  button.style.setProperty("--shade", data.shades[row][column])
  button.setAttribute("aria-label", data.spoken[row][column])
  button.setAttribute("aria-pressed", String(row === chosenRow && column === chosenColumn))
  button.onclick = () => choose(row, column)
  place.append(button)
  return place
}

// The next cell in a direction that holds a picture.
function neighbour(button, [down, across]) {
  const rows = [...button.closest("tbody").rows].map((row) => [...row.querySelectorAll("button")])
  let row = rows.findIndex((line) => line.includes(button))
  let column = rows[row].indexOf(button)
  do {
    row += down
    column += across
  } while (rows[row]?.[column]?.disabled)
  return rows[row]?.[column]
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector("tbody").getRootNode()
  const buttons = () => [...parentElement.querySelectorAll("tbody button")]
  const focused = buttons().indexOf(root.activeElement)
  const mark = (row, column) => {
    buttons().forEach((button, at) => {
      const here = at === row * data.names.length + column
      button.setAttribute("aria-pressed", String(here))
    })
    setStateValue("cell", [row, column])
  }
  draw(parentElement, data, mark)
  if (focused >= 0) buttons()[focused]?.focus()
  parentElement.querySelector("tbody").onkeydown = (event) => {
    const step = STEPS[event.key]
    if (!step || event.target.tagName !== "BUTTON") return
    event.preventDefault()
    neighbour(event.target, step)?.focus()
  }
}
