"""Which model of music the page plays: of the run just learnt or opened, else the shipped one.

A model is played while the music it was learnt from is what is chosen. Otherwise there is nothing
yet, and learning is what comes next. While a job is learnt the model of the one before stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from core.errors import NoArtifact, NotHere, SeqLabError
from core.jobs import Snapshot, State
from core.recipes import music
from core.recipes.music.result import Result
from core.recipes.music.settings import MusicSettings
from core.recipes.music.studio import Studio, open_studio
from core.runs import Source, home, run_store
from core.runs.artifacts import RECORD
from core.runs.folders import run_folder
from ui.job_panel import find_job, is_unfinished
from ui.music_choice import PAGE, SAMPLE, Chosen, choose_source, use_collection
from ui.music_order import LEARN
from ui.settings_form import fill_form
from ui.state import job_of
from ui.steps import open_step

LEARNT = "music.learnt"
ADOPTED = "music.adopted"
WAS_LEARNING = "music.was-learning"
WISH = "music.use-sample"
REMEMBERED_STUDIOS = 4


@dataclass(frozen=True)
class Learnt:
    """A run of this page: its id, and what it was learnt from."""

    run: str
    source: Source
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Showing:
    """What stands in the third step: a model ready to play, or why there is none.

    Attributes
    ----------
    studio : Studio or None
        The same object for as long as it is the same model.
    result : Result or None
        What is known of the model.
    run : str or None
        The run it is from; None for the shipped one.
    error : SeqLabError or None
        Why it cannot be opened.
    source : Source
        The music that is chosen; what the model was learnt from, if there is one.
    """

    studio: Studio | None
    result: Result | None
    run: str | None
    error: SeqLabError | None
    source: Source


def use_sample_next() -> None:
    """Go back to the chorales in the next run: widgets that are drawn already cannot be set."""
    st.session_state[WISH] = True
    st.rerun()


def watched_job() -> Snapshot | None:
    """Return the job this page watches; open and close the second step as it begins and ends.

    A job that came with the address brings its music and its settings along.
    """
    if st.session_state.pop(WISH, False):
        use_collection()
    asked = job_of(PAGE)
    snapshot = find_job(asked)
    found = _learnt_from(asked, snapshot)
    if found is None:
        return None
    is_new = st.session_state.get(ADOPTED) != found.run
    if is_new:
        st.session_state[ADOPTED] = found.run
        choose_source(found.source)
        fill_form(MusicSettings, PAGE, found.settings)
    if run_store().has_artifact(found.run):
        st.session_state[LEARNT] = found
    learning = is_unfinished(snapshot)
    if is_new or learning != st.session_state.get(WAS_LEARNING, False):
        st.session_state[WAS_LEARNING] = learning
        open_step(LEARN, learning or (snapshot is not None and snapshot.state != State.DONE))
    return snapshot


def _learnt_from(asked: str | None, snapshot: Snapshot | None) -> Learnt | None:
    """Return what a job, or a run that was brought here, is learnt from."""
    if snapshot is not None:
        order = snapshot.order
        return Learnt(snapshot.id, order.source, order.settings) if order.kind == PAGE else None
    if asked is None:
        return None
    try:
        opening = run_store().show(asked).opening
    except NotHere:
        return None
    return Learnt(asked, opening.source, opening.settings) if opening.kind == PAGE else None


def find_result(chosen: Chosen) -> Showing:
    """Return what to show for the music that is chosen."""
    learnt: Learnt | None = st.session_state.get(LEARNT)
    try:
        if learnt is not None and same_music(learnt.source, chosen.source):
            studio = _of_run(learnt.run, _written(learnt.run))
            return Showing(studio, studio.result, learnt.run, None, chosen.source)
        if chosen.source.sample == SAMPLE:
            studio = _shipped()
            return Showing(studio, studio.result, None, None, chosen.source)
    except NoArtifact:
        pass  # none is shipped, or what was kept of the run was deleted: there is nothing yet
    except SeqLabError as error:
        return Showing(None, None, None, error, chosen.source)
    return Showing(None, None, None, None, chosen.source)


def same_music(one: Source, other: Source) -> bool:
    """Return whether two sources are the same music, whatever they are called."""
    return replace(one, name="") == replace(other, name="")


@lru_cache(maxsize=REMEMBERED_STUDIOS)
def _of_run(run: str, _written: int) -> Studio:
    return open_studio(run_store().artifact(run), home())


def _written(run: str) -> int:
    """Return when the model of a run was kept: one that was stopped may go on and be better.

    Raises
    ------
    NoArtifact
        If none is kept.
    """
    try:
        return (run_folder(home(), run) / RECORD).stat().st_mtime_ns
    except FileNotFoundError:
        raise NoArtifact(name=run) from None


@lru_cache(maxsize=1)
def _shipped() -> Studio:
    return open_studio(music.pretrained(SAMPLE), home())
