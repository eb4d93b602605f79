"""Where the arithmetic is done, how exact it is, and how many threads share it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from core.errors import NoSuchDevice

WIDE = 128
"""From this state length on, 16 bits and several threads pay; below, they cost more."""


def available_devices() -> list[str]:
    """Return the devices of this computer by name, the best last."""
    return ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


def choose_device(name: str = "auto") -> torch.device:
    """Return the device of that name; "auto" is the best there is.

    Raises
    ------
    NoSuchDevice
        If this computer has none of that name.
    """
    available = available_devices()
    if name == "auto":
        return torch.device(available[-1])
    if name not in available:
        raise NoSuchDevice(device=name, available=", ".join(available))
    return torch.device(name)


def device_of(model: nn.Module) -> torch.device:
    """Return the device that the weights of `model` are on."""
    return next(model.parameters()).device


def bfloat16_pays(device: torch.device, width: int) -> bool:
    """Return whether 16-bit arithmetic is faster here for states of length `width`.

    On a CPU only where the chip itself multiplies bfloat16 (AVX-512 BF16 or AMX): emulated, it is
    2 to 3 times slower than float32 (measured on an AVX-512 chip without it).
    """
    if width < WIDE:
        return False
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def autocast(precision: str, device: torch.device, width: int) -> torch.autocast:
    """Return the context in which losses are computed.

    Parameters
    ----------
    precision : str
        "float32", "bfloat16", or "auto": bfloat16 where it pays.
    device : torch.device
    width : int
        Length of the model's states.
    """
    lower = precision == "bfloat16" or (precision == "auto" and bfloat16_pays(device, width))
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=lower)


def share_cores(num_workers: int = 1) -> int:
    """Let PyTorch use this worker's share of the cores, at least one; return how many."""
    num_threads = max(1, (os.cpu_count() or 1) // num_workers)
    torch.set_num_threads(num_threads)
    return num_threads


def use_one_thread_if_narrow(width: int) -> int:
    """Let a narrow model work on one thread; return how many threads there are now.

    Its steps are too short to share (a GRU of 32 is 3 times slower on two busy cores than on one),
    and the screen keeps the other cores. The last bits of a result depend on the number of threads:
    so they do not on the computer.

    Parameters
    ----------
    width : int
        Length of the model's states; from `WIDE` on the threads stay as they are.
    """
    if width < WIDE:
        torch.set_num_threads(1)
    return torch.get_num_threads()


@contextmanager
def one_thread() -> Iterator[None]:
    """Work on one thread for a while.

    What is done in many short steps gains nothing from a second one, and where another process
    wants that core, each step waits for it (measured: 20 times slower). The last bits of a result
    depend on the number of threads, too: so they do not.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def generator(seed: int) -> torch.Generator:
    """Return a new random generator on the CPU, seeded."""
    return torch.Generator().manual_seed(seed)
