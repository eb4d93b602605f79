"""Every repair of a table: what it does, how often it did, and how to leave it out.

Conventions: each takes a draft (rows as found) and returns the draft after it, with a `Repair` if
there was anything to mend. A repair that is left out is still reported, so that it can be switched
on again. Nothing is filled from the future.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.vectorizers.table import taiwan
from core.vectorizers.table.calendar import frequency_of, gaps_of
from core.vectorizers.table.records import PRICES, Repair
from core.vectorizers.table.scale import find_splits, unit_factors
from core.words import N_, Sentence

LOT = 1000  # shares


@dataclass(frozen=True)
class Draft:
    """A table on its way: `frame` has the columns of numbers, and `time` unless there is none.

    Beside each row stand `instant` (the moment, T times, or none), `x_marked` (no comparison
    price) and `without` (the codes that are left out). `exchange` tells a table of Taiwan's.
    """

    frame: pd.DataFrame
    instant: np.ndarray | None
    x_marked: np.ndarray
    exchange: bool
    in_lots: bool
    without: tuple[str, ...]
    change_counts: bool = False
    price_limit: bool = False

    @property
    def has_bars(self) -> bool:
        """Whether each row is a bar of prices: open, high, low and close."""
        return set(PRICES[:4]) <= set(self.frame)

    def rows(self, index: np.ndarray) -> Draft:
        """Return the draft with the rows that `index`, shape (K,), picks."""
        instant = None if self.instant is None else self.instant[index]
        frame = self.frame.iloc[index].reset_index(drop=True)
        return replace(self, frame=frame, instant=instant, x_marked=self.x_marked[index])


Step = tuple[Draft, Repair | None]


def put_in_order(draft: Draft) -> Step:
    """Sort the rows by their moment; rows of one moment stay as they stood."""
    if draft.instant is None:
        return draft, None
    index = np.argsort(draft.instant, kind="stable")
    moved = int((index != np.arange(len(index))).sum())
    detail = Sentence(N_("{count} rows put in order of time"), {"count": moved})
    return _switched(draft, lambda: draft.rows(index), "order", moved, detail)


def drop_duplicates(draft: Draft) -> Step:
    """Keep the last of the rows with one time: corrections are written below."""
    if draft.instant is None:
        return draft, None
    repeated = pd.Series(draft.instant).duplicated(keep="last").to_numpy()
    hits = int(repeated.sum())
    whole = draft.frame.duplicated(keep="last").to_numpy()
    detail = Sentence(
        N_("{count} rows with a repeated time dropped, {different} of them with other values"),
        {"count": hits, "different": int((repeated & ~whole).sum())},
    )
    return _switched(
        draft, lambda: draft.rows(np.flatnonzero(~repeated)), "duplicates", hits, detail
    )


def count_shares(draft: Draft) -> Step:
    """Turn a volume in lots of a thousand into shares."""
    if not draft.in_lots:
        return draft, None
    volume = draft.frame["volume"]
    hits = int(volume.notna().sum())
    detail = Sentence(N_("Volume counted in shares: lots times {size}"), {"size": LOT})
    return _switched(draft, lambda: _with(draft, {"volume": volume * LOT}), "lots", hits, detail)


def drop_nonpositive(draft: Draft) -> Step:
    """Make prices of zero or less unknown, in bars only: a price of power may be negative."""
    if not draft.has_bars:
        return draft, None
    prices = draft.frame[[name for name in PRICES if name in draft.frame]]
    wrong = prices <= 0
    hits = int(wrong.to_numpy().sum())
    detail = Sentence(N_("{count} prices of zero or less dropped"), {"count": hits})
    return _switched(draft, lambda: _with(draft, prices.mask(wrong)), "nonpositive", hits, detail)


def mend_units(draft: Draft) -> Step:
    """Put prices that are a hundred times too large or too small on the scale of the others."""
    if not draft.has_bars:
        return draft, None
    names = [name for name in PRICES if name in draft.frame]
    factors = {name: unit_factors(draft.frame[name].to_numpy()) for name in names}
    hits = int(np.logical_or.reduce([factor != 1 for factor in factors.values()]).sum())
    detail = Sentence(
        N_("{count} rows with prices 100 times too large or too small mended"), {"count": hits}
    )
    mended = {name: draft.frame[name] * factors[name] for name in names}
    return _switched(draft, lambda: _with(draft, mended), "unit_100", hits, detail)


def adjust_splits(draft: Draft) -> Step:
    """Divide the prices before a split, and multiply the volume; an exchange tells its own."""
    if not draft.has_bars or draft.exchange:
        return draft, None
    splits = find_splits(draft.frame)
    factors = np.ones(len(draft.frame))
    for row, ratio in splits:
        factors[:row] /= ratio
    changed = {name: draft.frame[name] * factors for name in PRICES if name in draft.frame}
    if "volume" in draft.frame:
        changed["volume"] = draft.frame["volume"] / factors
    facts = {
        "count": len(splits),
        "ratio": f"{splits[-1][1]:g}:1" if splits else "",
        "time": _when(draft, splits[-1][0]) if splits else "",
    }
    detail = Sentence(
        N_("{count} splits not adjusted for, the last {ratio} on {time}: earlier prices adjusted"),
        facts,
    )
    return _switched(draft, lambda: _with(draft, changed), "split", len(splits), detail)


def _when(draft: Draft, row: int) -> str:
    return str(draft.frame["time"].iloc[row])[:10] if "time" in draft.frame else str(row)


def mark_without_comparison(draft: Draft) -> Step:
    """Report the days that the exchange marked X."""
    hits = int(draft.x_marked.sum())
    detail = Sentence(
        N_("{count} days marked X: no comparison price, so no return"), {"count": hits}
    )
    return draft, Repair("x_marks", hits, detail, applied=False) if hits else None


def add_reference(draft: Draft) -> Step:
    """Add the price that each return is measured against: the exchange's own, or the last close."""
    frame = draft.frame
    if "close" not in frame:
        return draft, None
    last = frame["close"].ffill().shift(1).to_numpy()
    if not draft.change_counts:
        return _with(draft, {"reference": np.where(draft.x_marked, np.nan, last)}), None
    own, broken, unmarked = taiwan.reference_prices(frame, draft.x_marked)
    detail = Sentence(
        N_(
            "{count} days whose reference is not the last close (dividends, new shares): returns "
            "measured against the reference, {lost} unknown because their mark was lost"
        ),
        {"count": broken, "lost": unmarked},
    )
    own = np.where(frame["close"].isna(), last, own)
    before = _with(draft, {"reference": np.where(draft.x_marked, np.nan, last)})
    after = _with(draft, {"reference": own})
    if not broken:
        return after, None
    return _switched(before, lambda: after, "ex_rights", broken, detail)


