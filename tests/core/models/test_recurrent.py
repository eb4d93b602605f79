from __future__ import annotations

import pytest
import torch
from torch import nn

from core.models import MODELS, Hidden, TrunkSettings


@pytest.mark.parametrize(("trunk", "theirs"), [("lstm", nn.LSTM), ("gru", nn.GRU), ("rnn", nn.RNN)])
def test_a_stack_is_pytorchs_own_stack(trunk: str, theirs: type[nn.RNNBase]) -> None:
    ours = MODELS[trunk](5, TrunkSettings(hidden_size=16, num_layers=3)).eval()
    stack = theirs(5, 16, num_layers=3, batch_first=True)  # type: ignore[call-arg, arg-type]
    with torch.no_grad():
        for mine, yours in zip(ours.parameters(), stack.parameters(), strict=True):
            yours.copy_(mine)
    x = torch.randn(2, 7, 5)
    hidden: Hidden = ours(x)
    torch.testing.assert_close(hidden.states_BTD, stack(x)[0], atol=1e-6, rtol=0)
    assert [len(layer) for layer in hidden.state] == [2 if trunk == "lstm" else 1] * 3


@pytest.mark.parametrize("trunk", ["lstm", "gru", "rnn"])
def test_step_by_step_in_use_is_the_whole(trunk: str) -> None:
    ours = MODELS[trunk](5, TrunkSettings(hidden_size=16, num_layers=2)).eval()
    x = torch.randn(3, 6, 5)
    whole: Hidden = ours(x)
    state, states = None, []
    with torch.inference_mode():
        for step in range(6):
            hidden: Hidden = ours(x[:, step : step + 1], state)
            state = hidden.state
            states.append(hidden.states_BTD)
    torch.testing.assert_close(torch.cat(states, dim=1), whole.states_BTD, atol=1e-6, rtol=0)
    for layer, expected in zip(hidden.state, whole.state, strict=True):
        torch.testing.assert_close(layer, expected, atol=1e-6, rtol=0)
