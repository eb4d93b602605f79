"""Known levels at known moments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.sound.envelopes import (
    Envelope,
    brightness_at,
    decay_per_second,
    shape_loudness,
    sounding_seconds,
)

RATE = 10_000
PLAIN = Envelope(delay=0.1, attack=0.2, hold=0.3, decay=2.0, sustain=0.1, release=1.0)


def loudness(envelope: Envelope, seconds: float, key: int = 60) -> np.ndarray:
    line = np.ones(round(seconds * RATE), dtype=np.float32)
    shape_loudness(line, envelope, key, RATE)
    return line


def test_delay_rise_hold_fall_and_stay() -> None:
    line = loudness(PLAIN, 3.0)
    moments = [0.05, 0.2, 0.31, 0.59, 0.6 + 0.2, 0.6 + 0.39, 0.6 + 0.41, 2.9]
    # a fall of 100 dB in 2 s loses 10 dB in 0.2 s; 20 dB below it stays
    wanted = [0, 0.5, 1, 1, 10**-0.5, 10**-0.975, 0.1, 0.1]
    assert line[[round(at * RATE) for at in moments]] == pytest.approx(wanted, rel=1e-3, abs=1e-6)


def test_a_fall_to_nothing_is_over_at_90_decibels() -> None:
    struck = Envelope(delay=0, attack=0.001, hold=0, decay=1.0, sustain=0, release=1.0)
    assert sounding_seconds(struck, 60) == pytest.approx(0.901)
    line = loudness(struck, 1.2)
    assert line[round(0.901 * RATE)] == pytest.approx(10**-4.5, rel=1e-2)
    assert sounding_seconds(PLAIN, 60) == math.inf


def test_higher_keys_fall_faster_where_the_font_says_so() -> None:
    keyed = Envelope(0, 0, 1.0, 2.0, 0, 1, hold_per_key=100, decay_per_key=50)
    assert keyed.turns(72)[2] == pytest.approx(0.5)
    assert keyed.fall(84) == pytest.approx(1.0)
    assert keyed.fall(36) == pytest.approx(4.0)


def test_brightness_falls_in_a_straight_line() -> None:
    seconds = np.array([0, 0.1, 0.2, 0.3, 0.6, 0.6 + 0.9, 0.6 + 1.8, 9.0])
    levels = brightness_at(seconds, PLAIN, 60)
    assert levels == pytest.approx([0, 0, 0.5, 1, 1, 0.55, 0.1, 0.1])


def test_the_rate_of_a_fall() -> None:
    assert math.exp(-decay_per_second(3.0) * 3.0) == pytest.approx(1e-5)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.25, 0.45, 0.7, 1.0, 1.5, 5.0])
def test_longer_begins_with_shorter(seconds: float) -> None:
    line = loudness(PLAIN, seconds)
    assert np.array_equal(loudness(PLAIN, 6.0)[: len(line)], line)
