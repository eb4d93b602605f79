"""A tune clicked on a keyboard of two octaves, to go on from.

The tune lives in the session and in the address as one word, a note each: MIDI pitch and the letter
of its length, "60q-62q-64h". The keyboard is a fragment: a click adds a note and waits for nothing;
the piece goes on from the tune when the visitor says so, or when anything else on the page is
turned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core.figures.music import PITCH_CLASSES, note_name
from core.recipes.music.studio import Studio
from core.vectorizers.grid import STEPS_PER_BEAT, Piece, to_score
from core.vectorizers.notes import Frame
from core.vectorizers.score import Score, Track
from core.words import N_
from ui.i18n import _, all_words

TUNE = "piece.keys"
LENGTH = "piece.key-length"
LOWEST, NUM_KEYS = 60, 24
MOST_NOTES = 64
VELOCITY = 80
BLACK = (1, 3, 6, 8, 10)
KEY_WIDTH, KEY_GAP = 43, 2  # pixels: seven keys fit on a telephone
STEPS: Mapping[str, int] = {
    "e": STEPS_PER_BEAT // 2,
    "q": STEPS_PER_BEAT,
    "h": 2 * STEPS_PER_BEAT,
    "w": 4 * STEPS_PER_BEAT,
}
LENGTHS: Mapping[str, str] = {
    "e": N_("Eighth"),
    "q": N_("Quarter"),
    "h": N_("Half"),
    "w": N_("Whole"),
}
USUAL_LENGTH = "q"
NOTE = re.compile(r"([1-9][0-9])([ehqw])")


class Key(NamedTuple):
    """A note that was clicked: its pitch, and the letter of its length."""

    pitch: int
    length: str


def clicked_tune(studio: Studio) -> Score | None:
    """Draw the keyboard and return the tune; None while there is none."""
    slot = melody_slot(studio.vocabulary.slots)
    if TUNE not in st.session_state:
        st.session_state[TUNE] = st.query_params.get(TUNE, "")
    tune = as_word(keys_in(st.session_state[TUNE]))
    _keyboard()
    if tune:
        st.query_params[TUNE] = tune
    else:
        forget_address()
    return score_of(tune, slot, studio.vocabulary.frame) if tune and slot is not None else None


def is_asked_for() -> bool:
    """Return whether the address has a tune."""
    return TUNE in st.query_params


def forget_address() -> None:
    """Take the tune out of the address; the session keeps it."""
    st.query_params.pop(TUNE, None)


def melody_slot(slots: Sequence[Track]) -> Track | None:
    """Return who plays the tune: the highest pitched track, which stands first on the picture."""
    pitched = [slot for slot in slots if not slot.is_drum]
    return pitched[-1] if pitched else None


def keys_in(word: str) -> tuple[Key, ...]:
    """Return the notes of a tune; none where the word is not one that was made here.

    Examples
    --------
    >>> keys_in("60q-64h")
    (Key(pitch=60, length='q'), Key(pitch=64, length='h'))
    >>> keys_in("60q-nonsense")
    ()
    """
    found = [NOTE.fullmatch(part) for part in word.split("-")]
    keys = [Key(int(match[1]), match[2]) for match in found if match]
    on_it = all(LOWEST <= key.pitch < LOWEST + NUM_KEYS for key in keys)
    return tuple(keys) if len(keys) == len(found) <= MOST_NOTES and on_it else ()


def as_word(keys: Sequence[Key]) -> str:
    """Return a tune as one word; the opposite of `keys_in`."""
    return "-".join(f"{key.pitch}{key.length}" for key in keys)


@lru_cache(maxsize=64)
def score_of(word: str, slot: Track, frame: Frame) -> Score:
    """Return a tune as a score of one track, in the corpus's usual bar and tempo."""
    keys = keys_in(word)
    duration = np.array([STEPS[key.length] for key in keys], dtype=np.int64)
    piece = Piece(
        name="tune",
        onset=np.cumsum(duration) - duration,
        duration=duration,
        pitch=np.array([key.pitch for key in keys], dtype=np.int64),
        velocity=np.full(len(keys), VELOCITY, dtype=np.int64),
        slot=np.zeros(len(keys), dtype=np.int64),
        tracks=(slot,),
        bar_steps=frame.bar_steps,
        tempo_qpm=frame.tempo_qpm,
    )
    return to_score(piece)


@st.fragment
def _keyboard() -> None:
    """Draw the keys, the tune by the names of its notes, and what can be done to it."""
    tune = keys_in(st.session_state.get(TUNE, ""))
    words = all_words(LENGTHS)
    length = st.segmented_control(
        _("Length of the next note"),
        list(words),
        default=USUAL_LENGTH,
        format_func=words.__getitem__,
        required=True,
        key=LENGTH,
        persist_state="session",
    )
    is_full = len(tune) >= MOST_NOTES
    for octave in range(LOWEST, LOWEST + NUM_KEYS, 12):
        _octave(octave, str(length), disabled=is_full)
    waiting = _("Click keys: their notes stand here.")
    st.markdown(tune_said(tune, words) if tune else f":gray[{waiting}]")
    _row_below(tune)


def _octave(lowest: int, length: str, *, disabled: bool) -> None:
    """Draw the black keys above the white ones, each between its two neighbours."""
    place: dict[str, Any] = {"horizontal": True, "gap": KEY_GAP, "wrap": False}
    whites = [degree for degree in range(12) if degree not in BLACK]
    with st.container(key=f"music-octave-{lowest}", gap=KEY_GAP):
        with st.container(**place):
            st.space(KEY_WIDTH // 2)
            for white in whites[:-1]:
                if white + 1 in BLACK:
                    _key(lowest + white + 1, length, disabled=disabled)
                else:
                    st.space(KEY_WIDTH)
        with st.container(**place):
            for white in whites:
                _key(lowest + white, length, disabled=disabled)


def _key(pitch: int, length: str, *, disabled: bool) -> None:
    name = note_name(pitch) if pitch % 12 == 0 else PITCH_CLASSES[pitch % 12]
    st.button(
        f":small[{name}]",
        key=f"piece.key-{pitch}",
        width=KEY_WIDTH,
        wrap=True,
        disabled=disabled,
        on_click=_add,
        args=(Key(pitch, length),),
    )


def tune_said(keys: Sequence[Key], words: Mapping[str, str]) -> str:
    """Return a tune by the names of its notes; what is no quarter says its length in `words`."""
    names = [
        note_name(key.pitch)
        if key.length == USUAL_LENGTH
        else _("{pitch} ({length})").format(pitch=note_name(key.pitch), length=words[key.length])
        for key in keys
    ]
    return _(" · ").join(names)


def _row_below(tune: Sequence[Key]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(_("Go on from these notes"), key="piece.keys-use", disabled=not tune):
            st.rerun()
        st.button(
            _("Take the last away"),
            key="piece.keys-back",
            type="tertiary",
            icon=":material/backspace:",
            disabled=not tune,
            on_click=_take_away,
        )
        if st.button(
            _("Clear"),
            key="piece.keys-clear",
            type="tertiary",
            icon=":material/delete:",
            disabled=not tune,  # a callback would disable it before it could tell of its click
        ):
            st.session_state[TUNE] = ""
            st.rerun()


def _add(key: Key) -> None:
    """Add a note; a callback."""
    st.session_state[TUNE] = as_word((*keys_in(st.session_state[TUNE]), key))


def _take_away() -> None:
    """Take the last note away; a callback."""
    st.session_state[TUNE] = as_word(keys_in(st.session_state[TUNE])[:-1])
