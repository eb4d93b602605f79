"""Train what we ship, from data that installed packages carry: `make pretrained`.

It goes the way every run goes; what is kept is the run's artifact and nothing else.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from core.jobs import Order, perform
from core.recipes import forecast
from core.runs import Source, home, save_artifact
from core.training.progress import Epoch, Tick

FOLDER = Path(__file__).resolve().parent


def train_forecast() -> None:
    """Train the S&P 500 volatility forecast that the page opens with."""
    source = Source(name="sp500", sample="sp500")
    settings = forecast.SETTINGS()
    order = Order(
        function="core.recipes.forecast:train",
        kind="forecast",
        title=source.name,
        source=source,
        settings=settings.record(),
        command=forecast.command(source, settings),
        device="cpu",
    )
    with TemporaryDirectory() as folder:
        performed = perform(order, home(folder), _tell)
    if performed.artifact is None:
        sys.exit("the training was stopped before it had a result")
    save_artifact(FOLDER / "forecast-sp500-volatility", performed.artifact)


def _tell(progress: Epoch | Tick) -> None:
    sys.stderr.write(f"\r{progress.fraction:4.0%}")


if __name__ == "__main__":
    train_forecast()
