"""Step by step is the same arithmetic as PyTorch's own layers."""

from __future__ import annotations

import pytest
import torch

from core.explain.unrolled import can_unroll, unroll
from core.models import MODELS, Hidden
from tests.core.explain.trunks import RECURRENT, noise, trunk_of

TRUNKS = pytest.mark.parametrize("trunk", RECURRENT)


@TRUNKS
@pytest.mark.parametrize("num_layers", [1, 3])
def test_the_states_are_those_of_the_trunk(trunk: str, num_layers: int) -> None:
    model, x = trunk_of(trunk, num_layers=num_layers).double(), noise(3, 40).double()
    hidden: Hidden = model(x)
    walks = unroll(model, x)
    top = torch.stack(walks[-1].states(0), dim=1)
    torch.testing.assert_close(top, hidden.states_BTD, atol=1e-10, rtol=0)
    for walk, layer in zip(walks, hidden.state, strict=True):
        for mine, theirs in zip(walk.last, layer, strict=True):
            torch.testing.assert_close(mine, theirs.view_as(mine), atol=1e-10, rtol=0)


@TRUNKS
def test_it_goes_on_from_where_it_was(trunk: str) -> None:
    model, x = trunk_of(trunk, num_layers=2), noise(3, 11)
    first = unroll(model, x[:, :4])
    second = unroll(model, x[:, 4:], tuple(walk.last for walk in first))
    for one, other in zip(second, unroll(model, x), strict=True):
        for mine, theirs in zip(one.last, other.last, strict=True):
            torch.testing.assert_close(mine, theirs, atol=1e-6, rtol=0)


@TRUNKS
def test_gates_are_shares_and_explain_the_state(trunk: str) -> None:
    walk = unroll(trunk_of(trunk), noise(3, 12))[0]
    for before, step in zip(walk.steps, walk.steps[1:], strict=False):
        gates = step.gates
        for name in gates.keys() - {"candidate"}:
            assert ((gates[name] > 0) & (gates[name] < 1)).all()
        if "keep" in gates:
            written = gates["input"] if trunk == "lstm" else 1 - gates["keep"]
            memory = gates["keep"] * before.state[-1] + written * gates["candidate"]
            torch.testing.assert_close(step.state[-1], memory, atol=1e-6, rtol=0)
        if trunk == "lstm":
            shown = gates["output"] * torch.tanh(step.state[1])
            torch.testing.assert_close(step.state[0], shown)


def test_which_trunks_go_step_by_step() -> None:
    assert [name for name in MODELS if can_unroll(trunk_of(name))] == [
        name for name in MODELS if name in RECURRENT
    ]
