"""What a model costs by its design alone: parameters, and arithmetic a step.

Only products of matrices are counted, a multiplication with its addition as two operations; what is
done number by number costs far less. Every weight of a matrix is used exactly once at each step,
whichever trunk it belongs to, so the sum over the weights is the count. A Transformer compares each
step with all before as well, which grows with the past.
"""

from __future__ import annotations

from torch import nn

from core.models.transformer import Attention


def num_parameters(module: nn.Module) -> int:
    """Return how many numbers of a model are learnt."""
    return sum(weight.numel() for weight in module.parameters() if weight.requires_grad)


def num_flops_a_step(module: nn.Module, past: int = 0) -> int:
    """Return how many operations one more step costs after `past` steps, for one sequence.

    Parameters
    ----------
    module : torch.nn.Module
        A trunk, or what else reads every step once.
    past : int
        Steps already read; without meaning where there is no attention.
    """
    by_weights = sum(2 * weight.numel() for weight in module.parameters() if weight.dim() > 1)
    seen = past + 1
    by_pairs = sum(
        4 * (min(seen, one.span) if one.span else seen) * one.project_out.in_features
        for one in module.modules()
        if isinstance(one, Attention)
    )
    return by_weights + by_pairs
