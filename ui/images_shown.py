"""Which model the page asks: of the run just learnt or opened, else a shipped one of the same set.

A model is asked while the set it was learnt from is what is chosen. Otherwise there is nothing yet,
and learning is what comes next. While a job is learnt the model of the one before stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from core.errors import NoArtifact, SeqLabError
from core.jobs import Snapshot
from core.recipes import images
from core.recipes.images import Opened
from core.recipes.images.result import Result
from core.recipes.images.settings import ImageSettings
from core.runs import Source, run_store
from ui.images_choice import PAGE, Chosen, choose_source, use_set
from ui.images_order import LEARN
from ui.settings_form import fill_form
from ui.watched import Watched, learnt_of, same_data, watch, when_kept

WISH = "images.use-usual-set"
REMEMBERED_MODELS = 6
SHIPPED: Mapping[str, tuple[str, ...]] = {
    "shapes": ("shapes-vit", "shapes"),
    "digits": ("digits",),
    "textures": ("textures",),
}
"""The shipped models that know a set, the one that the page opens with first."""


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
    return watch(PAGE, LEARN, _adopt)


def _adopt(found: Watched) -> None:
    choose_source(found.source)
    fill_form(ImageSettings, PAGE, found.settings)


def find_result(chosen: Chosen) -> Showing:
    """Return what to show for the set that is chosen."""
    learnt = learnt_of(PAGE)
    source = chosen.source
    try:
        if learnt is not None and same_data(learnt.source, source):
            opened = _of_run(learnt.run, when_kept(learnt.run))
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


@lru_cache(maxsize=REMEMBERED_MODELS)
def _of_run(run: str, _written: int) -> Opened:
    return images.open_model(run_store().artifact(run))


@lru_cache(maxsize=REMEMBERED_MODELS)
def shipped(name: str) -> Opened:
    """Return a shipped model, opened once.

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    """
    return images.open_model(images.pretrained(name))
