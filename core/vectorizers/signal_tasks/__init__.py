"""Tasks that are made up on the spot, each to find out one thing that a sequence model can do.

Nothing is stored: a batch is drawn from a `numpy.random.Generator`, so that one seed gives the same
batches to every model. `SIGNALS` is the visible table of them.

>>> import numpy as np
>>> batch = SIGNALS["adding"].draw(np.random.default_rng(0), 3, 50)
>>> batch.inputs.shape, batch.targets.shape, int(batch.counted.sum())
((3, 50, 2), (3, 50, 1), 3)
"""

from __future__ import annotations

from collections.abc import Mapping

from core.vectorizers.signal_tasks.following import PARITY, SINE
from core.vectorizers.signal_tasks.records import Batch, Signal, joined, rows_of
from core.vectorizers.signal_tasks.remembering import ADDING, COPY, REVERSE
from core.vectorizers.signal_tasks.spoiling import Spoiling, spoiled

__all__ = ["SIGNALS", "Batch", "Signal", "Spoiling", "joined", "rows_of", "spoiled"]

SIGNALS: Mapping[str, Signal] = {
    "adding": ADDING,
    "parity": PARITY,
    "copy": COPY,
    "sine": SINE,
    "reverse": REVERSE,
}
