"""What is said beside a player: how much of the piece is seen but not heard."""

from __future__ import annotations

import streamlit as st

from core.recipes.music.hearing import unheard_seconds
from core.sound import LONGEST_SECONDS
from core.vectorizers.score import Score
from ui.i18n import _, duration


def say_unheard(score: Score) -> None:
    """Say below a player how much of the piece its sound leaves out, where it does."""
    unheard = unheard_seconds(score)
    if unheard:
        words = _("The sound stops after {heard}: the last {unheard} are seen, not heard.")
        heard = duration(LONGEST_SECONDS)
        st.caption(words.format(heard=heard, unheard=duration(unheard)))
