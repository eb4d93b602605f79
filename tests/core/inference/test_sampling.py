from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from core.inference.sampling import drawn, shaped, uniform_rows

LOGITS = st.lists(
    st.floats(-20, 20, width=32, allow_subnormal=False) | st.just(-math.inf), min_size=2, max_size=9
).filter(lambda row: any(map(math.isfinite, row)))


def shaped_row(logits: list[float], temperature: float, top_k: int = 0, top_p: float = 1) -> Tensor:
    given = torch.tensor([logits], dtype=torch.float64)
    return shaped(given, torch.tensor([[temperature]]), top_k=top_k, top_p=top_p)[0]


@given(logits=LOGITS)
def test_at_temperature_one_it_is_the_model_itself(logits: list[float]) -> None:
    expected = torch.tensor(logits, dtype=torch.float64).softmax(0)
    torch.testing.assert_close(shaped_row(logits, 1.0), expected)


@given(logits=LOGITS)
def test_at_temperature_zero_only_the_likeliest_are_left(logits: list[float]) -> None:
    found = shaped_row(logits, 0.0)
    assert found.sum().item() == pytest.approx(1)
    assert [bool(chance) for chance in found] == [one == max(logits) for one in logits]


@given(logits=LOGITS, cold=st.floats(0.05, 3), warmer=st.floats(1, 3))
def test_warmth_evens_out(logits: list[float], cold: float, warmer: float) -> None:
    best = max(range(len(logits)), key=lambda place: logits[place])
    hot = shaped_row(logits, cold * warmer)[best]
    assert hot <= shaped_row(logits, cold)[best] + 1e-12


@given(logits=LOGITS, top_k=st.integers(1, 9))
def test_top_k_leaves_the_k_likeliest_in_proportion(logits: list[float], top_k: int) -> None:
    whole, found = shaped_row(logits, 1.0), shaped_row(logits, 1.0, top_k=top_k)
    least = sorted(whole.tolist(), reverse=True)[: min(top_k, len(logits))][-1]
    expected = torch.where(whole >= least, whole, 0)
    torch.testing.assert_close(found, expected / expected.sum())


@given(logits=LOGITS, top_p=st.floats(0.01, 0.99))
def test_top_p_leaves_the_fewest_that_reach_it(logits: list[float], top_p: float) -> None:
    whole, found = shaped_row(logits, 1.0), shaped_row(logits, 1.0, top_p=top_p)
    kept = found > 0
    assert whole[kept].sum() >= top_p - 1e-9
    assert whole[kept].sum() - whole[kept].min() < top_p + 1e-9
    assert whole[kept].min() >= whole[~kept].max() if (~kept).any() else True
    torch.testing.assert_close(found[kept], whole[kept] / whole[kept].sum())


def test_each_row_has_its_own_temperature() -> None:
    logits = torch.tensor([[0.0, 1.0, 3.0]] * 3)
    found = shaped(logits, torch.tensor([[0.0], [1.0], [2.0]]))
    expected = [shaped_row(logits[0].tolist(), heat) for heat in (0.0, 1.0, 2.0)]
    torch.testing.assert_close(found, torch.stack(expected))


@given(logits=LOGITS, chance=st.floats(0, 1, exclude_max=True))
def test_a_draw_is_the_class_in_which_the_number_falls(logits: list[float], chance: float) -> None:
    probability = shaped_row(logits, 1.0)
    choice = int(drawn(probability[None], torch.tensor([chance], dtype=torch.float64)))
    before = probability[:choice].sum().item()
    assert probability[choice] > 0
    assert before - 1e-9 <= chance <= before + probability[choice].item() + 1e-9


def test_draws_are_as_frequent_as_they_are_likely() -> None:
    probability = torch.tensor([0.1, 0.0, 0.6, 0.3])
    numbers = uniform_rows([4], 20_000, 1)[:, 0, 0]
    draws = drawn(probability.expand(len(numbers), -1), numbers)
    shares = torch.bincount(draws, minlength=4) / len(draws)
    torch.testing.assert_close(shares, probability, atol=0.015, rtol=0)


def test_a_seed_has_its_own_numbers_whoever_stands_beside() -> None:
    together = uniform_rows([3, 8, 5], 11, 5)
    assert together.shape == (11, 5, 3)
    for number, seed in enumerate((3, 8, 5)):
        assert torch.equal(uniform_rows([seed], 11, 5)[..., 0], together[..., number])
    assert torch.equal(uniform_rows([8], 7, 5)[..., 0], together[:7, :, 1])
    assert not torch.equal(together[..., 0], together[..., 1])
