"""How the learning rate runs: warm-up, then constant, cosine or plateau.

Everything is a *factor* of the learning rate. The cosine falls from 1 to 0 over the whole horizon
(`max_epochs`, or `seconds` where time is the budget), in steps of an epoch or of a batch; it never
goes below `floor`. A plateau halves the factor whenever validation has not improved for a third of
the patience.
"""

from __future__ import annotations

import math

from core.training.settings import FitSettings


def warm_up(settings: FitSettings, step: int) -> float:
    """Return the factor of the `step`-th update, counted from 0: (step + 1) / warmup_steps to 1."""
    return min(1.0, (step + 1) / settings.warmup_steps) if settings.warmup_steps else 1.0


def cosine(settings: FitSettings, share: float) -> float:
    """Return the factor when a `share` of the horizon, 0 to 1, is behind."""
    return max(0.5 * (1 + math.cos(math.pi * min(share, 1.0))), settings.floor)


def plateau(settings: FitSettings, num_cuts: int) -> float:
    """Return the factor after `num_cuts` halvings."""
    return max(0.5**num_cuts, settings.floor)


def epochs_to_cut(settings: FitSettings) -> int:
    """Return after how many epochs without a gain the plateau schedule halves the rate."""
    return max(1, settings.patience // 3)
