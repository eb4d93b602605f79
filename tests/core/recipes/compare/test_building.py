"""Contenders are made alike in size, and each draws its weights under its own name."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NoEqualSizes
from core.models.tcn import TCN
from core.recipes.compare.building import count_parameters, new_model, widths_of
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.tasks import TASKS
from tests.core.recipes.compare.factories import signals

FRAME = signals(num_inputs=2, num_outputs=3, num_steps=50)
TRUNKS = ("rnn", "gru", "lstm", "tcn", "mingru", "transformer")


def count(model: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in model.parameters())


@pytest.mark.parametrize("trunk", TRUNKS)
def test_parameters_are_counted_without_making_them(trunk: str) -> None:
    assert count_parameters(FRAME, trunk, 24) == count(new_model(FRAME, trunk, 24, seed=0))


@pytest.mark.parametrize("wanted", sorted({task.parameters for task in TASKS.values()}))
def test_all_trunks_come_within_a_tenth(wanted: int) -> None:
    widths = widths_of(FRAME, TRUNKS, wanted)
    counts = [count_parameters(FRAME, trunk, width) for trunk, width in widths.items()]
    assert max(counts) <= 1.1 * min(counts)
    assert abs(counts[0] / wanted - 1) < 0.25


@settings(max_examples=8)
@given(st.integers(2_500, 200_000), st.sampled_from([10, 50, 200, 400]))
def test_all_trunks_come_within_a_tenth_nearly_everywhere(wanted: int, num_steps: int) -> None:
    frame = signals(3, 2, num_steps)
    try:
        widths = widths_of(frame, TRUNKS, wanted)
    except NoEqualSizes:
        assert wanted < 9_000  # where one more of width is a large step
        return
    counts = [count_parameters(frame, trunk, width) for trunk, width in widths.items()]
    assert max(counts) <= 1.1 * min(counts)
    assert wanted / 2 <= min(counts) <= max(counts) <= wanted * 2


@pytest.mark.parametrize("wanted", [60, 3_000_000])
def test_sizes_that_are_out_of_reach_are_refused(wanted: int) -> None:
    with pytest.raises(NoEqualSizes):
        widths_of(FRAME, TRUNKS, wanted)


@pytest.mark.parametrize("name", CONTENDERS)
def test_every_contender_can_be_made_and_answers(name: str) -> None:
    model = new_model(FRAME, name, 16, seed=1)
    assert model(torch.zeros(4, 9, 2)).output.shape == (4, 9, 3)


def weights(name: str, seed: int) -> torch.Tensor:
    return torch.cat([w.flatten() for w in new_model(FRAME, name, 16, seed).parameters()])


def test_weights_follow_from_name_and_seed_alone() -> None:
    assert torch.equal(weights("lstm", 3), weights("lstm", 3))
    for name, seed in (("lstm", 4), ("lstm:again", 3)):
        assert not torch.equal(weights("lstm", 3), weights(name, seed))


def test_a_convolution_sees_all_of_a_long_sequence() -> None:
    frame = signals(1, 1, 300)
    model = new_model(frame, "tcn", 8, seed=0)
    x_BTF = torch.zeros(1, 300, 1, requires_grad=True)
    model(x_BTF).output[0, -1].sum().backward()
    assert x_BTF.grad is not None
    assert x_BTF.grad[0, 5:].abs().sum() > 0
    assert isinstance(model.trunk, TCN)
    assert model.trunk.reach >= 300
