"""The gradient by lag is that of autograd and of finite differences, and it never underflows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from core.explain.flow_settings import FlowSettings, flow_of
from core.explain.gradient_flow import GradientFlow, gradient_flow
from core.models import MODELS, StartSettings, State, Trunk
from core.models.starts import set_spectral_radius
from tests.core.explain.trunks import noise, trunk_of

B, T, D = 3, 120, 16
DIRECTION = torch.randn(B, D, generator=torch.Generator().manual_seed(4)).double()


def last_state(trunk: Trunk, x: Tensor, state: State | None = None) -> Tensor:
    states: Tensor = trunk(x, state).states_BTD
    return states[:, -1]


def mean_length(*slopes: Tensor) -> float:
    """Return log10 of the mean over sequences of the length of slopes that belong together."""
    joined = torch.cat([slope.detach().reshape(B, -1) for slope in slopes], dim=1)
    return float(joined.norm(dim=1).mean().log10())


def cut(trunk: Trunk, x: Tensor, lag: int) -> list[tuple[Tensor, ...]]:
    """Return every layer's state so many steps before the last, by the fused layers."""
    return [tuple(part.detach() for part in layer) for layer in trunk(x[:, : T - lag]).state]


@pytest.mark.parametrize("trunk", MODELS)
@pytest.mark.parametrize("num_layers", [1, 2])
def test_by_inputs_it_is_autograds(trunk: str, num_layers: int) -> None:
    model = trunk_of(trunk, num_layers=num_layers).double()
    x = noise(B, T).double().requires_grad_()
    (slope,) = torch.autograd.grad(last_state(model, x), x, DIRECTION)
    expected = slope.norm(dim=-1).mean(dim=0).flip(0).log10()
    found = gradient_flow(model.float(), x, DIRECTION).sizes["input"]
    near = expected.numpy() > -12  # below, float64 itself has lost the digits of the reference
    np.testing.assert_allclose(found[near], expected.numpy()[near], atol=1e-4)


LAGS = pytest.mark.parametrize("lag", [1, 9, 60, 119])


@LAGS
@pytest.mark.parametrize("trunk", ["rnn", "gru", "mingru"])
def test_by_states_it_is_autograds_of_the_fused_layer(trunk: str, lag: int) -> None:
    model, x = trunk_of(trunk).double(), noise(B, T).double()
    leaf = cut(model, x, lag)[0][0].requires_grad_()
    (slope,) = torch.autograd.grad(last_state(model, x[:, T - lag :], ((leaf,),)), leaf, DIRECTION)
    flow = gradient_flow(model, x, DIRECTION)
    assert flow.sizes.keys() == {"hidden", "input"}
    assert flow.sizes["hidden"][lag] == pytest.approx(mean_length(slope), abs=1e-4)


@LAGS
def test_a_cell_counts_with_what_it_shows(lag: int) -> None:
    """As h = o·tanh(c), a cell reaches the loss by later cells and by the state that shows it."""
    model, x = trunk_of("lstm").double(), noise(B, T).double()
    hidden, cell = (part.requires_grad_() for part in cut(model, x, lag)[0])
    last = last_state(model, x[:, T - lag :], ((hidden, cell),))
    by_hidden, by_cell = torch.autograd.grad(last, (hidden, cell), DIRECTION)
    shown = hidden / cell.tanh() * (1 - cell.tanh() ** 2)
    flow = gradient_flow(model, x, DIRECTION)
    assert flow.sizes.keys() == {"hidden", "cell", "input"}
    assert flow.sizes["hidden"][lag] == pytest.approx(mean_length(by_hidden), abs=1e-4)
    total = mean_length(by_cell + by_hidden * shown)
    assert flow.sizes["cell"][lag] == pytest.approx(total, abs=1e-4)


@LAGS
@pytest.mark.parametrize("trunk", ["rnn", "gru"])
def test_layers_count_together(trunk: str, lag: int) -> None:
    model, x = trunk_of(trunk, num_layers=2).double(), noise(B, T).double()
    lower, upper = (layer[0].requires_grad_() for layer in cut(model, x, lag))
    layers: Any = model.layers
    later = layers[0](x[:, T - lag :], lower)[0]
    before = cut(model, x, lag + 1)[1][0] if lag < T - 1 else torch.zeros_like(upper)
    read = torch.cat([lower.transpose(0, 1), later], dim=1)
    by_lower = layers[1](read, before)[0][:, -1]
    by_upper = layers[1](later.detach(), upper)[0][:, -1]
    slopes = [
        torch.autograd.grad(by_lower, lower, DIRECTION)[0],
        torch.autograd.grad(by_upper, upper, DIRECTION)[0],
    ]
    found = gradient_flow(model, x, DIRECTION).sizes["hidden"][lag]
    assert found == pytest.approx(mean_length(*(slope[0] for slope in slopes)), abs=1e-4)


