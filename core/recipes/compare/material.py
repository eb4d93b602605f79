"""What every contender of a study is given: the same batches, the same questions at the end.

A seed has one stream of batches, whoever reads it: batch k is drawn by a generator that knows the
seed and k alone. Validation and test sequences are the same for all seeds of a study.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import count, islice
from typing import Any

import numpy as np

from core.vectorizers.signal_tasks import Batch, rows_of
from core.vectorizers.signal_tasks.records import Kind

TRAINED, TRIED, POOL, VALIDATION, TEST, LONGER, SPOILT = range(7)
FINGERPRINTED = 3  # batches of a stream

Random = np.random.Generator
Draw = Callable[[Random, int], Batch]


@dataclass(frozen=True, eq=False)
class Material:
    """The data of a study.

    Attributes
    ----------
    kind : str
        "value", "class" or "bits".
    num_inputs, num_outputs : int
    draw : callable
        From a generator and a count to so many sequences to learn from.
    validation, test : Batch
    baseline : float
        The figure on `test` of an answer that has learnt nothing.
    longer : tuple of (int, Batch)
        By how much longer, and the sequences.
    published : mapping of str to float
        What others have found on the same test sequences, by trunk.
    """

    kind: Kind
    num_inputs: int
    num_outputs: int
    draw: Draw
    validation: Batch
    test: Batch
    baseline: float
    longer: tuple[tuple[int, Batch], ...] = ()
    published: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How a stream is read.

    Attributes
    ----------
    seed : int
    role : int
        `TRAINED` or `TRIED`: trials of learning rates have streams of their own.
    batch_size : int
    train_size : int
        How many different sequences there are; 0 is as many as there can be.
    """

    seed: int
    role: int
    batch_size: int
    train_size: int = 0


def random_of(seed: int, *roles: int) -> Random:
    """Return the generator of one purpose of one seed."""
    return np.random.default_rng([seed, *roles])


def stream(draw: Draw, reading: Reading) -> Iterator[Batch]:
    """Yield the batches of a seed without end, the same ones to everybody."""
    if reading.train_size:
        yield from _again_and_again(draw, reading)
    for number in count():
        yield draw(random_of(reading.seed, reading.role, number), reading.batch_size)


def _again_and_again(draw: Draw, reading: Reading) -> Iterator[Batch]:
    """Yield batches of few sequences, shuffled anew whenever all were had."""
    pool = draw(random_of(reading.seed, reading.role, POOL), reading.train_size)
    size = min(reading.batch_size, len(pool))
    for number in count():
        order = random_of(reading.seed, reading.role, number).permutation(len(pool))
        for first in range(0, len(pool) - size + 1, size):
            yield rows_of(pool, order[first : first + size])


def fingerprint(batches: Iterator[Any]) -> str:
    """Return what tells one stream from another: a hash of its first batches."""
    told = hashlib.sha256()
    for batch in islice(batches, FINGERPRINTED):
        for array in _arrays_of(batch):
            told.update(np.ascontiguousarray(array).tobytes())
    return told.hexdigest()


def _arrays_of(batch: Any) -> Iterator[np.ndarray]:
    """Yield the arrays that a batch is made of, whatever holds them."""
    if isinstance(batch, np.ndarray):
        yield batch
    elif hasattr(batch, "numpy"):
        yield batch.numpy(force=True)
    elif is_dataclass(batch):
        yield from _arrays_of([getattr(batch, part.name) for part in fields(batch)])
    elif isinstance(batch, list | tuple):
        for part in batch:
            yield from _arrays_of(part)
    elif batch is not None:
        yield np.array(batch)
