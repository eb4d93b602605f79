"""One run: one model learns one seed's stream until its budget is spent.

Adam, a gradient shortened to 1, and a learning rate that rises over the first hundred updates,
stays for the first half of the budget and falls along a cosine to nothing. Validation is looked at
`CHECKS` times, and the weights that did best there are kept; the test sequences are looked at once,
afterwards, by whoever called.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from core.recipes.compare.budget import CHECKS, Clock
from core.recipes.compare.subjects.base import Contestant, Subject

WARMUP_UPDATES = 100
WARMUP_SHARE = 0.1  # of the budget, at most
HELD_SHARE = 0.5
LONGEST_GRADIENT = 1.0


@dataclass(frozen=True)
class Check:
    """What one look at the validation data found.

    Attributes
    ----------
    number : int
        0 is the untrained model.
    share : float
        Of the budget.
    train_loss : float or None
        The mean since the last check.
    loss, figure : float
        On validation data: what is made smaller, and the task's figure.
    """

    number: int
    updates: int
    core_seconds: float
    share: float
    train_loss: float | None
    loss: float
    figure: float


class Learner:
    """A model on its way through its budget.

    Parameters
    ----------
    model : Contestant
        New, on the device where it is to learn; it ends with its best weights.
    subject : Subject
    rate : float
        The learning rate.
    clock : Clock
    higher_is_better : bool
        Of the task's figure.
    """

    def __init__(
        self,
        model: Contestant,
        subject: Subject[Any],
        rate: float,
        clock: Clock,
        *,
        higher_is_better: bool,
    ) -> None:
        self.model, self.subject, self.rate, self.clock = model, subject, rate, clock
        self.sign = 1.0 if higher_is_better else -1.0
        self.weights = list(model.parameters())
        self.optimiser = torch.optim.Adam(self.weights, lr=rate, fused=True)
        self.best_figure = -math.inf
        self.best: list[Tensor] = []
        self.diverged = False

    def learn(self, batches: Iterator[Any]) -> Generator[Check, None, None]:
        """Spend the budget; yield every look at the validation data."""
        yield self.check(0, None)
        number = 0
        while not self.diverged and self.clock.share < 1:
            number += 1
            train_loss = self.learn_until(number / CHECKS, batches)
            yield self.check(number, train_loss)
        with torch.no_grad():
            for tensor, kept in zip(self.model.state_dict().values(), self.best, strict=True):
                tensor.copy_(kept)

    def learn_until(self, share: float, batches: Iterator[Any]) -> float:
        """Spend the budget up to a share of it, one update at least; return the mean loss."""
        self.model.train()
        self.clock.start()
        losses: list[float] = []
        while not losses or (not self.diverged and self.clock.share < share):
            losses.append(self.improve(next(batches)))
            self.clock.tick()
        return sum(losses) / len(losses)

    def improve(self, batch: Any) -> float:
        """Make one update; return its loss."""
        self.optimiser.param_groups[0]["lr"] = self.rate * self.factor
        loss = self.subject.loss(self.model, batch)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights, LONGEST_GRADIENT)
        self.optimiser.step()
        found = loss.item()
        self.diverged = not math.isfinite(found)
        return found

    @property
    def factor(self) -> float:
        """The share of the learning rate that the coming update uses."""
        share, updates = self.clock.share, self.clock.updates
        risen = max((updates + 1) / WARMUP_UPDATES, share / WARMUP_SHARE)
        fallen = max(0.0, share - HELD_SHARE) / (1 - HELD_SHARE)
        return min(1.0, risen) * 0.5 * (1 + math.cos(math.pi * min(1.0, fallen)))

    def check(self, number: int, train_loss: float | None) -> Check:
        """Look at the validation data, and keep the weights if they are as good as any before."""
        self.model.eval()
        with torch.no_grad():
            judged = self.subject.judge(self.model, "validation")
        figure = judged.figure
        if math.isfinite(figure) and self.sign * figure >= self.best_figure:
            self.best_figure = self.sign * figure
            self.best = [tensor.clone() for tensor in self.model.state_dict().values()]
        spent = self.clock
        return Check(
            number,
            spent.updates,
            spent.core_seconds,
            min(1.0, spent.share),
            train_loss,
            judged.loss,
            figure,
        )
