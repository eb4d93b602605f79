"""Which table a page learns from and how it is to be read; nothing here draws.

A table comes from a built-in sample or from an upload. Uploads are kept by their hash and read by
our own gate, whatever the widget promised; the choice lives in the session, the sample's name in
the address. Read tables are remembered for all visits: nobody may write into one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st

from core.errors import SeqLabError
from core.recipes.sources import read_source, reading_of
from core.runs import Source, home, keep_blob
from core.vectorizers.samples import SAMPLES
from core.vectorizers.table import ReadOptions, Table
from ui.i18n import _
from ui.state import take_dropped

REMEMBERED_TABLES = 8


@dataclass(frozen=True)
class Chosen:
    """What is chosen: the source, how it is to be read, and the table or why there is none."""

    source: Source
    options: ReadOptions
    table: Table | None
    error: SeqLabError | None = None


def chosen_table(page: str, *, sample: str) -> Chosen:
    """Return the table that is chosen on `page`, `sample` at first.

    A file that was dropped for this page on the home page is taken over.
    """
    dropped = take_dropped(page)
    if dropped is not None:
        choose_file(page, dropped)
    source = _source(page, sample)
    options = options_of(page)
    try:
        return Chosen(source, options, _read(replace(source, reading=reading_of(options))))
    except SeqLabError as error:
        return Chosen(source, options, None, error)


def _source(page: str, sample: str) -> Source:
    kept: Source | None = st.session_state.get(f"{page}.file")
    if st.session_state.get(f"{page}.from") == "file" and kept is not None:
        return kept
    name = st.session_state.get(f"{page}.sample", sample_asked_for(page, sample))
    return Source(name=_(SAMPLES[name].title), sample=name)


def sample_asked_for(page: str, sample: str) -> str:
    """Return the sample that the address names, or `sample` if it names none."""
    asked = st.query_params.get(f"{page}.sample", sample)
    return asked if asked in table_samples() else sample


def table_samples() -> list[str]:
    """Return the names of the samples that are tables."""
    return [name for name, item in SAMPLES.items() if item.kind == "table"]


@lru_cache(maxsize=REMEMBERED_TABLES)
def _read(source: Source) -> Table:
    return read_source(source, home())


# What follows is for callbacks, or to be called before the widgets are drawn.


def choose_source(page: str, source: Source) -> None:
    """Let `page` learn from where a job learnt."""
    if source.sample is None:
        choose_file(page, source)
    else:
        use_sample(page, source.sample)


def choose_file(page: str, source: Source) -> None:
    """Let `page` learn from a file that is already kept."""
    st.session_state[f"{page}.from"] = "file"
    st.session_state[f"{page}.file"] = source
    read_as_found(page)


def use_sample(page: str, sample: str) -> None:
    """Let `page` learn from a built-in sample."""
    st.session_state[f"{page}.from"] = "sample"
    st.session_state[f"{page}.sample"] = sample
    read_as_found(page)


def keep_upload(page: str) -> None:
    """Keep the bytes that were uploaded on `page`, and let it learn from them."""
    upload = st.session_state[f"{page}.upload"]
    if upload is not None:
        sha256 = keep_blob(home(), upload.getvalue())
        choose_file(page, Source(name=upload.name, sha256=sha256))


def options_of(page: str) -> ReadOptions:
    """Return how the table of `page` is to be read."""
    options: ReadOptions = st.session_state.get(f"{page}.options", ReadOptions())
    return options


def read_as_found(page: str) -> None:
    """Forget how the last table was to be read."""
    st.session_state.pop(f"{page}.options", None)


def switch_repair(page: str, code: str) -> None:
    """Leave a repair out, or make it again."""
    options = options_of(page)
    without = tuple(sorted(set(options.without) ^ {code}))
    st.session_state[f"{page}.options"] = replace(options, without=without)


def read_time_from(page: str) -> None:
    """Read the times from the column that is chosen in the box of the error."""
    column = st.session_state[f"{page}.time_column"]
    if column:
        options = replace(options_of(page), time_column=column)
        st.session_state[f"{page}.options"] = options
