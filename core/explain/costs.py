"""What a trunk costs here, measured: memory and time of learning, time of one more step.

*Saved* is what the forward pass keeps for the backward one, counted by hooks on every tensor that
is saved: each piece of memory once, the model's own weights not at all. It is the same number at
every run and on every computer with the same kernels, and it is what grows with the length; what a
process holds beyond it is an allocator's affair. Times are those of one thread alone, by its own
clock on a CPU, so that a busy computer does not lengthen them.

An *exponent* p says that a cost grows as the length to the power p; it is fitted to the longest
lengths, for at short ones costs that do not depend on the length hide it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.explain.kernels import KERNELS, kernel
from core.knobs import Settings, choice, number
from core.models import MODELS, TRUNK_WORDS, Hidden, Trunk, TrunkSettings, initialise
from core.training.devices import generator, one_thread
from core.words import N_

REACH = 4.0
"""The exponent is fitted to lengths within this factor of the longest, and to two at least."""
TIMED_SECONDS, LEAST_TIMES, MOST_TIMES = 0.4, 2, 9
STEPS_TIMED = 15
INPUT_WIDTH = 8


@dataclass(frozen=True)
class CostSettings(Settings):
    """Whose costs are measured, and on how much at once."""

    trunk: str = choice("transformer", TRUNK_WORDS, label=N_("Model"))
    kernel: str = choice(
        "fused",
        KERNELS,
        label=N_("Kernel"),
        help=N_("The same numbers, computed in two ways."),
    )
    hidden_size: int = number(64, low=8, high=512, step=8, label=N_("Hidden size"))
    num_layers: int = number(2, low=1, high=4, label=N_("Layers"))
    num_heads: int = number(4, low=1, high=16, label=N_("Attention heads"), advanced=True)
    batch_size: int = number(
        4,
        low=1,
        high=64,
        label=N_("Batch size"),
        help=N_("How many sequences are read at once."),
        advanced=True,
    )
    seed: int = number(0, low=0, high=999_999, label=N_("Random seed"), advanced=True)

    @property
    def is_explicit(self) -> bool:
        """Whether attention is written out."""
        return self.kernel == "explicit"

    def attention_bytes(self, length: int) -> int:
        """Return how large the weights of attention are that learning keeps at once."""
        pairs = length * length * self.num_heads * self.num_layers * self.batch_size
        return 4 * pairs if self.trunk == "transformer" and self.is_explicit else 0

    def new_trunk(self) -> Trunk:
        """Return an untrained trunk of this size, without dropout."""
        sizes = TrunkSettings(
            hidden_size=self.hidden_size,
            num_layers=self.num_layers,
            num_heads=self.num_heads,
            dropout=0.0,
        )
        trunk = MODELS[self.trunk](INPUT_WIDTH, sizes)
        initialise(trunk, generator(self.seed))
        return trunk


@dataclass(frozen=True)
class LengthCost:
    """What learning from one batch of sequences of a length costs: forward and backward."""

    length: int
    saved_bytes: int
    milliseconds: float


@dataclass(frozen=True)
class StepCost:
    """What one more step costs after so many, in use."""

    past: int
    milliseconds: float


def costs_by_length(settings: CostSettings, lengths: Sequence[int]) -> list[LengthCost]:
    """Return what each length costs, in the order given."""
    trunk = settings.new_trunk()
    found = []
    with one_thread(), kernel(settings.kernel):
        for length in lengths:
            x_BTD = _inputs(settings.batch_size, length)
            learn = Learning(trunk, x_BTD, settings.is_explicit)
            saved = saved_bytes(learn.forward, trunk)
            found.append(LengthCost(length, saved, 1e3 * _seconds(learn.both)))
    return found


def costs_by_past(settings: CostSettings, pasts: Sequence[int]) -> list[StepCost]:
    """Return what one more step costs after each number of steps, in the order given."""
    trunk = settings.new_trunk().eval()
    found = []
    with one_thread(), torch.inference_mode(), kernel(settings.kernel):
        for past in pasts:
            x_BTD = _inputs(settings.batch_size, past + STEPS_TIMED)
            state = trunk(x_BTD[:, :past]).state
            seconds = []
            for step in range(past, past + STEPS_TIMED):
                begun = time.thread_time()
                x_B1D = x_BTD[:, step : step + 1]
                hidden: Hidden = trunk(x_B1D, state, need_attention=settings.is_explicit)
                seconds.append(time.thread_time() - begun)
                state = hidden.state
            found.append(StepCost(past, 1e3 * float(np.median(seconds))))
    return found


def exponent(lengths: Sequence[int], costs: Sequence[float]) -> float:
    """Return the power of the length that costs grow with, by least squares on logarithms.

    Parameters
    ----------
    lengths : sequence of int
        At least two different ones.
    costs : sequence of float
        Above zero, of any unit.
    """
    order = np.argsort(lengths)
    x = np.log(np.asarray(lengths, dtype=np.float64)[order])
    y = np.log(np.asarray(costs, dtype=np.float64)[order])
    long_ones = x >= x[-1] - np.log(REACH) - 1e-9
    long_ones[x >= x[x < x[-1]].max()] = True
    return float(np.polyfit(x[long_ones], y[long_ones], 1)[0])


def saved_bytes(forward: Callable[[], object], module: nn.Module) -> int:
    """Return how many bytes a forward pass keeps for the backward one.

    Parameters
    ----------
    forward : Callable
        Does the pass; gradients are on.
    module : torch.nn.Module
        Whose weights are not counted.
    """
    own = {one.untyped_storage().data_ptr() for one in module.state_dict().values()}
    kept: dict[int, torch.UntypedStorage] = {}  # held, so that no address is given away twice

    def pack(saved: Tensor) -> None:
        storage = saved.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage

    with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(pack, _never):
        forward()
    return sum(storage.nbytes() for storage in kept.values())


@dataclass(frozen=True)
class Learning:
    """One pass forward and backward over a batch."""

    trunk: Trunk
    x_BTD: Tensor
    explicit: bool

    def forward(self) -> Tensor:
        """Return a loss, shape ()."""
        hidden: Hidden = self.trunk(self.x_BTD, need_attention=self.explicit)
        return hidden.states_BTD.square().mean()

    def both(self) -> None:
        """Go forward and back."""
        self.forward().backward()


def _inputs(num_sequences: int, length: int) -> Tensor:
    """Return noise, shape (B,T,D)."""
    return torch.randn(num_sequences, length, INPUT_WIDTH, generator=generator(length))


def _seconds(learn: Callable[[], None]) -> float:
    """Return the median time of a pass, after one that is not counted."""
    learn()
    taken: list[float] = []
    while len(taken) < LEAST_TIMES or (sum(taken) < TIMED_SECONDS and len(taken) < MOST_TIMES):
        begun = time.thread_time()
        learn()
        taken.append(time.thread_time() - begun)
    return float(np.median(taken))


def _never(_: object) -> Tensor:
    raise AssertionError("what was only counted cannot be handed back")
