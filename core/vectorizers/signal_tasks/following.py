"""Tasks of following along: an answer at every step.

* parity: whether the number of ones so far is odd (n→n). One bit of state is enough, and none of
  the trunks without a state that it can turn around gets beyond the lengths it has learnt.
* sine: the next value of a wave whose period, height and phase have to be found out (n→n).
"""

from __future__ import annotations

import numpy as np

from core.vectorizers.signal_tasks.records import Batch, Random, Signal, commonest

SHORTEST_PERIOD, LONGEST_PERIOD = 8.0, 40.0
LOWEST, HIGHEST = 0.5, 1.5


def draw_parity(random: Random, count: int, length: int) -> Batch:
    """Draw bits, shown as −1 and 1, and the parity so far; inputs (B, T, 1), targets (B, T)."""
    bits = random.integers(0, 2, (count, length))
    inputs = (2 * bits - 1).astype(np.float32)[..., None]
    parity = bits.cumsum(axis=1) % 2
    return Batch(inputs, parity, np.ones((count, length), dtype=np.bool_))


def draw_sine(random: Random, count: int, length: int) -> Batch:
    """Draw waves; inputs (B, T, 1), targets the value one step later; the second half counts."""
    period = random.uniform(SHORTEST_PERIOD, LONGEST_PERIOD, (count, 1))
    height = random.uniform(LOWEST, HIGHEST, (count, 1))
    phase = random.uniform(0, 2 * np.pi, (count, 1))
    steps = np.arange(length + 1)
    wave = (height * np.sin(2 * np.pi * steps / period + phase)).astype(np.float32)
    counted = np.zeros((count, length), dtype=np.bool_)
    counted[:, length // 2 :] = True
    return Batch(wave[:, :-1, None], wave[:, 1:, None], counted)


def guess_sine(batch: Batch) -> float:
    """Return the squared error of answering that the next value is the present one."""
    errors = batch.targets.astype(np.float64) - batch.inputs
    return float(np.square(errors)[batch.counted].mean())


PARITY = Signal("class", 1, 2, draw_parity, commonest)
SINE = Signal("value", 1, 1, draw_sine, guess_sine)
