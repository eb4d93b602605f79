"""A process of its own for one job: `python -m core.jobs.worker`.

The call comes as a JSON line on standard input, and later perhaps a wish to stop; what the training
says goes out as JSON lines on standard output. When the input ends, the server is gone: the worker
stops as interrupted, and ends by force if the recipe does not let go.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import threading
import time
from typing import Any, TextIO

from core.jobs.attempts import Call
from core.jobs.stopping import Stop
from core.jobs.wire import is_a, progress_record, to_line
from core.runs.records import State
from core.training.progress import Epoch, Tick

NICENESS = 10  # the screen comes first
GRACE_SECONDS = 3.0
SECONDS_BETWEEN_TICKS = 0.05


class Mouth:
    """The way out: epochs all, ticks at most twenty a second."""

    def __init__(self, out: TextIO, stop: Stop) -> None:
        self.out = out
        self.stop = stop
        self.ticked_at = -1.0

    def say(self, message: dict[str, Any]) -> None:
        """Send a message; when nobody listens any more, wish to stop."""
        try:
            self.out.write(to_line(message))
            self.out.flush()
        except BrokenPipeError:
            self.stop.ask(State.INTERRUPTED)

    def progress(self, item: Epoch | Tick) -> None:
        """Send what the training said."""
        now = time.monotonic()
        if is_a(item, Epoch) or now - self.ticked_at >= SECONDS_BETWEEN_TICKS:
            self.ticked_at = now
            self.say(progress_record(item))


def obey(stop: Stop, lines: TextIO) -> None:
    """Pass on each wish to stop that comes in; when the input ends, so do we."""
    for line in lines:
        stop.ask(State(json.loads(line)["stop"]))
    stop.ask(State.INTERRUPTED)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    """Carry out the call that comes in."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for a message
    os.nice(NICENESS)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    task = json.loads(sys.stdin.readline())
    stop = Stop()
    mouth = Mouth(out, stop)
    threading.Thread(target=obey, args=(stop, sys.stdin), daemon=True).start()
    module, _, name = task["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    outcome = function(Call.from_record(task["call"]), mouth.progress, stop)
    mouth.say({"outcome": outcome.record()})


if __name__ == "__main__":
    main()
    logging.shutdown()
    os._exit(0)  # an ordinary end would trip over the thread that still waits for input
