"""Which model of music the page plays: of the run just learnt or opened, else the shipped one.

A model is played while the music it was learnt from is what is chosen. Otherwise there is nothing
yet, and learning is what comes next. While a job is learnt the model of the one before stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from core.errors import NoArtifact, SeqLabError
from core.jobs import Snapshot
from core.recipes import music
from core.recipes.music.result import Result
from core.recipes.music.settings import MusicSettings
from core.recipes.music.studio import Studio, open_studio
from core.runs import Source, home, run_store
from ui.music_choice import PAGE, SAMPLE, Chosen, choose_source, use_collection
from ui.music_order import LEARN
from ui.settings_form import fill_form
from ui.watched import Watched, learnt_of, same_data, watch, when_kept

WISH = "music.use-sample"
REMEMBERED_STUDIOS = 4


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
    return watch(PAGE, LEARN, _adopt)


def _adopt(found: Watched) -> None:
    choose_source(found.source)
    fill_form(MusicSettings, PAGE, found.settings)


def find_result(chosen: Chosen) -> Showing:
    """Return what to show for the music that is chosen."""
    learnt = learnt_of(PAGE)
    try:
        if learnt is not None and same_data(learnt.source, chosen.source):
            studio = _of_run(learnt.run, when_kept(learnt.run))
            return Showing(studio, studio.result, learnt.run, None, chosen.source)
        if chosen.source.sample == SAMPLE:
            studio = _shipped()
            return Showing(studio, studio.result, None, None, chosen.source)
    except NoArtifact:
        pass  # none is shipped, or what was kept of the run was deleted: there is nothing yet
    except SeqLabError as error:
        return Showing(None, None, None, error, chosen.source)
    return Showing(None, None, None, None, chosen.source)


@lru_cache(maxsize=REMEMBERED_STUDIOS)
def _of_run(run: str, _written: int) -> Studio:
    return open_studio(run_store().artifact(run), home())


@lru_cache(maxsize=1)
def _shipped() -> Studio:
    return open_studio(music.pretrained(SAMPLE), home())
