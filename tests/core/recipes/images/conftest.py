"""Two small trainings that the tests of this folder share: through the store, as every run goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from core.jobs import Order, perform
from core.recipes import images
from core.recipes.images.settings import ImageSettings
from core.runs import Source
from core.training.progress import Artifact, Epoch, Tick

DIGITS = Source(name="digits", sample="digits")
SMALL = ImageSettings(channels=8, seconds=90, patience=6)  # patience ends it, not the clock
TINY_VIT = replace(
    SMALL, model="vit", num_layers=1, hidden_size=32, pooling="class_token", patience=2
)


class Trained(NamedTuple):
    """What a training said and left."""

    artifact: Artifact
    told: list[Epoch | Tick]
    home: Path


def train(source: Source, settings: ImageSettings, home: Path) -> Trained:
    told: list[Epoch | Tick] = []
    order = Order(
        function="core.recipes.images:train",
        kind=images.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=images.command(source, settings),
        device="cpu",
    )
    performed = perform(order, home, told.append)
    assert performed.artifact is not None
    return Trained(performed.artifact, told, home)


@pytest.fixture(scope="package")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train a small convolutional net on digits."""
    return train(DIGITS, SMALL, tmp_path_factory.mktemp("images"))
