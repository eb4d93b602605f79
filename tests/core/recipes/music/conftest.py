"""One small training that the tests of this folder share: through the store, as every run goes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from core.jobs import Order, perform
from core.recipes import music
from core.recipes.music.corpus import keep_files
from core.recipes.music.settings import MusicSettings
from core.recipes.music.studio import Studio, open_studio
from core.training.progress import Artifact, Epoch, Tick
from core.vectorizers import midi
from tests.core.recipes.music.corpora import tune

SMALL = MusicSettings(hidden_size=32, seconds=6, batch_size=16, unroll=32)


class Trained(NamedTuple):
    """What a training said and left."""

    artifact: Artifact
    told: list[Epoch | Tick]
    home: Path


@pytest.fixture(scope="package")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train a small model on sixty tunes."""
    home = tmp_path_factory.mktemp("music")
    source = keep_files([(f"{n}.mid", midi.write(tune(n))) for n in range(60)], home)
    told: list[Epoch | Tick] = []
    order = Order(
        function="core.recipes.music:train",
        kind=music.KIND,
        title=source.name,
        source=source,
        settings=SMALL.record(),
        command=music.command(source, SMALL, home),
        device="cpu",
    )
    performed = perform(order, home, told.append)
    assert performed.artifact is not None
    return Trained(performed.artifact, told, home)


@pytest.fixture(scope="package")
def studio(trained: Trained) -> Studio:
    """Open the studio of the small model in a home that knows nothing else."""
    return open_studio(trained.artifact, trained.home / "elsewhere", "cpu")
