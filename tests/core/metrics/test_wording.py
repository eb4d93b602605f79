"""Numbers as a verdict writes them."""

from __future__ import annotations

import pytest

from core.metrics import wording


@pytest.mark.parametrize(
    ("share", "text"),
    [
        *((0.089, "8.9%"), (-0.031, "−3.1%"), (1.0, "100.0%"), (0.0, "0.0%"), (-0.0, "0.0%")),
        *((0.0004, "0.04%"), (-0.00001, "0.00%"), (float("nan"), "—"), (float("inf"), "—")),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert wording.percent(share) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        *((0.003, "p = 0.003"), (0.0004, "p < 0.001"), (0.0, "p < 0.001"), (0.24, "p = 0.24")),
        *((0.0494, "p = 0.049"), (1.0, "p = 1.00"), (float("nan"), "p = —")),
    ],
)
def test_p_value(p: float, text: str) -> None:
    assert wording.p_value(p) == text


def test_counts_and_names() -> None:
    assert wording.whole(1012) == "1,012"
    assert wording.origins(1, daily=True).say() == "1 day"
    assert wording.origins(2500, daily=False).say() == "2,500 steps"
    assert wording.rival("lightgbm") == "lightgbm"
    assert wording.subject("value", 24, daily=False).say() == "The value 24 steps ahead"
