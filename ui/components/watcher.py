"""Keeps browser and server agreed on two things Streamlit leaves apart: language and theme.

A theme switched in the settings menu does not run the page again, so colours chosen on the server
would stay those of the other theme. This component looks at the page's background three times a
second and reports when it changes between light and dark; it also tells the browser the language of
the page, which Streamlit leaves at "en" and screen readers rely on. It draws nothing.
"""

from __future__ import annotations

import streamlit as st

NAME = "watcher"
BROWSER_NAMES = {"en": "en", "zh_TW": "zh-Hant-TW"}

_WATCHER = st.components.v2.component(
    "seqlab_watcher",
    html="<span hidden></span>",
    js="""
export default function (component) {
  const { data, parentElement, setStateValue } = component
  document.documentElement.lang = data.language
  const host = parentElement.host ?? parentElement

  const theme = () => {
    const colour = getComputedStyle(host).getPropertyValue("--st-background-color").trim()
    const hex = colour.startsWith("#") ? colour.slice(1) : ""
    if (hex.length !== 6) return null
    const [red, green, blue] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light"
  }
  let reported = data.theme
  const report = () => {
    const seen = theme()
    if (seen && seen !== reported) {
      reported = seen
      setStateValue("theme", seen)
    }
  }
  if (host.seqlabTimer) clearInterval(host.seqlabTimer)
  host.seqlabTimer = setInterval(report, 300)
  report()
  return () => clearInterval(host.seqlabTimer)
}
""",
)


def watch(language: str) -> None:
    """Mount the watcher; `theme()` tells what it saw."""
    with st.container(key="watcher-place"):
        _WATCHER(
            key=NAME,
            data={"language": BROWSER_NAMES[language], "theme": theme()},
            on_theme_change=lambda: None,
        )


def theme() -> str:
    """Return the theme the visitor sees, "light" or "dark"."""
    seen = st.session_state.get(NAME)
    return str((seen and seen.get("theme")) or st.context.theme.type or "light")
