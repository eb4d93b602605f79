"""Draw a digit, and see what the shipped model of digits says of it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from core.errors import NoArtifact
from core.figures.images import draw_chances
from core.figures.style import CONFIG, Axes
from core.recipes.images import Opened
from core.recipes.images.drawing import Guess, guess
from ui.components.digit_pad import digit_pad
from ui.errors import show_error
from ui.i18n import _, percent
from ui.images_shown import shipped
from ui.picture_view import picture_view
from ui.theme import look

DIGITS = "digits"
UNSURE = 0.5  # below this nothing is said with any certainty
REMEMBERED = 64


def show_digit(_subject: None) -> None:
    """Draw the pad, and beside it how probable each digit is."""
    try:
        opened = shipped(DIGITS)
    except NoArtifact as error:
        show_error(error, key="images-digit")
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        place = st.container()
        ink = digit_pad(key="images-pad")
        found = None if ink is None else _guessed(opened, ink.tobytes())
        with place:
            st.markdown(f"### {digit_title(found)}", anchors=False)
    with right:
        if found is None:
            said = _(
                "How probable each digit is appears here. The model learnt from digits of 13"
                " people, never from yours."
            )
            st.markdown(f":gray[{said}]")
        else:
            _chances(opened, found)


@lru_cache(maxsize=REMEMBERED)
def _guessed(opened: Opened, ink: bytes) -> Guess | None:
    return guess(opened, np.frombuffer(ink, dtype=np.bool_).reshape(32, 32))


def digit_title(found: Guess | None) -> str:
    """Say what the model takes a drawing for."""
    if found is None:
        return _("Draw a digit")
    first, second = np.argsort(-found.chances)[:2].tolist()
    share = float(found.chances[first])
    if share < UNSURE:
        words = _("It is not sure: {first} ({share}) or {second}")
        return words.format(first=first, share=percent(share, 0), second=second)
    return _("It says {digit} ({share})").format(digit=first, share=percent(share, 0))


def _chances(opened: Opened, found: Guess) -> None:
    wide, narrow = st.columns([2, 1], gap="medium")
    title = _("How probable each digit is")
    with wide:
        st.markdown(f"### {title}", anchors=False)
        figure = draw_chances(opened.classes, found.chances, Axes(right=30), look())
        st.plotly_chart(figure, theme=None, config=CONFIG, key="images-digit-chances", alt=title)
    with narrow:
        shown = np.repeat(255 - found.digit[..., None], 3, axis=2)
        picture_view(shown, key="images-digit-seen", label=_("The drawing in 8 × 8 pixels"))
        st.caption(
            _("What the model sees: brought to full height, the ink of each square counted.")
        )
