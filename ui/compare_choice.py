"""Which task the contenders are put to, how long it is, and whose data; nothing here draws.

The choice lives in the session and, but for a file, in the address. Files are kept by their hash
and read by our own gate. What is known of a task's data is remembered for all visits; data that
somebody has are read in a thread of their own, so that no page waits for hundreds of scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.errors import BadSetting, SeqLabError
from core.recipes import compare
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import Facts, facts_of
from core.recipes.compare.tasks import PIANO_ROLL, TASKS, Task
from core.recipes.music.corpus import keep_files
from core.runs import Source, home, keep_blob
from ui.later import promised

PAGE = "compare"
TASK, LENGTH, FILE = "compare.task", "compare.length", "compare.file"
USUAL_TASK = "adding"
ENDINGS: Mapping[str, tuple[str, ...]] = {
    PIANO_ROLL: ("mat",),
    "forecast": ("csv", "tsv", "txt", "xlsx", "parquet", "json", "zip"),
    "music": ("mid", "midi", "kar", "musicxml", "xml", "mxl", "zip"),
    "images": ("zip",),
}
"""How the names of files end that a task takes."""
TABLE_KNOBS = ("quantity", "column", "horizon")
"""What of a table is forecast; without meaning for other tasks."""
BRIEFLY_SECONDS = 0.5


@dataclass(frozen=True)
class Chosen:
    """What is chosen: a task, its length, its data, and what is known of them or why nothing is.

    Attributes
    ----------
    name : str
        A key of `TASKS`.
    length : int
        0 where the data have a length of their own.
    source : Source or None
        None while a task waits for its file.
    reading : Future or None
        While the data are being read.
    """

    name: str
    length: int
    source: Source | None
    facts: Facts | None = None
    error: SeqLabError | None = None
    reading: Future[Facts] | None = None

    @property
    def task(self) -> Task:
        """The row of the table of tasks."""
        return TASKS[self.name]

    @property
    def may_be_learnt(self) -> bool:
        """Whether a study can begin: data need not be read before."""
        return self.source is not None and self.error is None

    def settings(self) -> CompareSettings:
        """Return a study of this task and data with everything else as usual."""
        return CompareSettings(task=self.name, length=self.length, **_of_table(self.name))


def chosen_task() -> Chosen:
    """Return the task that is chosen, the adding problem at first; wait for its data briefly."""
    name = _task()
    chosen = Chosen(name, length_of(name), source_of(name))
    if chosen.source is None:
        return chosen
    try:
        reading = promised(_facts, chosen.settings(), chosen.source)
        return replace(chosen, facts=reading.result(BRIEFLY_SECONDS))
    except TimeoutError:
        return replace(chosen, reading=reading)
    except SeqLabError as error:
        return replace(chosen, error=error)


def _of_table(name: str) -> dict[str, Any]:
    """Return what of a table is forecast, where the task is about one."""
    if name != "forecast":
        return {}
    asked = {knob: st.session_state.get(f"{PAGE}.{knob}") for knob in TABLE_KNOBS}
    return {knob: value for knob, value in asked.items() if value is not None}


def _task() -> str:
    asked = st.session_state.get(TASK, st.query_params.get(TASK, USUAL_TASK))
    return asked if asked in TASKS else USUAL_TASK


def length_of(name: str) -> int:
    """Return the length that is chosen for a task, its own where none or an unfit one is."""
    task = TASKS[name]
    if not task.length:
        return 0
    try:
        asked = int(st.session_state.get(LENGTH, st.query_params.get(LENGTH, 0)))
    except (TypeError, ValueError):
        return task.length
    return asked if task.shortest <= asked <= task.longest else task.length


def source_of(name: str) -> Source | None:
    """Return the data of a task: those that were given, else its own or the built-in ones."""
    kept: Source | None = st.session_state.get(f"{FILE}.{name}")
    task = TASKS[name]
    if task.wants and (kept is not None or not task.sample):
        return kept
    return compare.source_of(CompareSettings(task=name))


def _facts(settings: CompareSettings, source: Source) -> Facts:
    return facts_of(settings, source, home())


def settings_so_far(chosen: Chosen) -> CompareSettings | None:
    """Return the settings as they were drawn last or as the address asks; None if unusable.

    The line of a closed step is written before its widgets are.
    """
    values: dict[str, Any] = {}
    for name, default in CompareSettings.defaults().items():
        key = f"{PAGE}.{name}"
        asked = st.query_params.get(key)
        values[name] = st.session_state.get(key, default if asked is None else asked)
    try:
        return CompareSettings(**{**values, "task": chosen.name, "length": chosen.length})
    except BadSetting:
        return None


# What follows is for callbacks, or to be called before the widgets are drawn.


def choose_task(name: str, length: int = 0, source: Source | None = None) -> None:
    """Put the contenders to a task; a length of 0 is the task's own."""
    task = TASKS[name]
    st.session_state[TASK] = name
    fits = task.shortest <= length <= task.longest
    st.session_state[LENGTH] = length if fits else task.length
    if source is not None:
        st.session_state[f"{FILE}.{name}"] = None if source.sha256 is None else source


def task_was_chosen() -> None:
    """Give a task that was chosen just now its own length."""
    choose_task(st.session_state[TASK])


def keep_upload(name: str, widget: str) -> None:
    """Keep the file that was uploaded for a task."""
    upload = st.session_state[widget]
    if upload is None:
        return
    if name == "music":
        source = keep_files([(upload.name, upload.getvalue())], home())
    else:
        source = Source(name=upload.name, sha256=keep_blob(home(), upload.getvalue()))
    st.session_state[f"{FILE}.{name}"] = source


def drop_upload(name: str) -> None:
    """Go back to the built-in data of a task."""
    st.session_state[f"{FILE}.{name}"] = None


def tell_address(chosen: Chosen) -> None:
    """Write the choice into the address; what is usual is left out."""
    usual = {TASK: USUAL_TASK, LENGTH: str(chosen.task.length)}
    for key, value in ((TASK, chosen.name), (LENGTH, str(chosen.length))):
        if value != usual[key]:
            st.query_params[key] = value
        else:
            st.query_params.pop(key, None)
