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
from core.recipes import forecast, images, music
from core.recipes.images import keeping as keeping_images
from core.recipes.music import keeping as keeping_music
from core.runs import Source, home, save_artifact
from core.training.progress import Artifact, Epoch, Tick

FOLDER = Path(__file__).resolve().parent
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
    chosen = {
        "digits": images.SETTINGS(model="vit", seconds=SECONDS, pooling="class_token"),
        "textures": images.SETTINGS(model="vit", seconds=SECONDS, pooling="class_token"),
        "shapes": images.SETTINGS(model="resnet18", seconds=SECONDS, channels=12),
    }
    for name, settings in chosen.items():
        artifact = trained(images, Source(name=name, sample=name), settings)
        save_artifact(FOLDER / f"images-{name}", keeping_images.halved(artifact))


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


SHIPPED = {"forecast": train_forecast, "music": train_music, "images": train_images}


def main(names: Sequence[str]) -> None:
    """Train those that are named, or all."""
    for name in names or SHIPPED:
        SHIPPED[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
