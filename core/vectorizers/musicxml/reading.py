"""Read a score: parts side by side, bars laid end to end, ties joined, tracks named.

What is kept is what sounds once: repeats and endings are **not unrolled**, fermatas and the signs
of expression do not bend the time, and every note has the same velocity, for a score writes none.
A bar lasts as long as what is written in it, in whichever part that is longest; so a pick-up is as
short as it is, and the metre is placed where full bars begin. It raises nothing but `SeqLabError`,
whatever the bytes are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate, zip_longest
from typing import NamedTuple
from xml.etree.ElementTree import Element

from core.errors import NoNotes, NotAScore, PieceTooLong, TooManyBeats, TooManyTracks
from core.vectorizers.musicxml.bars import Bar, Heard, PartReader
from core.vectorizers.musicxml.gate import tree_of
from core.vectorizers.musicxml.players import Player, players_of
from core.vectorizers.score import Metre, Notes, Score, Tempo, Track

VELOCITY = 80
USUAL_TICKS, FINE_TICKS, MOST_TICKS = 480, 10_080, 32_767
MOST_BEATS = 50_000
MOST_HOURS = 2
MOST_PARTS = 256
EMPTY_BAR_BEATS = 4


class _Sound(NamedTuple):
    """One note at its place in the piece, in ticks; `player` plays it."""

    onset: int
    end: int
    pitch: int
    player: Player


def read(data: bytes, name: str) -> Score:
    """Read the bytes of a MusicXML file, plain or zipped.

    Parameters
    ----------
    data : bytes
        `.musicxml`, `.xml` or `.mxl`.
    name : str
        What the file is called.

    Raises
    ------
    NoNotes
        If nothing sounds in it.
    PieceTooLong
        If it lasts for hours.
    BadInput
        If it is no score that can be read; the gate, the parts and the bars say why.
    """
    root = tree_of(data, name)
    parts = _parts(root, name)
    ticks_per_beat = _ticks_per_beat(root)
    bars = [_bars(measures, PartReader(name, ticks_per_beat)) for measures in parts.values()]
    lengths = _lengths(bars, ticks_per_beat)
    starts = _starts(lengths, ticks_per_beat, name)
    told = {one.get("id", ""): one for one in root.findall("part-list/score-part")}
    sounds = [
        sound
        for part, part_bars in zip(parts, bars, strict=True)
        for sound in _joined(part_bars, starts, players_of(told.get(part), part))
    ]
    if not sounds:
        raise NoNotes(name=name)
    notes, tracks = _tracks(sounds)
    metres = _metres(bars, lengths, ticks_per_beat)
    score = Score(name, ticks_per_beat, notes, tracks, _tempos(bars, starts), metres)
    if score.seconds > MOST_HOURS * 3600:
        raise PieceTooLong(name=name, hours=score.seconds / 3600, most=MOST_HOURS)
    return score


def _parts(root: Element, name: str) -> dict[str, list[Element]]:
    """Return the bars of each part, in the order of the score, however the file nests them.

    Raises
    ------
    NotAScore
        If there are none.
    TooManyTracks
        If there are more than any orchestra has.
    """
    parts: dict[str, list[Element]] = {}
    if root.tag == "score-partwise":
        for part in root.findall("part"):
            parts.setdefault(part.get("id", ""), []).extend(part.findall("measure"))
    elif root.tag == "score-timewise":
        for measure in root.findall("measure"):
            for part in measure.findall("part"):
                parts.setdefault(part.get("id", ""), []).append(part)
    if not parts:
        raise NotAScore(name=name)
    if len(parts) > MOST_PARTS:
        raise TooManyTracks(name=name, tracks=len(parts), most=MOST_PARTS)
    return parts


def _ticks_per_beat(root: Element) -> int:
    """Return ticks of a quarter note in which every written length is whole, where that can be."""
    told = {(element.text or "").strip() for element in root.iter("divisions")}
    divisions = {int(text) for text in told if text.isdecimal() and len(text) <= 5}
    exact = USUAL_TICKS
    for count in sorted(divisions - {0}):
        exact = math.lcm(exact, count)
        if exact > MOST_TICKS:
            return FINE_TICKS
    return exact


def _bars(measures: Sequence[Element], reader: PartReader) -> list[Bar]:
    return [
        reader.read(measure, measure.get("number", str(index)))
        for index, measure in enumerate(measures, start=1)
    ]


def _lengths(parts: Sequence[Sequence[Bar]], ticks_per_beat: int) -> list[float]:
    """Return how long each bar lasts, in ticks; one with nothing in it as its metre says.

    Where one part writes too much and another just what the metre says, the metre is believed.
    """
    lengths = []
    for together in zip_longest(*parts):
        bars = [bar for bar in together if bar is not None]
        longest = max(bar.length for bar in bars)
        metre = next((bar.metre for bar in bars if bar.metre), None)
        full = _full(metre or (EMPTY_BAR_BEATS, 4), ticks_per_beat)
        agreed = longest > full and any(bar.length == full for bar in bars)
        lengths.append(full if agreed or longest == 0 else longest)
    return lengths


def _starts(lengths: Sequence[float], ticks_per_beat: int, name: str) -> list[float]:
    """Return where each bar begins, in ticks, and where the last one ends.

    Raises
    ------
    TooManyBeats
        If that is too late.
    """
    starts = list(accumulate(lengths, initial=0.0))
    if starts[-1] > MOST_BEATS * ticks_per_beat:
        raise TooManyBeats(name=name, most=MOST_BEATS)
    return starts


def _full(metre: tuple[int, int], ticks_per_beat: int) -> float:
    """Return how many ticks a bar of this metre has."""
    return 4 * ticks_per_beat * metre[0] / metre[1]


def _joined(
    bars: Sequence[Bar], starts: Sequence[float], players: Mapping[str, Player]
) -> list[_Sound]:
    """Return the notes of a part at their places, those that are tied together as one."""
    placed: list[tuple[_Sound, Heard]] = []
    for start, bar in zip(starts, bars, strict=False):
        for heard in bar.notes:
            player = players.get(heard.instrument, players[""])
            if heard.pitch is None:
                player = player.drumming
            pitch = player.drum_key if heard.pitch is None else heard.pitch
            ends = round(start + heard.onset), round(start + heard.end)
            placed.append((_Sound(*ends, pitch, player), heard))
    placed.sort(key=lambda one: one[0].onset)
    sounds: list[_Sound] = []
    waiting: dict[tuple[int, int], list[int]] = {}  # ends that go on, by tick and pitch
    for sound, heard in placed:
        before = waiting.get((sound.onset, sound.pitch)) if heard.continues else None
        if before:
            at = before.pop()
            sounds[at] = sounds[at]._replace(end=sound.end)
        else:
            at = len(sounds)
            sounds.append(sound)
        if heard.goes_on:
            waiting.setdefault((sound.end, sound.pitch), []).append(at)
    return [sound for sound in sounds if sound.end > sound.onset]


def _tracks(sounds: Sequence[_Sound]) -> tuple[Notes, tuple[Track, ...]]:
    """Return the notes, and a track for each who plays, in the order of the score."""
    order = list(dict.fromkeys(sound.player.track_of for sound in sounds))
    number = {key: index for index, key in enumerate(order)}
    rows = [
        (s.onset, s.end - s.onset, s.pitch, VELOCITY, number[s.player.track_of]) for s in sounds
    ]
    tracks = tuple(Track(name, program, is_drum) for _, name, program, is_drum in order)
    return Notes.of(rows), tracks


def _metres(
    parts: Sequence[Sequence[Bar]], lengths: Sequence[float], ticks_per_beat: int
) -> tuple[Metre, ...]:
    """Return a metre for each full bar that begins where the metre before does not foresee it.

    So a pick-up moves the first metre to where it ends, and a bar that is written in two halves
    changes nothing.
    """
    metres: list[Metre] = []
    told: tuple[int, int] | None = None
    start = 0.0
    for together, length in zip(zip_longest(*parts), lengths, strict=True):
        told = next((bar.metre for bar in together if bar is not None and bar.metre), told)
        if told is not None and round(length) >= (full := _full(told, ticks_per_beat)):
            last = metres[-1] if metres else None
            same = last is not None and (last.numerator, last.denominator) == told
            if last is None or not same or (round(start) - last.tick) % full:
                metres.append(Metre(round(start), *told))
        start += length
    return tuple(metres) or (() if told is None else (Metre(0, *told),))


def _tempos(parts: Sequence[Sequence[Bar]], starts: Sequence[float]) -> tuple[Tempo, ...]:
    """Return the tempos in their order; where several parts tell one, the first is heard."""
    told: dict[int, float] = {}
    for bars in parts:
        for start, bar in zip(starts, bars, strict=False):
            for place, qpm in bar.tempos:
                told.setdefault(round(start + place), qpm)
    return tuple(Tempo(tick, round(60e6 / qpm)) for tick, qpm in sorted(told.items()))
