from __future__ import annotations

import os

import pytest
import torch

from core.errors import NoSuchDevice
from core.training import devices


def test_auto_is_the_best_there_is() -> None:
    assert devices.choose_device("auto").type == devices.available_devices()[-1]
    assert devices.choose_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["tpu", "cuda"])
def test_a_device_that_is_not_there_is_refused(name: str) -> None:
    if name in devices.available_devices():
        pytest.skip("this computer has a CUDA device")
    with pytest.raises(NoSuchDevice, match="of this computer: cpu"):
        devices.choose_device(name)


@pytest.mark.parametrize("able", [False, True])
def test_16_bits_pay_for_wide_models_on_chips_made_for_them(
    monkeypatch: pytest.MonkeyPatch, able: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: able)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert devices.bfloat16_pays(torch.device("cpu"), 128) is able
    assert not devices.bfloat16_pays(torch.device("cpu"), 120)
    assert not devices.bfloat16_pays(torch.device("cuda"), 120)


@pytest.mark.parametrize(("precision", "lower"), [("float32", False), ("bfloat16", True)])
def test_the_asked_for_precision_is_used(precision: str, lower: bool) -> None:
    with devices.autocast(precision, torch.device("cpu"), width=16):
        product = torch.ones(2, 3) @ torch.ones(3, 4)
    assert (product.dtype == torch.bfloat16) is lower


def test_workers_share_the_cores() -> None:
    before = torch.get_num_threads()
    try:
        assert devices.share_cores() == torch.get_num_threads() == os.cpu_count()
        assert devices.use_one_thread_if_narrow(128) == os.cpu_count()
        assert devices.use_one_thread_if_narrow(120) == torch.get_num_threads() == 1
        assert devices.share_cores(10_000) == torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_a_seed_is_a_stream() -> None:
    first, second = (torch.rand(3, generator=devices.generator(4)) for _ in range(2))
    assert torch.equal(first, second)


def test_one_thread_works_for_a_while_and_then_all_do() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with devices.one_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
