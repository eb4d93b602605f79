"""Tasks of memory: something early is asked for late.

* adding: two of T numbers are marked; their sum is asked for at the last step (n→1).
* copy: ten symbols, T empty steps, and then the ten again (n→n, delayed).
* reverse: T symbols, and then the same from the last to the first (n→n, delayed).

The adding problem and copy memory are those of Hochreiter and Schmidhuber (1997) as set by Arjovsky
et al. (2016), "Unitary Evolution Recurrent Neural Networks".
"""

from __future__ import annotations

import numpy as np

from core.vectorizers.signal_tasks.records import Batch, Random, Signal, commonest, one_hot

EXPECTED_SUM = 1.0  # of two numbers that are uniform between 0 and 1
NUM_SYMBOLS, NUM_COPIED = 8, 10
EMPTY, NOW = 0, NUM_SYMBOLS + 1  # the symbols are 1 to 8; NOW says that the answer is due


def draw_adding(random: Random, count: int, length: int) -> Batch:
    """Draw sequences of numbers, one marked in each half; inputs (B, T, 2).

    The first feature is a number uniform between 0 and 1, the second the mark.
    """
    numbers = random.random((count, length), dtype=np.float32)
    half = length // 2
    places = np.stack(
        [random.integers(0, half, count), random.integers(half, length, count)], axis=1
    )
    marks = np.zeros_like(numbers)
    np.put_along_axis(marks, places, 1.0, axis=1)
    targets = np.zeros((count, length, 1), dtype=np.float32)
    targets[:, -1, 0] = (numbers * marks).sum(axis=1)
    return Batch(np.stack([numbers, marks], axis=-1), targets, last_steps(count, length, 1))


def guess_adding(batch: Batch) -> float:
    """Return the squared error of always answering 1, the expected sum; about 1/6."""
    return float(np.square(batch.targets[:, -1, 0].astype(np.float64) - EXPECTED_SUM).mean())


def draw_copy(random: Random, count: int, length: int) -> Batch:
    """Draw ten symbols, `length` empty steps and ten to answer in; inputs (B, T + 20, 10)."""
    symbols = random.integers(1, NUM_SYMBOLS + 1, (count, NUM_COPIED))
    num_steps = length + 2 * NUM_COPIED
    shown = np.full((count, num_steps), EMPTY, dtype=np.int64)
    shown[:, :NUM_COPIED] = symbols
    shown[:, -NUM_COPIED - 1] = NOW
    targets = np.zeros((count, num_steps), dtype=np.int64)
    targets[:, -NUM_COPIED:] = symbols - 1
    counted = last_steps(count, num_steps, NUM_COPIED)
    return Batch(one_hot(shown, NUM_SYMBOLS + 2), targets, counted)


def draw_reverse(random: Random, count: int, length: int) -> Batch:
    """Draw `length` symbols and as many steps to answer in; inputs (B, 2T, 9)."""
    symbols = random.integers(1, NUM_SYMBOLS + 1, (count, length))
    shown = np.concatenate([symbols, np.full_like(symbols, EMPTY)], axis=1)
    targets = np.concatenate([np.zeros_like(symbols), symbols[:, ::-1] - 1], axis=1)
    return Batch(one_hot(shown, NUM_SYMBOLS + 1), targets, last_steps(count, 2 * length, length))


def last_steps(count: int, num_steps: int, num_last: int) -> np.ndarray:
    """Return which steps count where only the last do, bool, shape (count, num_steps)."""
    counted = np.zeros((count, num_steps), dtype=np.bool_)
    counted[:, num_steps - num_last :] = True
    return counted


ADDING = Signal("value", 2, 1, draw_adding, guess_adding)
COPY = Signal("class", NUM_SYMBOLS + 2, NUM_SYMBOLS, draw_copy, commonest)
REVERSE = Signal("class", NUM_SYMBOLS + 1, NUM_SYMBOLS, draw_reverse, commonest)
