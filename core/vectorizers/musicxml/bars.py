"""One part of a score, bar by bar: what sounds, when in the bar, and how long the bar is.

Places and lengths are in ticks from the beginning of the bar. Within a bar `backup` and `forward`
move the place at which the next voice begins, a chord's further notes begin with its first, grace
notes and cues are not heard (a cue still takes its time), and pitches are as they sound: a part
that is written transposed is put where it sounds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from core.errors import UnreadableElement

LARGEST_NUMBER = 1e9
LONGEST_QUOTE = 20
STEPS: Mapping[str, int] = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
UNITS = ("long", "breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th")
BEATS_OF_UNIT: Mapping[str, float] = {unit: 16 / 2**halved for halved, unit in enumerate(UNITS)}
FIRST_NUMBER = re.compile(r"\d+(\.\d+)?")
SLOWEST_QPM, FASTEST_QPM = 4.0, 1000.0  # a MIDI file cannot say less than 3.6
DENOMINATORS = (1, 2, 4, 8, 16, 32, 64, 128)
MOST_BEATS_IN_BAR = 255
EVERY_STAFF = ""


class Heard(NamedTuple):
    """One written note; `pitch` is None where `instrument` alone says what sounds."""

    onset: float
    end: float
    pitch: int | None
    instrument: str
    continues: bool
    """Whether it is tied to a note before it."""
    goes_on: bool
    """Whether it is tied to a note after it."""


@dataclass
class Bar:
    """What one part does in one bar; `metre` is the one in force, such as (3, 4)."""

    metre: tuple[int, int] | None
    length: float = 0.0
    notes: list[Heard] = field(default_factory=list)
    tempos: list[tuple[float, float]] = field(default_factory=list)
    """Places and quarter notes a minute."""


class PartReader:
    """Reads a part's bars in their order; divisions, metre and transposition last until changed.

    Parameters
    ----------
    name : str
        What the file is called; only repeated in words.
    ticks_per_beat : int
        Ticks of a quarter note.
    """

    def __init__(self, name: str, ticks_per_beat: int) -> None:
        self.name = name
        self.ticks_per_beat = ticks_per_beat
        self.ticks_per_division = float(ticks_per_beat)
        self.metre: tuple[int, int] | None = None
        self.semitones: dict[str, int] = {}
        self.number = ""
        self.bar = Bar(None)
        self.place = self.chord_place = 0.0

    def read(self, measure: Element, number: str) -> Bar:
        """Return what a `measure` holds.

        Raises
        ------
        UnreadableElement
            If something in it is no number, or none that can be.
        """
        self.number = number
        self.bar = Bar(self.metre)
        self.place = self.chord_place = 0.0
        for element in measure:
            if element.tag in READERS:
                READERS[element.tag](self, element)
        self.bar.metre = self.metre
        return self.bar

    def attributes(self, attributes: Element) -> None:
        """Take what lasts: how long a division is, the metre, the transposition."""
        divisions = attributes.find("divisions")
        if divisions is not None:
            self.ticks_per_division = self.ticks_per_beat / self._number(divisions, above=0)
        for time in attributes.findall("time"):
            self.metre = self._metre(time)
        for transpose in attributes.findall("transpose"):
            steps = transpose.find("chromatic"), transpose.find("octave-change")
            chromatic, octaves = (0 if e is None else round(self._number(e)) for e in steps)
            self.semitones[transpose.get("number", EVERY_STAFF)] = chromatic + 12 * octaves

    def _metre(self, time: Element) -> tuple[int, int] | None:
        """Return a metre as one fraction, 3+2 eighths as (5, 8); None where it has no beats."""
        total, finest = 0, 1
        for beats, unit in zip(time.findall("beats"), time.findall("beat-type"), strict=False):
            denominator = self._number(unit)
            counts = [count.strip() for count in (beats.text or "").split("+")]
            if denominator not in DENOMINATORS or not all(map(_is_count, counts)):
                return None
            common = max(finest, int(denominator))
            total = total * common // finest + sum(map(int, counts)) * common // int(denominator)
            finest = common
        return (total, finest) if 0 < total <= MOST_BEATS_IN_BAR else None

    def note(self, note: Element) -> None:
        """Take a note or a rest."""
        has = {child.tag: child for child in note}
        if "grace" in has:
            return
        length = self._ticks(has.get("duration"))
        if "chord" not in has:
            self.chord_place = self.place
            self._move(length)
        if length == 0 or "cue" in has or "rest" in has:
            return
        ties = {child.get("type") for child in note if child.tag == "tie"}
        heard = Heard(
            onset=self.chord_place,
            end=self.chord_place + length,
            pitch=self._pitch(has["pitch"], has.get("staff")) if "pitch" in has else None,
            instrument=has["instrument"].get("id", "") if "instrument" in has else "",
            continues="stop" in ties,
            goes_on="start" in ties,
        )
        if "pitch" in has or "unpitched" in has:
            self.bar.notes.append(heard)

    def _pitch(self, pitch: Element, staff: Element | None) -> int:
        """Return the MIDI number of a pitch as it sounds."""
        has = {child.tag: child for child in pitch}
        step = (has["step"].text or "").strip() if "step" in has else ""
        if step not in STEPS or "octave" not in has:
            raise self._unreadable("step", step)
        alter = math.floor(self._number(has["alter"]) + 0.5) if "alter" in has else 0
        on_staff = "" if staff is None else (staff.text or "").strip()
        shift = self.semitones.get(on_staff, self.semitones.get(EVERY_STAFF, 0))
        octave = self._number(has["octave"])
        number = 12 * (int(octave) + 1) + STEPS[step] + alter + shift
        if not 0 <= number <= 127:
            raise self._unreadable("pitch", f"{step}{octave:g}")
        return number

    def backup(self, backup: Element) -> None:
        """Go back to where another voice begins, but not out of the bar."""
        self.place = max(0.0, self.place - self._ticks(backup.find("duration")))

    def forward(self, forward: Element) -> None:
        """Go on without a sound."""
        self._move(self._ticks(forward.find("duration")))

    def tempo(self, element: Element) -> None:
        """Take the tempo of a `sound`, or of the metronome mark beside it."""
        sound = element if element.tag == "sound" else element.find("sound")
        told = None if sound is None else sound.get("tempo")
        qpm = _qpm_told(told) if told else _qpm_marked(element)
        if qpm is not None and SLOWEST_QPM <= qpm <= FASTEST_QPM:
            self.bar.tempos.append((self.place, qpm))

    def _move(self, length: float) -> None:
        self.place += length
        self.bar.length = max(self.bar.length, self.place)

    def _ticks(self, duration: Element | None) -> float:
        """Return a duration in ticks; nothing lasts no time."""
        if duration is None:
            return 0.0
        return self._number(duration, at_least=0) * self.ticks_per_division

    def _number(
        self, element: Element, *, at_least: float = -LARGEST_NUMBER, above: float = -math.inf
    ) -> float:
        """Return the number that an element holds."""
        text = (element.text or "").strip()
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (at_least <= number <= LARGEST_NUMBER and number > above):  # false for no number
            raise self._unreadable(element.tag, text)
        return number

    def _unreadable(self, element: str, text: str) -> UnreadableElement:
        return UnreadableElement(
            name=self.name, bar=self.number, element=element, text=text[:LONGEST_QUOTE]
        )


READERS: Mapping[str, Callable[[PartReader, Element], None]] = {
    "attributes": PartReader.attributes,
    "note": PartReader.note,
    "backup": PartReader.backup,
    "forward": PartReader.forward,
    "direction": PartReader.tempo,
    "sound": PartReader.tempo,
}


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= len(str(MOST_BEATS_IN_BAR))


def _qpm_told(tempo: str) -> float | None:
    """Return the tempo that a `sound` tells, if it is a number."""
    try:
        return float(tempo)
    except ValueError:
        return None


def _qpm_marked(direction: Element) -> float | None:
    """Return the tempo of a metronome mark: so many notes of a kind in a minute."""
    for mark in direction.iter("metronome"):
        unit, minute = mark.find("beat-unit"), mark.find("per-minute")
        if unit is None or minute is None:
            continue
        beats = BEATS_OF_UNIT.get((unit.text or "").strip())
        count = FIRST_NUMBER.search(minute.text or "")  # some write "c. 108"
        if beats and count:
            return float(count[0]) * beats * (2 - 0.5 ** len(mark.findall("beat-unit-dot")))
    return None
