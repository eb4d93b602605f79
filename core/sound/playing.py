"""What the players do with a score: which notes are struck when, how loud, and until when.

The pedal (64) keeps notes until it is lifted or their key is struck again; volume (7) and
expression (11) are heard as they stand when a note begins, pan (10) likewise. Loudness goes with
the square of velocity, volume and expression, as the SoundFont Technical Specification 2.01 asks
for, § 8.4.

Nothing is refused: what cannot be played is left out or brought within its limits. A key struck
twice at once is struck once, by the louder note. No piece sounds longer than `LONGEST_SECONDS`, no
note longer than `LONGEST_NOTE_SECONDS`, and where more than `MOST_NOTES_AT_ONCE` would sound, the
oldest make way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.vectorizers.score import Score

LONGEST_SECONDS = 600.0
LONGEST_NOTE_SECONDS = 30.0
SHORTEST_NOTE_SECONDS = 0.01
MOST_NOTES_AT_ONCE = 256
VOLUME, PAN, EXPRESSION, PEDAL = 7, 10, 11, 64
USUAL = {VOLUME: 100, PAN: 64, EXPRESSION: 127}  # what a player starts with
PEDAL_DOWN = 64
LAST_TICK = 2**40  # far beyond any piece, and a track's number still fits above it


@dataclass(frozen=True, eq=False)
class Played:
    """Notes as they are struck, parallel arrays of shape (M,) in the order of their onsets.

    Onsets and ends in seconds, `gain` 0 to 1, `pan` −0.5 to 0.5; `seconds` is where the last ends
    and `cut_seconds` how much of the piece comes after the longest that is played.
    """

    onset_seconds: np.ndarray
    end_seconds: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    track: np.ndarray
    gain: np.ndarray
    pan: np.ndarray
    seconds: float
    cut_seconds: float


def play(score: Score) -> Played:
    """Return what is to be heard of a score."""
    notes = score.notes
    onset = np.clip(notes.onset_ticks, 0, LAST_TICK)
    written = onset + np.clip(notes.duration_ticks, 0, LAST_TICK)
    start, stop = _seconds(score, onset), _seconds(score, _pedalled(score, onset, written))
    velocity = np.clip(notes.velocity, 0, 127)
    audible = (velocity > 0) & (notes.track >= 0) & (notes.track < len(score.tracks))
    order = _one_of_each(np.flatnonzero(audible & (start < LONGEST_SECONDS)), score, start)
    shortest, longest = start + SHORTEST_NOTE_SECONDS, start + LONGEST_NOTE_SECONDS
    heard = np.minimum(np.clip(stop, shortest, longest), LONGEST_SECONDS)[order]
    heard = _make_way(start[order], heard)
    order, heard = order[heard > start[order]], heard[heard > start[order]]
    steps = [_control_at(score, number, onset) for number in (VOLUME, EXPRESSION)]
    loudness = velocity * steps[0] * steps[1] / 127**3
    return Played(
        onset_seconds=start[order],
        end_seconds=heard,
        pitch=np.clip(notes.pitch, 0, 127)[order],
        velocity=velocity[order],
        track=notes.track[order],
        gain=loudness[order] ** 2,
        pan=(_control_at(score, PAN, onset)[order] - USUAL[PAN]) / 127,
        seconds=float(heard.max(initial=0.0)),
        cut_seconds=float(max(stop[audible].max(initial=0.0) - LONGEST_SECONDS, 0.0)),
    )


def _seconds(score: Score, ticks: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):  # a tempo map may say anything
        seconds = score.seconds_at(ticks)
    sane: np.ndarray = np.clip(np.nan_to_num(seconds, nan=0.0), 0.0, 1e9)
    return sane


def _moment(track: np.ndarray, tick: np.ndarray) -> np.ndarray:
    """Return one number that orders by track and then by tick, int64 of shape (N,)."""
    moment: np.ndarray = track * (2 * LAST_TICK) + np.clip(tick, 0, LAST_TICK)
    return moment


def _changes(score: Score, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the moments and values of one control, in order."""
    controls = score.controls
    of_it = controls.number == number
    moments = _moment(controls.track[of_it], controls.tick[of_it])
    order = np.argsort(moments, kind="stable")
    return moments[order], np.clip(controls.value[of_it], 0, 127)[order]


def _control_at(score: Score, number: int, onset: np.ndarray) -> np.ndarray:
    """Return how a control stands when each note begins, 0 to 127, shape (N,)."""
    moments, values = _changes(score, number)
    at = np.searchsorted(moments, _moment(score.notes.track, onset), side="right")
    told = np.concatenate([[USUAL[number]], values])[at]
    before = np.concatenate([[-1], moments])[at] // (2 * LAST_TICK)
    return np.where(before == score.notes.track, told, USUAL[number])


def _pedalled(score: Score, onset: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return where notes end in ticks, the pedal counted in, int64 of shape (N,)."""
    track = score.notes.track
    moments, values = _changes(score, PEDAL)
    if not len(moments) or not len(end):
        return end
    own = _moment(track, end)
    at = np.searchsorted(moments, own, side="right") - 1
    same = moments[at] // (2 * LAST_TICK) == track
    drums = np.array([each.is_drum for each in score.tracks] + [True])
    held = (at >= 0) & same & (values[at] >= PEDAL_DOWN)
    held &= ~drums[np.clip(track, -1, len(score.tracks))]
    lifts = np.append(moments[values < PEDAL_DOWN], np.iinfo(np.int64).max)
    lift = lifts[np.searchsorted(lifts, own, side="right")]
    until = np.where(lift // (2 * LAST_TICK) == track, lift % (2 * LAST_TICK), end.max())
    until = np.minimum(until, _struck_again(score, onset))
    return np.where(held, np.maximum(until, end), end)


def _struck_again(score: Score, onset: np.ndarray) -> np.ndarray:
    """Return when each note's key is struck the next time, in ticks, shape (N,)."""
    notes = score.notes
    order = np.lexsort((onset, notes.pitch, notes.track))
    same = (np.diff(notes.pitch[order]) == 0) & (np.diff(notes.track[order]) == 0)
    again = np.full(len(onset), LAST_TICK)
    again[order[:-1]] = np.where(same, onset[order[1:]], LAST_TICK)
    return again


def _one_of_each(kept: np.ndarray, score: Score, start: np.ndarray) -> np.ndarray:
    """Return the kept notes by onset, of a key struck twice at once the louder, shape (M,)."""
    notes = score.notes
    columns = [each[kept] for each in (-notes.velocity, notes.pitch, notes.track, start)]
    order = np.lexsort(columns)
    same = np.all([np.diff(each[order], prepend=-1) == 0 for each in columns[1:]], axis=0)
    single: np.ndarray = kept[order[~same]]
    return single


def _make_way(start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """End the oldest notes where too many would sound at once; both of shape (M,), by onset."""
    if len(start) <= MOST_NOTES_AT_ONCE:
        return stop
    sounding = np.arange(1, len(start) + 1) - np.searchsorted(np.sort(stop), start, side="right")
    if sounding.max() <= MOST_NOTES_AT_ONCE:
        return stop
    later = np.full(len(start), np.inf)
    later[:-MOST_NOTES_AT_ONCE] = start[MOST_NOTES_AT_ONCE:]
    shortened: np.ndarray = np.minimum(stop, later)
    return shortened
