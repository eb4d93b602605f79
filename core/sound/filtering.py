"""A low-pass whose cutoff moves while a tone sounds.

Plucked and struck instruments lose their brightness first, and fonts keep bright recordings and say
how to darken them. A filter that changes from sample to sample is a loop; this one cuts the tone
into half-overlapping windows of raised cosines, which sum to one, weighs the spectrum of each, and
adds them up again. The magnitude is a two-pole Butterworth's, the phase is left as it was.
"""

from __future__ import annotations

import numpy as np

HOP = 512
WINDOW = 2 * HOP
AT_ONCE = 16  # windows; more would not stay in the processor's cache
FREQUENCIES = np.fft.rfftfreq(WINDOW).astype(np.float32)
RAISED_COSINE = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def window_centres(num_samples: int) -> np.ndarray:
    """Return the middles of the windows that cover so many samples, in samples, shape (W,)."""
    centres = np.arange(-(-num_samples // HOP) + 1) * HOP
    centres[0] = HOP // 2  # before the beginning there is nothing
    return centres


def darken(line: np.ndarray, cutoff_share: np.ndarray) -> np.ndarray:
    """Return a line without what lies above a moving cutoff, float32 of shape (N,).

    Parameters
    ----------
    line : numpy.ndarray
        float32 of shape (N,).
    cutoff_share : numpy.ndarray
        The cutoff as a share of the sample rate, shape (W,): one for each of `window_centres`.
    """
    padded = np.zeros((len(cutoff_share) + 1) * HOP, dtype=np.float32)
    padded[HOP : HOP + len(line)] = line
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    summed = np.zeros_like(padded).reshape(-1, HOP)
    for first in range(0, len(windows), AT_ONCE):
        these = slice(first, first + AT_ONCE)
        spectra = np.fft.rfft(windows[these] * RAISED_COSINE)
        spectra *= _butterworth(cutoff_share[these, None].astype(np.float32))
        halves = np.fft.irfft(spectra, WINDOW).reshape(-1, 2, HOP)
        summed[first : first + len(halves)] += halves[:, 0]
        summed[first + 1 : first + 1 + len(halves)] += halves[:, 1]
    return summed.reshape(-1)[HOP : HOP + len(line)]


def _butterworth(cutoff_share: np.ndarray) -> np.ndarray:
    """Return the magnitude at each frequency, shape (W, F), for cutoffs of shape (W, 1)."""
    magnitude: np.ndarray = FREQUENCIES / cutoff_share
    for _ in range(2):
        magnitude *= magnitude
    magnitude += 1
    np.sqrt(magnitude, out=magnitude)
    np.reciprocal(magnitude, out=magnitude)
    return magnitude
