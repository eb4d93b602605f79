"""Jobs: trainings in the background, watched by pulling, stopped and resumed.

A page submits an `Order` to the `job_manager()` and looks at frozen `Snapshot`s; the command line
carries an order out at once with `perform`. Importing this loads no torch and no MLflow.
"""

from __future__ import annotations

from core.jobs.failures import Failure
from core.jobs.manager import JobManager, job_manager
from core.jobs.orders import RESUMABLE, UNFINISHED, Order
from core.jobs.perform import Performed, perform, resume
from core.jobs.snapshots import Snapshot
from core.runs.records import State

__all__ = [
    "RESUMABLE",
    "UNFINISHED",
    "Failure",
    "JobManager",
    "Order",
    "Performed",
    "Snapshot",
    "State",
    "job_manager",
    "perform",
    "resume",
]
