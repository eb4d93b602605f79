"""What costs nothing on long horizons: the last value, the last season, ridge in closed form."""

from __future__ import annotations

from time import monotonic

import numpy as np

from core.models.baselines import Windows, fit_ridge, last_value, seasonal_naive
from core.recipes.long_horizon.panel import Panel
from core.recipes.long_horizon.settings import LongHorizonSettings

Said = tuple[np.ndarray, float]


def opponents(panel: Panel, settings: LongHorizonSettings) -> dict[str, Said]:
    """Return what each baseline says of every test window, shape (N, H, C), and its seconds."""
    told = {}
    for name, forecast in {"last": _last, "seasonal_naive": _seasonal, "ridge": _ridge}.items():
        began = monotonic()
        told[name] = (forecast(panel, settings), monotonic() - began)
    return told


def _last(panel: Panel, settings: LongHorizonSettings) -> np.ndarray:
    columns = [
        last_value(column, panel.test_origins, settings.horizon) for column in panel.values_TC.T
    ]
    return np.stack(columns, axis=2)


def _seasonal(panel: Panel, settings: LongHorizonSettings) -> np.ndarray:
    columns = [
        seasonal_naive(column, panel.test_origins, settings.horizon, panel.season)
        for column in panel.values_TC.T
    ]
    return np.stack(columns, axis=2)


def _ridge(panel: Panel, settings: LongHorizonSettings) -> np.ndarray:
    """Learn from windows that lie wholly in train; validation chooses the penalty alone."""
    horizon = settings.horizon
    length = min(settings.ridge_context, (panel.split.train.stop - horizon) // 2)
    train, validation = (
        Windows(
            panel.values_TC,
            np.arange(max(block.start, length) - 1, block.stop - horizon),
            length,
            horizon,
        )
        for block in (panel.split.train, panel.split.validation)
    )
    return fit_ridge(train, validation).predict(panel.values_TC, panel.test_origins)
