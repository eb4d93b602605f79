"""What is said of a study follows from its numbers alone."""

from __future__ import annotations

import pytest

from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import standings_of
from tests.ui.made_studies import GATED, study_of
from ui.compare_words import (
    budget_said,
    curves_title,
    difference_said,
    fading_title,
    figure_said,
    line_said,
    listed,
    machine_said,
    scores_title,
    settings_said,
    standing_said,
    task_said,
)


@pytest.mark.parametrize(
    ("metric", "value", "said"),
    [
        ("mse", 0.000342, "0.00034"),
        ("mse", 0.1667, "0.167"),
        ("accuracy", 0.9987, "99.87%"),
        ("accuracy", 1.0, "100.0%"),
        ("accuracy", 0.503, "50.3%"),
        ("nats", 8.4512, "8.45"),
        ("mse", None, "—"),
        ("mse", float("nan"), "—"),
    ],
)
def test_a_figure_has_the_digits_that_tell(metric: str, value: float | None, said: str) -> None:
    assert figure_said(metric, value) == said


def test_the_line_of_solving_is_a_round_number() -> None:
    assert line_said("mse", 1e-3) == "0.001"
    assert line_said("accuracy", 0.999) == "99.9%"


def test_words_are_listed() -> None:
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"


def test_a_difference_is_said_with_its_interval() -> None:
    study = study_of(GATED)
    pair = next(one for one in study.pairs if {one.a, one.b} == {"rnn", "lstm"})
    said = difference_said("mse", pair)
    assert said.startswith("0.17 (")
    assert " to " in said
    alone = study_of({"lstm": (0.1,), "gru": (0.2,)}).pairs[0]
    assert difference_said("mse", alone) == "0.10" or "(" not in difference_said("mse", alone)


def test_the_table_says_who_solves_it() -> None:
    assert scores_title(study_of(GATED)) == "2 of 4 solve it every time"
    assert scores_title(study_of({"rnn": (0.17, 0.16)})) == "Nobody solves it"
    mixed = study_of({"lstm": (0.0003, 0.1), "rnn": (0.16, 0.17)})
    assert scores_title(mixed) == "1 of 2 solve it now and then, nobody every time"
    assert scores_title(study_of({"lstm": ()}, seeds=2)) == "Nobody has been judged yet"


def test_without_a_line_the_table_says_who_is_best() -> None:
    apart = study_of({"lstm": (0.9, 0.91, 0.92), "rnn": (0.5, 0.51, 0.52)}, "digits")
    assert scores_title(apart) == "LSTM has the best figure; 1 of 1 others are worse"
    level = study_of({"lstm": (0.9, 0.8, 0.92), "rnn": (0.8, 0.9, 0.9)}, "digits")
    assert "nobody is shown to be worse" in scores_title(level)


def test_a_row_says_how_often_and_beside_whom() -> None:
    study = study_of(GATED)
    said = {one.row.name: standing_said(one, study) for one in standings_of(study)}
    assert said == {
        "lstm": "solved 3 of 3",
        "gru": "solved 3 of 3 · no difference",
        "transformer": "solved 0 of 3 · worse",
        "rnn": "solved 0 of 3 · no better than guessing",
    }


def test_the_curves_say_who_gets_it_first() -> None:
    assert curves_title(study_of(GATED)).endswith("gets it first, after 1.0 core-seconds")
    assert curves_title(study_of({"rnn": (0.17, 0.168)})) == "Nobody leaves the line of a guess"
    assert curves_title(study_of({"rnn": (0.05, 0.06)})) == "RNN makes the most of its budget"
    assert curves_title(study_of({"rnn": ()}, seeds=2)) == "What each makes of its budget"


def test_the_gradients_say_who_dies() -> None:
    assert fading_title({"rnn": 9, "lstm": None}) == "The gradient of RNN dies, the others’ do not"
    assert fading_title({"rnn": 9, "gru": 10, "lstm": None}) == (
        "The gradient of LSTM lasts, the others’ die"
    )
    assert fading_title({"rnn": 9, "gru": 4}) == "All fade to a hundredth, the first after 4 steps"
    assert fading_title({"lstm": None}) == "No gradient fades to a hundredth"


def test_settings_are_said_in_a_line() -> None:
    usual = CompareSettings()
    assert settings_said(usual) == (
        "4 contenders · about 6,000 parameters each · 25 core-seconds · 3 seeds"
    )
    by_updates = CompareSettings(
        match="updates", budget_unit="updates", budget_amount=1500, trunks=("gru",), seeds=1
    )
    assert settings_said(by_updates) == "1 contender · width 32 · 1,500 updates · 1 seed"
    assert budget_said(CompareSettings(budget_amount=2.5)) == "2.5 core-seconds"


def test_a_task_is_said_with_its_length_if_it_has_one() -> None:
    assert task_said(CompareSettings(length=200)) == "Adding two numbers, 200 steps"
    assert task_said(CompareSettings(task="digits")) == "Digits row by row"


def test_the_machine_is_said_with_versions_and_date() -> None:
    said = machine_said(study_of(GATED).machine)
    assert "torch 2" in said
    assert "Python 3" in said
    assert "core" in said
