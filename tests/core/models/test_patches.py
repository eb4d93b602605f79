"""Patches as a sequence: cut as the vectorizers cut them, and read with or without an order."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnknownOption
from core.models import PatchInputs, PatchModel, TrunkSettings
from core.models.patch_inputs import patches_of
from core.vectorizers.patch_codes import ENCODINGS
from core.vectorizers.patches import patchify
from tests.core.models.image_models import SHAPE, B, K, drawn, patch_model, pictures

PATCH = 4
GRID = (4, 5)  # 14 × 18 pixels in patches of 4, the last ones not full


@given(height=st.integers(1, 9), width=st.integers(1, 9), patch_size=st.integers(1, 4))
def test_patches_are_those_of_the_vectorizers(height: int, width: int, patch_size: int) -> None:
    random = np.random.default_rng(0)
    image = random.integers(1, 255, (patch_size * height, patch_size * width, 3), dtype=np.uint8)
    theirs = patchify(image, patch_size, "pad", np.uint8).vectors
    ours = patches_of(torch.from_numpy(image.transpose(2, 0, 1)[None].copy()), patch_size)
    np.testing.assert_array_equal(ours[0].numpy(), theirs)


def test_a_side_that_is_not_divided_is_filled_with_the_mean() -> None:
    patches = (
        patches_of(pictures(), PATCH).unflatten(1, GRID).unflatten(3, (PATCH, PATCH, SHAPE[0]))
    )
    assert (patches[:, -1, :, 2:] == 0).all()  # 14 = 3 × 4 + 2
    assert (patches[:, :, -1, :, 2:] == 0).all()  # 18 = 4 × 4 + 2
    assert (patches[:, :-1, :-1] != 0).all()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_a_position_code_tells_shuffled_patches_apart(encoding: str) -> None:
    settings = TrunkSettings(hidden_size=24, num_layers=2, num_heads=3)
    inputs = PatchInputs((3, 12, 16), PATCH, encoding, 16)
    model = drawn(PatchModel(inputs, "transformer", K, settings)).eval()
    whole = pictures()[:, :, :12, :16]
    blocks = whole.unflatten(2, (3, PATCH)).unflatten(4, (4, PATCH))
    moved = blocks.flip(2).flip(4).flatten(4, 5).flatten(2, 3)
    same = torch.allclose(model(moved), model(whole), atol=1e-5)
    assert same == (encoding == "none")


@pytest.mark.parametrize("class_token", [False, True])
def test_attention_of_every_layer_is_asked_for_and_changes_nothing(class_token: bool) -> None:
    model = drawn(patch_model(class_token=class_token)).eval()
    assert isinstance(model, PatchModel)
    logits, layers = model.look(pictures())
    torch.testing.assert_close(logits, model(pictures()), atol=1e-5, rtol=0)
    num_tokens = GRID[0] * GRID[1] + class_token
    assert model.grid == GRID
    assert [weights.shape for weights in layers] == [(B, 3, num_tokens, num_tokens)] * 2
    for weights, again in zip(layers, model.attention(pictures()), strict=True):
        torch.testing.assert_close(weights.sum(-1), torch.ones(B, 3, num_tokens))
        assert torch.equal(weights, again)


def test_the_slope_of_a_logit_by_the_weights_can_be_asked_for() -> None:
    model = drawn(patch_model(class_token=True)).eval()
    assert isinstance(model, PatchModel)
    logits, layers = model.look(pictures())
    slopes = torch.autograd.grad(logits[:, 1].sum(), layers)
    assert all(bool((slope != 0).any()) for slope in slopes)


def test_a_recurrent_reader_has_no_attention() -> None:
    model = drawn(patch_model("gru")).eval()
    assert model.attention(pictures()) == []


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(UnknownOption, match="transformer, lstm, gru, rnn"):
        patch_model("perceiver")
