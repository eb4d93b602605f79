"""A server to be killed: it takes one toy order and then waits for ever.

Usage: python -m tests.core.jobs.server HOME EXECUTOR SETTINGS-AS-JSON [JOB-TO-RESUME]; says the
job's id.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from core.jobs import JobManager
from tests.core.jobs import toy

if __name__ == "__main__":
    manager = JobManager(Path(sys.argv[1]), sys.argv[2])
    known = "".join(sys.argv[4:])
    job = manager.resume(known) if known else manager.submit(toy.order(**json.loads(sys.argv[3])))
    sys.stdout.write(f"{job}\n")
    sys.stdout.flush()
    threading.Event().wait()
