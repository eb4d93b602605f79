"""The live chart: no animation, an axis that stands still, the baseline as a dashed line."""

from __future__ import annotations

import json

from core.figures.loss import LossCurve, LossWords, live_loss
from core.figures.style import look

WORDS = LossWords("Training", "Validation", "HAR", "Epoch", "Loss (lower is better)")
LOOK = look("light", "en")


def test_only_the_lines_move() -> None:
    short = live_loss(LossCurve([1, 2], [0.9, 0.7], [0.8, 0.6], 60, 0.5), WORDS, LOOK)
    longer = live_loss(
        LossCurve([1, 2, 3], [0.9, 0.7, 0.5], [0.8, 0.6, 0.55], 60, 0.5), WORDS, LOOK
    )
    assert short["animation"] is False
    assert short["xAxis"] == longer["xAxis"]
    assert short["xAxis"]["max"] == 60


def test_the_reference_lies_inside_the_axis() -> None:
    options = live_loss(LossCurve([1, 2], [0.9, 0.8], [0.95, 0.85], 9, 0.43), WORDS, LOOK)
    assert options["yAxis"]["min"] <= 0.43
    assert options["series"][0]["markLine"]["data"] == [{"yAxis": 0.43}]


def test_a_loss_that_is_not_known_yet_is_left_out() -> None:
    options = live_loss(LossCurve([1, 2, 3], [0.9, 0.8, 0.7], [None, 0.6, None], 5), WORDS, LOOK)
    validation, training = options["series"]
    assert validation["data"] == [[2, 0.6]]
    assert len(training["data"]) == 3
    assert "markLine" not in validation


def test_a_fit_that_has_not_begun_is_drawn_empty_and_is_plain_json() -> None:
    options = live_loss(LossCurve([], [], [], 60), WORDS, LOOK)
    assert json.loads(json.dumps(options))["series"][0]["data"] == []
