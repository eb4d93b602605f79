"""Each start does to the matrices and gates what it is named for, and to nothing else."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from core.errors import UnknownOption
from core.models import (
    MODELS,
    STARTS,
    Hidden,
    StartSettings,
    Trunk,
    TrunkSettings,
    begin,
    initialise,
    starts_of,
)
from core.models.starts import set_forget_bias, set_spectral_radius

F, D = 5, 16
RECURRENT = pytest.mark.parametrize("trunk", ["rnn", "gru", "lstm"])
KEEPERS = pytest.mark.parametrize("trunk", ["gru", "lstm", "mingru"])
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def begun(trunk: str, seed: int = 0, num_layers: int = 2, **start: object) -> Trunk:
    made = MODELS[trunk](F, TrunkSettings(hidden_size=D, num_layers=num_layers))
    chance = torch.Generator().manual_seed(seed)
    initialise(made, chance)
    begin(made, StartSettings(**start), chance)  # type: ignore[arg-type]
    return made.eval()


def matrices(trunk: Trunk) -> list[Tensor]:
    layers: list[Any] = [layer for layer in trunk.modules() if isinstance(layer, nn.RNNBase)]
    return [part for layer in layers for part in layer.weight_hh_l0.detach().split(D)]


def keeping(trunk: Trunk, num_steps: int = 40) -> float:
    """Return how much of a change of the first state is left after so many steps of nothing."""
    none = torch.zeros(1, num_steps, F)
    first = trunk(torch.ones(1, 1, F)).state
    nothing = tuple(tuple(torch.zeros_like(part) for part in layer) for layer in first)
    one: Hidden = trunk(none, first)
    other: Hidden = trunk(none, nothing)
    left = (one.states_BTD - other.states_BTD).detach().norm(dim=-1)[0]
    return float(left[-1] / left[0])


@pytest.mark.parametrize("trunk", MODELS)
def test_every_trunk_says_what_fits_it(trunk: str) -> None:
    fitting = starts_of(begun(trunk))
    for name in STARTS:
        if name in fitting:
            begun(trunk, init=name)
        else:
            with pytest.raises(UnknownOption, match="default"):
                begun(trunk, init=name)
    assert fitting[0] == "default"


def test_which_starts_fit() -> None:
    assert starts_of(begun("lstm")) == list(STARTS)
    assert starts_of(begun("rnn")) == ["default", "orthogonal", "identity"]
    assert starts_of(begun("mingru")) == ["default", "forget_bias", "chrono"]
    assert starts_of(begun("tcn")) == starts_of(begun("transformer")) == ["default"]


@RECURRENT
def test_orthogonal_matrices_stretch_nothing(trunk: str) -> None:
    found = matrices(begun(trunk, init="orthogonal"))
    assert len(found) == 2 * GATES[trunk]
    for matrix in found:
        torch.testing.assert_close(matrix @ matrix.T, torch.eye(D), atol=1e-5, rtol=0)
    assert not torch.equal(found[0], found[1])


@RECURRENT
def test_identity_is_the_candidates_alone(trunk: str) -> None:
    plain, found = begun(trunk), begun(trunk, init="identity")
    same = [
        torch.equal(one, other) for one, other in zip(matrices(plain), matrices(found), strict=True)
    ]
    eye = [torch.equal(matrix, torch.eye(D)) for matrix in matrices(found)]
    assert sum(eye) == 2
    assert same == [not one for one in eye]


@KEEPERS
def test_open_gates_keep_longer(trunk: str) -> None:
    kept = [keeping(begun(trunk, init="forget_bias", forget_bias=b)) for b in (-1.0, 1.0, 4.0)]
    assert kept[0] < kept[1] < kept[2]
    assert keeping(begun(trunk, init="chrono", memory=1000)) > 10 * keeping(begun(trunk))


@KEEPERS
def test_a_bias_is_what_the_gate_of_silence_shows(trunk: str) -> None:
    """With no input and no state a gate is the sigmoid of its bias: so much of c is kept."""
    made = begun(trunk, num_layers=1)
    set_forget_bias(made, 2.0)
    with torch.no_grad():
        for name, weight in made.named_parameters():
            if "weight" in name:
                weight.zero_()
            elif trunk != "lstm":
                weight.view(-1, D)[-1].zero_()  # the candidate
            else:
                weight.view(-1, D)[2].zero_()
    before = torch.full((1, D), 0.6)
    parts = {"gru": (before[None],), "lstm": (0 * before[None], before[None]), "mingru": (before,)}
    after = made(torch.zeros(1, 1, F), (parts[trunk],)).state[0][-1]
    expected = torch.full_like(after, 0.6 / (1 + math.exp(-2.0)))
    torch.testing.assert_close(after, expected, atol=1e-6, rtol=0)


def test_chrono_spreads_times_up_to_the_longest() -> None:
    made = MODELS["lstm"](F, TrunkSettings(hidden_size=512))
    chance = torch.Generator().manual_seed(0)
    initialise(made, chance)
    begin(made, StartSettings(init="chrono", memory=200), chance)
    layer: Any = next(one for one in made.modules() if isinstance(one, nn.LSTM))
    total = (layer.bias_ih_l0 + layer.bias_hh_l0).detach().view(4, -1)
    times = total[1].exp()
    assert 1 <= times.min() < 5 < 190 < times.max() <= 199
    assert float(times.mean()) == pytest.approx(100, rel=0.1)
    assert torch.equal(total[0], -total[1])


@RECURRENT
@pytest.mark.parametrize("radius", [0.5, 1.3])
def test_a_spectral_radius_is_that_of_every_matrix(trunk: str, radius: float) -> None:
    made = begun(trunk)
    directions = [matrix / matrix.norm() for matrix in matrices(made)]
    set_spectral_radius(made, radius)
    for matrix, direction in zip(matrices(made), directions, strict=True):
        found = torch.linalg.eigvals(matrix.double()).abs().max()
        assert float(found) == pytest.approx(radius, rel=1e-5)
        torch.testing.assert_close(matrix / matrix.norm(), direction)


@pytest.mark.parametrize("init", STARTS)
def test_the_same_seed_is_the_same_start(init: str) -> None:
    one, other, third = (begun("lstm", seed, init=init) for seed in (0, 0, 1))
    pairs = list(zip(one.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(a, b) for a, b in pairs)
    weights = zip(one.parameters(), third.parameters(), strict=True)
    assert not all(torch.equal(a, b) for a, b in weights)
