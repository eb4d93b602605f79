"""What a visit remembers, and what of it lives in the address.

The session holds the job that each page watches and a file dropped on the home page. The address
holds the job's id, so that a reload, a second tab or a laptop closed overnight finds it again; it
is written again after a change of page, which drops it.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.runs import Source

JOB_IN_ADDRESS = "job"


@dataclass(frozen=True)
class Dropped:
    """A file dropped on the home page, kept by its hash, on its way to the page that reads it."""

    page: str
    source: Source


def job_of(page: str) -> str | None:
    """Return the id of the job or run that `page` watches, and write it into the address.

    An address that names a job wins over what the session remembers.
    """
    asked = st.query_params.get(JOB_IN_ADDRESS)
    if asked:
        st.session_state[_job_key(page)] = asked
    remembered: str | None = st.session_state.get(_job_key(page))
    if remembered and not asked:
        st.query_params[JOB_IN_ADDRESS] = remembered
    return remembered


def watch_job(page: str, job: str | None) -> None:
    """Let `page` watch `job` from now on; None forgets the one it watched."""
    if job is None:
        st.session_state.pop(_job_key(page), None)
        st.query_params.pop(JOB_IN_ADDRESS, None)
        return
    st.session_state[_job_key(page)] = job
    st.query_params[JOB_IN_ADDRESS] = job


def open_on(page: str, job: str) -> None:
    """Let `page` show `job` when it is opened next, without touching this page's address."""
    st.session_state[_job_key(page)] = job


def _job_key(page: str) -> str:
    return f"job of {page}"


def drop(dropped: Dropped) -> None:
    """Hand a file to the page that reads it."""
    st.session_state["dropped"] = dropped


def take_dropped(page: str) -> Source | None:
    """Return the file that was dropped for `page`, once."""
    dropped: Dropped | None = st.session_state.get("dropped")
    if dropped is None or dropped.page != page:
        return None
    del st.session_state["dropped"]
    return dropped.source
