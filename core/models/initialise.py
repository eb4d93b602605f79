"""First weights, drawn from a generator of our own.

The distributions are PyTorch's defaults (`reset_parameters` of each module): uniform within
±1/√fan_in for a linear layer (kaiming_uniform with a = √5 and its bias), uniform within
±1/√hidden for the recurrent ones. But rows of tables are about 1 long, for several are added up;
vectors that are added to others begin small; and convolutions, each with a norm behind it, are
normal with variance 2/fan_out (He et al., 2015, as in their residual nets).
PyTorch draws from the process's one random state; here the same seed gives the same model whatever
else the process draws meanwhile. Other ways for a trunk to begin, by name, are in
`core.models.starts`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from core.models.dropout import reseed
from core.models.tcn import CausalConvolution

SMALL = 0.02


class ZeroLinear(nn.Linear):
    """A linear layer that starts at zero: at first the model answers exactly 0.

    Where the answer is added to a skip (a linear model fitted before), the untrained sum is the
    skip itself, and training can only start from there.
    """


def initialise(model: nn.Module, generator: torch.Generator) -> None:
    """Draw all weights of `model` in place, then seed its dropout, both from `generator`.

    Parameters
    ----------
    model : torch.nn.Module
        Made of linear, recurrent and normalising layers, on the CPU.
    generator : torch.Generator
        On the CPU; one generator, one model.
    """
    with torch.no_grad():
        for module in model.modules():
            draw(module, generator)
    reseed(model, int(torch.randint(1 << 62, (), generator=generator)))


def draw(module: nn.Module, generator: torch.Generator) -> None:
    """Draw the weights that `module` itself owns, not those of its children.

    Raises
    ------
    TypeError
        If it owns weights for which there is no rule: they would stay as PyTorch drew them.
    """
    if not list(module.parameters(recurse=False)):
        return
    for kind, rule in RULES:
        if isinstance(module, kind):
            rule(module, generator)
            return
    raise TypeError(f"no rule for the first weights of {type(module).__name__}")


def _zero(module: nn.Module, _: torch.Generator) -> None:
    for weight in module.parameters(recurse=False):
        weight.zero_()


def _linear(module: nn.Linear, generator: torch.Generator) -> None:
    uniform(list(module.parameters(recurse=False)), module.in_features, generator)


def _recurrent(module: nn.RNNBase, generator: torch.Generator) -> None:
    uniform(list(module.parameters(recurse=False)), module.hidden_size, generator)


def _convolution(module: nn.Conv2d, generator: torch.Generator) -> None:
    assert module.bias is None, "a norm follows, which has one"  # noqa: S101 -- for us
    fan_out = module.out_channels * math.prod(module.kernel_size)
    module.weight.normal_(0, math.sqrt(2 / fan_out), generator=generator)


def _causal(module: CausalConvolution, generator: torch.Generator) -> None:
    assert module.bias is not None, "no norm follows that would have one"  # noqa: S101 -- for us
    fan_in = module.in_channels * math.prod(module.kernel_size)
    module.weight.normal_(0, math.sqrt(2 / fan_in), generator=generator)
    module.bias.zero_()


def _table(module: nn.EmbeddingBag, generator: torch.Generator) -> None:
    module.weight.normal_(0, 1 / math.sqrt(module.embedding_dim), generator=generator)


def _added(module: nn.Embedding, generator: torch.Generator) -> None:
    module.weight.normal_(0, SMALL, generator=generator)


def _identity(module: nn.LayerNorm | nn.BatchNorm2d, _: torch.Generator) -> None:
    module.reset_parameters()


RULES: tuple[tuple[type[nn.Module], Callable[[Any, torch.Generator], None]], ...] = (
    (ZeroLinear, _zero),
    (nn.Linear, _linear),
    (nn.RNNBase, _recurrent),
    (nn.Conv2d, _convolution),
    (CausalConvolution, _causal),
    (nn.EmbeddingBag, _table),
    (nn.Embedding, _added),
    (nn.LayerNorm, _identity),
    (nn.BatchNorm2d, _identity),
)
"""The first kind that a module is of decides."""


def uniform(weights: list[nn.Parameter], size: int, generator: torch.Generator) -> None:
    """Fill every weight with numbers uniform within ±1/√size."""
    bound = 1 / math.sqrt(size)
    for weight in weights:
        weight.uniform_(-bound, bound, generator=generator)
