from __future__ import annotations

import numpy as np
import pytest

from core.errors import OutOfRange
from core.explain.images.attention import Look, all_heads, attention
from tests.core.explain.images.models import PATCH, B, H, W, reader, tensors


@pytest.mark.parametrize("class_token", [True, False])
def test_a_patch_looks_where_its_row_says(*, class_token: bool) -> None:
    model, first = reader(class_token=class_token), int(class_token)
    heads = all_heads(model, tensors())
    assert heads.shape == (B, 3, 2, 12 + first, 12 + first)
    np.testing.assert_allclose(heads.sum(axis=-1), 1, atol=1e-5)
    found = attention(model, tensors(), Look(layer=1, head=0, patch=6))
    assert found.values.shape == (B, H, W)
    expected = heads[:, 1, 0, first + 6, first:].reshape(B, 3, 4)
    np.testing.assert_allclose(found.values[:, ::PATCH, ::PATCH], expected, atol=1e-6)


def test_unless_asked_it_is_the_last_layer_the_mean_head_and_where_the_answer_is_read() -> None:
    for token in (True, False):
        model = reader(class_token=token)
        last = all_heads(model, tensors())[:, -1].mean(axis=1)
        expected = last[:, 0, 1:] if token else last.mean(axis=1)
        found = attention(model, tensors(), Look()).values[:, ::PATCH, ::PATCH]
        np.testing.assert_allclose(found, expected.reshape(B, 3, 4), atol=1e-6)


@pytest.mark.parametrize("look", [Look(layer=3), Look(head=2), Look(patch=12), Look(layer=-2)])
def test_what_is_not_there_is_refused(look: Look) -> None:
    with pytest.raises(OutOfRange):
        attention(reader(), tensors(), look)
