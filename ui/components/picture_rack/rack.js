// A rack of pictures, brought up to date whenever the page is.

function tile(data, { number, url, caption, spoken }, pick) {
  const place = document.createElement("div")
  const button = document.createElement("button")
  const image = document.createElement("img")
  const words = document.createElement("span")
  place.setAttribute("role", "listitem")
  button.type = "button"
  button.title = spoken
  image.src = url
  image.alt = spoken
  image.width = image.height = data.side
  words.textContent = caption
  button.append(image)
  button.onclick = () => pick(number)
  place.append(button, words)
  return place
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const rack = parentElement.querySelector(".rack")
  const pick = (number) => setTriggerValue("picked", number)
  rack.setAttribute("aria-label", data.label)
  rack.classList.toggle("grid", data.columns > 0)
  rack.style.gridTemplateColumns = data.columns ? `repeat(${data.columns}, max-content)` : ""
  rack.replaceChildren(...data.tiles.map((one) => tile(data, one, pick)))
}
