"""Train what we ship, from data that installed packages carry: `make pretrained`.

It goes the way every run goes; what is kept is the run's artifact and nothing else. The weights of
music and pictures are kept in 16 bits, which changes no figure that is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.jobs import Order, perform
from core.knobs import Settings
from core.models import MODELS
from core.recipes import compare, forecast, images, music
from core.recipes.compare import claims, evidence, insides, mappings, showing, specimens
from core.recipes.compare.settings import CompareSettings
from core.recipes.images import keeping as keeping_images
from core.recipes.music import keeping as keeping_music
from core.runs import Source, Work, home, save_artifact
from core.training.progress import Artifact, Epoch, Finished, Tick

FOLDER = Path(__file__).resolve().parent
DATA = evidence.DATA_STUDY
STUDIES = (
    CompareSettings(task="adding", trunks=tuple(MODELS), seeds=5),
    CompareSettings(task="parity", trunks=tuple(MODELS), seeds=5),
    CompareSettings(task="copy", trunks=("gru", "lstm", "tcn", "transformer"), seeds=3),
)
SECONDS = 240  # longer than the page proposes: whoever opens it has not waited for it


def train_forecast() -> None:
    """Train the S&P 500 volatility forecast that the page opens with."""
    source = Source(name="sp500", sample="sp500")
    save_artifact(
        FOLDER / "forecast-sp500-volatility", trained(forecast, source, forecast.SETTINGS())
    )


def train_music() -> None:
    """Train the chorales that the page plays the moment it opens."""
    source = Source(name="chorales", sample="chorales")
    artifact = trained(music, source, music.SETTINGS(seconds=SECONDS))
    save_artifact(FOLDER / "music-chorales", keeping_music.halved(artifact))


def train_images() -> None:
    """Train what the page of pictures opens with: patches of digits and textures, and shapes."""
    vit = images.SETTINGS(model="vit", seconds=SECONDS, pooling="class_token", expansion=4)
    chosen = {
        "digits": vit,
        "textures": vit,
        "shapes": images.SETTINGS(model="resnet18", seconds=SECONDS, channels=12),
    }
    for name, settings in chosen.items():
        artifact = trained(images, Source(name=name, sample=name), settings)
        save_artifact(FOLDER / f"images-{name}", keeping_images.halved(artifact))


def train_compare() -> None:
    """Make the studies that the page of comparisons opens with, one for each of three tasks."""
    for settings in STUDIES:
        source = compare.source_of(settings)
        save_artifact(FOLDER / f"compare-{settings.task}", trained(compare, source, settings))


def train_compare_insides() -> None:
    """Keep the contenders of the shipped studies whole, and find out what needs no study."""
    wanted = [mappings.run_settings(way) for way in mappings.WAYS.values() if way.task]
    for settings in STUDIES:
        result = showing.pretrained(settings.task)
        wanted += [specimens.specimen_settings(result, row) for row in result.rows]
    kept = [specimens.unpack_specimen(learnt_once(one)) for one in wanted]
    save_artifact(FOLDER / specimens.SHELF, specimens.pack_specimens(kept))
    table = insides.cost_table(list(MODELS))
    save_artifact(FOLDER / insides.COSTS_KIND, insides.pack_costs(table))
    found = [claim.find() for claim in claims.CLAIMS.values() if claim.find is not None]
    by_data = evidence.find_data(showing.shipped_sweeps())
    if by_data is not None:
        found.append(by_data)
    save_artifact(FOLDER / claims.KIND, claims.pack_findings(found))


def learnt_once(settings: specimens.SpecimenSettings) -> Artifact:
    """Return the specimen of these settings.

    Raises
    ------
    RuntimeError
        If it was not made.
    """
    with TemporaryDirectory() as folder:
        where = Path(folder)
        work = Work(compare.source_of(settings), settings.record(), where, where, "cpu")
        for told in specimens.train(work):
            if isinstance(told, Finished):
                return told.artifact
            _tell(told)
    raise RuntimeError("it ended without a result")


def train_compare_sweeps() -> None:
    """Make the studies with fewer digits to learn from, with noise and with missing rows."""
    wanted = dict.fromkeys(one for knob in showing.SWEEPS for one in showing.swept(DATA, knob))
    source = compare.source_of(DATA)
    made = [compare.use(trained(compare, source, settings)) for settings in wanted]
    save_artifact(FOLDER / showing.SWEEPS_KIND, showing.pack_sweeps(made))


def trained(recipe: Any, source: Source, settings: Settings) -> Artifact:
    """Return what a recipe makes of a source."""
    order = Order(
        function=f"{recipe.__name__}:train",
        kind=recipe.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=recipe.command(source, settings),
        device="cpu",
    )
    with TemporaryDirectory() as folder:
        performed = perform(order, home(folder), _tell)
    if performed.artifact is None:
        sys.exit("the training was stopped before it had a result")
    return performed.artifact


def _tell(progress: Epoch | Tick) -> None:
    sys.stderr.write(f"\r{progress.fraction:4.0%}")


SHIPPED = {
    "forecast": train_forecast,
    "music": train_music,
    "images": train_images,
    "compare": train_compare,
    "compare-sweeps": train_compare_sweeps,
    "compare-insides": train_compare_insides,  # after both
}


def main(names: Sequence[str]) -> None:
    """Train those that are named, or all."""
    for name in names or SHIPPED:
        SHIPPED[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
