"""The server's end of a worker process: started, told to stop, listened to, and surely ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from core.errors import WorkerLost
from core.jobs.attempts import Call, Outcome
from core.jobs.perform import Listener
from core.jobs.stopping import Stop
from core.jobs.wire import progress_of, to_line
from core.runs.records import State

ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 3.0  # between the wish to stop and the end by force


def run_in_worker(function: str, call: Call, listen: Listener, stop: Stop) -> Outcome:
    """Let a process of its own carry out a call, and listen to it until it ends.

    Raises
    ------
    WorkerLost
        If it ended without an outcome.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "core.jobs.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        start_new_session=True,
        pass_fds=(call.claim,),
    ) as worker:
        end_by_force = threading.Timer(GRACE_SECONDS, _kill, [worker])
        end_by_force.daemon = True

        def wish(state: State) -> None:
            _tell(worker, {"stop": state.value})
            end_by_force.start()

        _tell(worker, {"function": function, "call": call.record()})
        stop.tell(wish)
        outcome = _listen(worker, listen)
        # its exit is awaited but not yet collected: until then its number is nobody else's
        os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
        end_by_force.cancel()
        _kill(worker)  # whatever it started goes with it
        exit_code = worker.wait()
    if outcome is None:
        raise WorkerLost(exit_code=exit_code)
    return outcome


def _tell(worker: subprocess.Popen[str], message: dict[str, Any]) -> None:
    if worker.stdin is not None:
        with contextlib.suppress(BrokenPipeError, ValueError):  # it has ended
            worker.stdin.write(to_line(message))
            worker.stdin.flush()


def _listen(worker: subprocess.Popen[str], listen: Listener) -> Outcome | None:
    outcome = None
    for line in worker.stdout or ():
        if not line.endswith("\n"):
            break  # killed in the middle of a word
        message = json.loads(line)
        if "outcome" in message:
            outcome = Outcome.from_record(message["outcome"])
        else:
            listen(progress_of(message))
    return outcome


def _kill(worker: subprocess.Popen[str]) -> None:
    if worker.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
