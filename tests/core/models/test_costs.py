"""What is counted by rule is what PyTorch counts when the step is really made."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.models import MODELS, TrunkSettings, initialise
from core.models.costs import num_flops_a_step, num_parameters

F, D = 5, 16
SIZES = TrunkSettings(hidden_size=D, num_layers=2, num_heads=4, dropout=0.0)


@pytest.mark.parametrize("trunk", MODELS)
@pytest.mark.parametrize("past", [1, 30])
def test_a_step_costs_what_is_counted(trunk: str, past: int) -> None:
    model = MODELS[trunk](F, SIZES).eval()
    initialise(model, torch.Generator().manual_seed(0))
    with torch.no_grad():
        state = model(torch.randn(1, past, F)).state
        counter = FlopCounterMode(display=False)
        with counter:
            model(torch.randn(1, 1, F), state, need_attention=True)
    assert num_flops_a_step(model, past) == counter.get_total_flops()


def test_a_span_bounds_what_attention_costs() -> None:
    spans = TrunkSettings(hidden_size=D, num_heads=4, attention_span=7)
    model = MODELS["transformer"](F, spans)
    assert num_flops_a_step(model, 6) == num_flops_a_step(model, 100)
    assert num_flops_a_step(model, 5) < num_flops_a_step(model, 6)


def test_only_what_is_learnt_is_a_parameter() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 2, bias=False))
    assert num_parameters(model) == 3 * 4 + 4 + 4 * 2
    model[0].bias.requires_grad_(False)
    assert num_parameters(model) == 3 * 4 + 4 * 2
