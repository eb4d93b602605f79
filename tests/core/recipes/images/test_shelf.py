"""The models that are shipped: small, and as right as they say."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes import images
from core.recipes.shelf import SHIPPED
from core.vectorizers.image_sets import built_in

KINDS = {"digits": "vit", "shapes": "resnet18", "textures": "vit"}


@pytest.mark.parametrize("name", KINDS)
def test_a_shipped_model_is_as_right_as_it_says(name: str) -> None:
    opened, pictures = images.open_model(images.pretrained(name)), built_in(name)
    assert opened.settings.model == KINDS[name]
    assert opened.classes == pictures.classes
    said = opened.chances(pictures.images[pictures.test]).argmax(axis=1)
    accuracy = float(np.mean(said == pictures.labels[pictures.test]))
    judged = opened.result.judged
    assert judged is not None
    assert accuracy == pytest.approx(judged.accuracy, abs=0.003)  # weights of 16 bits
    assert accuracy > 0.97


@pytest.mark.parametrize("name", KINDS)
def test_a_shipped_model_is_small(name: str) -> None:
    files = (SHIPPED / f"images-{name}").iterdir()
    assert sum(file.stat().st_size for file in files) < 1_000_000
