"""The piano roll in the page: what is handed to the browser, and what comes back.

Conventions: bars are the numbers written above them, both ends included. The browser keeps zoom,
selection and place for as long as it is the same piece (`Roll.identity`); what it reports carries
that name, so that a click on an old piece is never taken for one on the new. `key` is both the
widget's and, in the session, where its state lies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core.figures.music import Roll, ValueScale, record
from ui.components.piano_roll.sound import Sound, address_of
from ui.i18n import _

HEIGHT = 320
STRIP_HEIGHT = 84
FOLDER = Path(__file__).parent
# one script in chapters: a component's script cannot import another file of ours
CHAPTERS = ("geometry", "painting", "transport", "controls", "hands", "piano_roll")


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_PIANO_ROLL = st.components.v2.component(
    "seqlab_piano_roll",
    html=_text("piano_roll.html"),
    css=_text("piano_roll.css"),
    js="\n".join(_text(f"{chapter}.js") for chapter in CHAPTERS),
)


@dataclass(frozen=True)
class RollState:
    """What the visitor picked: bars stay selected, a note is told in one run only."""

    bars: tuple[int, int] | None = None
    note: int | None = None


def piano_roll(
    roll: Roll,
    *,
    key: str,
    audio: Sound | None = None,
    selected: tuple[int, int] | None = None,
    scale: ValueScale | None = None,
    height: int = HEIGHT,
) -> RollState:
    """Draw a piece with its sound, and return what is picked on it.

    Parameters
    ----------
    roll : Roll
    key : str
    audio : bytes or callable, optional
        The sound as WAV, or how to make it once it is asked for; without it the piece is silent.
        A piece that comes while another plays goes on playing, from `selected` or its beginning.
    selected : tuple of two int, optional
        The bars that are selected where the visitor has not selected others since.
    scale : ValueScale, optional
        Colours the notes by `roll.value` instead of by their voices.
    height : int
        Of the picture, in pixels.
    """
    given = None if selected is None else list(selected)
    look = {"variant": "full", "height": height, "caption": "", "selected": given}
    found = _mount(roll, key, audio, record(roll, scale) | look)
    return read_state(found, roll, selected)


def piano_strip(roll: Roll, *, key: str, audio: Sound | None = None, caption: str = "") -> None:
    """Draw a piece small, with a play button, its title and a grey sentence beside it."""
    look = {"variant": "strip", "height": STRIP_HEIGHT, "caption": caption, "selected": None}
    _mount(roll, key, audio, record(roll) | look)


def _mount(
    roll: Roll, key: str, audio: Sound | None, shown: dict[str, Any]
) -> Mapping[str, object]:
    """Hand a roll to the browser and return the component's state."""
    asked = (st.session_state.get(key) or {}).get("sound") == roll.identity
    sound = {"key": key, "url": _address(audio, key, asked=asked), "canAsk": callable(audio)}
    found: Mapping[str, object] = _PIANO_ROLL(
        key=key,
        data=shown | sound | {"words": _words()},
        on_bars_change=lambda: None,
        on_note_change=lambda: None,
        on_sound_change=lambda: None,
    )
    return found


def _address(audio: Sound | None, key: str, *, asked: bool) -> str | None:
    """Return where the browser finds the sound; nothing where it was not asked for yet."""
    if callable(audio):
        return address_of(audio(), key) if asked else None
    return None if audio is None else address_of(audio, key)


def read_state(
    found: Mapping[str, object], roll: Roll, selected: tuple[int, int] | None
) -> RollState:
    """Return what the browser reported of this very piece, checked; `selected` where nothing."""
    bars = found.get("bars")
    if isinstance(bars, Mapping) and bars.get("piece") == roll.identity:
        given = None if selected is None else list(selected)
        if bars.get("given") == given:
            selected = _bars_in(roll, bars.get("bars"))
    return RollState(selected, _note_in(roll, found.get("note")))


def _bars_in(roll: Roll, told: object) -> tuple[int, int] | None:
    match told:
        case [int(first), int(last)] if roll.first_bar <= first <= last <= roll.last_bar:
            return first, last
    return None


def _note_in(roll: Roll, told: object) -> int | None:
    match told:
        case {"piece": roll.identity, "note": int(note)} if 0 <= note < len(roll):
            return note
    return None


def _words() -> dict[str, str | Sequence[str]]:
    """Return all that the component says or is said to be, in the language of the visit."""
    return {
        "play": _("Play {title}"),
        "pause": _("Pause {title}"),
        "silent": _("There is no sound to play"),
        "position": _("Position in the piece"),
        "zoom": _("Zoom"),
        "closer": _("Zoom in"),
        "wider": _("Zoom out"),
        "voices": _("Tracks: press one to see it alone"),
        "bar": _("Bar {bar} selected"),
        "bars": _("Bars {first} to {last} selected"),
        "noBars": _("No bar selected"),
        "note": _("{pitch}, {voice}"),
        "valuedNote": _("{pitch}, {voice}: {value}"),
        "help": _(
            "Space plays and pauses. Left and right go from bar to bar, with Shift they select"
            " bars, Escape clears. Up and down go from note to note, Enter picks one. Plus and"
            " minus zoom."
        ),
    }
