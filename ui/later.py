"""What a page does not wait for: made on a thread while the page stands, or once it is opened.

A promise is remembered by what it makes and of what, so that all visits share it and a rerun asks
for it at no cost. While one is not kept a fragment looks twice a second; then the page runs once
more, in full, and no more looks are taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import Any, TypeVar

import streamlit as st

from core.errors import SeqLabError
from ui.errors import show_error

T = TypeVar("T")

SECONDS_BETWEEN_LOOKS = 0.5
REMEMBERED_PROMISES = 64
_ROOM = threading.BoundedSemaphore(2)  # so many are made at once


@lru_cache(maxsize=REMEMBERED_PROMISES)
def promised(make: Callable[..., Any], *facts: Hashable) -> Future[Any]:
    """Return the one promise of `make(*facts)`, begun if there is none.

    `make` draws nothing: it runs on a thread that belongs to no visit.
    """
    promise: Future[Any] = Future()
    # a daemon: a server that is told to end does not wait for it
    threading.Thread(target=_keep, args=(promise, make, facts), name="later", daemon=True).start()
    return promise


def _keep(promise: Future[Any], make: Callable[..., Any], facts: Sequence[Hashable]) -> None:
    with _ROOM:
        try:
            promise.set_result(make(*facts))
        except Exception as error:  # whoever asks for the result gets it
            promise.set_exception(error)


def when_ready(promise: Future[T], draw: Callable[[T], object], waiting: str, *, key: str) -> None:
    """Draw what was promised, or until then a grey line that says what is waited for.

    Parameters
    ----------
    promise : Future
    draw : callable
        Is handed what was promised.
    waiting : str
        Already said.
    key : str
        Names the box of the error where it cannot be made.
    """
    if not promise.done():
        st.fragment(_look, run_every=SECONDS_BETWEEN_LOOKS)(promise, waiting)
        return
    try:
        made = promise.result()
    except SeqLabError as error:
        show_error(error, key=key)
        return
    draw(made)


def _look(promise: Future[Any], waiting: str) -> None:
    if promise.done():
        st.rerun()
    st.markdown(f":gray[{waiting}]")


@st.fragment
def lazily(label: str, key: str, draw: Callable[[T], object], subject: T) -> None:
    """Draw a closed, unobtrusive expander whose content is made when it is opened."""
    with st.expander(label, key=key, type="compact", on_change="rerun"):
        if st.session_state.get(key):
            draw(subject)
