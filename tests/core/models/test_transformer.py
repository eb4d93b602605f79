from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UnevenHeads
from core.models import Hidden, TrunkSettings
from core.models.initialise import initialise
from core.models.transformer import Transformer, TransformerEncoder, visible

B, T, F = 2, 9, 5


def trunk(span: int = 0, num_layers: int = 2) -> Transformer:
    made = Transformer(
        F, TrunkSettings(hidden_size=24, num_layers=num_layers, num_heads=3, attention_span=span)
    )
    initialise(made, torch.Generator().manual_seed(0))
    return made.eval()


@pytest.mark.parametrize("span", [0, 1, 4, 9, 50])
@pytest.mark.parametrize("before", [0, 4, 8])
def test_explicit_is_fused(span: int, before: int) -> None:
    model, x = trunk(span), torch.randn(B, T, F)
    state = model(x[:, :before]).state if before else None
    fused: Hidden = model(x[:, before:], state)
    explicit: Hidden = model(x[:, before:], state, need_attention=True)
    torch.testing.assert_close(fused.states_BTD, explicit.states_BTD, atol=1e-5, rtol=0)


def test_the_weights_sum_to_one_and_reach_back_as_far_as_they_may() -> None:
    weights = trunk(span=3)(torch.randn(B, T, F), need_attention=True).attention
    assert weights.shape == (B, 3, T, T)
    torch.testing.assert_close(weights.sum(-1), torch.ones(B, 3, T))
    reached = (weights > 0).all(dim=(0, 1))
    assert torch.equal(reached, visible(T, T, 3, torch.device("cpu")))


@settings(max_examples=30, deadline=None)
@given(num_keys=st.integers(1, 12), num_queries=st.integers(1, 12), span=st.integers(0, 14))
def test_a_query_sees_itself_and_what_came_before(
    num_keys: int, num_queries: int, span: int
) -> None:
    num_queries = min(num_queries, num_keys)
    seen = visible(num_queries, num_keys, span, torch.device("cpu"))
    for query in range(num_queries):
        here = num_keys - num_queries + query
        first = max(0, here - span + 1) if span else 0
        assert seen[query].nonzero().flatten().tolist() == list(range(first, here + 1))


def test_a_finite_span_remembers_a_finite_past() -> None:
    model, x = trunk(span=4), torch.randn(B, T, F)
    keys, values = model(x).state[1]
    assert keys.shape == values.shape == (B, 3, 3, 8)
    assert model(x[:, :1], model(x).state).state[0][0].shape[2] == 3


def test_one_layer_with_a_span_knows_no_more_than_that() -> None:
    model, x = trunk(span=4, num_layers=1), torch.randn(B, T, F)
    torch.testing.assert_close(
        model(x).states_BTD[:, -1], model(x[:, -4:]).states_BTD[:, -1], atol=1e-5, rtol=0
    )


def test_heads_that_cannot_share_the_width_are_refused() -> None:
    with pytest.raises(UnevenHeads, match="multiple of 10"):
        Transformer(F, TrunkSettings(hidden_size=32, num_heads=5))


def encoder() -> TransformerEncoder:
    made = TransformerEncoder(F, TrunkSettings(hidden_size=24, num_layers=2, num_heads=3))
    initialise(made, torch.Generator().manual_seed(0))
    return made.eval()


def test_an_encoder_sees_all_and_knows_no_order() -> None:
    model, x = encoder(), torch.randn(B, T, F)
    order = torch.randperm(T)
    states = model(x).states_BTD
    torch.testing.assert_close(model(x[:, order]).states_BTD, states[:, order], atol=1e-5, rtol=0)
    changed = x.clone()
    changed[:, -1] += 1
    assert (model(changed).states_BTD[:, 0] != states[:, 0]).any()


def test_explicit_is_fused_in_an_encoder_too() -> None:
    model, x = encoder(), torch.randn(B, T, F)
    explicit: Hidden = model(x, need_attention=True)
    torch.testing.assert_close(explicit.states_BTD, model(x).states_BTD, atol=1e-5, rtol=0)
    states, layers = model.look(x)
    assert torch.equal(states, explicit.states_BTD)
    assert len(layers) == 2
    assert explicit.attention is not None
    assert torch.equal(layers[-1], explicit.attention)
    assert (layers[0] > 0).all()


def test_an_encoder_is_fed_whole() -> None:
    model, x = encoder(), torch.randn(B, T, F)
    hidden: Hidden = model(x)
    with pytest.raises(ValueError, match="in pieces"):
        model(x, hidden.state)
