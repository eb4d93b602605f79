"""The live part of the third step: the knobs, the piece with its sound, and what is done to bars.

What was done to a piece (a bar repaired, a candidate taken) lies on a stack of the visit, on top of
the piece that the knobs ask for; another wish begins another stack. Pieces are made once for all
visits that ask for the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import streamlit as st

from core.figures.music import ORDER_OF_HUES, Roll, Voice, roll_of
from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import Made, Studio
from core.vectorizers.midi import program_name
from core.vectorizers.score import Score
from core.words import N_
from ui.components.piano_roll import piano_roll
from ui.i18n import _, counted, language
from ui.music_knobs import Asked, ask
from ui.music_primer import bars_of, go_back, go_on_from, goes_on
from ui.music_sound import say_unheard
from ui.music_words import length_in_bars, voice_name

STACK = "music.stack"
NOTE = "music.note"
REMEMBERED_PIECES = 64


@dataclass(frozen=True)
class Edit:
    """A piece that was made of another, and the bars it was done to."""

    made: Made
    bars: tuple[int, int] | None = None


@dataclass(frozen=True)
class Stack:
    """What was done to a piece, the newest last; `tried` counts repairs, the undone ones too."""

    base: Made
    edits: tuple[Edit, ...] = ()
    tried: int = 0

    @property
    def shown(self) -> Edit:
        """What is on the screen."""
        return self.edits[-1] if self.edits else Edit(self.base)


@dataclass(frozen=True, eq=False)
class Playing:
    """What is on the screen: the piece, its picture, what asked for it, and the note picked."""

    studio: Studio
    asked: Asked
    made: Made
    roll: Roll
    note: int | None


def play(studio: Studio) -> Playing:
    """Draw knobs, piece and the row below it; return what is played."""
    asked = ask(studio)
    stack = stack_on(composed(studio, asked.wishes, asked.primer))
    made = stack.shown.made
    roll = drawn(made, language())
    picked = piano_roll(roll, key="music-roll", audio=made.wav(), selected=stack.shown.bars)
    say_unheard(made.performance)
    if picked.note is not None:
        st.session_state[NOTE] = (roll.identity, picked.note)
    bar_row(studio, made, picked.bars)
    piece, note = st.session_state.get(NOTE, ("", None))
    return Playing(studio, asked, made, roll, note if piece == roll.identity else None)


@lru_cache(maxsize=REMEMBERED_PIECES)
def composed(studio: Studio, wishes: PieceSettings, primer: Score | None) -> Made:
    """Return the piece that is asked for."""
    return studio.compose(wishes, primer=primer)[0]


def stack_on(base: Made) -> Stack:
    """Return what was done to a piece in this visit."""
    kept: Stack | None = st.session_state.get(STACK)
    if kept is None or kept.base is not base:
        kept = st.session_state[STACK] = Stack(base)
    return kept


def put_on_top(made: Made, bars: tuple[int, int] | None = None) -> None:
    """Show another piece in place of the one on the screen; a callback."""
    stack: Stack = st.session_state[STACK]
    st.session_state[STACK] = replace(stack, edits=(*stack.edits, Edit(made, bars)))


@lru_cache(maxsize=REMEMBERED_PIECES)
def drawn(made: Made, _language: str, title: str = "") -> Roll:
    """Return a piece as it is drawn, the highest voice first; `title` is already said."""
    roll = from_above(made.score)
    notes = counted(len(roll), N_("{count} note"), N_("{count} notes"))
    bars = length_in_bars(roll.last_bar - roll.first_bar + 1)
    said = _("Piece of {bars}, {notes}").format(bars=bars, notes=notes)
    return replace(roll, title=title or said)


def from_above(score: Score) -> Roll:
    """Return a score with its voices from high to low, drums last, their names said.

    A model's slots are ordered from low to high.
    """
    roll = roll_of(score, score.name)
    named = sorted(set(score.notes.track.tolist()))
    tracks = [score.tracks[track] for track in named]
    order = sorted(range(len(tracks)), key=lambda at: (tracks[at].is_drum, -at))
    hues = iter(ORDER_OF_HUES)
    voices = tuple(
        Voice(
            voice_name(tracks[at].name)
            or program_name(tracks[at].program, is_drum=tracks[at].is_drum),
            None if tracks[at].is_drum else next(hues, None),
            tracks[at].is_drum,
        )
        for at in order
    )
    places = {at: place for place, at in enumerate(order)}
    voice = np.array([places[at] for at in roll.voice.tolist()], dtype=np.int64)
    return replace(roll, voice=voice, voices=voices)


def bar_of(roll: Roll) -> np.ndarray:
    """Return the number of the bar that each note begins in, shape (N,)."""
    at = np.searchsorted(roll.bar_seconds, roll.start_seconds + 1e-6, side="right") - 1
    bars: np.ndarray = roll.first_bar + np.clip(at, 0, len(roll.bar_seconds) - 2)
    return bars


def bar_row(studio: Studio, made: Made, bars: tuple[int, int] | None) -> None:
    """Draw what can be done to the selected bars."""
    said = _("Select bars above: press on their numbers")
    if bars is not None:
        one = _("Bar {bar} selected").format(bar=bars[0])
        several = _("Bars {first} to {last} selected").format(first=bars[0], last=bars[1])
        said = one if bars[0] == bars[1] else several
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="music-bars"):
        st.markdown(f":gray[{said}]", width="content")
        st.button(
            counted(
                1 if bars is None else bars[1] - bars[0] + 1,
                N_("Repair this bar"),
                N_("Repair these bars"),
            ),
            key="music-repair",
            icon=":material/healing:",
            disabled=bars is None,
            on_click=_repair,
            args=(studio, made, bars),
            help=_("Makes them anew many times and keeps what fits best before and after."),
        )
        st.button(
            _("Use as primer"),
            key="music-primer",
            type="tertiary",
            disabled=bars is None,
            on_click=_use_as_primer,
            args=(made, bars),
        )
        st.button(
            _("Undo"),
            key="music-undo",
            icon=":material/undo:",
            type="tertiary",
            disabled=not _can_undo(),
            on_click=_undo,
        )


def _repair(studio: Studio, made: Made, bars: tuple[int, int]) -> None:
    """Make bars anew; a callback. Each time is another try."""
    stack: Stack = st.session_state[STACK]
    st.session_state[STACK] = replace(stack, tried=stack.tried + 1)
    put_on_top(studio.repair(made, *bars, seed=stack.tried + 1), bars)


def _use_as_primer(made: Made, bars: tuple[int, int]) -> None:
    """Let the next piece go on from some bars of this one; a callback."""
    primer = bars_of(made.score, *bars)
    if primer is not None:
        go_on_from(primer, left=st.session_state[STACK])


def _can_undo() -> bool:
    """Return whether anything was done to the piece, or whether it goes on from another."""
    return bool(st.session_state[STACK].edits) or goes_on()


def _undo() -> None:
    """Take the last change back; a callback."""
    stack: Stack = st.session_state[STACK]
    if stack.edits:
        st.session_state[STACK] = replace(stack, edits=stack.edits[:-1])
    else:
        st.session_state[STACK] = go_back()