def check_limit(draft: Draft) -> Step:
    """Report the days beyond the exchange's daily limit."""
    if not draft.price_limit:
        return draft, None
    frame = draft.frame
    hits = taiwan.beyond_limit(
        frame["close"].to_numpy(), frame["reference"].to_numpy(), frame["time"].to_numpy()
    )
    detail = Sentence(N_("{count} days beyond the exchange's daily price limit"), {"count": hits})
    return draft, Repair("price_limit", hits, detail, applied=False) if hits else None


def report_gaps(draft: Draft) -> Step:
    """Report where rows are missing; none are invented."""
    if draft.instant is None:
        return draft, None
    time = np.sort(draft.frame["time"].to_numpy())
    gaps = gaps_of(time, frequency_of(time))
    detail = Sentence(
        N_("{count} gaps in time, the longest {days:.4g} days"),
        {"count": gaps.places, "days": gaps.longest_days},
    )
    return draft, Repair("gaps", gaps.places, detail, applied=False) if gaps.places else None


def carry_forward(draft: Draft) -> Step:
    """Fill unknown values with the last known one; before the first there is nothing to carry."""
    names = [name for name in draft.frame if name not in {"time", "change", "reference"}]
    values = draft.frame[names]
    filled = values.ffill()
    hits = int((values.isna() & filled.notna()).to_numpy().sum())
    detail = Sentence(
        N_("{count} missing values filled with the last known one, never from later"),
        {"count": hits},
    )
    return _switched(draft, lambda: _with(draft, filled), "missing", hits, detail)


def _switched(
    draft: Draft, mended: Callable[[], Draft], code: str, count: int, detail: Sentence
) -> Step:
    """Return the mended draft, or the draft itself where the repair is left out or has no work."""
    if not count:
        return draft, None
    applied = code not in draft.without
    return mended() if applied else draft, Repair(code, count, detail, applied)


def _with(draft: Draft, columns: pd.DataFrame | Mapping[str, Any]) -> Draft:
    """Return the draft with some columns replaced or added."""
    names = dict.fromkeys([*draft.frame, *columns.keys()])
    frame = {name: columns[name] if name in columns else draft.frame[name] for name in names}
    return replace(draft, frame=pd.DataFrame(frame))


# in the order in which they are made; each stands on those before it
REPAIRS: tuple[Callable[[Draft], Step], ...] = (
    put_in_order,
    drop_duplicates,
    count_shares,
    drop_nonpositive,
    mend_units,
    adjust_splits,
    mark_without_comparison,
    add_reference,
    check_limit,
    report_gaps,
    carry_forward,
)


def repair(draft: Draft) -> tuple[Draft, tuple[Repair, ...]]:
    """Make every repair that is not left out, and return what was mended and what was found."""
    reports = []
    for step in REPAIRS:
        if step is add_reference:
            draft = _know_the_exchange(draft)
        draft, report = step(draft)
        if report is not None:
            reports.append(report)
    return draft, tuple(reports)


def _know_the_exchange(draft: Draft) -> Draft:
    """Tell, once rows are in order, whether changes are prices and whether a limit holds."""
    counts = taiwan.change_is_price(draft.frame)
    known = draft.exchange and counts and "time" in draft.frame
    return replace(draft, change_counts=counts, price_limit=known)
