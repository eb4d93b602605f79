"""The study that is looked into, with those of its contenders that were kept whole."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import SeqLabError
from core.jobs import job_manager
from core.recipes.compare.result import Result, Row
from core.recipes.compare.specimens import (
    Specimen,
    SpecimenSettings,
    can_be_kept,
    specimen_settings,
)
from core.runs import Source
from ui.compare_choice import PAGE
from ui.compare_inks import ordered
from ui.compare_order import LEARN, specimen_order
from ui.compare_words import trunk_said
from ui.errors import show_error
from ui.i18n import _, duration
from ui.state import watch_job
from ui.steps import open_step

REFUSED = "compare.specimen-refused"
MOST_AT_ONCE = 6


@dataclass(frozen=True, eq=False)
class Study:
    """A study, its data, the run it is from, and its contenders that were kept whole."""

    result: Result
    source: Source
    run: str | None
    specimens: Mapping[str, Specimen]


def offer_specimens(study: Study, key: str) -> None:
    """Draw the choice of contenders that are to learn once more and be kept; nothing if all are."""
    refused: SeqLabError | None = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused, key="compare-specimen")
    if not can_be_kept(str(study.result.settings["task"])):
        st.caption(_("Models of your own data are looked into on the page of their kind."))
        return
    rows = {row.name: row for row in study.result.rows if row.runs}
    missing = ordered([name for name in rows if name not in study.specimens])
    if not missing:
        return
    st.caption(
        _("A study lets its models go. Let some learn their first seed once more, to look inside.")
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"compare-keep-{key}"):
        chosen = st.pills(
            _("Contenders"),
            missing,
            selection_mode="multi",
            default=missing[:2],
            format_func=trunk_said,
            key=f"compare.keep.{key}.{'-'.join(missing)}",
            label_visibility="collapsed",
        )
        if not chosen:
            return
        seconds = math.fsum(rows[name].runs[0].core_seconds for name in chosen)
        label = _("Learn once more, about {time}").format(time=duration(seconds))
        if st.button(label, key=f"compare-keep-button-{key}", icon=":material/replay:"):
            _keep(study, [rows[name] for name in chosen])


def _keep(study: Study, rows: Sequence[Row]) -> None:
    """Hand a job for each contender over, and watch the first."""
    settings = [specimen_settings(study.result, row) for row in rows]
    submit_specimens(study.source, settings, study.run)
    st.rerun()


def submit_specimens(
    source: Source, settings: Sequence[SpecimenSettings], study: str | None
) -> None:
    """Let contenders learn, one after the other, and watch the first."""
    orders = [specimen_order(source, one, study) for one in settings]
    try:
        jobs = [job_manager().submit(order) for order in orders]
    except SeqLabError as error:
        st.session_state[REFUSED] = error
        return
    watch_job(PAGE, jobs[0])
    open_step(LEARN)
