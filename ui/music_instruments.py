"""Who plays the piece: an instrument for each pitched track of the corpus.

The address says the programs as the command line takes them (`piece.instruments`), and nothing
where everybody plays what the corpus has. What it says beyond the tracks of this corpus is passed
over.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import UnfitInstruments
from core.recipes.music.instruments import NUM_PROGRAMS, programs_in, written_as
from core.recipes.music.programs import instrument_names
from core.vectorizers.midi import program_name
from core.vectorizers.score import Track
from ui.i18n import _
from ui.music_words import voice_name
from ui.plain import plain

NAME = "piece.instruments"
AS_IN_CORPUS = -1
SIDE_BY_SIDE = 2


def choose_instruments(slots: Sequence[Track]) -> str:
    """Draw a choice for each pitched track, the highest first, and return what is chosen."""
    pitched = [slot for slot in slots if not slot.is_drum]
    asked = _asked_for(pitched)
    chosen = [slot.program for slot in pitched]
    from_above = list(reversed(range(len(pitched))))
    for start in range(0, len(from_above), SIDE_BY_SIDE):
        row = from_above[start : start + SIDE_BY_SIDE]
        for cell, at in zip(st.columns(SIDE_BY_SIDE, gap="medium"), row, strict=False):
            with cell:
                chosen[at] = _choose(at, pitched[at], asked[at])
    written = written_as(chosen, pitched)
    if written:
        st.query_params[NAME] = written
    else:
        st.query_params.pop(NAME, None)
    return written


def _asked_for(pitched: Sequence[Track]) -> list[int]:
    """Return the program that the address asks for in each track; the corpus's where in none."""
    own = [slot.program for slot in pitched]
    words = st.query_params.get(NAME, "").split(",")
    try:
        asked = programs_in(",".join(words[: len(pitched)]), pitched)
    except UnfitInstruments:
        return own
    return [*asked, *own[len(asked) :]]


def _choose(at: int, slot: Track, asked: int) -> int:
    """Draw the choice of one track and return its program."""
    names = instrument_names()
    own = _("As in the corpus: {name}").format(name=names[slot.program])
    voice = voice_name(slot.name) or program_name(slot.program)
    options = [AS_IN_CORPUS, *range(NUM_PROGRAMS)]
    chosen = st.selectbox(
        _("Instrument: {voice}").format(voice=plain(voice)),
        options,
        index=0 if asked == slot.program else options.index(asked),
        format_func=lambda program: own if program == AS_IN_CORPUS else names[program],
        key=f"{NAME}-{at}",
        persist_state="session",
    )
    return slot.program if chosen == AS_IN_CORPUS else int(chosen)
