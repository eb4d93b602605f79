"""How far an answer is off, while learning and when it is judged.

Conventions: only counted steps take part; M of them in a batch, one after the other. A *loss* is
what is made smaller: squared error, or nats. A *score* is the task's figure: the squared error, 1
or 0 for right or wrong, nats. K numbers of a step are meant for values and summed for bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor

from core.models import SequenceModel
from core.recipes.compare.subjects.base import Judged
from core.training.devices import device_of
from core.vectorizers.signal_tasks import Batch, rows_of
from core.vectorizers.signal_tasks.records import Kind

STEPS_AT_ONCE = 40_000  # of all sequences together: bounds the memory of a look


class Steps(NamedTuple):
    """Sequences that were judged, and the scores of their last counted steps alone, (N,)."""

    judged: Judged
    last_scores: np.ndarray


def step_losses(kind: Kind, output_MK: Tensor, targets_M: Tensor) -> Tensor:
    """Return the loss of each step, shape (M,); targets are (M,K), for classes (M,)."""
    if kind == "class":
        return F.cross_entropy(output_MK, targets_M, reduction="none")
    if kind == "bits":
        each = F.binary_cross_entropy_with_logits(output_MK, targets_M, reduction="none")
        return each.sum(dim=-1)
    return (output_MK - targets_M).square().mean(dim=-1)


def loss_of(kind: Kind, model: SequenceModel, batch: Batch) -> Tensor:
    """Return the mean loss of the counted steps of a batch, shape ()."""
    output_MK, targets, _ = _asked(model, batch)
    return step_losses(kind, output_MK, targets).mean()


@torch.no_grad()
def judge_steps(kind: Kind, model: SequenceModel, batch: Batch) -> Steps:
    """Return how good a model's answers to N sequences are."""
    model.eval()
    scores, lasts, weights, total = [], [], [], 0.0
    for lot in _lots(batch):
        output_MK, targets, sequence_M = _asked(model, lot)
        losses_M = step_losses(kind, output_MK, targets)
        right_M = (output_MK.argmax(dim=-1) == targets) if kind == "class" else losses_M
        score_M = right_M.double().cpu().numpy()
        number_M = sequence_M.cpu().numpy()
        counts = np.bincount(number_M, minlength=len(lot))
        scores.append(np.bincount(number_M, score_M, minlength=len(lot)) / counts)
        lasts.append(score_M[counts.cumsum() - 1])
        weights.append(counts.astype(np.float64))
        total += float(losses_M.double().sum())
    every = np.concatenate(weights)
    judged = Judged(np.concatenate(scores), every, total / float(every.sum()))
    return Steps(judged, np.concatenate(lasts))


def _asked(model: SequenceModel, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Return answers (M,K), targets (M,K) or (M,), and the number of the sequence of each step."""
    device = device_of(model)
    counted_BT = torch.from_numpy(batch.counted)
    output_BTK = model(torch.from_numpy(batch.inputs).to(device)).output
    targets = torch.from_numpy(batch.targets)[counted_BT].to(device)
    return output_BTK[counted_BT.to(device)], targets, counted_BT.nonzero()[:, 0]


def _lots(batch: Batch) -> Iterator[Batch]:
    size = max(1, STEPS_AT_ONCE // batch.counted.shape[1])
    for first in range(0, len(batch), size):
        yield rows_of(batch, slice(first, first + size))
