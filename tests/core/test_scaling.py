"""A scaler knows its own rows and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.scaling import CLIP, Scaler

ROWS = arrays(
    np.float64,
    st.tuples(st.integers(3, 19), st.just(4)),
    elements=st.floats(-1e6, 1e6, allow_nan=False),
)


@given(ROWS)
def test_fitted_rows_get_mean_zero_and_deviation_one_or_zero(rows: np.ndarray) -> None:
    scaled = Scaler.fit(rows).standardise(rows)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-5)
    spread = scaled.std(axis=0)
    assert np.all((np.abs(spread - 1) < 1e-5) | (np.abs(spread) < 1e-2))


def test_missing_values_become_the_mean_and_extremes_are_clipped() -> None:
    rows = np.array([[1.0, 5.0], [3.0, np.nan], [5.0, 7.0]])
    scaler = Scaler.fit(rows)
    np.testing.assert_allclose(scaler.mean_F, [3, 6])
    scaled = scaler.apply(np.array([[np.nan, 6.0], [1e9, -1e9]]))
    np.testing.assert_array_equal(scaled, [[0, 0], [CLIP, -CLIP]])
    assert scaled.dtype == np.float32


def test_a_constant_feature_says_nothing() -> None:
    rows = np.full((7, 1), 0.1 + 0.2)
    np.testing.assert_allclose(Scaler.fit(rows).apply(rows), np.zeros((7, 1)), atol=1e-12)
