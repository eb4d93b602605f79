"""A training that takes a moment and learns nothing, for tests of those who watch."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from core.errors import TooShort
from core.runs import Work
from core.training.progress import Artifact, Epoch, Finished, Part, Progress, Tick

EPOCHS = 12


def train(work: Work) -> Iterator[Progress]:
    """Yield a few epochs; with the setting `wait` it goes on until it is stopped.

    Raises
    ------
    TooShort
        With the setting `fail`.
    """
    best = EPOCHS // 2
    for number in range(1, EPOCHS + 1):
        loss = 0.4 + 0.5 / number
        yield Epoch(
            epoch=number,
            num_epochs=EPOCHS,
            train_loss=loss,
            validation_loss=loss + 0.02,
            best_epoch=min(number, best),
            steps_per_second=86_000.0,
            parts=(Part("seed", 2, 3),),
            fraction=number / (EPOCHS + 1),
            reference_loss=0.7,
        )
        if work.settings.get("fail") and number == 3:
            raise TooShort(steps=61, needed=250)
    while work.settings.get("wait"):
        time.sleep(0.01)
        yield Tick(EPOCHS / (EPOCHS + 1), (Part("seed", 2, 3),))
    yield Finished(Artifact({"kind": "tiny"}, {"w": np.zeros(3)}, {"mae": 0.5}))
