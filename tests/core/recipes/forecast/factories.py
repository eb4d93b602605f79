"""Invented forecasts: sizes all different, so that a swapped axis cannot hide."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from core.metrics.verdict import Verdict
from core.recipes.forecast.result import Interval, Outlook, Result, Row, Scored
from core.words import Sentence


def make_scored(
    num_origins: int = 110,
    horizon: int = 2,
    num_folds: int = 5,
    predictions: Mapping[str, np.ndarray] | None = None,
) -> Scored:
    """Return forecasts of white noise: "har" misses by 2 deviations, "lstm" by 1."""
    random = np.random.default_rng(num_origins)
    shape = (num_origins, horizon)
    actual = random.standard_normal(shape)
    days = pd.bdate_range("2014-01-06", periods=num_origins + horizon).strftime("%Y-%m-%d")
    said = {
        "lstm": actual + random.standard_normal(shape),
        "lstm/0": actual + random.standard_normal(shape),
        "har": actual + 2 * random.standard_normal(shape),
    }
    return Scored(
        times=tuple(days[:num_origins]),
        label_times=tuple(days[1:]),
        fold_N=np.arange(num_origins) * num_folds // num_origins,
        actual_NH=actual,
        predictions=said if predictions is None else dict(predictions),
        low_NH=np.full(shape, -1.6),
        high_NH=np.full(shape, 1.7),
        spread_N=np.ones(num_origins),
    )


def make_result(scored: Scored | None = None) -> Result:
    """Return a finished volatility forecast of two steps, judged as "beats"."""
    scored = scored or make_scored()
    horizon = scored.actual_NH.shape[1]
    errors = {name: (said - scored.actual_NH) ** 2 for name, said in scored.predictions.items()}
    against = errors["har"].mean()
    rows = tuple(
        _row(name, 1 - float(error.mean() / against), float(error.mean()))
        for name, error in errors.items()
    )
    after = pd.bdate_range(scored.label_times[-1], periods=horizon + 1)[1:].strftime("%Y-%m-%d")
    widths = np.array([0.7, 1.3, 2.0])[:, None] * np.sqrt(np.arange(1, horizon + 1))
    return Result(
        title="Invented prices",
        quantity="volatility",
        column="close",
        unit="log variance",
        data={"rows": 523, "first": "2012-01-02", "last": scored.times[-1], "frequency": "B"},
        protocol={"name": "walk_forward", "folds": 5, "origins": len(scored.times)},
        rows=rows,
        reference="har",
        best="lstm",
        verdict=make_verdict(),
        direction=None,
        interval=Interval(0.9, 0.904, {"2014": 0.91, "2015": 0.89}, (0.87, 0.9, 0.91, 0.9, 0.93)),
        outlook=Outlook(
            times=tuple(after),
            mean_H=np.full(horizon, -9.0),
            levels=(0.5, 0.8, 0.95),
            low_LH=-9.0 - widths,
            high_LH=-9.0 + widths,
        ),
        scored=scored,
        lags=None,
        history_times=scored.times,
        history=scored.actual_NH[:, 0] - 9.0,
        settings={"quantity": "volatility", "horizon": horizon},
        seconds=38.2,
        tried=1,
    )


def _row(name: str, skill: float, squared: float) -> Row:
    _family, _slash, seed = name.partition("/")
    return Row(
        name=name,
        kind="baseline" if name == "har" else "model" if seed else "ensemble",
        seed=int(seed) if seed else None,
        rmse=squared**0.5,
        mae=0.8 * squared**0.5,
        mase=0.7,
        r2_vs_reference=skill,
        skill_low=skill - 0.05,
        skill_high=skill + 0.05,
        dm_p=None if name == "har" else 0.003,
        in_mcs=name != "har",
        seconds=1.5,
    )


def make_verdict() -> Verdict:
    """Return a verdict that the model beats HAR."""
    return Verdict(
        outcome="beats",
        model="lstm",
        reference="har",
        sentence=Sentence("{skill} better than HAR", {"skill": "8.9%"}),
        how=Sentence("Diebold–Mariano {p}", {"p": "p = 0.003"}),
    )
