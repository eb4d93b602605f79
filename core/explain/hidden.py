"""What happens inside a trunk over one sequence: states, gates and attention at every step.

Values are those of use, without dropout, in float64. A gate is a share: at 0 nothing passes, at 1
all of it. Gates go by what they do (`core.models.starts`): at 1, *keep* leaves the memory as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.explain.unrolled import Walk, can_unroll, unroll
from core.models.base import Hidden, Trunk
from core.words import N_

HIDDEN, CELL = "hidden", "cell"
TRACK_WORDS: Mapping[str, str] = {
    HIDDEN: N_("Hidden state"),
    CELL: N_("Cell"),
    "keep": N_("Keep gate (LSTM: f, GRU: z, minGRU: 1 − z)"),
    "input": N_("Input gate i"),
    "output": N_("Output gate o"),
    "reset": N_("Reset gate r"),
    "candidate": N_("Candidate for the memory"),
}
"""What the screen calls each track, in the order in which they are shown."""
SHARES = frozenset({"keep", "input", "output", "reset"})
"""The tracks that are gates: between 0 and 1. The others may have either sign."""


@dataclass(frozen=True)
class Inside:
    """What one sequence left inside a trunk.

    Attributes
    ----------
    tracks : mapping of str to numpy.ndarray
        The tracks that the trunk has, in the order of `TRACK_WORDS`; float64, shape (T,D).
    attention : numpy.ndarray or None
        Weights of the last layer, shape (H,T,T), where the trunk has attention; rows sum to 1.
    """

    tracks: Mapping[str, np.ndarray]
    attention: np.ndarray | None


def look_inside(trunk: Trunk, x_TD: Tensor, layer: int = -1) -> Inside:
    """Return what happens inside a trunk while it reads one sequence.

    Parameters
    ----------
    trunk : Trunk
        Used as it is and left as it was.
    x_TD : torch.Tensor
        Its inputs.
    layer : int
        Which layer of a recurrent trunk, 0 the lowest; −1 is the last. Of the others the states
        are those that the trunk gives out.
    """
    wide = deepcopy(trunk).cpu().double().eval()
    x_1TD = x_TD.detach().cpu().double()[None]
    with torch.no_grad():
        if can_unroll(trunk):
            return Inside(_tracks(unroll(wide, x_1TD)[layer]), None)
        hidden: Hidden = wide(x_1TD, need_attention=True)
    weights = None if hidden.attention is None else hidden.attention[0].numpy()
    return Inside({HIDDEN: hidden.states_BTD[0].numpy()}, weights)


def _tracks(walk: Walk) -> dict[str, np.ndarray]:
    found = {name: walk.states(part) for part, name in enumerate((HIDDEN, CELL)[: len(walk.last)])}
    for name in walk.steps[0].gates:
        found[name] = [step.gates[name] for step in walk.steps]
    return {name: torch.cat(found[name]).numpy() for name in TRACK_WORDS if name in found}
