"""Sequences cut into train, validation and test, in the order of time.

Conventions: an *origin* is the last row that is known; a forecast made there is for the `horizon`
rows after it. Ranges are of origins, oldest first, end excluded. Between two ranges lies an
*embargo* of one horizon, so that no label of one is a label of the other.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from core.errors import TooShort

VALIDATION_SHARE = 0.15
TEST_SHARE = 0.5


@dataclass(frozen=True)
class Fold:
    """One step of a walk forward: learn on `train`, choose on `validation`, score on `test`."""

    train: range
    validation: range
    test: range

    @property
    def development(self) -> range:
        """Every origin that may be learnt from before the test begins."""
        return range(self.train.start, self.validation.stop)


def split_development(development: range, embargo: int) -> tuple[range, range]:
    """Split origins into train and, at their end, validation, with an embargo between them.

    Examples
    --------
    >>> split_development(range(22, 2510), embargo=1)
    (range(22, 2136), range(2137, 2510))
    """
    size = round(VALIDATION_SHARE * len(development))
    border = development.stop - size
    return range(development.start, border - embargo), range(border, development.stop)


def walk_forward(
    origins: range, *, num_folds: int, embargo: int, needed: int, beside: int = 0
) -> list[Fold]:
    """Cut the later half of `origins` into folds; each learns from all that was known before it.

    Parameters
    ----------
    origins : range
        Every origin whose features and labels exist.
    num_folds : int
        How many test blocks of nearly equal length.
    embargo : int
        Rows between two ranges: one horizon.
    needed : int
        The fewest train origins that a model can be fitted on.
    beside : int
        Rows of the table that are no origins; they count where the error says how many there are.

    Raises
    ------
    TooShort
        If the first fold would learn from fewer than `needed` origins.
    """
    num_test = int(len(origins) * TEST_SHARE)
    start = origins.stop - num_test
    cuts = [start + num_test * i // num_folds for i in range(num_folds + 1)]
    first_train, _ = split_development(range(origins.start, cuts[0] - embargo), embargo)
    if len(first_train) < needed or num_test < num_folds:
        missing = max(needed - (first_train.stop - first_train.start), num_folds - num_test, 1)
        learnt_share = (1 - TEST_SHARE) * (1 - VALIDATION_SHARE)
        more = math.ceil(missing / learnt_share) + 2  # each cut may round a row away
        rows = origins.stop - origins.start + beside
        raise TooShort(steps=rows, needed=rows + more)
    folds = []
    for begin, end in itertools.pairwise(cuts):
        train, validation = split_development(range(origins.start, begin - embargo), embargo)
        folds.append(Fold(train, validation, range(begin, end)))
    return folds


def chunk_starts(rows: range, *, lead: int, length: int, offset: int) -> np.ndarray:
    """Return where to cut `rows` into overlapping chunks for dense causal training.

    A chunk is `lead` rows that only warm the state up, then `length` rows that are scored. Chunks
    begin every `length` rows from `offset` on; one more is flush with each end, so that every row
    after the first lead is scored in every pass.

    Parameters
    ----------
    rows : range
        The rows that may be read; at least `lead + length` of them.
    lead, length : int
        Rows of a chunk before the scored ones, and scored ones.
    offset : int
        0 to `length - 1`; drawn anew for each pass.

    Returns
    -------
    numpy.ndarray, int64, shape (chunks,)
        First row of each chunk, in rising order, without repeats.
    """
    last = rows.stop - lead - length
    regular = np.arange(rows.start + offset, last + 1, length)
    return np.unique(np.concatenate([[rows.start], regular, [last]]))
