"""A piece as hands play it: every note a little early or late, long or short, loud or soft.

At 1.0 onsets and lengths are normal with a deviation of 25 ms, and velocities with one of 5; what
lies beyond two deviations is cut off there, so that no note moves by more than 50 ms, nor by more
than 10 in velocity. Below 1.0 everything shrinks in proportion, and 0 is the score itself. Nothing
begins before the piece does, and notes of one pitch in one track keep their order and come no
nearer to one another than touching.

What is moved is what is heard. What is seen, judged and gone on from stays as it is written.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.vectorizers.score import Notes, Score

DEVIATION_SECONDS = 0.025
DEVIATION_VELOCITY = 5.0
MOST_DEVIATIONS = 2.0
LAST_TICK = 2**40


def humanised(score: Score, amount: float, seed: int) -> Score:
    """Return a score as somebody might play it; the same seed plays it the same.

    Parameters
    ----------
    score : Score
    amount : float
        From 0, which returns the score itself, to 1.
    seed : int
        Not negative.
    """
    if amount == 0 or len(score.notes) == 0:
        return score
    notes = score.notes
    drawn = np.random.default_rng(seed).standard_normal((3, len(notes)))
    early, long, loud = amount * drawn.clip(-MOST_DEVIATIONS, MOST_DEVIATIONS)
    ticks = DEVIATION_SECONDS / _seconds_per_tick(score)
    onset, duration = _moved(notes, _whole(early * ticks), _whole(long * ticks))
    velocity = np.clip(notes.velocity + _whole(loud * DEVIATION_VELOCITY), 1, 127)
    rows = np.stack([onset, duration, notes.pitch, velocity, notes.track], axis=1)
    return replace(score, notes=Notes.of(rows))


def _whole(numbers: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.rint(numbers).astype(np.int64)
    return whole


def _seconds_per_tick(score: Score) -> np.ndarray:
    """Return how long a tick lasts where each note begins, in seconds, shape (N,)."""
    onset = score.notes.onset_ticks
    lasts: np.ndarray = score.seconds_at(onset + 1) - score.seconds_at(onset)
    return lasts


def _moved(notes: Notes, early: np.ndarray, long: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return onsets and lengths in ticks, each moved by so many, none across its neighbours.

    A neighbour is the note of the same track and pitch before or after: each note may move half
    the way to it, and a length that ended before it still does.
    """
    order = np.lexsort((notes.onset_ticks, notes.pitch, notes.track))
    begin, end = notes.onset_ticks[order], notes.end_ticks[order]
    same = (np.diff(notes.track[order]) == 0) & (np.diff(notes.pitch[order]) == 0)
    half_way = -(-(begin[:-1] + begin[1:]) // 2)
    first = np.insert(np.where(same, half_way, 0), 0, 0)
    last = np.append(np.where(same, half_way - 1, LAST_TICK), LAST_TICK)
    onset = np.clip(begin + early[order], first, np.maximum(first, last))
    apart = same & (end[:-1] <= begin[1:])
    until = np.append(np.where(apart, onset[1:], LAST_TICK), LAST_TICK)
    length = np.maximum(np.minimum(onset + end - begin + long[order], until) - onset, 1)
    back = np.argsort(order)
    return onset[back], length[back]
