"""Which track of a file is which instrument or voice of a corpus.

A *slot* is an instrument or voice that the same number means in every piece. A track's name tells
it where at least half of the pieces have a track of that name, and none has two (Soprano, Alto,
Tenor, Bass); otherwise its program does, for a name that is used once says nothing about other
pieces. There are at most `MOST_SLOTS`, those with the most notes; a rarer track goes to the
nearest. Slots are ordered by their mean pitch, lowest first, drums last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.vectorizers.score import Score, Track

MOST_SLOTS = 16
FAMILY = 8  # General MIDI has sixteen families of eight programs


class _Key(NamedTuple):
    """What makes two tracks the same: a telling name, or else the program."""

    name: str
    program: int
    is_drum: bool


def slots_of(scores: Sequence[Score]) -> tuple[Track, ...]:
    """Return the slots of a corpus; one known by its program alone has the name ""."""
    telling = _telling(scores)
    pitches: dict[_Key, list[np.ndarray]] = defaultdict(list)
    programs: dict[_Key, Counter[int]] = defaultdict(Counter)
    for score in scores:
        for number, track in enumerate(score.tracks):
            known = track.name in telling
            key = _Key(track.name if known else "", -1 if known else track.program, track.is_drum)
            played = score.notes.pitch[score.notes.track == number]
            pitches[key].append(played)
            programs[key][track.program] += len(played)
    heard = {key: np.concatenate(several) for key, several in pitches.items()}
    kept = sorted(heard, key=lambda key: len(heard[key]), reverse=True)[:MOST_SLOTS]
    kept = [key for key in kept if len(heard[key])]
    kept.sort(key=lambda key: (key.is_drum, float(heard[key].mean())))
    return tuple(Track(key.name, _commonest(programs[key]), key.is_drum) for key in kept)


def slot_numbers(score: Score, slots: Sequence[Track]) -> list[int | None]:
    """Return for each track of a score its slot: by name, else the nearest family and program.

    None where there is no slot for it: drums never become tones, nor tones drums.
    """
    return [_nearest(track, slots) for track in score.tracks]


def _telling(scores: Sequence[Score]) -> set[str]:
    """Return the names that tell who plays."""
    counts = [Counter(track.name for track in score.tracks) for score in scores]
    pieces = Counter(name for count in counts for name in count)
    twice = {name for count in counts for name, times in count.items() if times > 1}
    return {name for name, times in pieces.items() if 2 * times >= len(scores)} - twice - {""}


def _commonest(counts: Counter[int]) -> int:
    return max(sorted(counts), key=lambda program: counts[program])


def _nearest(track: Track, slots: Sequence[Track]) -> int | None:
    alike = [number for number, slot in enumerate(slots) if slot.is_drum == track.is_drum]

    def distance(number: int) -> tuple[bool, bool, int, bool]:
        slot = slots[number]
        same_name = bool(track.name) and slot.name == track.name
        other_family = slot.program // FAMILY != track.program // FAMILY
        return not same_name, other_family, abs(slot.program - track.program), bool(slot.name)

    return min(alike, key=distance, default=None)
