"""The parts of the page of runs: finding, the table, taking along, deleting.

Runs are read anew at every look, for another tab or the command line may have made one. Curves and
results of finished runs never change and are remembered.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from core.errors import SeqLabError
from core.runs import History, Run, export_zip, import_zip, run_store
from core.words import N_
from ui.contents import PAGES, offered, page_of
from ui.errors import show_error
from ui.i18n import _, counted, duration, moment
from ui.runs_words import data_of, model_of, result_of, verdict_of

ALL = "all"
ROW_HEIGHT = 38
REMEMBERED = 256
STATES: Mapping[str, str] = {
    "queued": N_("waiting"),
    "running": N_("learning"),
    "failed": N_("failed"),
    "cancelled": N_("stopped"),
    "interrupted": N_("interrupted"),
}


def kept_runs() -> tuple[Run, ...]:
    """Return all runs, the newest first."""
    return run_store().runs()


def find(runs: Sequence[Run]) -> list[Run]:
    """Draw the filter, the search and the way in for a run from elsewhere; return what fits."""
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="runs-find",
    ):
        kinds = [name for name in offered() if any(page_of(r.opening.kind) == name for r in runs)]
        kind = st.segmented_control(
            _("Kind"),
            [ALL, *kinds],
            format_func=lambda name: _("All") if name == ALL else _(PAGES[name].title),
            default=ALL,
            required=True,
            key="runs-kind",
            label_visibility="collapsed",
        )
        with st.container(
            horizontal=True, vertical_alignment="center", width="content", key="runs-find-right"
        ):
            words = st.text_input(
                _("Search"),
                key="runs-search",
                icon=":material/search:",
                placeholder=_("Search data or settings"),
                label_visibility="collapsed",
                width=230,
            )
            with st.popover(_("Bring in a run"), icon=":material/upload:"):
                st.file_uploader(
                    _("A ZIP file that was downloaded here"),
                    type=["zip"],
                    key="runs-import",
                    on_change=_bring_in,
                )
    fit = [run for run in runs if kind in (ALL, page_of(run.opening.kind))]
    return [run for run in fit if _mentions(run, words or "")]


def _mentions(run: Run, words: str) -> bool:
    told = f"{run.id} {run.opening.source.name} {run.opening.title} {dict(run.settings)}".casefold()
    return all(word in told for word in words.casefold().split())


def _bring_in() -> None:
    """Keep an uploaded run; a callback, so what happened is said when the page is drawn."""
    upload = st.session_state["runs-import"]
    if upload is None:
        return
    try:
        run = import_zip(run_store(), upload.getvalue())
    except SeqLabError as error:
        st.session_state["runs-said"] = error
    else:
        st.session_state["runs-said"] = _("Run {run} was brought in.").format(run=run)


def say_what_was_done() -> None:
    """Say, once, what a callback did or why it could not."""
    said = st.session_state.pop("runs-said", None)
    if isinstance(said, SeqLabError):
        show_error(said, key="runs-said")
    elif said:
        st.toast(said, icon=":material/check:")


def table(runs: Sequence[Run]) -> list[Run]:
    """Draw the table and return the runs that are chosen in it."""
    frame = pd.DataFrame([_row(run) for run in runs], columns=list(_HEADINGS))
    config = {name: st.column_config.Column(_(words)) for name, words in _HEADINGS.items()}
    config["curve"] = st.column_config.LineChartColumn(_("Validation loss"), width="small")
    choice = st.dataframe(
        frame,
        column_config=config,
        hide_index=True,
        row_height=ROW_HEIGHT,
        on_select="rerun",
        selection_mode="multi-row",
        # the choice is kept by row number: other rows, other table
        key=f"runs-table-{hash(tuple(run.id for run in runs))}",
    )
    return [runs[row] for row in choice["selection"]["rows"] if row < len(runs)]


_HEADINGS: Mapping[str, str] = {
    "when": N_("When"),
    "kind": N_("Kind"),
    "data": N_("Data"),
    "model": N_("Model"),
    "result": N_("Result"),
    "verdict": N_("Verdict"),
    "curve": N_("Validation loss"),
    "took": N_("Took"),
}


def _row(run: Run) -> dict[str, object]:
    history = curve_of(run)
    entry = PAGES.get(run.opening.kind)
    state = STATES.get(str(run.status))
    return {
        "when": time_of(run, day=True),
        "kind": _(entry.title) if entry else run.opening.kind,
        "data": data_of(run),
        "model": model_of(run),
        "result": result_of(run),
        "verdict": verdict_of(run),
        "curve": None if history is None else list(history[1]),
        "took": _(state) if state else duration(run.seconds),
    }


def time_of(run: Run, *, day: bool = False) -> str:
    """Return when a run was started, on the visitor's clock: 14:02, or 18 Nov 14:02."""
    zone = st.context.timezone
    when = datetime.fromtimestamp(run.started, ZoneInfo(zone) if zone else None)
    return moment(when) if day else f"{when:%H:%M}"


def curve_of(run: Run) -> History | None:
    """Return the validation loss of a run, or another curve of it if it has none."""
    validating = [name for name in run.curves if "validation" in name]
    names = validating or list(run.curves)
    if not names:
        return None
    return _curve(run_store().home, run.id, names[0], run.seconds)


@lru_cache(maxsize=REMEMBERED)
def _curve(home: Path, run: str, name: str, _seconds: float | None) -> History:
    return run_store(home).history(run, name)


def download(runs: Sequence[Run]) -> None:
    """Draw the button that hands the chosen runs over as one ZIP file."""
    name = f"seqlab-{runs[0].id}.zip" if len(runs) == 1 else "seqlab-runs.zip"
    st.download_button(
        _("Download, ZIP"),
        lambda: zip_of(runs),
        file_name=name,
        mime="application/zip",
        icon=":material/download:",
        key="runs-download",
        on_click="ignore",
    )


def zip_of(runs: Sequence[Run]) -> bytes:
    """Return one run as its ZIP file, several as a ZIP file of such files."""
    if len(runs) == 1:
        return export_zip(run_store(), runs[0].id)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as bundle:
        for run in runs:
            bundle.writestr(f"seqlab-{run.id}.zip", export_zip(run_store(), run.id))
    return whole.getvalue()


def delete(runs: Sequence[Run]) -> None:
    """Draw the button that deletes the chosen runs, after asking."""
    if st.button(_("Delete…"), icon=":material/delete:", key="runs-delete"):
        _ask(runs)


def _ask(runs: Sequence[Run]) -> None:
    one, many = N_("Delete {count} run?"), N_("Delete {count} runs?")

    @st.dialog(counted(len(runs), one, many))
    def confirm() -> None:
        st.markdown(_("Settings, curves and results are deleted and cannot be brought back."))
        with st.container(horizontal=True):
            sure = st.button(
                _("Delete"), type="primary", key="runs-delete-yes", on_click=_delete, args=(runs,)
            )
            if sure or st.button(_("Keep"), key="runs-delete-no"):
                st.rerun()

    confirm()


def _delete(runs: Sequence[Run]) -> None:
    for run in runs:
        try:
            run_store().delete(run.id)
        except SeqLabError as error:
            st.session_state["runs-said"] = error
            return
    one, many = N_("{count} run was deleted."), N_("{count} runs were deleted.")
    st.session_state["runs-said"] = counted(len(runs), one, many)
