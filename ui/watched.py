"""The job that a page watches: what it learns from, and which of its runs has something to show.

A job that came with the address, or was brought here from another page, brings its data and its
settings along, once. The second step is open while a job is learnt and closes when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.errors import NoArtifact, NotHere
from core.jobs import Snapshot, State
from core.runs import Source, home, run_store
from core.runs.artifacts import RECORD
from core.runs.folders import run_folder
from ui.job_panel import find_job, is_unfinished
from ui.state import job_of
from ui.steps import open_step


@dataclass(frozen=True)
class Watched:
    """A run of a page: its id, what it learnt from, how, and what it was marked with."""

    run: str
    source: Source
    settings: Mapping[str, Any]
    tags: Mapping[str, str]


def watch(page: str, step: str, adopt: Callable[[Watched], None]) -> Snapshot | None:
    """Return the job that a page watches; open and close its second step as it begins and ends.

    Parameters
    ----------
    page : str
        Also the kind of its runs.
    step : str
        The name of the second step.
    adopt : callable
        Takes over the data and the settings of a job that is new here.
    """
    asked = job_of(page)
    snapshot = find_job(asked)
    found = _found(page, asked, snapshot)
    st.session_state[_watched(page)] = found
    if found is None:
        return None
    adopted, was_learning = f"{page}.adopted", f"{page}.was-learning"
    is_new = st.session_state.get(adopted) != found.run
    if is_new:
        st.session_state[adopted] = found.run
        adopt(found)
    if run_store().has_artifact(found.run):
        st.session_state[_learnt(page)] = found
    learning = is_unfinished(snapshot)
    if is_new or learning != st.session_state.get(was_learning, False):
        st.session_state[was_learning] = learning
        open_step(step, learning or (snapshot is not None and snapshot.state != State.DONE))
    return snapshot


def _found(page: str, run: str | None, snapshot: Snapshot | None) -> Watched | None:
    """Return what a job, or a run that was brought here, is about; None if not of this page."""
    if run is None:
        return None
    try:
        told = run_store().show(run).opening if snapshot is None else snapshot.order
    except NotHere:
        return None
    return Watched(run, told.source, told.settings, told.tags) if told.kind == page else None


def watched_by(page: str) -> Watched | None:
    """Return the run that a page watches in this run of it; `watch` has been called."""
    found: Watched | None = st.session_state[_watched(page)]
    return found


def _watched(page: str) -> str:
    return f"{page}.watched"


def learnt_of(page: str) -> Watched | None:
    """Return the newest run that a page watched and that has left something to show."""
    found: Watched | None = st.session_state.get(_learnt(page))
    return found


def _learnt(page: str) -> str:
    return f"{page}.learnt"


def when_kept(run: str) -> int:
    """Return when the result of a run was kept: one that was stopped may go on and be better.

    Raises
    ------
    NoArtifact
        If none is kept.
    """
    try:
        return (run_folder(home(), run) / RECORD).stat().st_mtime_ns
    except FileNotFoundError:
        raise NoArtifact(name=run) from None


def same_data(one: Source, other: Source) -> bool:
    """Return whether two sources are the same data read the same way, whatever they are called."""
    return replace(one, name="") == replace(other, name="")
