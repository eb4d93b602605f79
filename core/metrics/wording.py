"""How numbers and names are written in a verdict's sentence, whatever the language.

Conventions: a minus is U+2212, thousands have a comma, unknown is a dash. Words are marked for the
catalogue and become facts of a `Sentence`, so that each language puts them where it likes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.words import N_, Sentence

MINUS = "−"
NOTHING = "—"
SMALLEST_P = 0.001  # fewer is not meant: the tests' own assumptions are coarser than that

RIVALS: Mapping[str, str] = {
    "zero": N_("always zero"),
    "last": N_("the last value"),
    "drift": N_("drift"),
    "mean": N_("the mean so far"),
    "mean22": N_("the mean of 22 steps"),
    "ewma": N_("the moving average"),
    "seasonal_naive": N_("seasonal naive"),
    "har": N_("HAR"),
    "lhar": N_("HAR with 13 features"),
    "ridge": N_("ridge on lags"),
    "linear": N_("the linear model"),
    "ets": N_("exponential smoothing"),
    "theta": N_("Theta"),
    "majority": N_("the commoner sign"),
    "base_rate": N_("the share of rises"),
}
SUBJECTS: Mapping[str, tuple[str, str, str, str]] = {
    # one day, one step, several days, several steps
    "volatility": (
        N_("Tomorrow’s volatility"),
        N_("The next volatility"),
        N_("Volatility {count} days ahead"),
        N_("Volatility {count} steps ahead"),
    ),
    "return": (
        N_("Tomorrow’s return"),
        N_("The next return"),
        N_("The return {count} days ahead"),
        N_("The return {count} steps ahead"),
    ),
    "direction": (
        N_("Tomorrow’s direction"),
        N_("The next direction"),
        N_("Direction {count} days ahead"),
        N_("Direction {count} steps ahead"),
    ),
    "value": (
        N_("Tomorrow’s value"),
        N_("The next value"),
        N_("The value {count} days ahead"),
        N_("The value {count} steps ahead"),
    ),
}


def percent(share: float, decimals: int = 1) -> str:
    """Write a share as a percentage, with one more decimal where it is below 0.1 %.

    Examples
    --------
    >>> percent(0.0894), percent(-0.0312), percent(-0.0004), percent(0.0), percent(0.123, 0)
    ('8.9%', '−3.1%', '−0.04%', '0.0%', '12%')
    """
    if not math.isfinite(share):
        return NOTHING
    size = abs(100 * share)
    text = f"{size:.{decimals + (0 < size < 10.0**-decimals)}f}"
    return f"{MINUS if share < 0 and float(text) else ''}{text}%"


def p_value(p: float) -> str:
    """Write a p-value with one or two digits that count.

    Examples
    --------
    >>> p_value(0.0031), p_value(0.243), p_value(3e-14), p_value(0.9996)
    ('p = 0.003', 'p = 0.24', 'p < 0.001', 'p = 1.00')
    """
    if not math.isfinite(p):
        return f"p = {NOTHING}"
    if p < SMALLEST_P:
        return f"p < {SMALLEST_P}"
    return f"p = {p:.3f}" if p < 0.095 else f"p = {p:.2f}"


def whole(count: int) -> str:
    """Write a count.

    Examples
    --------
    >>> whole(1012)
    '1,012'
    """
    return f"{count:,}".replace("-", MINUS)


def counted(count: int, one: str, many: str) -> Sentence:
    """Return `one` or `many`, both templates with `{count}`, whichever fits."""
    return Sentence(one if count == 1 else many, {"count": whole(count)})


def origins(count: int, *, daily: bool) -> Sentence:
    """Return how many origins were scored, as days or as steps."""
    if daily:
        return counted(count, N_("{count} day"), N_("{count} days"))
    return counted(count, N_("{count} step"), N_("{count} steps"))


def rival(name: str) -> Sentence | str:
    """Return what a baseline is called inside a sentence; a name nobody knows stays as it is."""
    return Sentence(RIVALS[name]) if name in RIVALS else name


def subject(quantity: str, horizon: int, *, daily: bool) -> Sentence:
    """Return what is predicted, as the subject of a sentence."""
    day, step, days, steps = SUBJECTS[quantity]
    if horizon == 1:
        return Sentence(day if daily else step)
    return Sentence(days if daily else steps, {"count": whole(horizon)})
