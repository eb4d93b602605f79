"""The look of the screen beyond what `.streamlit/config.toml` can say, in one stylesheet.

Rules hook on `st-key-…` (names we give), on `data-testid` (names Streamlit promises its own tests)
and on the classes of our own HTML, nothing else. Colours are variables that are filled from the
configured theme the visitor sees, so both themes are served by the same rules.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from core.figures.style import DARK, LIGHT, Look
from core.figures.style import look as look_of
from ui.components.watcher import theme
from ui.i18n import language

STYLESHEET = Path(__file__).with_name("stylesheet.css")
PICTURES = Path(__file__).resolve().parent.parent / "assets" / "pictures"


def look() -> Look:
    """Return how figures are drawn for this visitor."""
    return look_of(theme(), language())


def apply_stylesheet() -> None:
    """Add the stylesheet, in the colours of the theme the visitor sees, to the page."""
    st.html(f"<style>{_colours(theme())}{_stylesheet()}</style>")


def picture(name: str) -> str:
    """Return one of our drawings as SVG, in the colours of the theme the visitor sees."""
    return _picture(name, theme())


@lru_cache(maxsize=16)
def _picture(name: str, theme_name: str) -> str:
    drawing = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    if theme_name == "dark":
        swaps = zip((LIGHT.text, *LIGHT.hues), (DARK.text, *DARK.hues), strict=True)
        for light, dark in swaps:
            drawing = drawing.replace(light, dark)
    return drawing


@lru_cache(maxsize=2)
def _colours(theme_name: str) -> str:
    values = {
        name: st.get_option(f"theme.{theme_name}.{option}") for name, option in _COLOURS.items()
    }
    # Streamlit writes primary buttons in white: too little contrast on the dark theme's blue
    values["on-primary"] = "#ffffff" if theme_name == "light" else values["background"]
    return ":root {" + " ".join(f"--lab-{name}: {value};" for name, value in values.items()) + "}"


_COLOURS = {
    "background": "backgroundColor",
    "border": "borderColor",
    "muted": "grayTextColor",
    "gray": "grayColor",
    "green": "greenColor",
    "red": "redColor",
    "orange": "orangeColor",
    "blue": "blueColor",
}


@lru_cache(maxsize=1)
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
