"""A font says what is in it; what it leaves open is filled as the specification has it."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from core.errors import NoSoundFont
from core.sound.soundfont import SOUND_FONT_LICENCE, installed_font
from tests.core.sound.fonts import SAMPLE, small_font, spread
from tests.source import ROOT

KEYS, VELOCITIES, ROOT_KEY, FINE, COARSE, PAN, ATTENUATION = 43, 44, 58, 52, 51, 17, 48
SCALE, CLASS, MODE, RELEASE, ATTACK = 56, 57, 54, 38, 34
WAVE = np.arange(-500, 500, dtype=np.int16)


def test_every_program_and_every_drum_sounds() -> None:
    font = installed_font()
    presets = [font.preset(program, is_drum=False) for program in range(128)]
    assert len(set(presets)) == 128
    assert all(preset.layers(60, 80) for preset in presets)
    kits = {font.preset(program, is_drum=True) for program in (0, 8, 16, 24, 25, 32, 40, 48)}
    assert len(kits) == 8
    assert all(kit.layers(key, 80) for kit in kits for key in range(35, 82))


def test_what_is_not_there_is_played_by_the_first_of_its_bank() -> None:
    font = installed_font()
    assert font.preset(7, is_drum=True) is font.preset(0, is_drum=True)
    assert font.preset(999, is_drum=False) is font.preset(0, is_drum=False)
    own = small_font([{SAMPLE: 0}], WAVE)
    assert own.preset(5, is_drum=False) is own.preset(0, is_drum=False)
    assert own.preset(0, is_drum=True).zones == ()


def test_strings_are_stereo() -> None:
    preset = installed_font().preset(48, is_drum=False)
    pans = {preset.zones[at].pan for at in preset.layers(60, 80)}
    assert {-0.5, 0.5} <= pans


def test_a_hi_hat_is_exclusive() -> None:
    kit = installed_font().preset(0, is_drum=True)
    classes = [
        {kit.zones[at].exclusive_class for at in kit.layers(key, 80)} for key in (42, 44, 46)
    ]
    assert classes[0] == classes[1] == classes[2] != {0}


def test_zones_serve_keys_and_velocities() -> None:
    zones = [
        {KEYS: spread(0, 59), SAMPLE: 0},
        {KEYS: spread(60, 127), VELOCITIES: spread(0, 63), SAMPLE: 0},
        {KEYS: spread(60, 127), VELOCITIES: spread(64, 127), SAMPLE: 0},
    ]
    preset = small_font(zones, WAVE).preset(0, is_drum=False)
    found = [preset.layers(key, velocity) for key, velocity in ((59, 1), (60, 63), (60, 64))]
    assert found == [(0,), (1,), (2,)]
    narrowed = small_font(zones, WAVE, preset={KEYS: spread(50, 70)}).preset(0, is_drum=False)
    found = [narrowed.layers(key, 64) for key in (49, 50, 70, 71)]
    assert found == [(), (0,), (2,), ()]


def test_the_nameless_zone_speaks_for_all_and_the_preset_adds() -> None:
    zones = [{PAN: -500, FINE: 30, ATTENUATION: 100}, {SAMPLE: 0, FINE: 10}, {SAMPLE: 0, PAN: 250}]
    added = {FINE: 5, ATTENUATION: 50, PAN: 100}
    first, second = small_font(zones, WAVE, preset=added).preset(0, is_drum=False).zones
    assert (first.pan, second.pan) == (-0.4, 0.35)
    assert first.hertz(60) == pytest.approx(44_100 * 2 ** (15 / 1200))
    assert second.hertz(60) == pytest.approx(44_100 * 2 ** (35 / 1200))
    assert first.gain == pytest.approx(10 ** (-0.4 * 15 / 20))  # 15 dB, of which 0.4 are heard


def test_tuning() -> None:
    zones = [
        {SAMPLE: 0},
        {SAMPLE: 0, ROOT_KEY: 72, COARSE: 1},
        {SAMPLE: 0, SCALE: 50},
        {SAMPLE: 0, 46: 60},
    ]
    font = small_font(zones, WAVE, key=60, correction=-20)
    steps = [zone.hertz(72) / 44_100 for zone in font.preset(0, is_drum=False).zones]
    cents = 1200 * np.log2(steps)
    assert cents == pytest.approx([1200 - 20, 100 - 20, 600 - 20, -20])


def test_times_and_loops() -> None:
    looped = {SAMPLE: 0, MODE: 1, 2: 7, 3: -9, RELEASE: 1200, ATTACK: -1200, CLASS: 3}
    zone, other = (
        small_font([looped, {SAMPLE: 0, MODE: 0}], WAVE, loop=(100, 900))
        .preset(0, is_drum=False)
        .zones
    )
    recording = zone.recording
    assert (recording.loop_start, recording.loop_end, recording.is_looped) == (107, 891, True)
    assert (zone.loudness.release, zone.loudness.attack, zone.exclusive_class) == (2.0, 0.5, 3)
    assert not other.recording.is_looped
    damaged = small_font([looped], WAVE, loop=(900, 100)).preset(0, is_drum=False).zones[0]
    assert not damaged.recording.is_looped


@pytest.mark.parametrize("package", ["wave", "no_such_package"])
def test_without_the_package_it_says_what_is_missing(package: str) -> None:
    with pytest.raises(NoSoundFont) as caught:
        installed_font(package)
    assert package in str(caught.value)


def test_the_licence_is_said() -> None:
    assert all(word in SOUND_FONT_LICENCE for word in ("TimGM6mb", "GPL", "pretty_midi"))


def test_neither_the_package_nor_torch_is_imported() -> None:
    script = (
        "import json, sys\n"
        "from core.sound import render\n"
        "from core.vectorizers.score import Track, make_score\n"
        "render(make_score('', 480, [(0, 480, 60, 80, 0)], (Track('', 0),)))\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout)
    assert "core.sound.mixing" in loaded
    assert not {"pretty_midi", "mido", "torch", "scipy", "pandas"} & set(loaded)
