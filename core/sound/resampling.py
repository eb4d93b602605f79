"""Read a recording faster or slower, so that it sounds higher or lower.

A short loop near its end carries a recording on for as long as a key is held.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.sound.zones import Recording

BLOCK = 8192  # samples at a time, so that they stay in the processor's cache
STEPS = np.arange(BLOCK, dtype=np.float64)
REACH = 4  # samples beyond the end that a cubic there may ask for
FULL_SCALE = 32_768


def resample(
    samples: np.ndarray, recording: Recording, step: float, num_samples: int
) -> np.ndarray:
    """Return a recording read with a step, around its loop as often as needed, without its mean.

    Between samples runs the cubic of Catmull and Rom (1974) through the four nearest.

    Parameters
    ----------
    samples : numpy.ndarray
        int16 of shape (S,): all recordings of the font.
    recording : Recording
    step : float
        How many samples of the recording each new one takes.
    num_samples : int
        The most to return; a recording without a loop ends when it ends.

    Returns
    -------
    numpy.ndarray
        float32 of shape (N,).
    """
    first = recording.loop_start - recording.start + 1  # from here on all four nearest go round
    period = recording.loop_end - recording.loop_start
    if not recording.is_looped:
        num_samples = min(num_samples, max(math.ceil((recording.end - recording.start) / step), 0))
    line = np.empty(num_samples, dtype=np.float32)
    curve = _curve(samples, recording) if num_samples else ()
    for start in range(0, num_samples, BLOCK):
        block = line[start : start + BLOCK]
        at = STEPS[: len(block)] * step
        at += start * step
        if recording.is_looped and at[-1] >= first + period:
            at -= np.maximum(np.floor((at - first) / period), 0) * period
        _read(curve, at, block)
    return line


def _read(curve: Sequence[np.ndarray], at: np.ndarray, block: np.ndarray) -> None:
    """Fill a block with the values of a curve at some places, by Horner's rule."""
    whole = at.astype(np.intp)
    at -= whole
    part, term = at.astype(np.float32), np.empty_like(block)
    np.take(curve[0], whole, out=block, mode="clip")
    for coefficient in curve[1:]:
        block *= part
        block += np.take(coefficient, whole, out=term, mode="clip")


def _curve(samples: np.ndarray, recording: Recording) -> Sequence[np.ndarray]:
    """Return the cubic after each sample: factors of t³, t², t and 1, shape (S,) each."""
    stop = recording.loop_end if recording.is_looped else recording.end
    wave = samples[recording.start : stop].astype(np.float32) / FULL_SCALE
    if recording.is_looped:
        loop = wave[recording.loop_start - recording.start :]
        wave -= loop.mean()
        after = np.resize(loop, REACH)
    else:
        wave -= wave.mean()
        after = np.zeros(REACH, dtype=np.float32)
    padded = np.concatenate([wave[:1], wave, after])
    size = len(padded) - 3
    before, here, after, last = (padded[shift : shift + size] for shift in range(4))
    return (
        (last - before) / 2 + 1.5 * (here - after),
        before - 2.5 * here + 2 * after - last / 2,
        (after - before) / 2,
        here,
    )
