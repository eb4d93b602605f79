"""Every seed is drawn, right is better on the ruler, and the live chart holds still."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from core.figures.compare import (
    CurveWords,
    Line,
    Measured,
    Scale,
    draw_curves,
    live_curves,
    standings,
)
from core.figures.style import look

LOOK = look("light", "en")
WORDS = CurveWords(figure="Error", spent="Core-seconds", baseline="guessing")
NAMES = ("RNN", "GRU", "LSTM", "TCN", "minGRU", "Transformer")
ERRORS = Scale(log=True, baseline=0.17)


def lines(num_seeds: int = 3, end: float = 1e-3) -> list[Line]:
    spent = np.linspace(0, 25, 21)
    return [
        Line(name, spent, 0.17 * (end / 0.17) ** (spent / 25) * (1 + 0.01 * seed))
        for name in NAMES
        for seed in range(num_seeds)
    ]


def test_every_seed_is_a_line_and_every_contender_is_named_once() -> None:
    figure = draw_curves(lines(), ERRORS, WORDS, LOOK)
    assert [trace.name for trace in figure.data] == [name for name in NAMES for _ in range(3)]
    written = [note.text for note in figure.layout.annotations]
    assert sorted(set(written) & set(NAMES)) == sorted(NAMES)
    assert len([text for text in written if text in NAMES]) == len(NAMES)
    dashes = {(trace.line.color, trace.line.dash) for trace in figure.data[:12]}
    assert len(dashes) == 4


def test_all_that_is_drawn_lies_inside() -> None:
    zero = [*lines(end=1e-5), Line("RNN", np.array([0.0, 3.0]), np.array([0.9, 0.0]))]
    figure = draw_curves(zero, ERRORS, WORDS, LOOK)
    low, high = figure.layout.yaxis.range
    assert figure.layout.yaxis.type == "log"
    for trace in figure.data:
        assert low <= np.log10(np.min(trace.y))
        assert np.log10(np.max(trace.y)) <= high


def test_shares_are_drawn_as_they_are() -> None:
    figure = draw_curves(lines(), Scale(log=False, baseline=0.5), WORDS, LOOK)
    low, high = figure.layout.yaxis.range
    assert low < 0 < 0.5 < high
    assert figure.layout.yaxis.type == "linear"


def test_the_live_chart_holds_still_and_is_json() -> None:
    options = live_curves(lines(), ERRORS, WORDS, 25.0, LOOK)
    assert options["animation"] is False
    assert options["xAxis"]["max"] == 25
    assert len(options["series"]) == 18
    named = [series["name"] for series in options["series"] if series["endLabel"]["show"]]
    assert named == list(NAMES)
    json.dumps(options)
    assert live_curves([], ERRORS, WORDS, 25.0, LOOK)["series"] == []


def test_right_is_better_on_the_ruler() -> None:
    measured = [
        Measured("RNN", (0.17, 0.18, 0.16), 0.17, 0.15, 0.19),
        Measured("LSTM", (3e-4, 4e-4, 5e-4), 4e-4, -1e-4, 9e-4),
    ]
    found, line = standings(measured, ERRORS, higher_is_better=False)
    assert [one.name for one in found] == ["LSTM", "RNN"]
    best, worst = found
    assert best.low is not None
    assert best.high is not None
    assert line < best.low < min(best.seeds) < best.value < max(best.seeds) < best.high
    assert best.high == pytest.approx(-math.log10(1.5e-4))
    assert worst.low is not None
    assert worst.high is not None
    assert worst.low < line < worst.high


def test_shares_stand_at_their_own_value() -> None:
    measured = [Measured("GRU", (0.9, 1.0), 0.95, math.nan, math.nan)]
    (one,), line = standings(measured, Scale(log=False, baseline=0.5), higher_is_better=True)
    assert (one.value, one.seeds, line) == (0.95, (0.9, 1.0), 0.5)
    assert one.low is one.high is None
