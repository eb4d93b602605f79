"""Data that take long to read are read in a thread of their own, so that no page waits for them.

A shelf remembers the newest readings for all visits; nobody may write into what was read.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Generic, TypeVar

import streamlit as st

from core.runs import Source, home
from ui.i18n import _, whole

T = TypeVar("T")

Steps = Generator[tuple[int, int], None, T]
"""How far a reading is: so many files of so many."""


class Reading(Generic[T]):
    """Data that are being read, or that were.

    Parameters
    ----------
    steps : generator
    patience : float
        For how many seconds after its beginning a page waits: what is there by then is drawn at
        once, without a word about reading.
    """

    def __init__(self, steps: Steps[T], patience: float) -> None:
        self.steps, self.until = steps, time.monotonic() + patience
        self.done, self.total = 0, 0
        self._read: Future[T] = Future()
        # a daemon: a server that is told to end does not wait for the last file
        threading.Thread(target=self._carry_out, name="reading", daemon=True).start()

    def _carry_out(self) -> None:
        try:
            while True:
                self.done, self.total = next(self.steps)
        except StopIteration as end:
            self._read.set_result(end.value)
        except Exception as error:  # whoever asks for the result gets it
            self._read.set_exception(error)

    @property
    def is_over(self) -> bool:
        """Whether it was read, or cannot be."""
        return self._read.done()

    @property
    def has_failed(self) -> bool:
        """Whether it cannot be read."""
        return self.is_over and self._read.exception() is not None

    def result(self) -> T:
        """Return what was read; wait for it only in the first moment of its reading.

        Raises
        ------
        TimeoutError
            If it takes longer.
        SeqLabError
            If it cannot be used.
        """
        return self._read.result(max(0.0, self.until - time.monotonic()))


class Shelf(Generic[T]):
    """The newest readings, by source.

    Parameters
    ----------
    read : callable
        Begins to read a source of a home.
    patience : callable
        For how many seconds a page waits for a source.
    remembered : int
    """

    def __init__(
        self,
        read: Callable[[Source, Path], Steps[T]],
        patience: Callable[[Source], float],
        remembered: int,
    ) -> None:
        self.read, self.patience, self.remembered = read, patience, remembered
        self._readings: OrderedDict[Source, Reading[T]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, source: Source) -> Reading[T]:
        """Return the one reading of a source, begun if there is none."""
        source = _plainly(source)
        with self._lock:
            found = self._readings.get(source)
            if found is None:
                found = Reading(self.read(source, home()), self.patience(source))
                self._readings[source] = found
                while len(self._readings) > self.remembered:
                    self._readings.popitem(last=False)
            self._readings.move_to_end(source)
            return found

    def try_again(self, source: Source) -> None:
        """Forget a reading that failed: what could not be read before may be there now."""
        source = _plainly(source)
        with self._lock:
            if (before := self._readings.get(source)) is not None and before.has_failed:
                del self._readings[source]


def _plainly(source: Source) -> Source:
    """Return a built-in source under its own name: it is called differently in each language."""
    return source if source.sample is None else replace(source, name=source.sample)


def show_progress(reading: Reading[T], begins: str) -> None:
    """Tell how far a reading is, until there is a number in the given words.

    When it is over the page is drawn again.
    """
    if reading.is_over:
        st.rerun()
    if not reading.total:
        st.progress(0.0, text=begins)
        return
    words = _("Reading file {done} of {total}; the next time they are there at once")
    told = words.format(done=whole(reading.done), total=whole(reading.total))
    st.progress(reading.done / reading.total, text=told)
