"""The sentence follows from the numbers alone."""

from __future__ import annotations

import pytest

from core.metrics.music_report import MusicReport
from core.recipes.music.result import Copying
from core.recipes.music.verdict import judge, too_little


def report(overall: float | None, low: float | None, high: float | None) -> MusicReport:
    return MusicReport((), overall, low, high, num_pieces=16, num_held_out=53)


def copying(outcome: str) -> Copying:
    return Copying(outcome, (), longest_made=11, longest_held_out=45)


@pytest.mark.parametrize(
    ("overall", "low", "high", "copied", "outcome"),
    [
        (0.91, 0.85, 0.95, "no_more", "close"),
        (0.91, 0.85, 0.95, "more", "copies"),
        (0.99, 0.97, 1.0, "by_heart", "by_heart"),
        (0.6, 0.5, 0.7, "no_more", "part"),
        (0.1, 0.0, 0.2, "no_more", "far"),
        (-0.2, -0.3, -0.1, "no_more", "far"),
        (None, None, None, "no_more", "part"),
        (0.91, 0.85, 0.95, "too_little_data", "close"),
    ],
)
def test_outcomes(
    overall: float | None, low: float | None, high: float | None, copied: str, outcome: str
) -> None:
    said = judge(report(overall, low, high), copying(copied))
    assert said.outcome == outcome
    assert len(said.sentence.say()) <= 75


def test_the_number_is_in_the_sentence() -> None:
    said = judge(report(0.907, 0.85, 0.95), copying("no_more"))
    assert said.sentence.say().startswith("91%")
    assert "11 notes" in said.how.say()
    unsure = judge(report(0.907, 0.85, 0.95), copying("too_little_data"))
    assert "copying" not in unsure.sentence.say()


def test_too_little_names_how_little() -> None:
    assert "2,100 notes" in too_little(2_100).sentence.say()
