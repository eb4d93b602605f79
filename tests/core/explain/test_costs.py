"""Saved memory is counted to the byte, grows as the theory says, and powers are found again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from core.explain.costs import (
    CostSettings,
    Learning,
    costs_by_length,
    costs_by_past,
    exponent,
    saved_bytes,
)
from core.models import MODELS
from tests.core.explain.trunks import noise

LENGTHS = (64, 256, 512)


def saved(settings: CostSettings, lengths: Sequence[int] = LENGTHS) -> list[int]:
    trunk = settings.new_trunk()
    passes = [Learning(trunk, noise(2, n, width=8), settings.is_explicit) for n in lengths]
    return [saved_bytes(one.forward, trunk) for one in passes]


def test_a_known_graph_keeps_a_known_number_of_bytes() -> None:
    layer, x = nn.Linear(6, 4), torch.randn(10, 6)
    # what the matrix is multiplied with; what the sigmoid gave, once, though twice needed
    assert saved_bytes(lambda: torch.sigmoid(layer(x)).square().sum(), layer) == 4 * (60 + 40)
    assert saved_bytes(lambda: layer(x).sum(), layer) == 4 * 60
    assert saved_bytes(lambda: x.square().sum(), layer) == 0


@pytest.mark.parametrize("trunk", MODELS)
def test_it_is_the_same_to_the_byte_and_grows_with_the_length(trunk: str) -> None:
    one = saved(CostSettings(trunk=trunk, hidden_size=32))
    assert one == saved(CostSettings(trunk=trunk, hidden_size=32))
    assert one == sorted(one)
    assert exponent(LENGTHS, one) == pytest.approx(1.0, abs=0.05)


def test_written_out_attention_grows_as_the_square() -> None:
    lengths = (100, 400, 1600)
    assert 1.6 <= exponent(lengths, saved(CostSettings(kernel="explicit"), lengths)) <= 2.0


def test_weights_of_attention_are_known_before_they_are_kept() -> None:
    settings = CostSettings(kernel="explicit", num_layers=2, num_heads=4, batch_size=2)
    fused = CostSettings(num_layers=2, num_heads=4, batch_size=2)
    expected = settings.attention_bytes(512)
    assert expected == 4 * 512 * 512 * 2 * 4 * 2
    more = saved(settings, [512])[0] - saved(fused, [512])[0]
    assert 0.9 * expected < more < 1.2 * expected
    assert fused.attention_bytes(512) == CostSettings(trunk="lstm").attention_bytes(512) == 0


def test_times_are_there() -> None:
    settings = CostSettings(trunk="mingru", hidden_size=8, batch_size=2)
    costs = costs_by_length(settings, (5, 9))
    assert [cost.saved_bytes for cost in costs] == saved(settings, (5, 9))
    assert all(cost.milliseconds > 0 for cost in costs)
    assert [step.past for step in costs_by_past(settings, (5, 9))] == [5, 9]
    assert all(step.milliseconds > 0 for step in costs_by_past(settings, (5, 9)))


@given(
    power=st.floats(0.2, 3.0),
    factor=st.floats(1e-3, 1e3),
    order=st.permutations([3, 10, 40, 100, 250]),
)
def test_the_power_of_a_power_law_is_found(power: float, factor: float, order: list[int]) -> None:
    costs = [factor * length**power for length in order]
    assert exponent(order, costs) == pytest.approx(power, abs=1e-9)


def test_short_lengths_do_not_count_where_long_ones_are_there() -> None:
    lengths = [10, 20, 400, 1600]
    assert exponent(lengths, [9.0, 9.0, *(np.array([400, 1600]) ** 2.0)]) == pytest.approx(2)
    assert exponent([10, 1600], [10, 1600]) == pytest.approx(1)
