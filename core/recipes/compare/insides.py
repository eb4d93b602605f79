"""What is looked into when trunks are compared: gradients, states, answers, costs.

Before learning, a trunk reads noise and its weights are as drawn, or as the dials turn them; after
learning, a specimen reads the test sequences that were kept with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import torch

from core.explain.costs import CostSettings, costs_by_length, costs_by_past
from core.explain.flow_settings import FlowSettings, flow_of
from core.explain.gradient_flow import GradientFlow, gradient_flow
from core.explain.hidden import Inside, look_inside
from core.models import SequenceModel, StartSettings, starts_of
from core.models.look_back_head import LookBackHead
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.machine import machine_of
from core.recipes.compare.result import Machine
from core.recipes.compare.specimens import Specimen
from core.recipes.compare.subjects.base import trunk_settings
from core.recipes.packing import pack, unpack
from core.recipes.shelf import SHIPPED
from core.runs import load_artifact
from core.training.progress import Artifact

COSTS_KIND = "compare-costs"
COSTS_SECONDS = 8  # for all trunks; 7.4 on an idle machine of two cores
LENGTHS = (100, 200, 400, 800)
COST_WIDTH = 32
MIB = 2**20


@dataclass(frozen=True)
class Begun:
    """A contender before it learns: who, how wide, how deep, over how many steps."""

    contender: str
    width: int
    num_layers: int
    num_steps: int


@dataclass(frozen=True)
class Dials:
    """What is turned before anything is learnt; None leaves it as the contender begins."""

    forget_bias: float | None = None
    spectral_radius: float | None = None


def fading_before(begun: Begun, dials: Dials) -> GradientFlow:
    """Return how much of the last state depends on each step before it, at the start."""
    who = CONTENDERS[begun.contender]
    usual = trunk_settings(who.trunk, begun.width, begun.num_steps, dropout=0.0)
    sizes = FlowSettings(
        trunk=who.trunk,
        length=begun.num_steps,
        spectral_radius=dials.spectral_radius or 0.0,
        hidden_size=begun.width,
        num_layers=begun.num_layers,
        num_heads=usual.num_heads,
    )
    start = StartSettings(init=who.start, memory=max(3, begun.num_steps))
    if dials.forget_bias is not None and takes(who.trunk, "forget_bias"):
        start = StartSettings(init="forget_bias", forget_bias=dials.forget_bias)
    return flow_of(sizes, start)


@cache
def takes(trunk: str, start: str) -> bool:
    """Return whether a trunk can begin that way."""
    return start in starts_of(CostSettings(trunk=trunk, hidden_size=8).new_trunk())


def model_of(specimen: Specimen) -> SequenceModel:
    """Return the model, ready to be used."""
    trunk = CONTENDERS[specimen.contender].trunk
    model = specimen.subject().build(trunk, specimen.width)
    weights = {name: torch.from_numpy(array) for name, array in specimen.weights.items()}
    model.load_state_dict(weights)
    return model.eval()


def answers_of(specimen: Specimen) -> np.ndarray:
    """Return what the model answers on the kept sequences.

    Returns
    -------
    numpy.ndarray
        Classes as int64, shape (N, T); values, or the chances of bits, as float32, (N, T, K).
    """
    with torch.inference_mode():
        output_NTK = model_of(specimen)(torch.from_numpy(specimen.inputs)).output
    if specimen.kind == "class":
        output_NTK = output_NTK.argmax(dim=-1)
    elif specimen.kind == "bits":
        output_NTK = output_NTK.sigmoid()
    answers: np.ndarray = output_NTK.numpy()
    return answers


def inside_of(specimen: Specimen, sequence: int) -> Inside:
    """Return states, gates and attention of the model over one of the kept sequences.

    Where the trunk has no attention and the head has, the head's is told.
    """
    model = model_of(specimen)
    x_TF = torch.from_numpy(specimen.inputs[sequence, : specimen.num_steps])
    inside = look_inside(model.trunk, model.inputs(x_TF[None])[0])
    if inside.attention is not None or not isinstance(model.head, LookBackHead):
        return inside
    with torch.no_grad():
        weights_1TT = model.head.weights(model.states(x_TF[None]))
    return replace(inside, attention=weights_1TT.numpy())


def fading_after(specimen: Specimen) -> GradientFlow:
    """Return how much of the right answer at the last step depends on each step before it."""
    model, steps = model_of(specimen), specimen.num_steps
    x_NTD = model.inputs(torch.from_numpy(specimen.inputs[:, :steps]))
    last_ND = model.trunk(x_NTD).states_BTD[:, -1].detach().requires_grad_()
    answer_NK = model.head(last_ND[:, None]).output_BKH[:, 0]
    if specimen.kind == "class":
        right_N = torch.from_numpy(specimen.targets[:, steps - 1])
        answer_NK = answer_NK.gather(1, right_N[:, None])
    (slope_ND,) = torch.autograd.grad(answer_NK.sum(), last_ND)
    return gradient_flow(model.trunk, x_NTD, slope_ND)


@dataclass(frozen=True)
class CostCurve:
    """What a trunk costs against the length, each a tuple as long as `lengths`.

    Attributes
    ----------
    trunk, kernel : str
        "fused" or "explicit".
    saved_mib, milliseconds : tuple of float
        Of learning from one sequence.
    step_milliseconds : tuple of float
        Of one more step after so many.
    """

    trunk: str
    kernel: str
    lengths: tuple[int, ...]
    saved_mib: tuple[float, ...]
    milliseconds: tuple[float, ...]
    step_milliseconds: tuple[float, ...]


@dataclass(frozen=True)
class CostTable:
    """The costs of all trunks, and where they were measured."""

    curves: tuple[CostCurve, ...]
    machine: Machine


def cost_table(trunks: Sequence[str], lengths: Sequence[int] = LENGTHS) -> CostTable:
    """Measure what trunks of one width cost, a Transformer with both kernels; takes a while."""
    kernels = [(trunk, "fused") for trunk in trunks]
    if "transformer" in trunks:
        kernels.append(("transformer", "explicit"))
    curves = tuple(_cost_curve(trunk, kernel, lengths) for trunk, kernel in kernels)
    return CostTable(curves, machine_of(()))


def _cost_curve(trunk: str, kernel: str, lengths: Sequence[int]) -> CostCurve:
    settings = CostSettings(trunk=trunk, kernel=kernel, hidden_size=COST_WIDTH, batch_size=1)
    learnt, used = costs_by_length(settings, lengths), costs_by_past(settings, lengths)
    return CostCurve(
        trunk,
        kernel,
        tuple(lengths),
        tuple(cost.saved_bytes / MIB for cost in learnt),
        tuple(cost.milliseconds for cost in learnt),
        tuple(cost.milliseconds for cost in used),
    )


def pack_costs(table: CostTable) -> Artifact:
    """Return the artifact of a table of costs."""
    arrays: dict[str, Any] = {}
    return Artifact({"kind": COSTS_KIND, "table": pack(table, arrays)}, arrays)


@cache
def shipped_costs() -> CostTable:
    """Return the costs that are shipped.

    Raises
    ------
    NoArtifact
        If none are.
    DamagedArtifact
        If what is there was changed.
    """
    artifact = load_artifact(SHIPPED / COSTS_KIND)
    table: CostTable = unpack(CostTable, artifact.record["table"], artifact.arrays)
    return table
