"""What a contender costs before it has learnt anything: arithmetic a step, memory an update.

On a CPU time ranks kernels, not architectures: PyTorch hands an LSTM to oneDNN and does GRU and RNN
one operation at a time. So every contender says what worked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import nn

from core.explain.costs import saved_bytes
from core.explain.kernels import kernel_in_use
from core.models.tcn import CausalConvolution
from core.models.transformer import Attention
from core.recipes.compare.building import new_model
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.material import TRIED, Reading
from core.recipes.compare.subjects.base import Contestant, Subject, trunk_settings
from core.recipes.compare.tasks import Task
from core.training.devices import one_thread

MIB = 2**20


@dataclass(frozen=True)
class Costs:
    """What is known of a contender's model before it learns; see `core.recipes.compare.result`."""

    parameters: int
    num_layers: int
    saved_mib: float
    flops: float
    kernel: str


def costs_of(contender: str, width: int, subject: Subject[Any], task: Task) -> Costs:
    """Return the costs of a contender, on one batch of the task."""
    model = new_model(subject, contender, width, seed=0)
    batch = next(subject.batches(Reading(0, TRIED, task.batch_size)))
    with one_thread():
        saved = saved_bytes(lambda: subject.loss(model, batch), model)
        kernel = kernel_in_use(model.trunk)
    trunk, num_steps = CONTENDERS[contender].trunk, subject.num_steps
    return Costs(
        parameters=sum(weight.numel() for weight in model.parameters()),
        num_layers=trunk_settings(trunk, width, num_steps, 0.0).num_layers,
        saved_mib=saved / MIB,
        flops=flops_a_step(model, num_steps),
        kernel=kernel,
    )


def flops_a_step(model: Contestant, num_steps: int) -> float:
    """Return the additions and multiplications of one step forward of one sequence.

    Every weight of a matrix is used once a step, with a multiplication and an addition; attention
    looks at half of the sequence on average, once for its weights and once for what it finds.
    """
    total = 0.0
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.RNNBase | CausalConvolution):
            own = module.parameters(recurse=False)
            total += 2.0 * sum(weight.numel() for weight in own if weight.dim() > 1)
        elif isinstance(module, Attention):
            total += 2.0 * module.project_out.in_features * num_steps
    return total
