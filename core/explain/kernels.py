"""By which kernels a trunk is computed: which are chosen, and which one really runs.

Two kernels for the same numbers: *fused* is the fastest that PyTorch has here, *explicit* writes
attention out with its matrix of weights, and runs without oneDNN and cuDNN. What differs between
the two is the kernel's doing, what they share the architecture's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from core.models.base import Trunk
from core.words import N_

KERNELS: Mapping[str, str] = {
    "fused": N_("Fused: the fastest there is"),
    "explicit": N_("Explicit: attention written out, no oneDNN"),
}
NAMES: Mapping[str, str] = {
    "mkldnn": N_("oneDNN"),
    "cudnn": N_("cuDNN"),
    "scaled_dot_product": N_("fused attention"),
}
"""What the name of an operation holds where a kernel of its own does it, and what it is called."""
UNFUSED = N_("PyTorch, one operation at a time")


@contextmanager
def kernel(name: str) -> Iterator[None]:
    """Compute with the kernels of this name for a while; attention is written out by asking.

    The choice is the whole process's: what else it computes meanwhile is as slow, and as right.
    """
    libraries: tuple[Any, ...] = (torch.backends.mkldnn, torch.backends.cudnn)
    before = [bool(library.enabled) for library in libraries]
    for library, enabled in zip(libraries, before, strict=True):
        library.enabled = enabled and name != "explicit"
    try:
        yield
    finally:
        for library, enabled in zip(libraries, before, strict=True):
            library.enabled = enabled


class Operations(TorchDispatchMode):
    """Notes the names of the operations that a computation is made of."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.names: set[str] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Do the operation, and note it; of a convolution, which library does it."""
        del types
        self.names.add(func.name())
        if func is torch.ops.aten.convolution.default:
            self.names.add(str(torch._C._select_conv_backend(*args, bias_sizes=None)).lower())
        return func(*args, **(kwargs or {}))


def kernel_in_use(trunk: Trunk, *, explicit: bool = False) -> str:
    """Return the words for the kernel that a trunk's pass goes by here, seen in one pass."""
    device = next(trunk.parameters()).device
    seen = Operations()
    with seen:
        trunk(torch.zeros(2, 4, trunk.input_width, device=device), need_attention=explicit)
    return next(
        (words for sign, words in NAMES.items() if any(sign in name for name in seen.names)),
        UNFUSED,
    )
