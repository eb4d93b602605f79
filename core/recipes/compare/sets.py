"""Tasks whose data are there already: handwritten digits, and piano rolls from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.recipes.compare.material import Material, Random
from core.recipes.compare.tasks import PUBLISHED
from core.runs import Source, read_blob
from core.vectorizers import piano_roll_sets
from core.vectorizers.image_sets import ImageSet, built_in
from core.vectorizers.piano_roll_sets import NUM_KEYS, Roll
from core.vectorizers.signal_tasks import Batch, joined, rows_of

BRIGHTEST = 255
MOST_SEMITONES = 5
SMOOTHING = 1.0  # counted once more than seen, so that nothing is impossible


def digits_by_rows() -> Material:
    """Return digits of 8 × 8 pixels as 8 steps of a row each."""
    return _classes(lambda images: images)


def digits_by_pixels() -> Material:
    """Return digits as 64 steps of a pixel each."""
    return _classes(lambda images: images.reshape(len(images), -1, 1))


def _classes(steps_of: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Material:
    digits = built_in("digits")

    def part(places: NDArray[np.int64]) -> Batch:
        inputs = steps_of(_images(digits)[places])
        targets = np.repeat(digits.labels[places][:, None], inputs.shape[1], axis=1)
        counted = np.zeros(targets.shape, dtype=np.bool_)
        counted[:, -1] = True
        return Batch(inputs, targets, counted)

    train, test = part(digits.train), part(digits.test)
    commonest = np.bincount(digits.labels[digits.train]).argmax()
    return Material(
        kind="class",
        num_inputs=train.inputs.shape[2],
        num_outputs=len(digits.classes),
        draw=_some_of(train),
        validation=part(digits.validation),
        test=test,
        baseline=float((digits.labels[digits.test] == commonest).mean()),
    )


def drawing() -> Material:
    """Return digits to be drawn: told which one and the row before, draw the next row.

    The answer that has learnt nothing about rows is the mean picture of the digit.
    """
    digits = built_in("digits")
    images, num_classes = _images(digits), len(digits.classes)

    def part(places: NDArray[np.int64]) -> Batch:
        rows = images[places]
        before = np.pad(rows[:, :-1], [(0, 0), (1, 0), (0, 0)])
        named = np.eye(num_classes, dtype=np.float32)[digits.labels[places]]
        told = np.broadcast_to(named[:, None], (*before.shape[:2], num_classes))
        inputs = np.concatenate([told, before], axis=-1)
        return Batch(inputs, rows, np.ones(rows.shape[:2], dtype=np.bool_))

    train, labels = part(digits.train), digits.labels[digits.train]
    means = np.stack([images[digits.train][labels == one].mean(axis=0) for one in range(10)])
    errors = images[digits.test] - means[digits.labels[digits.test]]
    return Material(
        kind="value",
        num_inputs=train.inputs.shape[2],
        num_outputs=train.targets.shape[2],
        draw=_some_of(train),
        validation=part(digits.validation),
        test=part(digits.test),
        baseline=float(np.square(errors.astype(np.float64)).mean()),
    )


def _images(digits: ImageSet) -> NDArray[np.float32]:
    """Return the pictures from 0 to 1, shape (N, 8, 8)."""
    return (digits.images[..., 0] / np.float32(BRIGHTEST)).astype(np.float32)


def _some_of(batch: Batch) -> Callable[[Random, int], Batch]:
    """Return what draws sequences of a batch, none twice unless more are wanted than there are."""

    def draw(random: Random, count: int) -> Batch:
        return rows_of(batch, random.choice(len(batch), count, replace=count > len(batch)))

    return draw


def piano_roll(source: Source, home: Path) -> Material:
    """Return a file of piano rolls: every step asks for the keys of the next one.

    Pieces are learnt in a key drawn anew each time, up to `MOST_SEMITONES` away.

    Raises
    ------
    NotPianoRolls
        If the file holds none.
    NoSuchBlob
        If it is no longer kept.
    """
    assert source.sha256 is not None, "asked for before"  # noqa: S101 -- for us
    rolls = piano_roll_sets.read(read_blob(home, source.sha256), source.name)

    def draw(random: Random, count: int) -> Batch:
        chosen = random.integers(0, len(rolls.train), count)
        shifts = random.integers(-MOST_SEMITONES, MOST_SEMITONES + 1, count)
        pairs = zip(chosen, shifts, strict=True)
        return _next_steps([transposed(rolls.train[piece], int(by)) for piece, by in pairs])

    test = _next_steps(rolls.test)
    return Material(
        kind="bits",
        num_inputs=NUM_KEYS,
        num_outputs=NUM_KEYS,
        draw=draw,
        validation=_next_steps(rolls.validation),
        test=test,
        baseline=key_by_key(rolls.train, test),
        published=PUBLISHED.get((len(rolls.train), len(rolls.validation), len(rolls.test)), {}),
    )


def transposed(roll: Roll, semitones: int) -> Roll:
    """Return a piece, uint8, (T, 88), in another key; what leaves the keyboard is silent."""
    moved = np.zeros_like(roll)
    if semitones >= 0:
        moved[:, semitones:] = roll[:, : NUM_KEYS - semitones]
    else:
        moved[:, :semitones] = roll[:, -semitones:]
    return moved


def _next_steps(rolls: Sequence[Roll]) -> Batch:
    return joined(
        [
            Batch(
                roll[None, :-1].astype(np.float32),
                roll[None, 1:].astype(np.float32),
                np.ones((1, len(roll) - 1), dtype=np.bool_),
            )
            for roll in rolls
        ]
    )


def key_by_key(train: Sequence[Roll], test: Batch) -> float:
    """Return the nats a step of a chain that knows, of each key, only whether it sounds now.

    Pieces are uint8, (T, 88).
    """
    seen = _next_steps(train)
    rates = np.empty((2, NUM_KEYS))
    for sounding in (0, 1):
        here = (seen.inputs == sounding) & seen.counted[..., None]
        on = (here * seen.targets).sum(axis=(0, 1))
        rates[sounding] = (on + SMOOTHING) / (here.sum(axis=(0, 1)) + 2 * SMOOTHING)
    chance = np.where(test.inputs == 1, rates[1], rates[0])
    nats = -np.log(np.where(test.targets == 1, chance, 1 - chance)).sum(axis=-1)
    return float(nats[test.counted].mean())


SETS: Mapping[str, Callable[[], Material]] = {
    "digits": digits_by_rows,
    "digits_pixels": digits_by_pixels,
    "drawing": drawing,
}
