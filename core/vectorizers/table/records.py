"""What a reading leaves: the table, what was found in the file, and every repair.

Conventions: rows of `Table.frame` are ascending in time. `time` is the clock on the wall, without
its zone; a file without times has `step` (0, 1, …) instead. Prices and volume carry their role's
name, every other column of numbers its heading. `reference` is the price that a row's return is
measured against; it is NaN where nobody knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.knobs import Settings, choice, several, text
from core.words import N_, Sentence

ROLES = ("time", "open", "high", "low", "close", "volume", "adjusted_close", "change")
PRICES = ("open", "high", "low", "close", "adjusted_close")

# repairs that change the table, each by its code; what is only reported has no switch
SWITCHES: Mapping[str, str] = {
    "order": N_("Sort the rows by time"),
    "duplicates": N_("Drop rows with a repeated time"),
    "lots": N_("Count volume in shares, not in lots"),
    "nonpositive": N_("Drop prices of zero or less"),
    "unit_100": N_("Mend prices that are 100 times too large or too small"),
    "split": N_("Adjust earlier prices for splits"),
    "missing": N_("Carry the last known value forward over gaps"),
    "ex_rights": N_("Measure returns against the exchange's reference price"),
}
DAY_FIRST: Mapping[str, str] = {
    "auto": N_("Decide from the whole column"),
    "day": N_("Day first: 31/12/2024"),
    "month": N_("Month first: 12/31/2024"),
}


@dataclass(frozen=True)
class ReadOptions(Settings):
    """How a table is to be read where the file does not say it, and which repairs are left out."""

    time_column: str = text("", label=N_("Time column"), help=N_("Empty: found by itself."))
    day_first: str = choice("auto", DAY_FIRST, label=N_("Order of day and month"))
    without: tuple[str, ...] = several(
        (), SWITCHES, at_least=0, label=N_("Repairs left out"), advanced=True
    )


@dataclass(frozen=True)
class Repair:
    """One thing that was mended, or only reported: `applied` says which."""

    code: str
    count: int
    detail: Sentence
    applied: bool

    @property
    def switchable(self) -> bool:
        """Whether the reader can switch it off and on."""
        return self.code in SWITCHES


@dataclass(frozen=True)
class Found:
    """What the file holds, before any repair.

    `rows` counts rows of data, those of one time once; `first` and `last` are the earliest and the
    latest time as written, with the offset from UTC where there is one; `frequency` is an offset
    alias of pandas, such as "B" or "15min"; `columns` maps each role to the heading that has it.
    """

    rows: int
    first: str | None
    last: str | None
    order: str
    encoding: str
    delimiter: str
    frequency: str | None
    columns: Mapping[str, str | None]
    duplicates: int
    x_marks: int
    price_limit: bool
    close_last: float | None
    volume_last: float | None


@dataclass(frozen=True, eq=False)  # known by identity: a figure drawn of it is drawn once
class Table:
    """A table that was read and repaired; `preview` is the first lines of the file as text."""

    name: str
    sha256: str
    frame: pd.DataFrame
    found: Found
    repairs: tuple[Repair, ...]
    preview: str
