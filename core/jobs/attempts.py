"""One try at a job as a call that can travel to another process, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from core.jobs.failures import Failure
from core.jobs.perform import Listener, carry_out, resumable
from core.jobs.stopping import Stop
from core.runs.records import State


@dataclass(frozen=True)
class Call:
    """A job that somebody has claimed.

    Attributes
    ----------
    home : Path
    job : str
    claim : int
        The descriptor that holds the claim; a worker inherits it, so the claim lasts as long as
        the worker.
    num_workers : int
        How many jobs share the cores.
    """

    home: Path
    job: str
    claim: int
    num_workers: int = 1

    def record(self) -> dict[str, Any]:
        """Return the call as plain JSON values."""
        return {**asdict(self), "home": str(self.home)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the call that `record` describes."""
        return cls(**{**record, "home": Path(record["home"])})


class Outcome(NamedTuple):
    """What became of a job."""

    state: State
    failure: Failure | None = None

    def record(self) -> dict[str, Any]:
        """Return the outcome as plain JSON values."""
        failure = None if self.failure is None else self.failure.record()
        return {"state": self.state.value, "failure": failure}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the outcome that `record` describes."""
        failure = record["failure"]
        return cls(
            State(record["state"]), None if failure is None else Failure.from_record(failure)
        )


def attempt(call: Call, listen: Listener, stop: Stop) -> Outcome:
    """Carry out a claimed job in this thread, with its share of the cores."""
    from core.training.devices import share_cores  # loads torch

    share_cores(call.num_workers)
    performed = carry_out(call.home, resumable(call.home, call.job), listen, stop)
    error = performed.error
    return Outcome(performed.state, None if error is None else Failure.of(error))
