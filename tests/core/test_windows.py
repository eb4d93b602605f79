"""The past stays apart from the future, and no origin is forgotten."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TooShort
from core.windows import chunk_starts, split_development, walk_forward


@given(
    first=st.integers(0, 40),
    length=st.integers(700, 3000),
    num_folds=st.integers(2, 9),
    embargo=st.integers(1, 30),
)
def test_labels_of_one_range_are_never_labels_of_the_next(
    first: int, length: int, num_folds: int, embargo: int
) -> None:
    origins = range(first, first + length)
    folds = walk_forward(origins, num_folds=num_folds, embargo=embargo, needed=50)
    assert len(folds) == num_folds
    for fold in folds:
        assert fold.train.start == origins.start
        assert fold.train[-1] + embargo < fold.validation[0]
        assert fold.validation[-1] + embargo < fold.test[0]
    tested = [origin for fold in folds for origin in fold.test]
    assert tested == list(range(folds[0].test.start, origins.stop))
    assert len(tested) == length // 2


def test_the_validation_block_is_the_newest_sixth_of_what_may_be_learnt() -> None:
    train, validation = split_development(range(22, 2510), embargo=1)
    assert (len(train), len(validation)) == (2114, 373)
    assert validation.start == train.stop + 1


def test_too_short_a_series_says_how_long_it_should_be() -> None:
    with pytest.raises(TooShort) as caught:
        walk_forward(range(22, 200), num_folds=5, embargo=1, needed=120)
    needed = caught.value.facts["needed"]
    assert isinstance(needed, int)
    walk_forward(range(22, 22 + needed), num_folds=5, embargo=1, needed=120)


@given(
    num_origins=st.integers(0, 400),
    num_folds=st.integers(2, 10),
    embargo=st.integers(1, 64),
    beside=st.integers(0, 90),
)
def test_so_many_rows_as_the_error_asks_for_are_enough(
    num_origins: int, num_folds: int, embargo: int, beside: int
) -> None:
    def cut(count: int) -> None:
        origins = range(22, 22 + count)
        walk_forward(origins, num_folds=num_folds, embargo=embargo, needed=572, beside=beside)

    with pytest.raises(TooShort) as caught:
        cut(num_origins)
    needed, steps = caught.value.facts["needed"], caught.value.facts["steps"]
    assert isinstance(needed, int)
    assert steps == num_origins + beside
    cut(needed - beside)


@given(
    begin=st.integers(0, 50),
    extra=st.integers(0, 400),
    lead=st.integers(0, 31),
    length=st.integers(1, 29),
    data=st.data(),
)
def test_chunks_cover_every_row_after_the_first_lead_and_stay_inside(
    begin: int, extra: int, lead: int, length: int, data: st.DataObject
) -> None:
    rows = range(begin, begin + lead + length + extra)
    offset = data.draw(st.integers(0, length - 1))
    starts = chunk_starts(rows, lead=lead, length=length, offset=offset)
    assert starts[0] == rows.start
    assert starts[-1] + lead + length == rows.stop
    scored = {int(row) for start in starts for row in range(start + lead, start + lead + length)}
    assert scored == set(range(rows.start + lead, rows.stop))
    assert np.all(np.diff(starts) > 0)
