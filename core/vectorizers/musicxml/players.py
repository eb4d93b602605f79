"""Who plays a part: its name, and the General MIDI program or drum key of its instruments.

A part list numbers programs, channels and drum keys from 1; here they are counted from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

DRUM_CHANNEL = 10
USUAL_PROGRAM = 0
USUAL_DRUM = 38
"""The snare, where a part does not say which drum it writes."""


@dataclass(frozen=True)
class Player:
    """One instrument of a part; `drum_key` is its drum key."""

    part: str
    name: str
    program: int = USUAL_PROGRAM
    is_drum: bool = False
    drum_key: int = USUAL_DRUM

    @property
    def drumming(self) -> Player:
        """The player of the part's notes that have no pitch."""
        return self if self.is_drum else replace(self, is_drum=True, program=USUAL_PROGRAM)

    @property
    def track_of(self) -> tuple[str, str, int, bool]:
        """What makes two players one track: part, name, program, drums or not."""
        return self.part, self.name, self.program, self.is_drum


def players_of(told: Element | None, part: str) -> dict[str, Player]:
    """Return the players of a part by the id of their instrument; "" is who plays by default.

    `told` is what the part list says of the part, if it does.
    """
    if told is None:
        return {"": Player(part, part)}
    name = " ".join((told.findtext("part-name") or "").split()) or part
    players = {
        instrument.get("id", ""): _player(instrument, Player(part, name))
        for instrument in told.findall("midi-instrument")
    }
    return {"": next(iter(players.values()), Player(part, name)), **players}


def _player(instrument: Element, player: Player) -> Player:
    is_drum = _counted(instrument, "midi-channel", DRUM_CHANNEL - 1, 0) == DRUM_CHANNEL - 1
    return replace(
        player,
        is_drum=is_drum,
        program=_counted(instrument, "midi-program", 127, USUAL_PROGRAM) if not is_drum else 0,
        drum_key=_counted(instrument, "midi-unpitched", 127, USUAL_DRUM),
    )


def _counted(instrument: Element, tag: str, most: int, otherwise: int) -> int:
    """Return a number that a file counts from 1, counted from 0; `otherwise` if it is none."""
    text = (instrument.findtext(tag) or "").strip()
    number = int(text) - 1 if text.isdecimal() and len(text) <= 3 else -1
    return number if 0 <= number <= most else otherwise
