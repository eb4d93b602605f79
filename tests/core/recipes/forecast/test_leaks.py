"""The leak report says nothing of an honest pipeline, and finds every leak that is planted."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes.forecast.leaks import check_leaks, largest_change
from core.recipes.forecast.learning import Frame
from core.recipes.forecast.series import Series
from core.scaling import Scaler
from core.vectorizers import indicators
from tests.core.recipes.forecast.tables import prices, quick, table


@pytest.mark.parametrize("quantity", ["return", "volatility"])
def test_an_honest_pipeline_has_nothing_to_report(quantity: str) -> None:
    report = check_leaks(table(prices(x_days={150, 330})), quick(quantity=quantity), "cpu")
    assert report.prefix_invariance == 0
    assert report.future_overwrite <= 1e-6
    assert report.scaler_train_only


def test_a_feature_that_looks_ahead_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = indicators.features

    def ahead(*given: object) -> np.ndarray:
        return np.roll(honest(*given), -1, axis=0)  # type: ignore[arg-type]

    monkeypatch.setattr(indicators, "features", ahead)
    report = check_leaks(table(prices()), quick(), "cpu")
    assert report.prefix_invariance > 0.01
    assert report.future_overwrite > 1e-4


def test_a_scaler_of_all_rows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Frame.fit

    def of_everything(one: Series, learnt_TH: np.ndarray, rows: range) -> Frame:
        frame = honest(one, learnt_TH, rows)
        return Frame(Scaler.fit(one.features_TF), frame.skip, frame.rho_H)

    monkeypatch.setattr(Frame, "fit", of_everything)
    report = check_leaks(table(prices()), quick(), "cpu")
    assert not report.scaler_train_only
    assert report.future_overwrite > 1e-6
    assert report.prefix_invariance == 0


def test_what_appears_or_vanishes_has_changed() -> None:
    nothing = np.array([np.nan, 1.0])
    assert largest_change(nothing, nothing) == 0
    assert largest_change(nothing, np.array([0.25, 1.0])) == 1
    assert largest_change(nothing, np.array([-7.0, 1.0])) == 7
    assert largest_change(np.empty((0, 3)), np.empty((0, 3))) == 0