@pytest.mark.parametrize("trunk", ["rnn", "lstm"])
def test_it_is_that_of_finite_differences(trunk: str) -> None:
    model, x, lag, nudge = trunk_of(trunk).double(), noise(B, T).double(), 6, 1e-5
    slopes = torch.zeros(B, D).double()
    for unit in range(D):
        ends = []
        for sign in (1, -1):
            begun = [part.clone() for part in cut(model, x, lag)[0]]
            begun[0][..., unit] += sign * nudge
            ends.append(last_state(model, x[:, T - lag :], (tuple(begun),)).detach())
        slopes[:, unit] = ((ends[0] - ends[1]) * DIRECTION).sum(dim=1) / (2 * nudge)
    flow = gradient_flow(model, x, DIRECTION)
    assert flow.sizes["hidden"][lag] == pytest.approx(mean_length(slopes), abs=1e-4)


@pytest.mark.parametrize("trunk", MODELS)
def test_by_the_weights_it_is_autograds(trunk: str) -> None:
    model, x = trunk_of(trunk, num_layers=2).double(), noise(B, T).double()
    last = (last_state(model, x) * DIRECTION).sum()
    slopes = torch.autograd.grad(last, list(model.parameters()), materialize_grads=True)
    length = float(torch.stack([slope.norm() for slope in slopes]).norm()) / B
    assert gradient_flow(model, x, DIRECTION).weights == pytest.approx(math.log10(length), abs=1e-6)


def test_the_trunk_is_left_as_it_was() -> None:
    model, x = trunk_of("lstm").train(), noise(B, 9)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    one, other = gradient_flow(model, x), gradient_flow(model, x)
    assert model.training
    assert all(torch.equal(before[n], weight) for n, weight in model.state_dict().items())
    assert all(weight.dtype == torch.float32 for weight in model.parameters())
    assert all(weight.grad is None for weight in model.parameters())
    np.testing.assert_array_equal(one.sizes["cell"], other.sizes["cell"])


def test_nothing_underflows() -> None:
    model = trunk_of("rnn")
    set_spectral_radius(model, 0.05)
    flow = gradient_flow(model, noise(B, 900))
    assert np.isfinite(flow.sizes["hidden"]).all()
    assert flow.sizes["hidden"][-1] < -800  # the smallest float is 10^-324
    falls = np.diff(flow.sizes["hidden"])
    assert falls.std() < 0.5  # it falls as evenly in the end as in the beginning


def flow(trunk: str, length: int, **start: object) -> GradientFlow:
    settings = FlowSettings(trunk=trunk, length=length)
    return flow_of(settings, StartSettings(memory=length, **start))  # type: ignore[arg-type]


@pytest.mark.parametrize("trunk", ["rnn", "gru", "lstm"])
def test_as_pytorch_begins_all_three_forget_after_about_ten_steps(trunk: str) -> None:
    found = flow(trunk, 100)
    assert 7 <= (found.first_below(found.memory) or 0) <= 12
    assert found.memory == ("cell" if trunk == "lstm" else "hidden")


def test_other_starts_remember_longer() -> None:
    firsts = [flow("rnn", 200).first_below("hidden")]
    firsts += [flow("rnn", 200, init="orthogonal").first_below("hidden")]
    firsts += [flow("lstm", 200, init="forget_bias").first_below("cell")]
    assert firsts[0] is not None
    assert firsts[1] is None or firsts[1] > 3 * firsts[0]
    assert firsts[2] is None or firsts[2] > 2 * firsts[0]
    for trunk in ("lstm", "gru"):
        found = flow(trunk, 500, init="chrono")
        assert found.first_below(found.memory) is None


def test_a_larger_radius_fades_later() -> None:
    flows = [
        flow_of(FlowSettings(spectral_radius=radius, length=60), StartSettings())
        for radius in (0.5, 0.8, 1.1)
    ]
    at_50 = [found.relative("hidden")[50] for found in flows]
    assert at_50[0] < at_50[1] < at_50[2]


def test_attention_reaches_every_lag_alike() -> None:
    found = flow("transformer", 100)
    assert (found.memory, found.reference) == ("input", 1)
    assert found.first_below("input") is None
    assert np.ptp(found.relative("input")[1:]) < 1.5


def test_a_tcn_reaches_no_further_than_its_taps() -> None:
    found = flow("tcn", 200)
    reach = 124
    assert np.isfinite(found.sizes["input"][: reach + 1]).all()
    assert np.isneginf(found.sizes["input"][reach + 1 :]).all()
    assert (found.first_below("input") or 0) <= reach + 1


def test_clipping_shortens_what_is_too_long_and_nothing_else() -> None:
    found = GradientFlow({"hidden": np.array([0.0, -1.0])}, weights=math.log10(8.0))
    assert found.clipping(2.0) == pytest.approx(0.25)
    assert found.clipping(20.0) == 1
    nothing = GradientFlow({"hidden": np.array([-np.inf, -np.inf])}, weights=-math.inf)
    assert nothing.clipping(1.0) == 1
