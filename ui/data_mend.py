"""A table that cannot be used: why, what mends it, and its first rows as they were read."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from core.errors import CrossSection, NoTimeColumn, SeqLabError, UnreadableTime
from core.runs import Source, home, read_blob
from core.vectorizers.samples import SAMPLES
from core.vectorizers.table.layout import split_rows
from core.vectorizers.table.text import decode
from ui.data_choice import Chosen, read_time_from, use_sample
from ui.errors import error_box
from ui.i18n import NOTHING, _
from ui.plain import plain

MENDED_BY_A_COLUMN = (NoTimeColumn, CrossSection, UnreadableTime)
ROWS_SHOWN = 3
COLUMNS_SHOWN = 8
LETTERS_SHOWN = 24


class FirstRows(NamedTuple):
    """The top of a file, before anything was understood of it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def mend(page: str, chosen: Chosen, error: SeqLabError, sample: str) -> None:
    """Draw the error with the controls that mend it, and the first rows as they were read."""
    first = first_rows(chosen.source)
    title = _("{name} cannot be used as it is").format(name=chosen.source.name)
    with (
        error_box(error, title, key=page),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"{page}-mend"),
    ):
        if first is not None and isinstance(error, MENDED_BY_A_COLUMN):
            _choose_time_column(page, first)
        st.button(
            _("Use the sample “{name}”").format(name=_(SAMPLES[sample].title)),
            key=f"{page}-use-sample",
            on_click=use_sample,
            args=(page, sample),
        )
    if first is not None and first.rows:
        title = _("The first rows as they were read")
        st.markdown(f"### {title}", anchors=False)
        st.table(_shown(first), border="horizontal", hide_index=True)


def _choose_time_column(page: str, first: FirstRows) -> None:
    st.selectbox(
        _("Column of times"),
        list(dict.fromkeys(filter(None, first.headings))),
        index=None,
        placeholder=_("Choose a column"),
        key=f"{page}.time_column",
        width=250,
    )
    st.button(
        _("Read again"),
        type="primary",
        key=f"{page}-read-again",
        on_click=read_time_from,
        args=(page,),
    )


def first_rows(source: Source) -> FirstRows | None:
    """Return the top of an upload, or None where there is nothing in rows and columns."""
    return None if source.sha256 is None else _first_rows(source.sha256, source.name)


@lru_cache(maxsize=8)
def _first_rows(sha256: str, name: str) -> FirstRows | None:
    try:
        text, _encoding = decode(read_blob(home(), sha256), name)
        grid = split_rows(text, name)
    except SeqLabError:
        return None
    lines = [*grid.above[-1:], *grid.rows[: ROWS_SHOWN + 1]]
    headings, *rows = (tuple(line) for line in lines[: ROWS_SHOWN + 1])
    return FirstRows(headings, tuple(rows))


def _shown(first: FirstRows) -> dict[str, list[str]]:
    """Return a small table of short cells; columns of one name are told apart by blanks."""
    columns: dict[str, list[str]] = {}
    for place, heading in enumerate(first.headings[:COLUMNS_SHOWN]):
        name = plain(_short(heading))
        while name in columns:
            name += " "
        columns[name] = [
            plain(_short(row[place])) if place < len(row) else NOTHING for row in first.rows
        ]
    return columns


def _short(cell: str) -> str:
    cell = cell if len(cell) <= LETTERS_SHOWN else cell[: LETTERS_SHOWN - 1] + "…"
    return cell or NOTHING
