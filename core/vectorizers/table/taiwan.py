"""The rules of the Taiwan Stock Exchange, as far as its tables need them.

A day's change (漲跌價差) is measured against the *reference price*, which is the last close except
after a dividend or a new issue; so close − change is the price that a return is measured against.
A day marked X has no comparison (不比價): its return is unknown, never 0 %. Older files stored that
mark as a change of 0.0; there, a close unlike the last one gives it away. A close may leave its
reference by 7 % until 2015-05-31 and by 10 % since (rules of the exchange, article 63).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.vectorizers.table import headings as words

LIMIT_CHANGED = np.datetime64("2015-06-01")
OLD_LIMIT, NEW_LIMIT = 0.07, 0.10
CENT = 0.0051  # half a cent, and what floats lose
# a limit price is rounded to the tick of its band, and the bands were coarser once
TICK_BANDS, TICKS = (15, 50, 150, 1000), (0.05, 0.1, 0.5, 1, 5)
LEAST_AGREEING = 0.8  # share of days whose reference is the last close, in a table of an exchange


def is_exchange(headings: Sequence[str], roles: Mapping[str, int]) -> bool:
    """Tell by its headings whether a table is one of the exchange's own, or made from one."""
    keys = {words.key_of(heading) for heading in headings}
    if keys & words.EXCHANGE_WORDS and "close" in roles:
        return True
    return {"capacity", "turnover", "change"} <= keys and "close" in roles


def change_is_price(frame: pd.DataFrame) -> bool:
    """Tell whether close − change is the last close on most days, rows in order of time."""
    if not {"close", "change"} <= set(frame):
        return False
    last = frame["close"].shift(1)
    known = (last.notna() & frame["close"].notna() & frame["change"].notna()).to_numpy()
    agreeing = ((frame["close"] - frame["change"] - last).abs() <= CENT).to_numpy()
    return bool(known.any() and agreeing[known].mean() >= LEAST_AGREEING)


def reference_prices(frame: pd.DataFrame, x_marked: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Return the reference of each day, how many differ from the last close, how many are lost.

    Parameters
    ----------
    frame : pd.DataFrame
        Close and change, T rows in order of time.
    x_marked : np.ndarray
        Days without comparison, bool, shape (T,).

    Returns
    -------
    reference : np.ndarray
        Float64, shape (T,); NaN on days without comparison and where the change is not known.
    broken : int
        Days whose reference is not the last close, those with a lost mark included.
    lost : int
        Days that say "no change" though the close is not the last one: their mark was lost.
    """
    close, change = frame["close"].to_numpy(), frame["change"].to_numpy()
    last = frame["close"].shift(1).to_numpy()
    reference = np.where(x_marked, np.nan, close - change)
    with np.errstate(invalid="ignore"):
        broken = (np.abs(reference - last) > CENT) & np.isfinite(last)
    lost = broken & (change == 0)
    reference[lost] = np.nan
    return reference, int(broken.sum()), int(lost.sum())


def beyond_limit(close: np.ndarray, reference: np.ndarray, time: np.ndarray) -> int:
    """Return on how many days the close left its reference by more than the law allows.

    Parameters
    ----------
    close, reference : np.ndarray
        Prices, shape (T,).
    time : np.ndarray
        Days, datetime64[ns], shape (T,).
    """
    limit = np.where(time < LIMIT_CHANGED, OLD_LIMIT, NEW_LIMIT)
    rounding = np.array(TICKS)[np.searchsorted(TICK_BANDS, reference)] / 2
    with np.errstate(invalid="ignore"):
        return int((np.abs(close - reference) > limit * reference + rounding).sum())
