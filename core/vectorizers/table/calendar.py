"""How often a table's rows come, and where they are missing.

Frequencies are pandas' offset aliases: "YS", "QS", "MS", "W", "D", "B" (days without weekends),
"h", "15min", "30s" and so on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DAY = 86_400
# the usual step in days: alias
CALENDAR = ((364, 367, "YS"), (89, 93, "QS"), (28, 32, "MS"), (7, 8, "W"))
LEAST_USUAL = 0.3  # share of the steps that the commonest must have
MOST_WEEKEND = 0.15  # 2 of 7 days; exchanges made up for holidays on Saturdays
LONG_BREAK = {"B": 14}  # days without rows that no exchange closes for
BREAK_STEPS = 1.5  # from here a step has rows missing
MONTHS = {"MS": 1, "QS": 3, "YS": 12}


@dataclass(frozen=True)
class Gaps:
    """Where rows are missing: how many places, and the longest in days."""

    places: int
    longest_days: float


def frequency_of(time: np.ndarray) -> str | None:
    """Return how often rows come, from the commonest step between distinct times.

    Parameters
    ----------
    time : np.ndarray
        Times, datetime64[ns], shape (N,), in any order.
    """
    seconds = np.unique(time[~np.isnat(time)]).astype("datetime64[s]").astype(np.int64)
    steps = np.diff(seconds)
    steps = steps[steps > 0]
    if not len(steps):
        return None
    values, counts = np.unique(steps, return_counts=True)
    step = int(values[counts.argmax()])
    days = step / DAY
    if days < 28 and counts.max() < LEAST_USUAL * len(steps):
        return None
    for low, high, alias in CALENDAR:
        if low <= days < high:
            return alias
    if step == DAY:
        weekend = ((seconds // DAY + 3) % 7 >= 5).mean()
        return "B" if weekend < MOST_WEEKEND and len(seconds) > 5 else "D"
    return _clock_alias(step)


def _clock_alias(step: int) -> str:
    for size, alias in ((DAY, "D"), (3600, "h"), (60, "min"), (1, "s")):
        if step % size == 0:
            return alias if step == size else f"{step // size}{alias}"
    raise AssertionError(step)


def gaps_of(time: np.ndarray, frequency: str | None) -> Gaps:
    """Return where rows are missing, for times in order, datetime64[ns], shape (T,)."""
    steps = np.diff(time).astype("timedelta64[s]").astype(np.int64) / DAY
    if frequency is None or not len(steps):
        return Gaps(0, 0.0)
    if frequency in MONTHS:
        months = np.diff(time.astype("datetime64[M]").astype(np.int64))
        missing = months > MONTHS[frequency]
    elif frequency in LONG_BREAK:
        missing = steps >= LONG_BREAK[frequency]
    else:
        usual = np.median(steps[steps > 0]) if (steps > 0).any() else 1.0
        missing = steps > BREAK_STEPS * usual
    return Gaps(int(missing.sum()), float(steps[missing].max()) if missing.any() else 0.0)
