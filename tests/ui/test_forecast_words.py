"""Titles are made from the numbers beneath them, units are the screen's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.recipes.forecast.result import Lags
from tests.core.recipes.forecast.factories import make_result
from ui.forecast_words import (
    coming,
    fan_title,
    lags_title,
    name_of,
    scale_of,
    scores_title,
    subject,
)


def test_a_log_variance_is_shown_as_percent_a_day() -> None:
    scale = scale_of(make_result())
    assert scale.from_zero
    assert scale.shown(np.log(np.array([0.01**2, 0.025**2]))) == pytest.approx([1.0, 2.5])


def test_a_size_is_never_shown_below_zero() -> None:
    scale = scale_of(replace(make_result(), unit="absolute log return"))
    assert scale.shown(np.array([-0.002, 0.013])) == pytest.approx([0.0, 1.3])


def test_returns_and_chances_are_percent_and_values_are_themselves() -> None:
    for quantity, factor in (("return", 100), ("direction", 100), ("value", 1)):
        scale = scale_of(replace(make_result(), quantity=quantity))
        assert scale.shown(np.array([0.25])) == pytest.approx(0.25 * factor)


@pytest.mark.parametrize(("middle", "word"), [(-14.0, "calm"), (-9.0, "as usual"), (-4.0, "wild")])
def test_the_fan_is_called_by_where_its_median_lies(middle: float, word: str) -> None:
    result = make_result()
    median = scale_of(result).shown(np.full(2, middle))
    assert word in fan_title(result, 2, median, 1.1 * median)
    assert "room" not in fan_title(result, 2, median, 1.1 * median)
    assert "room" in fan_title(result, 2, median, 5 * median)


def test_a_return_that_drowns_in_its_band_is_no_direction() -> None:
    result = replace(make_result(), quantity="return")
    flat, sure = np.array([0.01]), np.array([1.5])
    assert "No direction" in fan_title(result, 1, flat, flat + 2)
    assert "+1.50%" in fan_title(result, 1, sure, sure + 2)
    assert "−1.50%" in fan_title(result, 1, -sure, sure)


def test_a_value_rises_falls_or_stays() -> None:
    result = replace(make_result(), quantity="value", history=np.array([10.0, 12.0]))
    for end, word in ((15.0, "rises to 15"), (9.0, "falls to 9"), (12.1, "stays near 12")):
        median = np.array([12.0, end])
        assert word in fan_title(result, 2, median, median + 4)


def test_who_beats_the_reference_is_named() -> None:
    result = make_result()
    assert scores_title(result) == "Nothing else beats HAR"
    ours = next(row for row in result.rows if row.name == "lstm")
    close = replace(ours, name="ridge", kind="baseline", r2_vs_reference=ours.r2_vs_reference / 2)
    assert (
        scores_title(replace(result, rows=(*result.rows, close)))
        == "Only ridge on lags comes close"
    )
    level = replace(ours, skill_low=-0.1)
    without = tuple(row for row in result.rows if row.name == "har")
    assert scores_title(replace(result, rows=(*without, level))) == "Nothing beats HAR"


def test_a_seed_is_named_after_its_model() -> None:
    assert name_of("lstm/2") == "LSTM + attention, seed 2"
    assert name_of("my own") == "my own"


def test_the_page_is_about_the_model_that_was_judged() -> None:
    assert subject(make_result()) == "lstm"


def test_one_step_is_not_counted() -> None:
    assert coming(make_result(), 1) == "day"
    assert coming(make_result(), 10) == "10 days"


def lags(attention: float, occlusion: float) -> Lags:
    """Return shares over 40 lags that fall with the given widths."""
    shares = [np.exp(-np.arange(40) / width) for width in (attention, occlusion, occlusion)]
    looks, matters, slopes = (share / share.sum() for share in shares)
    effective = float(np.exp(-np.sum(looks * np.log(looks))))
    return Lags(looks, matters, slopes, effective, 0.5, 0.01)


def test_where_it_looks_and_what_matters_are_told_apart() -> None:
    assert "everywhere" in lags_title(lags(1e6, 2))
    assert "they matter" in lags_title(lags(2, 2))
    assert "further back than what matters" in lags_title(lags(12, 2))
    assert "lies further back" in lags_title(lags(12, 12))
