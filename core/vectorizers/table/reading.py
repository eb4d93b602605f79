"""Read a table: gate, text, rows, header, times, numbers, repairs; one after the other.

It raises nothing but `SeqLabError`, whatever the bytes are. Nothing is drawn at random: the same
bytes give the same table.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from core.vectorizers.table import headings as words
from core.vectorizers.table.body import Body, find_body
from core.vectorizers.table.calendar import frequency_of
from core.vectorizers.table.gate import admit
from core.vectorizers.table.layout import split_rows
from core.vectorizers.table.records import ROLES, Found, ReadOptions, Repair, Table
from core.vectorizers.table.repairs import Draft, repair
from core.vectorizers.table.text import decode
from core.vectorizers.table.times import Times
from core.words import N_, Sentence

PREVIEW_LINES, PREVIEW_CHARACTERS = 6, 600
FREQUENCY_OF_FORM = {"year": "YS", "quarter": "QS", "month": "MS", "week": "W"}


def read(data: bytes, name: str, options: ReadOptions | None = None) -> Table:
    """Read the bytes of a table and repair what is wrong with it.

    Parameters
    ----------
    data : bytes
        The file, in whatever encoding.
    name : str
        What the file is called; only repeated in words.
    options : ReadOptions, optional
        What the file does not say itself, and the repairs to leave out.

    Raises
    ------
    BadInput
        If it is no table of numbers over time.
    """
    options = options or ReadOptions()
    admit(data, name)
    text, encoding = decode(data, name)
    grid = split_rows(text, name)
    body = find_body(grid, name, options)
    draft = _draft(body, options)
    mended, repairs = repair(draft)
    return Table(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        frame=_finished(mended),
        found=_found(body, draft, mended, (encoding, grid.delimiter)),
        repairs=(*_set_aside(body), *repairs),
        preview="\n".join(text[: 1 << 14].splitlines()[:PREVIEW_LINES])[:PREVIEW_CHARACTERS],
    )


def _draft(body: Body, options: ReadOptions) -> Draft:
    """Return the rows as found, each column under the name that it keeps."""
    names = words.unique_names(body.headings, body.roles)
    columns = {names[index]: column for index, column in body.numbers.items()}
    instant = None
    if body.times is not None:
        instant = body.times.instant
        clock = body.times.instant if _shows_twice(body.times) else body.times.wall
        columns = {"time": clock, **columns}
    in_lots = "volume" in body.roles and words.LOTS.search(body.headings[body.roles["volume"]])
    return Draft(
        frame=pd.DataFrame(columns),
        instant=instant,
        x_marked=body.x_marked,
        exchange=body.exchange,
        in_lots=bool(in_lots),
        without=options.without,
    )


def _shows_twice(times: Times) -> bool:
    """Tell whether the clock on the wall shows an hour twice, at the end of summer time."""
    order = np.argsort(times.instant, kind="stable")
    wall, instant = times.wall[order], times.instant[order]
    back = (np.diff(wall.astype(np.int64)) <= 0) & (np.diff(instant.astype(np.int64)) > 0)
    return bool(back.any())


def _finished(draft: Draft) -> pd.DataFrame:
    """Return the frame in the order time, roles, others, reference."""
    frame = draft.frame
    if "time" not in frame:
        frame = frame.assign(step=np.arange(len(frame)))
    first = [name for name in ("time", "step", *ROLES[1:]) if name in frame]
    last = [name for name in ("reference",) if name in frame]
    others = [name for name in frame if name not in {*first, *last}]
    return frame[[*first, *others, *last]].reset_index(drop=True)


def _found(body: Body, draft: Draft, mended: Draft, written: tuple[str, str]) -> Found:
    times = body.times
    oldest, newest = (0, -1) if times is None else (times.instant.argmin(), times.instant.argmax())
    repeated = 0 if times is None else len(draft.frame) - len(np.unique(times.instant))
    return Found(
        rows=len(draft.frame) + body.num_timeless - repeated,
        first=None if times is None else times.written(int(oldest)),
        last=None if times is None else times.written(int(newest)),
        order=_order(times),
        encoding=written[0],
        delimiter=written[1],
        frequency=_frequency(times),
        columns=_headings(body),
        duplicates=repeated,
        x_marks=int(body.x_marked.sum()),
        price_limit=mended.price_limit,
        close_last=_last(mended, "close"),
        volume_last=_last(mended, "volume"),
    )


def _order(times: Times | None) -> str:
    if times is None:
        return "none"
    steps = np.diff(times.instant.astype(np.int64))
    if (steps >= 0).all():
        return "ascending"
    return "descending" if (steps <= 0).all() else "unsorted"


def _frequency(times: Times | None) -> str | None:
    if times is None or len(times.wall) < 2:
        return None
    usual = frequency_of(times.wall)
    # the form is surer than a few rows: 1962-01 is a month, whatever is missing around it
    return usual or FREQUENCY_OF_FORM.get(times.precision)


def _headings(body: Body) -> dict[str, str | None]:
    """Return the heading of each role; the number of the column where it has none."""
    told = {} if body.time_column is None else {"time": body.time_column}
    by_role = {**told, **body.roles}
    return {
        role: (body.headings[by_role[role]] or f"column {by_role[role] + 1}")
        if role in by_role
        else None
        for role in ROLES
    }


def _last(draft: Draft, name: str) -> float | None:
    newest = -1 if draft.instant is None else int(draft.instant.argmax())
    value = float(draft.frame[name].iloc[newest]) if name in draft.frame else np.nan
    return value if np.isfinite(value) else None


def _set_aside(body: Body) -> list[Repair]:
    """Report what never became a row of data: nothing to switch off."""
    reports = {
        "strays": (
            body.num_strays,
            N_("{count} lines that are no data (titles, footers, repeated headers) left out"),
        ),
        "timeless": (body.num_timeless, N_("{count} rows without a readable time left out")),
        "unread": (body.num_unread, N_("{count} cells that are no numbers taken as missing")),
        "infinite": (body.num_infinite, N_("{count} infinite values taken as missing")),
    }
    reports["utc"] = (
        int(body.times is not None and _shows_twice(body.times)),
        N_("Times counted in UTC, because summer time shows an hour twice"),
    )
    return [
        Repair(code, count, Sentence(template, {"count": count}), applied=True)
        for code, (count, template) in reports.items()
        if count
    ]
