"""Sets of pictures are read in a thread of their own, so that no page waits for ten thousand files.

What was read is remembered for all visits.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import replace

from core.recipes.images.sets import loading
from core.runs import Source, home
from core.vectorizers.image_sets import ImageSet

REMEMBERED_READINGS = 3  # CIFAR-10 has two hundred megabytes
BRIEFLY_SECONDS = 0.4  # what is there by then is drawn at once, without a word about reading
MAKING_SECONDS = (
    2.0  # a built-in set is made in less, once, and the page opens with a picture of it
)


class Reading:
    """A set that is being read, by a thread of its own, or that was read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.begun = time.monotonic()
        self.done, self.total = 0, 0
        self._read: Future[ImageSet] = Future()
        # a daemon: a server that is told to end does not wait for the last picture
        threading.Thread(target=self._carry_out, name="reading images", daemon=True).start()

    def _carry_out(self) -> None:
        steps = loading(self.source, home())
        try:
            while True:
                self.done, self.total = next(steps)
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

    def pictures(self) -> ImageSet:
        """Return what was read; wait for it only in the first moment of its reading.

        Raises
        ------
        TimeoutError
            If it takes longer.
        SeqLabError
            If it cannot be used.
        """
        patience = BRIEFLY_SECONDS if self.source.sample is None else MAKING_SECONDS
        return self._read.result(max(0.0, self.begun + patience - time.monotonic()))


_READINGS: OrderedDict[Source, Reading] = OrderedDict()
_LOCK = threading.Lock()


def reading_of(source: Source) -> Reading:
    """Return the one reading of a source, begun if there is none."""
    if source.sample is not None:  # a built-in set is called differently in each language
        source = replace(source, name=source.sample)
    with _LOCK:
        found = _READINGS.get(source)
        if found is None:
            found = _READINGS[source] = Reading(source)
            while len(_READINGS) > REMEMBERED_READINGS:
                _READINGS.popitem(last=False)
        _READINGS.move_to_end(source)
        return found


def try_again(source: Source) -> None:
    """Forget a reading that failed: what could not be read before may be there now."""
    with _LOCK:
        if (before := _READINGS.get(source)) is not None and before.has_failed:
            del _READINGS[source]
