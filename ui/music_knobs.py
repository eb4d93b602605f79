"""What a new piece shall be like: three knobs on the picture, the rest in a popover.

Every knob answers at once. The first three are temperature, length and the next seed; the popover
is drawn from `PieceSettings`, and holds who plays and what the piece goes on from. Widgets are
named `piece.{field}`, their values live in the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import Studio
from core.vectorizers.score import Score
from ui.i18n import _
from ui.music_instruments import choose_instruments
from ui.music_primer import choose_primer
from ui.music_words import length_in_bars
from ui.settings_form import WIDGETS, Cell

KEY = "piece"
BARS = f"{KEY}.bars"
SEED = f"{KEY}.seed"
BARS_OFFERED = (4, 8, 12, 16, 24, 32, 0)  # 0: as many notes as the popover says
USUAL_BARS = 12
ON_THE_PICTURE = ("temperature", "bars")
ON_THEIR_OWN = (*ON_THE_PICTURE, "instruments")


@dataclass(frozen=True)
class Asked:
    """What is asked for: the settings, and the music to go on from."""

    wishes: PieceSettings
    primer: Score | None


def ask(studio: Studio) -> Asked:
    """Draw the row of knobs and return what it asks for."""
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="medium", key="music-knobs"
    ):
        with st.container(width=232):
            values = _drawn(["temperature"])
        with st.container(width=128):
            values["bars"] = _length()
        with st.popover(
            _("More: top-p, key, tempo"), icon=":material/tune:", key="music-more-knobs"
        ):
            values |= _rest()
            values["instruments"] = choose_instruments(studio.vocabulary.slots)
            primer = choose_primer(studio)
        st.button(
            _("New piece"),
            type="primary",
            icon=":material/refresh:",
            key="music-new",
            on_click=_next_seed,
        )
    return Asked(PieceSettings(**values), primer)


def seed_now() -> int:
    """Return the seed of the piece that is shown."""
    return int(st.session_state.get(SEED, PieceSettings.defaults()["seed"]))


def _next_seed() -> None:
    """Ask for another piece; a callback."""
    knob = PieceSettings.knobs()["seed"]
    st.session_state[SEED] = (seed_now() + 1) % (int(getattr(knob, "high", 0)) + 1)


def _drawn(names: list[str]) -> dict[str, Any]:
    """Draw the widgets of some knobs and return their values."""
    knobs, defaults = PieceSettings.knobs(), PieceSettings.defaults()
    return {
        name: WIDGETS[type(knobs[name])](knobs[name], Cell(f"{KEY}.{name}", defaults[name], False))
        for name in names
    }


def _rest() -> dict[str, Any]:
    names = [name for name in PieceSettings.knobs() if name not in ON_THEIR_OWN]
    values: dict[str, Any] = {}
    for start in range(0, len(names), 2):  # row by row: a phone shows them in their order
        for cell, name in zip(st.columns(2, gap="medium"), names[start : start + 2], strict=False):
            with cell:
                values |= _drawn([name])
    return values


def _length() -> int:
    """Draw the choice of bars; it speaks in the address as the other knobs do."""
    asked = st.query_params.get(BARS, "")
    start = int(asked) if asked in map(str, BARS_OFFERED) else USUAL_BARS
    chosen = st.selectbox(
        _("Length"),
        BARS_OFFERED,
        index=BARS_OFFERED.index(start),
        format_func=length_in_bars,
        key=BARS,
        persist_state="session",
    )
    if chosen == USUAL_BARS:
        st.query_params.pop(BARS, None)
    else:
        st.query_params[BARS] = str(chosen)
    return int(chosen)
