"""The models of a study: same inputs, same head, only the trunk between them changes.

Sizes are found without making weights (on PyTorch's meta device): the width of each trunk is the
one whose parameters come closest to what is wanted. A Transformer grows in large steps, so where it
cannot come close, the others come close to it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import torch

from core.errors import NoEqualSizes
from core.models import StartSettings, begin, initialise
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.subjects.base import FEWEST_HEADS, M, Subject

NARROWEST, WIDEST = 8, 512
STEPS: Mapping[str, int] = {"transformer": 2 * FEWEST_HEADS}
"""How far apart the widths of a trunk are; 1 unless it is named."""
FAR_OFF, TOO_FAR = 0.1, 2.0
SHORTEST_MEMORY = 3


def new_model(subject: Subject[M], contender: str, width: int, seed: int) -> M:
    """Return an untrained model; its weights follow from the contender's name and the seed."""
    who = CONTENDERS[contender]
    generator = torch.Generator().manual_seed(_seed_of(contender, seed))
    model = subject.build(who.trunk, width)
    initialise(model, generator)
    memory = max(SHORTEST_MEMORY, subject.num_steps)
    begin(model.trunk, StartSettings(init=who.start, memory=memory), generator)
    return model


def _seed_of(contender: str, seed: int) -> int:
    told = hashlib.sha256(f"{contender} {seed}".encode()).digest()
    return int.from_bytes(told[:7], "big")


@lru_cache(maxsize=4096)
def count_parameters(subject: Subject[Any], trunk: str, width: int) -> int:
    """Return how many parameters a model has."""
    with torch.device("meta"):
        model = subject.build(trunk, width)
    return sum(weight.numel() for weight in model.parameters())


def widths_of(subject: Subject[Any], contenders: Sequence[str], wanted: int) -> dict[str, int]:
    """Return the width of each contender, so that all have about as many parameters.

    Raises
    ------
    NoEqualSizes
        If they cannot come within a tenth of each other, anywhere near what is wanted.
    """
    trunks = {name: CONTENDERS[name].trunk for name in contenders}
    kinds = sorted(set(trunks.values()))
    aims = {wanted, *(_closest(subject, trunk, wanted)[1] for trunk in kinds)}
    tries = [{trunk: _closest(subject, trunk, aim) for trunk in kinds} for aim in sorted(aims)]
    sizes = min(tries, key=lambda one: _apart([count for _, count in one.values()]))
    counts = [count for _, count in sizes.values()]
    if _apart(counts) > 1 + FAR_OFF or max(_apart([c, wanted]) for c in counts) > TOO_FAR:
        raise NoEqualSizes(
            smallest=min(counts), largest=max(counts), wanted=wanted, percent=round(100 * FAR_OFF)
        )
    return {name: sizes[trunk][0] for name, trunk in trunks.items()}


def _apart(counts: Sequence[int]) -> float:
    return max(counts) / min(counts)


def _closest(subject: Subject[Any], trunk: str, wanted: int) -> tuple[int, int]:
    """Return the width whose parameters come closest to what is wanted, and their number."""
    step = STEPS.get(trunk, 1)
    low, high = math.ceil(NARROWEST / step), WIDEST // step
    while low < high:  # the smallest width that has enough
        middle = (low + high) // 2
        if count_parameters(subject, trunk, middle * step) < wanted:
            low = middle + 1
        else:
            high = middle
    near = [width * step for width in (low - 1, low) if width * step >= NARROWEST]
    counted = {width: count_parameters(subject, trunk, width) for width in near}
    width = min(counted, key=lambda one: abs(math.log(counted[one] / wanted)))
    return width, counted[width]
