"""The language of a visit, and numbers and times as that language writes them.

The language is what the visitor chose, else `?lang=` in the address, else what the browser asks
for, else English. It lives in the session under `LANGUAGE`; nothing here draws.

Conventions: `_` says an English template in the language of the visit; never an f-string inside.
A value that is not known is an em dash. Minus is U+2212.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.words import LANGUAGES, Sentence, translator

LANGUAGE = "language"
NOTHING = "—"
MINUS = "−"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def start_language() -> str:
    """Settle the language of a visit that has just begun, and return it."""
    if LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang", "")
        st.session_state[LANGUAGE] = asked if asked in LANGUAGES else _from_browser()
    return language()


def _from_browser() -> str:
    return "zh_TW" if (st.context.locale or "").lower().startswith("zh") else "en"


def language() -> str:
    """Return the language of this visit, a key of `LANGUAGES`."""
    return str(st.session_state.get(LANGUAGE, "en"))


def _(text: str) -> str:
    """Say an English template in the language of the visit."""
    return translator(language())(text)


def say(sentence: Sentence) -> str:
    """Say a sentence in the language of the visit."""
    return sentence.say(_)


def counted(count: int, one: str, many: str) -> str:
    """Say `one` or `many`, both templates with `{count}`, whichever fits."""
    return _(one if count == 1 else many).format(count=whole(count))


def all_words(options: Mapping[str, str]) -> dict[str, str]:
    """Return the words of each option's id in the language of the visit."""
    return {name: _(words) for name, words in options.items()}


@dataclass(frozen=True)
class _Pattern:
    """How one language writes a time, a span and a range."""

    moment: str
    day: str
    seconds: str
    minutes: str
    hours: str
    span: str


_ENGLISH = _Pattern(
    moment="{day} {month_name} {hour:02}:{minute:02}",
    day="{day} {month_name} {year}",
    seconds="{seconds} s",
    minutes="{minutes} min {seconds} s",
    hours="{hours} h {minutes} min",
    span="{low} to {high}",
)
_CHINESE = _Pattern(
    moment="{month}/{day} {hour:02}:{minute:02}",
    day="{year}-{month:02}-{day:02}",
    seconds="{seconds} 秒",
    minutes="{minutes} 分 {seconds} 秒",
    hours="{hours} 小時 {minutes} 分",
    span="{low} 至 {high}",
)
_PATTERNS: Mapping[str, _Pattern] = {"en": _ENGLISH, "zh_TW": _CHINESE}


def _pattern() -> _Pattern:
    return _PATTERNS[language()]


def number(value: float | None, digits: int = 3) -> str:
    """Write a number with `digits` significant digits: 0.0031, 1,012, −3.1."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(decimals, 8)}f}".replace("-", MINUS)


def whole(value: float | None) -> str:
    """Write a count: 1,012."""
    return NOTHING if value is None else f"{round(value):,}".replace("-", MINUS)


def percent(share: float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """Write a share as a percentage, 0.089 as 8.9%; `signed` writes +8.9% and, for nothing, 0."""
    if share is None or not math.isfinite(share):
        return NOTHING
    text = f"{100 * share:{'+' if signed else ''}.{decimals}f}"
    if float(text) == 0:
        return "0" if signed else f"{text.lstrip('+-')}%"
    return f"{text}%".replace("-", MINUS)


def duration(seconds: float | None) -> str:
    """Write a time span: 38 s, 3 min 40 s, 2 h 5 min."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if minutes == 0:
        return _pattern().seconds.format(seconds=rest)
    if minutes < 60:
        return _pattern().minutes.format(minutes=minutes, seconds=rest)
    return _pattern().hours.format(hours=minutes // 60, minutes=minutes % 60)


def span(low: str, high: str) -> str:
    """Write a range whose ends are already written: 0.081 to 0.096."""
    return _pattern().span.format(low=low, high=high)


def moment(when: datetime) -> str:
    """Write a time of day without its year: 18 Nov 14:02."""
    return _written(_pattern().moment, when)


def day(when: datetime) -> str:
    """Write a date: 28 Dec 2018."""
    return _written(_pattern().day, when)


def _written(pattern: str, when: datetime) -> str:
    return pattern.format(
        year=when.year,
        month=when.month,
        month_name=MONTHS[when.month - 1],
        day=when.day,
        hour=when.hour,
        minute=when.minute,
    )
