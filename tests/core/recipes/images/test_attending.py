"""The attention of one picture is the model's own, and a click finds the patch it means."""

from __future__ import annotations

import numpy as np
import pytest

from core.explain.images import MapSettings, explain
from core.recipes.images.asking import seen_together
from core.recipes.images.attending import Gaze, attending, gaze_of, has_attention
from tests.core.recipes.images.made_models import coloured, lit, reader, weighing

LAYERS, HEADS, ROWS, COLUMNS = 3, 2, 3, 4


@pytest.mark.parametrize("class_token", [True, False])
def test_what_a_patch_sees_is_what_the_explanation_says(class_token: bool) -> None:
    opened = reader(class_token=class_token)
    looked = seen_together(opened, coloured(1))
    found = attending(opened, looked)
    assert found is not None
    assert (found.num_layers, found.num_heads, found.grid) == (LAYERS, HEADS, (ROWS, COLUMNS))
    assert found.has_class_token == class_token
    for layer, head, patch in ((-1, -1, 5), (0, 1, 0), (2, 0, 11)):
        settings = MapSettings(layer=layer, head=head, patch=patch)
        whole = explain("attention", opened.model, looked.images, looked.goal(), settings)
        seen = found.seen_from(patch, layer, head)
        np.testing.assert_allclose(found.on_pixels(seen), whole.values[0], atol=1e-6)


def test_all_that_reaches_a_patch_comes_from_somewhere() -> None:
    opened = reader(class_token=False)
    found = attending(opened, seen_together(opened, coloured(1)))
    assert found is not None
    for patch in range(found.num_patches):
        assert found.flow_from(patch).sum() == pytest.approx(1, abs=1e-5)
        assert found.seen_from(patch).sum() == pytest.approx(1, abs=1e-5)


def test_a_point_finds_its_patch() -> None:
    opened = reader()
    found = attending(opened, seen_together(opened, coloured(1)))
    assert found is not None
    numbered = found.on_pixels(np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS))
    for row, column in np.ndindex(numbered.shape):
        assert found.patch_at(column + 0.5, row + 0.5) == numbered[row, column]
    for point in ((-0.1, 3.0), (15.0, 3.0), (3.0, 12.0)):
        assert found.patch_at(*point) is None


def test_a_model_of_whole_pictures_looks_nowhere() -> None:
    opened = weighing("corners")
    assert attending(opened, seen_together(opened, lit("corners", 1)[0])) is None
    assert not has_attention(opened.model)
    assert has_attention(reader().model)


def test_what_is_looked_at_most() -> None:
    values = np.full((ROWS, COLUMNS), 0.05)
    values[1, 2] = 0.45
    assert gaze_of(values, 0) == Gaze(1, 2, 0.45, itself=False, is_even=False)
    assert gaze_of(values, 6).itself
    assert gaze_of(np.full((ROWS, COLUMNS), 1 / 12), 3).is_even
