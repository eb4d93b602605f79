"""One small study that the tests of this folder share: through the store, as every run goes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from core.jobs import Order, perform
from core.recipes import compare
from core.recipes.compare.settings import CompareSettings
from core.runs import Source
from core.training.progress import Artifact, Epoch, Tick
from tests.core.recipes.compare.factories import SMALL


class Made(NamedTuple):
    """What a study said and left."""

    artifact: Artifact
    told: list[Epoch | Tick]
    home: Path
    run: str


def order(settings: CompareSettings, given: Source | None = None) -> Order:
    source = given or compare.source_of(settings)
    return Order(
        function="core.recipes.compare:train",
        kind=compare.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=compare.command(source, settings),
        device="cpu",
    )


def make(settings: CompareSettings, home: Path, given: Source | None = None) -> Made:
    told: list[Epoch | Tick] = []
    performed = perform(order(settings, given), home, told.append)
    assert performed.artifact is not None
    return Made(performed.artifact, told, home, performed.run)


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make a study of two trunks and two seeds."""
    return make(SMALL, tmp_path_factory.mktemp("compare"))
