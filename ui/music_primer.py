"""What a new piece goes on from: nothing, bars of a piece or of a file, or notes that were clicked.

A primer is a score of its own, cut at bar lines; the same choice gives the same object, so that
what is made of it is made once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import streamlit as st

from core.errors import SeqLabError
from core.figures.music import roll_of
from core.recipes.music.corpus import read_bytes
from core.recipes.music.studio import Studio
from core.vectorizers.grid import Piece, to_score, transposed
from core.vectorizers.score import Notes, Score
from core.words import N_
from ui.errors import three_parts
from ui.i18n import _, all_words
from ui.music_corpus import learnt_from
from ui.music_keyboard import clicked_tune, forget_address, is_asked_for, melody_slot

START = "piece.start"
FILE = "piece.primer-file"
KEPT = "music.kept-primers"
NUMBER = "piece.primer-number"
USUAL_BARS = 4
STARTS: Mapping[str, str] = {
    "nothing": N_("Nothing"),
    "corpus": N_("A piece of the corpus"),
    "file": N_("A file of yours"),
    "keys": N_("Notes I click"),
    "bars": N_("Bars of the last piece"),
}


@dataclass(frozen=True, eq=False)
class Kept:
    """Bars of a piece that others go on from, what was gone on from before, and what was left."""

    score: Score
    start: str
    left: object


def choose_primer(studio: Studio) -> Score | None:
    """Draw the choice and return the primer; None for none, or while there is none yet."""
    kept: tuple[Kept, ...] = st.session_state.get(KEPT, ())
    words = all_words(_starts(studio))
    start = st.selectbox(
        _("Go on from"),
        list(words),
        index=list(words).index("keys") if "keys" in words and is_asked_for() else 0,
        format_func=words.__getitem__,
        key=START,
        help=_("The piece begins with this music and goes on in its key, its bars and its tempo."),
        persist_state="session",
    )
    if start == "keys":
        return clicked_tune(studio)
    forget_address()
    if start == "bars":
        return kept[-1].score
    score = None
    if start == "file":
        score = _from_file()
    elif start == "corpus":
        score = _from_corpus(studio)
    return None if score is None else _cut(score)


def _starts(studio: Studio) -> Mapping[str, str]:
    """Return what there is to go on from at the moment."""
    there = {
        "bars": bool(st.session_state.get(KEPT)),
        "keys": melody_slot(studio.vocabulary.slots) is not None,
    }
    return {name: said for name, said in STARTS.items() if there.get(name, True)}


def go_on_from(score: Score, left: object) -> None:
    """Let the next pieces go on from these notes; a callback.

    `left` is what `go_back` gives back.
    """
    start = st.session_state.get(START, "nothing")
    before = st.session_state.get(KEPT, ()) if start == "bars" else ()
    st.session_state[KEPT] = (*before, Kept(score, start, left))
    st.session_state[START] = "bars"


def goes_on() -> bool:
    """Return whether pieces go on from bars of an earlier one."""
    return bool(st.session_state.get(START) == "bars")


def go_back() -> object:
    """Go on from what was gone on from before; a callback. Return what was left for it."""
    *before, last = st.session_state[KEPT]
    st.session_state[KEPT] = tuple(before)
    st.session_state[START] = last.start
    return last.left


def _from_file() -> Score | None:
    upload = st.file_uploader(_("MIDI or MusicXML"), key=FILE)
    if upload is None:
        return None
    try:
        return read_score(upload.getvalue(), upload.name)
    except SeqLabError as error:
        three_parts(error.explain())
        return None


@lru_cache(maxsize=8)
def read_score(data: bytes, name: str) -> Score:
    """Return the music of an uploaded file, the first piece where it holds several.

    Raises
    ------
    SeqLabError
        If it cannot be used.
    """
    return read_bytes(data, name).scores[0]


def _from_corpus(studio: Studio) -> Score | None:
    at_hand = learnt_from(studio)
    if not at_hand.done():  # the page runs again once it is
        st.caption(_("The pieces are still being read."))
        return None
    try:
        pieces = pieces_of(at_hand.result())
    except SeqLabError as error:
        three_parts(error.explain())
        return None
    number = st.selectbox(
        _("Piece"),
        range(len(pieces)),
        format_func=lambda at: _(" · ").join(
            [str(at + 1), pieces[at].name]
        ),  # two may be called the same
        key=f"{NUMBER}-{studio.source.name}",
    )
    return as_written(pieces[number or 0])


def pieces_of(studio: Studio) -> tuple[Piece, ...]:
    """Return all pieces that a model was learnt from or judged by."""
    return (*studio.plan.train, *studio.plan.held_out)


@lru_cache(maxsize=64)
def as_written(piece: Piece) -> Score:
    """Return a piece of the corpus in its own key."""
    return to_score(transposed(piece, -piece.moved_semitones))


def _cut(score: Score) -> Score | None:
    """Draw the choice of bars and return them."""
    roll = roll_of(score, score.name)
    if roll.last_bar <= roll.first_bar:
        return score
    first, last = st.slider(
        _("Bars"),
        roll.first_bar,
        roll.last_bar,
        (roll.first_bar, min(roll.first_bar + USUAL_BARS - 1, roll.last_bar)),
        key=f"piece.primer-bars-{roll.identity}",
    )
    return bars_of(score, first, last)


@lru_cache(maxsize=64)
def bars_of(score: Score, first: int, last: int) -> Score | None:
    """Return the notes that begin in some bars, both ends included; None where there is none."""
    roll = roll_of(score, score.name)
    begin, end = roll.bar_seconds[[first - roll.first_bar, last - roll.first_bar + 1]]
    kept = (roll.start_seconds >= begin - 1e-6) & (roll.start_seconds < end - 1e-6)
    return taken(score, kept) if kept.any() else None


def taken(score: Score, kept: np.ndarray) -> Score:
    """Return a score with some of its notes only; `kept` is bool, shape (N,)."""
    notes = score.notes
    columns = (notes.onset_ticks, notes.duration_ticks, notes.pitch, notes.velocity, notes.track)
    return replace(score, notes=Notes(*(column[kept] for column in columns)))
