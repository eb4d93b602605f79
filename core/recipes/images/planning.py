"""What is learnt, what decides when to stop and what judges, as the model will read it.

A model that goes on from another one reads pictures as that one does: of its size, in its colours,
standardised by its mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.vectorizers.image_sets import ImageSet, Preprocessing

Part = Literal["train", "validation", "test"]


@dataclass(frozen=True, eq=False)
class Plan:
    """A set and what its pictures go through."""

    set: ImageSet
    preprocessing: Preprocessing

    @property
    def classes(self) -> tuple[str, ...]:
        """What the labels stand for."""
        return self.set.classes

    def images(self, part: Part) -> NDArray[np.uint8]:
        """Return the pictures of a part in the model's size and colours, uint8, (N, H, W, C)."""
        return self.preprocessing.fitted(self.set.images[getattr(self.set, part)])

    def labels(self, part: Part) -> NDArray[np.int64]:
        """Return their classes, int64, shape (N,)."""
        found: NDArray[np.int64] = self.set.labels[getattr(self.set, part)]
        return found


def plan_set(image_set: ImageSet, preprocessing: Preprocessing | None = None) -> Plan:
    """Return the plan of a set; without another model's preprocessing it gets its own."""
    own = Preprocessing.of(image_set.images[image_set.train])
    return Plan(image_set, preprocessing or own)
