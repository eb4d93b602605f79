"""First weights, drawn from a generator of our own.

The distributions are PyTorch's defaults (`reset_parameters` of each module): uniform within
±1/√fan_in for a linear layer (kaiming_uniform with a = √5 and its bias), uniform within
±1/√hidden for the recurrent ones. But rows of tables are about 1 long, for several are added up;
vectors that are added to others begin small; and convolutions, each with a norm behind it, are
normal with variance 2/fan_out (He et al., 2015, as in their residual nets).
PyTorch draws from the process's one random state; here the same seed gives the same model whatever
else the process draws meanwhile.
"""

from __future__ import annotations

import math

import torch
from torch import nn

from core.models.dropout import reseed

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
    own = list(module.parameters(recurse=False))
    if isinstance(module, ZeroLinear):
        for weight in own:
            weight.zero_()
    elif isinstance(module, nn.Linear):
        uniform(own, module.in_features, generator)
    elif isinstance(module, nn.RNNBase):
        uniform(own, module.hidden_size, generator)
    elif isinstance(module, nn.EmbeddingBag):
        module.weight.normal_(0, 1 / math.sqrt(module.embedding_dim), generator=generator)
    elif isinstance(module, nn.Embedding):
        module.weight.normal_(0, SMALL, generator=generator)
    elif isinstance(module, nn.Conv2d) and module.bias is None:
        fan_out = module.out_channels * math.prod(module.kernel_size)
        module.weight.normal_(0, math.sqrt(2 / fan_out), generator=generator)
    elif isinstance(module, nn.LayerNorm | nn.BatchNorm2d):
        module.reset_parameters()
    elif own:
        raise TypeError(f"no rule for the first weights of {type(module).__name__}")


def uniform(weights: list[nn.Parameter], size: int, generator: torch.Generator) -> None:
    """Fill every weight with numbers uniform within ±1/√size."""
    bound = 1 / math.sqrt(size)
    for weight in weights:
        weight.uniform_(-bound, bound, generator=generator)
