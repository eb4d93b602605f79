"""What is learnt from and what is scored: the same for every baseline and every model.

Conventions: N scored origins, oldest first; H steps ahead; an outcome that is missing is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.recipes.forecast.series import WARM_UP, Series
from core.recipes.forecast.settings import ForecastSettings
from core.windows import Fold, walk_forward

FEWEST_TRAIN_ORIGINS = 60


@dataclass(frozen=True)
class Plan:
    """A series with its labels, cut into folds."""

    series: Series
    settings: ForecastSettings
    folds: tuple[Fold, ...]
    labels_TH: np.ndarray

    @property
    def test(self) -> range:
        """Every scored origin."""
        return range(self.folds[0].test.start, self.folds[-1].test.stop)

    @property
    def everything(self) -> range:
        """Every origin whose label is known: what the last model learns from."""
        return range(self.folds[0].train.start, self.test.stop)

    @property
    def last(self) -> range:
        """The last known row, from which the future is forecast."""
        return range(len(self.series.target_T) - 1, len(self.series.target_T))

    @property
    def actual_NH(self) -> np.ndarray:
        """What came, at each scored origin, shape (N, H)."""
        return self.labels_TH[self.test.start : self.test.stop]

    @property
    def fold_N(self) -> np.ndarray:
        """Which fold each scored origin belongs to, from 0, shape (N,)."""
        return np.repeat(np.arange(len(self.folds)), [len(fold.test) for fold in self.folds])

    def told(self, said_NH: np.ndarray, origins_N: np.ndarray) -> np.ndarray:
        """Return what a model said at `origins_N` in the target's unit, shape (N, H)."""
        told_NH = self.series.told(said_NH, origins_N)
        return np.clip(told_NH, 0.0, 1.0) if self.series.quantity == "direction" else told_NH


def plan_walk(series: Series, settings: ForecastSettings) -> Plan:
    """Cut the series into folds.

    Raises
    ------
    TooShort
        If there is too little before the first test block to learn from.
    """
    folds = walk_forward(
        series.origins(settings.horizon),
        num_folds=settings.folds,
        embargo=settings.horizon,
        needed=settings.context_length + FEWEST_TRAIN_ORIGINS,
        beside=WARM_UP + settings.horizon,
    )
    return Plan(series, settings, tuple(folds), series.labels(settings.horizon))
