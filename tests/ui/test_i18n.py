"""Numbers and times as each language writes them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import i18n

WHEN = datetime(2018, 11, 8, 14, 2)


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    return monkeypatch


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0031, 2, "0.0031"),
        (1012.0, 4, "1,012"),
        (-3.1, 2, "−3.1"),
        (0.0, 3, "0"),
        (None, 3, "—"),
        (float("nan"), 3, "—"),
        (86000.0, 2, "86,000"),
        (12.3456, 3, "12.3"),
    ],
)
def test_number(value: float | None, digits: int, text: str) -> None:
    assert i18n.number(value, digits) == text


@pytest.mark.parametrize(
    ("share", "signed", "text"),
    [
        (0.089, False, "8.9%"),
        (0.089, True, "+8.9%"),
        (-0.0314, True, "−3.1%"),
        (0.0, True, "0"),
        (0.0, False, "0.0%"),
        (-0.0001, False, "0.0%"),
        (None, False, "—"),
    ],
)
def test_percent(share: float | None, signed: bool, text: str) -> None:
    assert i18n.percent(share, signed=signed) == text


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (38.2, "38 s", "38 秒"),
        (220.0, "3 min 40 s", "3 分 40 秒"),
        (7500.0, "2 h 5 min", "2 小時 5 分"),
        (0.2, "1 s", "1 秒"),
        (None, "—", "—"),
    ],
)
def test_duration(
    speak: pytest.MonkeyPatch, seconds: float | None, english: str, chinese: str
) -> None:
    assert i18n.duration(seconds) == english
    speak.setattr(i18n, "language", lambda: "zh_TW")
    assert i18n.duration(seconds) == chinese


def test_times_and_ranges(speak: pytest.MonkeyPatch) -> None:
    assert i18n.moment(WHEN) == "8 Nov 14:02"
    assert i18n.day(WHEN) == "8 Nov 2018"
    assert i18n.span("0.081", "0.096") == "0.081 to 0.096"
    speak.setattr(i18n, "language", lambda: "zh_TW")
    assert i18n.moment(WHEN) == "11/8 14:02"
    assert i18n.day(WHEN) == "2018-11-08"
    assert i18n.span("0.081", "0.096") == "0.081 至 0.096"


@pytest.mark.usefixtures("speak")
def test_counted_says_one_or_many() -> None:
    said = [i18n.counted(count, "{count} repair", "{count} repairs") for count in (0, 1, 2, 1012)]
    assert said == ["0 repairs", "1 repair", "2 repairs", "1,012 repairs"]


@given(st.floats(min_value=1e-6, max_value=1e9), st.sampled_from([2, 3, 4]))
def test_a_written_number_is_near_the_number(value: float, digits: int) -> None:
    written = float(i18n.number(value, digits).replace(",", ""))
    assert abs(written - value) <= 0.51 * 10.0 ** -(digits - 1) * max(value, written)


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_minus_is_a_minus_and_never_a_hyphen(value: float) -> None:
    assert "-" not in i18n.number(value) + i18n.percent(value, signed=True)
