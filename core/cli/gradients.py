"""`gradients`: how much of a loss reaches back through the steps of a sequence."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from core.cli.knob_options import add_knobs, given_knobs
from core.explain.flow_settings import FlowSettings, flow_of
from core.explain.gradient_flow import GradientFlow
from core.models import StartSettings
from core.models.starts import SHORTEST_MEMORY
from core.recipes.compare.insides import fading_after
from core.recipes.compare.specimens import unpack_specimen
from core.runs import home, load_artifact, run_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the trunk, how long the sequence is, and how the weights begin; or what was learnt."""
    parser.add_argument(
        "--artifact",
        metavar="RUN|FOLDER",
        help="a contender that was kept after it had learnt, in place of one that begins",
    )
    add_knobs(parser, FlowSettings, StartSettings)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the contract's object, and the same for everything that has a gradient."""
    settings = FlowSettings.from_record(given_knobs(arguments, only=FlowSettings))
    given = {"memory": max(SHORTEST_MEMORY, settings.length)}
    start = StartSettings.from_record(given | given_knobs(arguments, only=StartSettings))
    if arguments.artifact is None:
        told, flow = {"trunk": settings.trunk, "init": start.init}, flow_of(settings, start)
    else:
        told, flow = _learnt(arguments.artifact, home(arguments.home))
    limit = settings.max_grad_norm
    return {
        **told,
        "length": flow.length,
        "quantity": flow.memory,
        "lags": list(range(flow.length)),
        "relative": _relative(flow, flow.memory),
        "first_below_1_percent": flow.first_below(flow.memory),
        "gradients": {
            name: {
                "relative": _relative(flow, name),
                "log10": flow.sizes[name],
                "first_below_1_percent": flow.first_below(name),
            }
            for name in flow.sizes
        },
        "log10_weights": flow.weights,
        "clipping": flow.clipping(limit) if limit else None,
    }


def _learnt(named: str, where: Path) -> tuple[dict[str, str], GradientFlow]:
    """Return who learnt what, and the gradient through it."""
    folder = Path(named)
    artifact = load_artifact(folder) if folder.is_dir() else run_store(where).artifact(named)
    specimen = unpack_specimen(artifact)
    told = {"trunk": specimen.contender, "learnt": str(specimen.settings["task"])}
    return told, fading_after(specimen)


def _relative(flow: GradientFlow, name: str) -> np.ndarray:
    """Return the size at each lag against the reference, shape (T,)."""
    return np.asarray(10 ** flow.relative(name))
