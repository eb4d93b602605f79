"""How the threads of numeric libraries wait for one another; to be called before torch is loaded.

OpenMP's threads spin while they wait. That is fastest while a core is free for each of them, and
ruinous otherwise: with two other programs at work on two cores, a training step of 0.1 s took 2 s.
Asleep they cost next to nothing on an idle computer, and leave the screen its share of a busy one.
"""

from __future__ import annotations

import os


def wait_asleep() -> None:
    """Let waiting threads sleep, unless the environment says otherwise."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
