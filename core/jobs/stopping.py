"""How a training is asked to stop, from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.runs.records import State


class Stop:
    """A wish to stop that is looked at between two steps; the first wish counts.

    `state` is None, or what the job will be once it has stopped: cancelled when a person asked,
    interrupted when the server is going down.
    """

    def __init__(self) -> None:
        self.state: State | None = None
        self._lock = threading.Lock()
        self._ears: list[Callable[[State], None]] = []

    def ask(self, state: State) -> None:
        """Wish that the job stops and is in `state` then."""
        with self._lock:
            if self.state is not None:
                return
            self.state = state
            ears = list(self._ears)
        for ear in ears:
            ear(state)

    def tell(self, ear: Callable[[State], None]) -> None:
        """Let `ear` hear the wish, at once if it was said already."""
        with self._lock:
            self._ears.append(ear)
            state = self.state
        if state is not None:
            ear(state)
