"""What every trunk of the table promises. All sizes differ, so that no swapped axis can hide."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.errors import UnknownOption
from core.models import (
    MODELS,
    TRUNK_WORDS,
    FeatureInputs,
    Hidden,
    LagAttentionHead,
    ModelState,
    SequenceModel,
    State,
    TrunkSettings,
    build,
)
from core.models.initialise import initialise

B, T, F, D, H, L = 3, 11, 5, 16, 2, 4
TRUNKS = pytest.mark.parametrize("trunk", MODELS)
SPANS = pytest.mark.parametrize("span", [0, 3])


def model_of(trunk: str, seed: int = 0, **settings: Any) -> SequenceModel:
    given = TrunkSettings(**{"hidden_size": D, "num_layers": 2, "num_heads": 4, **settings})
    head = partial(LagAttentionHead, horizon=H, lags=L, dropout=0.2)
    model = build(FeatureInputs(F), trunk, head, given, torch.Generator().manual_seed(seed))
    assert isinstance(model.head, LagAttentionHead)
    with torch.no_grad():  # the zero last layer would make every law hold
        model.head.output.weight.normal_(generator=torch.Generator().manual_seed(1))
    return model


def sequences(seed: int = 2) -> Tensor:
    return torch.randn(B, T, F, generator=torch.Generator().manual_seed(seed))


def in_pieces(model: SequenceModel, x: Tensor, cuts: list[int]) -> Tensor:
    state: ModelState | None = None
    outputs = []
    for first, last in zip([0, *cuts], [*cuts, T], strict=True):
        prediction = model(x[:, first:last], state)
        outputs.append(prediction.output)
        state = prediction.state
    return torch.cat(outputs, dim=1)


@TRUNKS
def test_shapes(trunk: str) -> None:
    model = model_of(trunk)
    hidden: Hidden = model.trunk(sequences())
    assert hidden.states_BTD.shape == (B, T, D)
    assert hidden.attention is None
    assert model(sequences()).output.shape == (B, T, H)


@TRUNKS
@SPANS
def test_the_past_does_not_see_the_future(trunk: str, span: int) -> None:
    model = model_of(trunk, attention_span=span).eval()
    x, cut = sequences(), 7
    garbage = x.clone()
    garbage[:, cut:] = 1e3 * sequences(9)[:, cut:]
    assert torch.equal(model(x).output[:, :cut], model(garbage).output[:, :cut])
    assert not torch.equal(model(x).output[:, cut:], model(garbage).output[:, cut:])


@TRUNKS
@SPANS
@settings(max_examples=15, deadline=None)
@given(cuts=st.sets(st.integers(1, T - 1)).map(sorted))
def test_whole_is_in_pieces(trunk: str, span: int, cuts: list[int]) -> None:
    model = model_of(trunk, attention_span=span).eval()
    x = sequences()
    torch.testing.assert_close(in_pieces(model, x, cuts), model(x).output, atol=1e-5, rtol=0)


@TRUNKS
def test_one_sequence_is_not_changed_by_its_neighbours(trunk: str) -> None:
    model = model_of(trunk).eval()
    x = sequences()
    together = model(x).output
    alone = torch.cat([model(x[row : row + 1]).output for row in range(B)])
    torch.testing.assert_close(alone, together, atol=1e-5, rtol=0)


@TRUNKS
def test_learns_one_batch_by_heart(trunk: str) -> None:
    model = model_of(trunk, dropout=0.0).eval()
    x = sequences()
    target = torch.randn(B, T, H, generator=torch.Generator().manual_seed(3))
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(250):
        loss = (model(x).output - target).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss.item() < 0.02 * target.square().mean().item()


def trained_loss(trunk: str) -> float:
    model = model_of(trunk)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for step in range(5):
        loss = model(sequences(step)).output.square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return float(loss.item())


@TRUNKS
def test_same_seed_same_loss_to_the_last_bit_while_others_draw(trunk: str) -> None:
    alone, stop = trained_loss(trunk), threading.Event()

    def draw() -> None:
        while not stop.is_set():
            torch.rand(1)

    other = threading.Thread(target=draw)
    other.start()
    try:
        assert trained_loss(trunk) == alone
    finally:
        stop.set()
        other.join()


@TRUNKS
def test_another_seed_is_another_model(trunk: str) -> None:
    x = sequences()
    assert not torch.equal(model_of(trunk, 0).states(x), model_of(trunk, 1).states(x))


@TRUNKS
def test_every_weight_learns(trunk: str) -> None:
    model = model_of(trunk)
    model(sequences()).output.square().sum().backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert torch.isfinite(weight.grad).all(), name


@TRUNKS
def test_the_state_is_given_as_it_was_taken(trunk: str) -> None:
    model = model_of(trunk).eval()
    hidden: Hidden = model.trunk(sequences()[:, :4])
    kept: State = tuple(tuple(part.clone() for part in layer) for layer in hidden.state)
    model.trunk(sequences()[:, 4:], hidden.state)
    for layer, before in zip(hidden.state, kept, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(layer, before, strict=True))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this computer")
@TRUNKS
def test_a_gpu_says_the_same(trunk: str) -> None:
    model = model_of(trunk).eval()
    on_cpu = model(sequences()).output
    on_gpu = model.cuda()(sequences().cuda()).output.cpu()
    torch.testing.assert_close(on_gpu, on_cpu, atol=1e-3, rtol=1e-3)


def test_the_screen_has_a_word_for_every_trunk() -> None:
    assert list(TRUNK_WORDS) == list(MODELS)
    assert all(TRUNK_WORDS.values())


def test_an_unknown_trunk_is_refused() -> None:
    with pytest.raises(UnknownOption, match="lstm, gru, rnn, transformer"):
        model_of("perceiver")


def test_a_module_without_a_rule_is_refused() -> None:
    with pytest.raises(TypeError, match="Conv1d"):
        initialise(torch.nn.Conv1d(2, 3, 1), torch.Generator())
