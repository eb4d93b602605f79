"""Which result the forecast page shows: of the run just learnt, shipped, or of baselines alone.

A result is shown while it answers what the form asks: the same data, quantity, column and horizon.
Otherwise the baselines answer, in less than two seconds, and learning is what comes next. While a
job is learnt the result of the one before stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from core.errors import SeqLabError
from core.jobs import Snapshot
from core.recipes import forecast
from core.recipes.forecast.result import Result
from core.recipes.forecast.settings import ForecastSettings
from core.recipes.sources import reading_of
from core.runs import Source, home, run_store
from core.vectorizers.table import ReadOptions
from ui.data_panel import Chosen, choose_source, use_sample
from ui.settings_form import fill_form
from ui.watched import Watched, learnt_of, same_data, watch

PAGE = "forecast"
SAMPLE = "sp500"
LEARN = "forecast-learn"
WISH = "forecast.use-sample"
TASK = ("quantity", "column", "horizon")
REMEMBERED_RESULTS = 16


@dataclass(frozen=True)
class Showing:
    """What stands in the third step: a result and the run it is from, or why there is none."""

    result: Result | None
    run: str | None = None
    error: SeqLabError | None = None


def use_sample_next() -> None:
    """Go back to the sample in the next run: widgets that are drawn already cannot be set."""
    st.session_state[WISH] = True
    st.rerun()


def watched_job() -> Snapshot | None:
    """Return the job this page watches; open and close the second step as it begins and ends.

    A job that came with the address brings its data and its settings along.
    """
    if st.session_state.pop(WISH, False):
        use_sample(PAGE, SAMPLE)
    return watch(PAGE, LEARN, _adopt)


def _adopt(found: Watched) -> None:
    choose_source(PAGE, replace(found.source, reading=()))
    st.session_state[f"{PAGE}.options"] = ReadOptions.from_record(dict(found.source.reading))
    fill_form(ForecastSettings, PAGE, found.settings)


def find_result(chosen: Chosen, settings: ForecastSettings | None) -> Showing:
    """Return what to show for the data that is chosen and the settings of the form."""
    if chosen.table is None or settings is None:
        return Showing(None)
    learnt = learnt_of(PAGE)
    try:
        if learnt is not None and _answers(learnt, chosen, settings):
            return Showing(_of_run(learnt.run), run=learnt.run)
        if chosen.source.sample == SAMPLE and chosen.options == ReadOptions():
            shipped = _shipped()
            if same_task(shipped.settings, settings):
                return Showing(shipped)
        return Showing(_baselines(source_of(chosen), settings))
    except SeqLabError as error:
        return Showing(None, error=error)


def source_of(chosen: Chosen) -> Source:
    """Return where the data is and how it is to be read, for a job that reads it by itself."""
    return replace(chosen.source, reading=reading_of(chosen.options))


def _answers(learnt: Watched, chosen: Chosen, settings: ForecastSettings) -> bool:
    return same_data(learnt.source, source_of(chosen)) and same_task(learnt.settings, settings)


def same_task(one: Mapping[str, Any], settings: ForecastSettings) -> bool:
    """Return whether recorded settings ask the same question as those of the form."""
    asked = {**ForecastSettings.defaults(), **one}
    return all(asked[name] == getattr(settings, name) for name in TASK)


@lru_cache(maxsize=REMEMBERED_RESULTS)
def _of_run(run: str) -> Result:
    return forecast.use(run_store().artifact(run))


@lru_cache(maxsize=1)
def _shipped() -> Result:
    return forecast.pretrained()


@lru_cache(maxsize=REMEMBERED_RESULTS)
def _baselines(source: Source, settings: ForecastSettings) -> Result:
    return forecast.baselines(source, settings, home())
