"""A pad to draw one digit on, by pointer or by keyboard: 8 × 8 squares of 16 dots each.

What is drawn stays for as long as the visit; it is told when the pen is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.recipes.images.drawing import ink_of
from ui.i18n import _

FOLDER = Path(__file__).parent


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_PAD = st.components.v2.component(
    "seqlab_digit_pad", html=_text("pad.html"), css=_text("pad.css"), js=_text("pad.js")
)


def digit_pad(*, key: str) -> NDArray[np.bool_] | None:
    """Draw the pad and return what is drawn on it, bool, shape (32, 32); None at first."""
    before = (st.session_state.get(key) or {}).get("ink")
    known = None if ink_of(before) is None else before
    found: Mapping[str, object] = _PAD(
        key=key, data={"ink": known, "words": _words()}, on_ink_change=lambda: None
    )
    return ink_of(found.get("ink"))


def _words() -> dict[str, str]:
    """Return all that the pad says or is said to be, in the language of the visit."""
    return {
        "label": _("A pad to draw a digit on"),
        "help": _(
            "Draw with the mouse or a finger. By keyboard, the arrows move from square to square,"
            " Space inks a square or clears it, Delete clears all."
        ),
        "ink": _("Row {row}, column {column}: ink"),
        "bare": _("Row {row}, column {column}: bare"),
        "cleared": _("Nothing is drawn"),
        "clear": _("Clear"),
    }
