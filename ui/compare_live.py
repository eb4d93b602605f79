"""Watch a study: who learns, every seed's curve so far, stop, resume.

The panel of a single training has one curve; a study has one for every contender and seed, and
several grow at once. They are read from what the study publishes every few seconds, once a second
and only while it is waiting or at work; when it ends the page runs once more, in full.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import streamlit as st

from core.errors import DamagedArtifact, SeqLabError
from core.figures.compare import live_curves
from core.jobs import RESUMABLE, UNFINISHED, Snapshot, State, job_manager
from core.recipes import compare
from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.tasks import METRICS
from core.runs import home
from ui.compare_curves import BY_UPDATES, curve_words, lines_of, scale_of
from ui.compare_words import figure_said, trunk_said
from ui.errors import show_error, three_parts
from ui.i18n import NOTHING, _, duration, number, whole
from ui.job_panel import SECONDS_BETWEEN_LOOKS, TITLES, find_job, is_unfinished, where
from ui.result_panel import show_command, stamped_box
from ui.steps import GAP, more
from ui.theme import look

CHART_HEIGHT = 300
REFUSED = "compare.job-refused"


def study_panel(job: str) -> None:
    """Draw the panel of a study, and keep it up to date while it is not finished."""
    watching = is_unfinished(find_job(job))
    fragment = st.fragment(_panel, run_every=SECONDS_BETWEEN_LOOKS if watching else None)
    fragment(job, watching)


def _panel(job: str, watching: bool) -> None:
    snapshot = find_job(job)
    if watching != is_unfinished(snapshot):  # it ended, or was resumed: begin or end to poll
        st.rerun()
    if snapshot is None:
        unknown = _("This job is no longer known here.")
        st.markdown(f":gray[{unknown}]")
        return
    settings = CompareSettings.from_record(snapshot.order.settings)
    known = known_of(job)
    with st.container(border=True, key="job-panel"):
        _head(snapshot)
        st.progress(min(max(snapshot.fraction, 0.0), 1.0))
        _figures(snapshot, settings, known)
        if known is not None:
            _curves(known, settings)
        elif watching:
            waiting = _("Learning rates are tried first; the curves are those of the runs after.")
            st.markdown(f":gray[{waiting}]")
    _say_what_went_wrong(snapshot)
    if watching:
        st.caption(_("You can close this tab: learning goes on, and this page finds it again."))
    with more(_("Settings of this job"), key=f"settings-of-{job}"):
        show_command(snapshot.order.command)


def known_of(job: str) -> Result | None:
    """Return what a study has published last; what was read before, while it is being written."""
    key = f"compare.known-of.{job}"
    with contextlib.suppress(DamagedArtifact, OSError):
        st.session_state[key] = compare.live(home(), job)
    known: Result | None = st.session_state.get(key)
    return known


def _head(snapshot: Snapshot) -> None:
    state = snapshot.state
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{_(TITLES[state])}**{GAP}:gray[{_where(snapshot)}]", width="content")
        if state in UNFINISHED:
            label = _("Stop and keep what is known")
            _button(label, "stop", "stop_circle", job_manager().cancel, snapshot)
        elif state in RESUMABLE:
            _button(_("Resume"), "resume", "play_circle", job_manager().resume, snapshot)


def _where(snapshot: Snapshot) -> str:
    """Say who learns, as far as is known; or its place in the queue."""
    if snapshot.state == State.QUEUED or not snapshot.epochs:
        return where(snapshot)
    part = snapshot.epochs[-1].parts[0]
    words = _("{name}, seed {number} of {total}")
    return words.format(
        name=trunk_said(part.word), number=whole(part.number), total=whole(part.total)
    )


def _button(
    label: str, name: str, icon: str, action: Callable[[str], object], snapshot: Snapshot
) -> None:
    st.button(
        label,
        key=f"job-{name}",
        icon=f":material/{icon}:",
        on_click=_press,
        args=(action, snapshot.id),
    )


def _press(action: Callable[[str], object], job: str) -> None:
    """Stop or resume a study; a callback, so a refusal is said when the panel is drawn."""
    try:
        action(job)
    except SeqLabError as error:
        st.session_state[REFUSED] = error


def _figures(snapshot: Snapshot, settings: CompareSettings, known: Result | None) -> None:
    ended = (
        0 if known is None else sum(r.result is not None for row in known.rows for r in row.runs)
    )
    planned = len(settings.trunks) * settings.seeds
    spent = (
        0.0 if known is None else sum(run.core_seconds for row in known.rows for run in row.runs)
    )
    figures = (
        (_("Time left"), duration(snapshot.seconds_left)),
        (
            _("Runs judged"),
            _("{count} of {total}").format(count=whole(ended), total=whole(planned)),
        ),
        (_("Core-seconds"), number(spent, 3) if spent else NOTHING),
        (_("Best so far"), _best(known)),
    )
    with st.container(key="job-figures"):
        for cell, (label, value) in zip(st.columns(len(figures)), figures, strict=True):
            cell.metric(label, value)


def _best(known: Result | None) -> str:
    """Say the best figure that any test so far gave."""
    if known is None:
        return NOTHING
    found = [run.result for row in known.rows for run in row.runs if run.result is not None]
    if not found:
        return NOTHING
    pick = max if METRICS[known.metric].higher_is_better else min
    return figure_said(known.metric, pick(found))


def _curves(known: Result, settings: CompareSettings) -> None:
    by = "core_seconds" if settings.by_time else BY_UPDATES
    lines = lines_of(known, by)
    if not lines:
        return
    words = curve_words(known, by)
    st.echarts_chart(
        live_curves(lines, scale_of(known), words, settings.amount, look()),
        height=CHART_HEIGHT,
        theme=None,
        key="job-curve",
        alt=f"{words.figure}, {words.spent}",
    )


def _say_what_went_wrong(snapshot: Snapshot) -> None:
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused, key="job-refused")
    if snapshot.error is not None:
        with stamped_box("failed", key="job"):
            three_parts(snapshot.error.explained)
