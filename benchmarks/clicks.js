/* Click the first two buttons of a group in turn, and tell how long each took to change what is watched.
   It runs in the page, so that nothing but the page and its server is measured. */
async ({ group, watched, ignored, count, seconds, pause }) => {
  const seen = () =>
    [...document.querySelectorAll(watched)]
      .filter((place) => !ignored || !place.closest(ignored))
      .map((place) => place.textContent)
      .join("|")
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
  const change = (before) =>
    new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`nothing changed: ${before}`)), 30000)
      const observer = new MutationObserver(() => {
        if (seen() === before) return
        clearTimeout(late)
        observer.disconnect()
        done(performance.now())
      })
      observer.observe(document.body, { subtree: true, childList: true, characterData: true })
    })
  const turns = (window.seqlabTurns ??= {})
  const taken = []
  const end = performance.now() + seconds * 1000
  for (let n = 0; n < count && performance.now() < end; n++) {
    const turn = (turns[group] = 1 - (turns[group] ?? 0))
    const button = document.querySelectorAll(group)[turn]
    if (!button) throw new Error(`nothing to click: ${group}`)
    const changed = change(seen())
    const began = performance.now()
    button.click()
    taken.push((await changed) - began)
    await wait(pause)
  }
  return taken
}
