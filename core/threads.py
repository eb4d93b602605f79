"""How the threads of numeric libraries wait for one another; to be called before torch is loaded.

OpenMP's threads spin while they wait, in torch's build (libgomp) almost for ever. That is fast
while a core is free for each of them and ruinous otherwise. Measured on two cores, notes learnt a
second, alone and beside two other busy programs: spinning 30,000 and 2,000 to 12,000; asleep at
once 16,500 and more than 10,000; asleep after a moment 27,000 and 13,000.
"""

from __future__ import annotations

import os

SPINS = "100000"  # a fraction of a millisecond


def wait_briefly() -> None:
    """Let waiting threads spin for a moment and sleep then, unless the environment says how."""
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
