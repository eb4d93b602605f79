"""A recording keeps its shape at every speed, and its loop has no seam."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sound.resampling import BLOCK, resample
from core.sound.zones import Recording

PERIOD = 50
SINE = np.rint(20_000 * np.sin(2 * np.pi * np.arange(1000) / PERIOD)).astype(np.int16)
LOOPED = Recording(0, 1000, 600, 600 + 3 * PERIOD, is_looped=True)
ONCE = Recording(100, 900, 0, 0, is_looped=False)


@pytest.mark.parametrize("step", [0.37, 1.0, 2.71])
def test_a_looped_sine_goes_on_as_a_sine(step: float) -> None:
    num_samples = 3 * BLOCK + 17
    line = resample(SINE, LOOPED, step, num_samples)
    wanted = 20_000 / 32_768 * np.sin(2 * np.pi * np.arange(num_samples) * step / PERIOD)
    assert len(line) == num_samples
    begun = round(1 / step)  # the very first cubic has nothing before it
    assert np.abs(line - wanted)[begun:].max() < 1e-3


def test_what_comes_before_a_loop_is_not_heard_in_it() -> None:
    wave = np.where(np.arange(1000) < 600, np.int16(32_000), SINE)
    line = resample(wave, LOOPED, 0.4, 10_000)[1600:]
    wanted = resample(SINE, LOOPED, 0.4, 10_000)[1600:]
    assert np.allclose(line, wanted, atol=1e-5)


def test_at_its_own_speed_a_recording_is_itself_without_its_mean() -> None:
    wave = np.random.default_rng(5).integers(-9_000, 14_000, 1000).astype(np.int16)
    line = resample(wave, ONCE, 1.0, 5_000)
    cut = wave[100:900].astype(float)
    assert np.allclose(line, (cut - cut.mean()) / 32_768, atol=1e-6)


def test_a_loop_has_no_mean_even_if_its_beginning_has() -> None:
    wave = SINE + np.int16(4_000)
    line = resample(wave, LOOPED, 1.0, 30_000)
    assert abs(line.mean()) < 1e-4


@pytest.mark.parametrize("recording", [Recording(7, 7, 0, 0, False), Recording(0, 1, 0, 0, False)])
def test_hardly_a_recording_is_hardly_a_sound(recording: Recording) -> None:
    assert not resample(SINE, recording, 1.0, 100).any()


@given(
    step=st.floats(0.01, 30),
    short=st.integers(1, 20_000),
    more=st.integers(1, 20_000),
    recording=st.sampled_from([LOOPED, ONCE, Recording(3, 400, 390, 393, is_looped=True)]),
)
def test_longer_begins_with_shorter(
    step: float, short: int, more: int, recording: Recording
) -> None:
    line = resample(SINE, recording, step, short)
    longer = resample(SINE, recording, step, short + more)
    assert np.array_equal(longer[: len(line)], line)
    assert np.isfinite(longer).all()
