"""What was kept never changes what is heard, and the store keeps its size."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sound.soundfont import installed_font
from core.sound.store import ToneStore
from core.sound.tones import Tone, make_tone, release_rate, sides_of
from core.sound.zones import Zone
from tests.core.sound.fonts import SAMPLE, small_font

NOISE = np.random.default_rng(1).integers(-9_000, 9_000, 4_000).astype(np.int16)


def zones_of(program: int, key: int, *, is_drum: bool = False) -> list[Zone]:
    preset = installed_font().preset(program, is_drum=is_drum)
    return [preset.zones[at] for at in preset.layers(key, 80)]


@settings(max_examples=40)
@given(
    program=st.sampled_from([0, 14, 24, 33, 48, 62, 81, 95, 119]),
    key=st.integers(24, 96),
    short=st.integers(100, 60_000),
    more=st.integers(1, 60_000),
)
def test_a_longer_tone_begins_with_the_shorter(
    program: int, key: int, short: int, more: int
) -> None:
    font, zones = installed_font(), zones_of(program, key)
    tone = make_tone(font, zones, key, short, 44_100)
    longer = make_tone(font, zones, key, short + more, 44_100)
    size = tone.samples.shape[1]
    assert size == short or tone.is_whole
    assert np.array_equal(longer.samples[:, :size], tone.samples)


def test_one_place_is_one_channel() -> None:
    font = installed_font()
    assert make_tone(font, zones_of(0, 60), 60, 1_000, 44_100).samples.shape == (1, 1_000)
    assert make_tone(font, zones_of(48, 60), 60, 1_000, 44_100).samples.shape == (2, 1_000)


def test_a_drum_ends_by_itself() -> None:
    tone = make_tone(installed_font(), zones_of(0, 36, is_drum=True), 36, 200_000, 44_100)
    assert tone.is_whole
    assert 1_000 < tone.samples.shape[1] < 100_000


@pytest.mark.parametrize("pan", [-0.5, -0.2, 0.0, 0.3, 0.5])
def test_power_is_the_same_in_every_place(pan: float) -> None:
    left, right = sides_of(pan)
    assert left**2 + right**2 == pytest.approx(2)
    assert sides_of(-pan) == pytest.approx((right, left))
    assert np.sign(round(right - left, 9)) == np.sign(pan)


def test_louder_zones_decide_how_a_tone_dies() -> None:
    attenuation, release = 48, 38
    told = [{SAMPLE: 0, release: 0}, {SAMPLE: 0, release: 1200, attenuation: 500}]
    zones = small_font(told, NOISE).preset(0, is_drum=False).zones
    fast, slow = (release_rate([zone]) for zone in zones)  # 1 and 2 seconds for 100 dB
    assert (fast, slow) == pytest.approx((5 * np.log(10), 2.5 * np.log(10)))
    assert release_rate(zones) == pytest.approx((fast + 0.1 * slow) / 1.1)


def test_a_filter_that_opens_at_once_takes_nothing_from_the_attack() -> None:
    cutoff, depth = 8, 11
    told = [{SAMPLE: 0}, {SAMPLE: 0, cutoff: 6_900, depth: 12_000}]
    font = small_font(told, NOISE)
    plain, opened = (
        make_tone(font, [zone], 60, 3_000, 44_100).samples
        for zone in font.preset(0, is_drum=False).zones
    )
    assert np.allclose(opened, plain, atol=1e-3)


def blank(size: int) -> Tone:
    return Tone(np.zeros((1, size), dtype=np.float32), (1, 1), is_whole=False)


def test_the_store_forgets_what_was_not_asked_for_the_longest() -> None:
    made: list[str] = []
    store = ToneStore(most_bytes=3 * 4 * 100)

    def ask(name: str, size: int = 100) -> Tone:
        def make(num_samples: int) -> Tone:
            made.append(name)
            return blank(num_samples)

        return store.tone(name, size, make)

    for name in "abcad":  # d pushes b out, for a was asked for again
        ask(name)
    assert (made, store.num_bytes) == (list("abcd"), 1200)
    for name in "acdb":
        ask(name)
    assert made == list("abcdb")
    assert ask("b", 40).samples.shape == (1, 100)
    assert ask("b", 150).samples.shape == (1, 150)
    ask("huge", 1_000)
    assert store.num_bytes <= 1200


def test_many_threads_may_ask() -> None:
    store = ToneStore(most_bytes=40_000)

    def ask(nth: int) -> int:
        size = nth % 37 + 1
        return len(store.tone(nth % 23, size, blank).samples[0]) - size

    with ThreadPoolExecutor(8) as threads:
        missing = list(threads.map(ask, range(4_000)))
    assert min(missing) >= 0
    assert store.num_bytes <= 40_000
