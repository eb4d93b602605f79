"""A process of its own for the units of a study: `python -m core.recipes.compare.worker`.

The study comes as a JSON line on standard input, then one line for each unit; checks and ends go
out as JSON lines on standard output. It has one thread, so that its process time is the core time
of what it learns. When the input ends it ends; when nobody listens any more, at the next check.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Generator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import torch

from core.recipes.compare.learning import Check
from core.recipes.compare.preparing import subject_of
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.units import Ended, Unit, carry_out
from core.runs import Source


def main() -> None:
    """Carry out the units that come in, one after the other."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for a message
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us will say when to end
    torch.set_num_threads(1)
    study = json.loads(sys.stdin.readline())
    settings = CompareSettings.from_record(study["settings"])
    source = Source.from_record(study["source"])
    subject = subject_of(settings, source, Path(study["home"]), study["device"])
    for line in sys.stdin:
        steps = carry_out(Unit(**json.loads(line)), settings, subject, study["device"])
        ended = send_all(steps, out)
        say(out, {"ended": asdict(ended)})


def send_all(steps: Generator[Check, None, Ended], out: TextIO) -> Ended:
    """Send every check of a unit, and return what became of it."""
    while True:
        try:
            check = next(steps)
        except StopIteration as end:
            ended: Ended = end.value
            return ended
        say(out, {"check": asdict(check)})


def say(out: TextIO, message: Mapping[str, Any]) -> None:
    """Send a message as one line."""
    out.write(json.dumps(message) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
