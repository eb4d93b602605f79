"""Rows, pairs and sentences follow from what the units left, and from intervals alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.metrics.paired import Paired
from core.recipes.compare.costs import Costs
from core.recipes.compare.judging import Asked, better_of, pairs_of, row_of, statement
from core.recipes.compare.result import Pair, Row
from core.recipes.compare.schedule import Schedule
from core.recipes.compare.tasks import METRICS, TASKS
from core.recipes.compare.verdict import verdict_on
from tests.core.recipes.compare.factories import SMALL, check, ended, schedule, scored

COST = Costs(parameters=400, num_layers=1, saved_mib=0.5, flops=800.0, kernel="PyTorch")
SETTINGS = replace(SMALL, trunks=("rnn", "gru", "lstm"), seeds=3)
WEIGHTS = np.ones(40)


def told(
    results: Mapping[str, tuple[float, ...]], folder: Path, task: str = "parity"
) -> tuple[list[Row], tuple[Pair, ...], Schedule]:
    """Return rows and pairs of a study with these results, one for each seed that has ended."""
    settings = replace(SETTINGS, task=task, trunks=tuple(results))
    plan = schedule(settings, folder)
    for units in plan.trials.values():
        for unit in units:
            plan.keep(unit, ended(0.5))
    while (run := plan.next_unit()) is not None:
        mine = results[run.contender]
        if run.seed < len(mine):
            plan.keep(run, scored(mine[run.seed], run.seed, task))
    asked = Asked(METRICS[TASKS[task].metric], WEIGHTS)
    rows = [row_of(name, plan, COST, asked) for name in results]
    return rows, pairs_of(rows, asked), plan


def test_a_row_has_every_seed(tmp_path: Path) -> None:
    rows, _, _ = told({"gru": (1.0, 0.9995, 0.7)}, tmp_path)
    (row,) = rows
    assert [run.result for run in row.runs] == [1.0, 0.9995, 0.7]
    assert (row.solved, len(row.runs)) == (2, 3)
    assert row.low < 2 / 3 < row.high
    assert row.mean == pytest.approx(np.mean([1.0, 0.9995, 0.7]))
    assert [trial.rate for trial in row.trials] == [8e-3, 2e-3]
    assert row.runs[0].longer == {"2": 1.0, "4": 0.9, "8": 0.8}
    assert row.runs[0].solved_after == 1.0  # the first look at validation beyond the line
    assert row.runs[2].solved_after is None


def test_a_pair_is_told_apart_by_its_interval_alone(tmp_path: Path) -> None:
    results = {"gru": (1.0, 1.0, 1.0), "lstm": (1.0, 1.0, 0.99), "rnn": (0.5, 0.52, 0.51)}
    _, pairs, _ = told(results, tmp_path)
    found = {(pair.a, pair.b): pair for pair in pairs}
    assert len(found) == 3
    for pair in pairs:
        assert pair.low <= pair.difference <= pair.high
        favoured = {"a": pair.low > 0, "b": pair.high < 0, "": pair.low <= 0 <= pair.high}
        assert favoured[pair.better]
    assert str(found["gru", "rnn"].statement) == "GRU better"
    assert str(found["gru", "lstm"].statement) == "no difference shown"


def test_smaller_errors_are_better(tmp_path: Path) -> None:
    _, pairs, _ = told({"rnn": (0.5, 0.5, 0.5), "lstm": (0.1, 0.1, 0.1)}, tmp_path, "adding")
    assert pairs[0].difference == pytest.approx(0.4)
    assert str(pairs[0].statement) == "LSTM better"


@pytest.mark.parametrize(
    ("low", "high", "accuracy", "error"),
    [(0.1, 0.3, "a", "b"), (-0.3, -0.1, "b", "a"), (-0.1, 0.1, "", ""), (0.0, 0.0, "", "")],
)
def test_the_interval_and_the_metric_say_who_is_better(
    low: float, high: float, accuracy: str, error: str
) -> None:
    found = Paired((low + high) / 2, low, high)
    assert better_of(found, METRICS["accuracy"]) == accuracy
    assert better_of(found, METRICS["mse"]) == error
    nothing = Paired(1.0, math.nan, math.nan)
    assert better_of(nothing, METRICS["mse"]) == ""
    assert str(statement("lstm:chrono")) == "LSTM, chrono better"


def test_pairs_are_made_of_the_seeds_that_both_ended(tmp_path: Path) -> None:
    rows, pairs, _ = told({"gru": (1.0, 1.0, 1.0), "lstm": (0.9, 0.9), "rnn": ()}, tmp_path)
    assert [(pair.a, pair.b, pair.num_seeds) for pair in pairs] == [("gru", "lstm", 2)]
    assert [row.mean is None for row in rows] == [False, False, True]


def test_a_run_that_has_not_ended_has_a_curve_and_no_result(tmp_path: Path) -> None:
    plan = schedule(replace(SETTINGS, rates=1, trunks=("gru",)), tmp_path)
    unit = plan.next_unit()
    assert unit is not None
    plan.hear(unit, check(0, 0.5))
    plan.hear(unit, check(1, 0.7))
    (run,) = row_of("gru", plan, COST, Asked(METRICS["accuracy"], WEIGHTS)).runs
    assert run.result is None
    assert run.solved is None
    assert run.curve.figures.tolist() == [0.5, 0.7]


@pytest.mark.parametrize(
    ("results", "task", "outcome", "sentence"),
    [
        (
            {"gru": (1.0,) * 3, "lstm": (1.0,) * 3, "rnn": (1.0, 0.5, 0.5)},
            "parity",
            "apart",
            "GRU and LSTM: solved with every seed; RNN: not",
        ),
        (
            {"gru": (1.0,) * 3, "lstm": (1.0,) * 3},
            "parity",
            "all",
            "Every contender solves it with every seed",
        ),
        (
            {"gru": (1.0, 0.5, 0.5), "lstm": (0.5,) * 3},
            "parity",
            "mixed",
            "GRU: solved with some seeds, nobody with all",
        ),
        ({"rnn": (0.5,) * 3}, "parity", "none", "Nobody solves it with any seed"),
        (
            {"gru": (0.9,) * 3, "lstm": (0.5,) * 3, "rnn": (0.6,) * 3},
            "digits",
            "best",
            "GRU is better than every other",
        ),
        (
            {"gru": (0.9, 0.89, 0.91), "lstm": (0.9, 0.9, 0.89), "rnn": (0.1, 0.2, 0.1)},
            "digits",
            "together",
            "GRU leads; no difference shown to LSTM",
        ),
        (
            {"gru": (0.9, 0.4, 0.9), "lstm": (0.5, 0.9, 0.6)},
            "digits",
            "tie",
            "No difference shown between any two",
        ),
        ({"lstm": (0.9,) * 3}, "digits", "alone", "LSTM has nobody to be compared with"),
        (
            {"lstm": (0.9,), "gru": ()},
            "digits",
            "unfinished",
            "Stopped before any seed was judged for all",
        ),
    ],
)
def test_one_sentence_says_what_was_found(
    results: Mapping[str, tuple[float, ...]],
    task: str,
    outcome: str,
    sentence: str,
    tmp_path: Path,
) -> None:
    rows, pairs, _ = told(results, tmp_path, task)
    said = verdict_on(rows, pairs, TASKS[task], (3, 2))
    assert said.outcome == outcome
    assert str(said.sentence) == sentence


def test_how_it_is_known_says_seeds_and_what_was_stopped(tmp_path: Path) -> None:
    rows, pairs, _ = told({"gru": (1.0, 1.0)}, tmp_path)
    how = str(verdict_on(rows, pairs, TASKS["parity"], (3, 2)).how)
    assert how.startswith("Stopped: 2 of 3 runs ended. 3 seeds each · same batches for all")
    alone = str(verdict_on(rows, pairs, TASKS["parity"], (1, 2)).how)
    assert "One seed each" in alone
