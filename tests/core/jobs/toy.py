"""A recipe for tests: a little torch, real checkpoints, and every way in which a training can end.

Settings: `epochs`; `seed`; `hold`, a file that must be there before epoch `hold_at` + 1 begins;
`fault`, what goes wrong after epoch `fault_at`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch

from core.errors import Diverged
from core.jobs import Order
from core.runs import Source, Work
from core.training.checkpoints import Checkpoint
from core.training.progress import Artifact, Epoch, Finished, Part, Progress, Tick

NEVER = threading.Event()
PARTS = (Part("seed", 1, 1),)


def train(work: Work) -> Generator[Progress, None, None]:
    wanted: dict[str, Any] = {
        "epochs": 5,
        "seed": 0,
        "hold": "",
        "hold_at": 2,
        "fault": "",
        "fault_at": 1,
    }
    wanted |= work.settings
    random = torch.Generator().manual_seed(wanted["seed"])
    weights = torch.ones(7)
    checkpoint = Checkpoint(work.folder / "toy.pt")
    state = checkpoint.load() or {"epoch": 0, "weights": weights, "random": random.get_state()}
    weights = state["weights"]
    random.set_state(state["random"])
    for epoch in range(state["epoch"] + 1, wanted["epochs"] + 1):
        yield from hold(wanted, epoch)
        weights = weights - 0.1 * (weights - torch.randn(7, generator=random))
        kept = {"epoch": epoch, "weights": weights, "random": random.get_state()}
        checkpoint.save(kept)
        work.publish(result(weights, epoch))
        loss = float(weights.square().mean())
        fraction = epoch / wanted["epochs"]
        yield Epoch(epoch, wanted["epochs"], loss, loss + 1, epoch, 11.0, PARTS, fraction)
        if epoch == wanted["fault_at"]:
            go_wrong(wanted["fault"])
    yield Finished(result(weights, wanted["epochs"]))


def hold(wanted: dict[str, Any], epoch: int) -> Generator[Tick, None, None]:
    while wanted["hold"] and epoch > wanted["hold_at"] and not Path(wanted["hold"]).exists():
        NEVER.wait(0.01)
        yield Tick((epoch - 1) / wanted["epochs"], PARTS)


def go_wrong(fault: str) -> None:
    if fault == "bug":
        raise ZeroDivisionError("a toy's own fault")
    if fault == "diverged":
        raise Diverged(steps=3, rate=0.5)
    if fault == "chatty":
        sys.stdout.write("this is no message\n")
        sys.stdout.flush()
    if fault == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "deaf":
        NEVER.wait()


def result(weights: torch.Tensor, epoch: int) -> Artifact:
    return Artifact({"epoch": epoch}, {"weights": weights.numpy()}, {"size": float(weights.norm())})


def mute(work: Work) -> Generator[Progress, None, None]:
    """End without a result, which no recipe may."""
    yield Tick(len(work.settings) + 0.5)


def order(function: str = "train", **settings: Any) -> Order:
    return Order(
        function=f"tests.core.jobs.toy:{function}",
        kind="toy",
        title="A toy",
        source=Source("nile", sample="nile"),
        settings=settings,
        command="python -m tests.core.jobs.toy",
        tags={"contest": "toys", "configuration": str(settings.get("seed", 0))},
    )
