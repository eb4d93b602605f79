"""The first step of a page that learns from a table: choose it, see what was read and repaired.

`chosen_table` tells what is chosen, without drawing, so that a page can name it in the step's own
line; `data_panel` draws the choice, then the report with a switch for each repair, or the error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.vectorizers.samples import SAMPLES
from core.vectorizers.table import Repair, Table
from core.words import N_
from ui.data_choice import (
    Chosen,
    choose_file,
    choose_source,
    chosen_table,
    keep_upload,
    read_as_found,
    sample_asked_for,
    switch_repair,
    table_samples,
    use_sample,
)
from ui.data_mend import mend
from ui.i18n import _, counted, say
from ui.plain import plain

__all__ = [
    "Chosen",
    "choose_file",
    "choose_source",
    "chosen_table",
    "data_panel",
    "data_summary",
    "use_sample",
]

FREQUENCIES: Mapping[str, str] = {
    "B": N_("business days"),
    "D": N_("days"),
    "W": N_("weeks"),
    "MS": N_("months"),
    "ME": N_("months"),
    "QS": N_("quarters"),
    "YS": N_("years"),
    "h": N_("hours"),
    "min": N_("minutes"),
}
TABLE_ENDINGS = ("csv", "tsv", "txt")


def data_panel(
    page: str, chosen: Chosen, *, sample: str, picture: Callable[[Table], None] | None = None
) -> None:
    """Draw the choice, the report of what was read with a switch for each repair, or the error.

    Parameters
    ----------
    page : str
        Begins the names of all widgets.
    chosen : Chosen
        What `chosen_table` returned in this run.
    sample : str
        The sample to go back to.
    picture : callable, optional
        Draws the table in the right column.
    """
    _choice(page, sample)
    if chosen.error is not None:
        mend(page, chosen, chosen.error, sample)
    elif chosen.table is not None:
        left, right = st.columns([1, 1], gap="large")
        with left:
            _report(page, chosen.table)
        if picture is not None:
            with right:
                picture(chosen.table)


def data_summary(chosen: Chosen) -> str:
    """Return the step's own line, said: what the table is, its length, how much was repaired."""
    table = chosen.table
    if table is None:
        return chosen.source.name
    parts = [chosen.source.name, counted(len(table.frame), N_("{count} row"), N_("{count} rows"))]
    if repairs := sum(repair.applied for repair in table.repairs):
        parts.append(counted(repairs, N_("{count} repair"), N_("{count} repairs")))
    return _(" · ").join(parts)


def _choice(page: str, sample: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{page}-choice"):
        origin = st.segmented_control(
            _("Source"),
            ["sample", "file"],
            format_func={"sample": _("Sample"), "file": _("My file")}.__getitem__,
            default="sample",
            required=True,
            key=f"{page}.from",
            persist_state="session",
        )
        if origin == "sample":
            _choose_sample(page, sample)
    if origin == "file":
        st.file_uploader(
            _("A table: CSV, TSV or TXT"),
            type=list(TABLE_ENDINGS),
            key=f"{page}.upload",
            label_visibility="collapsed",
            on_change=keep_upload,
            args=(page,),
        )


def _choose_sample(page: str, sample: str) -> None:
    names = table_samples()
    name = st.selectbox(
        _("Sample"),
        names,
        index=names.index(sample_asked_for(page, sample)),
        format_func=lambda name: _(SAMPLES[name].title),
        key=f"{page}.sample",
        on_change=read_as_found,
        args=(page,),
        persist_state="session",
        width=280,
    )
    if name != sample:
        st.query_params[f"{page}.sample"] = name
    else:
        st.query_params.pop(f"{page}.sample", None)
    with st.popover(_("Licence and origin"), type="tertiary"):
        item = SAMPLES[name]
        st.markdown(f"{_(item.description)}\n\n{item.source}\n\n:gray[{item.licence}]")


def _report(page: str, table: Table) -> None:
    applied = sum(repair.applied for repair in table.repairs)
    title = (
        counted(applied, N_("Read, with {count} repair"), N_("Read, with {count} repairs"))
        if table.repairs
        else _("Read, with nothing to repair")
    )
    st.markdown(f"### {title}", anchors=False)
    with st.container(gap="xxsmall", key=f"{page}-repairs"):
        for repair in table.repairs:
            _line(page, table, repair)
    if any(repair.switchable for repair in table.repairs):
        st.caption(_("Switch a repair off to learn from the file as it is."))
    st.table(_what_was_read(table), border="horizontal", hide_index=True, hide_header=True)


def _line(page: str, table: Table, repair: Repair) -> None:
    """Draw one repair with its switch, or what was only noticed."""
    if not repair.switchable:
        st.markdown(f":material/info: :small[{plain(say(repair.detail))}]")
        return
    st.toggle(
        plain(say(repair.detail)),
        value=repair.applied,
        key=f"{page}.repair.{table.sha256[:8]}.{repair.code}",
        on_change=switch_repair,
        args=(page, repair.code),
    )


def _what_was_read(table: Table) -> dict[str, list[str]]:
    columns, found = table.found.columns, table.found
    rhythm = FREQUENCIES.get(found.frequency or "")
    every = _(rhythm) if rhythm else found.frequency
    prices = [columns.get(role) for role in ("open", "high", "low", "close")]
    rows = {
        _("Time"): _(", ").join(filter(None, (columns.get("time"), every))) or _("none"),
        _("Prices"): _(", ").join(filter(None, prices)) or _("none"),
        _("Volume"): columns.get("volume") or _("none"),
        _("Span"): f"{found.first} – {found.last}" if found.first else _("unknown"),
    }
    return {"what": list(rows), "read": [plain(read) for read in rows.values()]}
