"""What a forecast leaves behind, as frozen records; an artifact is the same thing as plain values.

Conventions: N origins that were scored, oldest first; H steps ahead; L lags, the newest first;
all values in the target's own unit. Skill is the share of the reference's squared error that is
gone: 0.1 means 10 % less, negative means more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.metrics.forecast import Direction
from core.metrics.verdict import Verdict


@dataclass(frozen=True)
class Row:
    """One line of the table of scores."""

    name: str
    kind: str  # baseline, model or ensemble
    seed: int | None
    rmse: float
    mae: float
    mase: float | None
    r2_vs_reference: float
    skill_low: float
    skill_high: float
    dm_p: float | None
    in_mcs: bool | None
    seconds: float


@dataclass(frozen=True)
class Interval:
    """How often the outcome fell inside the interval, over time and from calm to wild."""

    level: float
    coverage: float
    by_year: Mapping[str, float]
    by_volatility_fifth: tuple[float, ...]


@dataclass(frozen=True)
class Outlook:
    """The forecast from the last known row on; one band a level, in rising order of level."""

    times: tuple[str, ...]
    mean_H: np.ndarray
    levels: tuple[float, ...]
    low_LH: np.ndarray
    high_LH: np.ndarray


@dataclass(frozen=True)
class Lags:
    """Three answers to "how far back does it look": shares that sum to one, newest lag first."""

    attention_L: np.ndarray
    occlusion_L: np.ndarray
    gradients_L: np.ndarray
    effective_lags: float
    rank_agreement: float
    completeness_error: float


@dataclass(frozen=True)
class Scored:
    """Every scored prediction: the time of each origin, what came, and what each model said."""

    times: tuple[str, ...]
    label_times: tuple[str, ...]  # entry n + k - 1 is the time of step k from origin n
    fold_N: np.ndarray
    actual_NH: np.ndarray
    predictions: Mapping[str, np.ndarray]  # name → (N, H); "lstm/0" is seed 0, "lstm" their mean
    low_NH: np.ndarray
    high_NH: np.ndarray
    spread_N: np.ndarray


@dataclass(frozen=True, eq=False)  # known by identity: a figure drawn of it is drawn once
class Result:
    """All that the page shows and the command line prints."""

    title: str
    quantity: str
    column: str
    unit: str
    data: Mapping[str, Any]
    protocol: Mapping[str, Any]
    rows: tuple[Row, ...]
    reference: str
    best: str | None
    verdict: Verdict
    direction: Direction | None
    interval: Interval | None
    outlook: Outlook
    scored: Scored
    lags: Lags | None
    history_times: tuple[str, ...]
    history: np.ndarray
    settings: Mapping[str, Any]
    seconds: float
    tried: int
