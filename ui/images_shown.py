"""Which model the page asks: of the run just learnt or opened, else a shipped one of the same set.

A model is asked while the set it was learnt from is what is chosen. Otherwise there is nothing yet,
and learning is what comes next. While a job is learnt the model of the one before stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from core.errors import NoArtifact, NotHere, SeqLabError
from core.jobs import Snapshot, State
from core.recipes import images
from core.recipes.images import Opened
from core.recipes.images.result import Result
from core.recipes.images.settings import ImageSettings
from core.runs import Source, home, run_store
from core.runs.artifacts import RECORD
from core.runs.folders import run_folder
from ui.images_choice import PAGE, Chosen, choose_source, use_set
from ui.images_order import LEARN
from ui.job_panel import find_job, is_unfinished
from ui.settings_form import fill_form
from ui.state import job_of
from ui.steps import open_step

LEARNT = "images.learnt"
ADOPTED = "images.adopted"
WAS_LEARNING = "images.was-learning"
WISH = "images.use-usual-set"
REMEMBERED_MODELS = 6
SHIPPED: Mapping[str, tuple[str, ...]] = {
    "shapes": ("shapes-vit", "shapes"),
    "digits": ("digits",),
    "textures": ("textures",),
}
"""The shipped models that know a set, the one that the page opens with first."""


@dataclass(frozen=True)
class Learnt:
    """A run of this page: its id, and what it was learnt from."""

    run: str
    source: Source
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Showing:
    """What stands in the third step: a model ready to be asked, or why there is none.

    Attributes
    ----------
    opened : Opened or None
        The same object for as long as it is the same model.
    result : Result or None
        What is known of the model.
    run : str or None
        The run it is from; None for a shipped one.
    error : SeqLabError or None
        Why it cannot be opened.
    source : Source
        The set that is chosen; what the model was learnt from, if there is one.
    shipped : str or None
        The name of a shipped model.
    """

    opened: Opened | None
    result: Result | None
    run: str | None
    error: SeqLabError | None
    source: Source
    shipped: str | None = None


def use_usual_set_next() -> None:
    """Go back to the usual set in the next run: widgets that are drawn already cannot be set."""
    st.session_state[WISH] = True
    st.rerun()


def watched_job() -> Snapshot | None:
    """Return the job this page watches; open and close the second step as it begins and ends.

    A job that came with the address brings its set and its settings along.
    """
    if st.session_state.pop(WISH, False):
        use_set()
    asked = job_of(PAGE)
    snapshot = find_job(asked)
    found = _learnt_from(asked, snapshot)
    if found is None:
        return None
    is_new = st.session_state.get(ADOPTED) != found.run
    if is_new:
        st.session_state[ADOPTED] = found.run
        choose_source(found.source)
        fill_form(ImageSettings, PAGE, found.settings)
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
    """Return what to show for the set that is chosen."""
    learnt: Learnt | None = st.session_state.get(LEARNT)
    source = chosen.source
    try:
        if learnt is not None and same_set(learnt.source, source):
            opened = _of_run(learnt.run, _written(learnt.run))
            return Showing(opened, opened.result, learnt.run, None, source)
    except NoArtifact:
        pass  # what was kept of the run was deleted: there is nothing yet
    except SeqLabError as error:
        return Showing(None, None, None, error, source)
    return _of_shelf(source)


def _of_shelf(source: Source) -> Showing:
    for name in () if source.reading else SHIPPED.get(source.sample or "", ()):
        try:
            opened = shipped(name)
        except NoArtifact:
            continue
        except SeqLabError as error:
            return Showing(None, None, None, error, source)
        return Showing(opened, opened.result, None, None, source, name)
    return Showing(None, None, None, None, source)


def same_set(one: Source, other: Source) -> bool:
    """Return whether two sources are the same set, whatever they are called."""
    return replace(one, name="") == replace(other, name="")


@lru_cache(maxsize=REMEMBERED_MODELS)
def _of_run(run: str, _written: int) -> Opened:
    return images.open_model(run_store().artifact(run))


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


@lru_cache(maxsize=REMEMBERED_MODELS)
def shipped(name: str) -> Opened:
    """Return a shipped model, opened once.

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    """
    return images.open_model(images.pretrained(name))
