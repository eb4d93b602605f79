"""The low-pass takes away what a Butterworth filter of two poles takes away, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from core.sound.filtering import darken, window_centres

SIZE = 20_000
MIDDLE = slice(2_000, -2_000)


def darkened(line: np.ndarray, cutoff: float) -> np.ndarray:
    return darken(line, np.full(len(window_centres(len(line))), cutoff))


@pytest.mark.parametrize("size", [1, 511, 512, 513, 4_321])
def test_an_open_filter_changes_nothing(size: int) -> None:
    line = np.random.default_rng(size).normal(size=size).astype(np.float32)
    assert np.allclose(darkened(line, 1e6), line, atol=1e-5)


@pytest.mark.parametrize("octaves", [-3, -1, 0, 1, 3])
def test_a_sine_loses_what_the_formula_says(octaves: int) -> None:
    cutoff = 0.02
    sine = np.sin(2 * np.pi * cutoff * 2.0**octaves * np.arange(SIZE)).astype(np.float32)
    left = darkened(sine, cutoff)[MIDDLE].std() / sine[MIDDLE].std()
    assert left == pytest.approx(1 / np.sqrt(1 + 2.0 ** (4 * octaves)), rel=0.02)


def test_the_phase_stays() -> None:
    sine = np.sin(2 * np.pi * 0.02 * np.arange(SIZE)).astype(np.float32)
    assert np.allclose(darkened(sine, 0.02)[MIDDLE], sine[MIDDLE] / np.sqrt(2), atol=0.01)


def test_the_cutoff_moves_with_time() -> None:
    noise = np.random.default_rng(0).normal(size=SIZE).astype(np.float32)
    centres = window_centres(SIZE)
    line = darken(noise, np.where(centres < SIZE / 2, 1e6, 0.01))
    assert np.allclose(line[: SIZE // 2 - 1024], noise[: SIZE // 2 - 1024], atol=1e-5)
    assert line[SIZE // 2 + 1024 :].std() < 0.25
