"""Which study the page shows: that of the run just made or opened, else a shipped one.

A study is shown while its task is the chosen one. While another is being made the one before stays.
A specimen, which is one contender kept whole, is no study: it belongs to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from core.errors import NoArtifact, SeqLabError
from core.jobs import Snapshot, State
from core.recipes import compare
from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import pretrained
from core.recipes.compare.specimens import (
    Specimen,
    SpecimenSettings,
    shipped_specimens,
    specimen_settings,
    unpack_specimen,
)
from core.runs import Run, Source, run_store
from ui.compare_choice import PAGE, Chosen, choose_task
from ui.compare_order import LEARN, OF, PART, SPECIMEN
from ui.settings_form import fill_form
from ui.watched import Watched, watch, watched_by, when_kept

MADE = "compare.made"
REMEMBERED = 16


@dataclass(frozen=True)
class Showing:
    """What stands in the third step: a study, or why there is none.

    Attributes
    ----------
    result : Result or None
        The same object for as long as it is the same study.
    run : str or None
        The run it is from; None for the shipped one.
    error : SeqLabError or None
        Why it cannot be opened.
    source : Source or None
        The data that are chosen.
    """

    result: Result | None
    run: str | None
    error: SeqLabError | None
    source: Source | None


def watched_job() -> Snapshot | None:
    """Return the job this page watches; open and close the second step as it begins and ends.

    A job that came with the address brings its task and its settings along.
    """
    snapshot = watch(PAGE, LEARN, _adopt)
    found = watched_by(PAGE)
    study = None if found is None else _study_of(found)
    if study and run_store().has_artifact(study):
        st.session_state[MADE] = study
    return snapshot


def _adopt(found: Watched) -> None:
    """Take over the task of a job, and of a study its settings."""
    if _study_of(found) == found.run:
        fill_form(CompareSettings, PAGE, found.settings)
    settings = found.settings
    choose_task(str(settings["task"]), int(settings["length"]), found.source)


def _study_of(found: Watched) -> str | None:
    """Return the study that a run is, or that a specimen belongs to; None if to none."""
    if found.tags.get(PART) == SPECIMEN[PART]:
        return found.tags.get(OF) or None
    return found.run


def is_specimen(snapshot: Snapshot) -> bool:
    """Tell whether a job makes a specimen and no study."""
    return snapshot.order.tags.get(PART) == SPECIMEN[PART]


def find_result(chosen: Chosen) -> Showing:
    """Return the study to show for the task that is chosen."""
    made: str | None = st.session_state.get(MADE)
    try:
        if made is not None:
            result = _of_run(made, when_kept(made))
            if _is_about(result, chosen):
                return Showing(result, made, None, chosen.source)
        return Showing(pretrained(chosen.name), None, None, chosen.source)
    except NoArtifact:
        pass  # none is shipped, or what was kept of the run was deleted: there is nothing yet
    except SeqLabError as error:
        return Showing(None, None, error, chosen.source)
    return Showing(None, None, None, chosen.source)


def _is_about(result: Result, chosen: Chosen) -> bool:
    return result.settings["task"] == chosen.name and (
        chosen.source is None or chosen.source.sha256 is None or result.source == chosen.source.name
    )


@lru_cache(maxsize=REMEMBERED)
def _of_run(run: str, _written: int) -> Result:
    return compare.use(run_store().artifact(run))


def studies() -> list[Run]:
    """Return the studies that were made here and ended, the newest first."""
    runs = run_store().runs(kind=PAGE)
    return [r for r in runs if r.status == State.DONE and r.opening.tags.get(PART) is None]


def result_of_run(run: Run) -> Result | None:
    """Return the study of a run; None where it is gone or was changed."""
    try:
        return _of_run(run.id, when_kept(run.id))
    except SeqLabError:
        return None


def kept_specimens() -> list[Run]:
    """Return the specimens that were made here, the newest first."""
    return [r for r in run_store().runs(kind=PAGE, tags=SPECIMEN) if r.status == State.DONE]


def specimens_of(result: Result) -> dict[str, Specimen]:
    """Return those contenders of a study that were kept whole, by name."""
    runs = kept_specimens()
    wanted = {row.name: specimen_settings(result, row) for row in result.rows if row.runs}
    found = {name: find_specimen(settings, runs) for name, settings in wanted.items()}
    return {name: specimen for name, specimen in found.items() if specimen is not None}


def find_specimen(settings: SpecimenSettings, runs: Sequence[Run]) -> Specimen | None:
    """Return the specimen of these settings: the first among runs, or the shipped one."""
    wanted = settings.record()
    for run in runs:
        kept = _kept_specimen(run.id) if dict(run.settings) == wanted else None
        if kept is not None:
            return kept
    return next((one for one in shipped_specimens() if one.settings == wanted), None)


@lru_cache(maxsize=REMEMBERED)
def _kept_specimen(run: str) -> Specimen | None:
    try:
        return unpack_specimen(run_store().artifact(run))
    except SeqLabError:
        return None
