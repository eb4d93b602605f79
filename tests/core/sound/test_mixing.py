"""What is heard, measured: pitch, level, place, length; and the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import OutOfRange
from core.sound import Sound, render, to_wav
from core.sound.mixing import PEAK, TONES
from core.vectorizers.midi import read
from core.vectorizers.score import Controls, Notes, Score, Tempo, Track, make_score
from tests.cases import CASES, needs_cases
from tests.core.sound.fonts import SAMPLE, small_font, spread

RATE = 44_100
BEAT = 480  # a second, at the tempo below
PIANO, STRINGS, DRUMS = Track("Piano", 0), Track("Strings", 48), Track("Drums", 0, is_drum=True)
Rows = Sequence[tuple[int, ...]]


def score_of(
    rows: Rows, tracks: tuple[Track, ...] = (PIANO, STRINGS, DRUMS), controls: Rows | None = None
) -> Score:
    """Return a score of rows (onset, duration, pitch, velocity, track), a beat a second."""
    ordered = Controls.of(controls or [])
    return Score("", BEAT, Notes.of(rows), tracks, (Tempo(0, 1_000_000),), (), ordered)


def one_note(track: Track, pitch: int, seconds: float = 1.5) -> Sound:
    return render(score_of([(0, round(seconds * BEAT), pitch, 90, 0)], (track,)))


def decibels(sound: Sound, start: float, stop: float) -> float:
    """Return the level of a stretch in seconds."""
    stretch = sound.samples[round(start * RATE) : round(stop * RATE)]
    return float(10 * np.log10(np.mean(np.square(stretch, dtype=np.float64)) + 1e-20))


def cents_off(sound: Sound, hertz: float) -> float:
    """Return how far the fundamental is from `hertz`: the highest peak of the spectrum near it."""
    line = sound.samples[RATE // 5 : RATE * 7 // 5].mean(axis=1)
    size = 1 << 19
    spectrum = np.abs(np.fft.rfft(line * np.hanning(len(line)), size))
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    near = np.abs(np.log2(frequencies[1:] / hertz)) < 1 / 12
    return float(1200 * np.log2(frequencies[1:][near][spectrum[1:][near].argmax()] / hertz))


@pytest.mark.parametrize("program", [0, 4, 19, 24, 33, 40, 48, 56, 61, 68, 71, 80])
def test_a4_is_a4(program: int) -> None:
    assert abs(cents_off(one_note(Track("", program), 69), 440)) < 10


@pytest.mark.parametrize("pitch", [33, 45, 57, 69, 81, 93])
def test_the_piano_is_in_tune(pitch: int) -> None:
    sound = one_note(PIANO, pitch)
    assert abs(cents_off(sound, 440 * 2 ** ((pitch - 69) / 12))) < 10


def test_every_drum_sounds() -> None:
    keys = range(35, 82)
    sound = render(score_of([(2 * BEAT * key, BEAT // 4, key, 100, 2) for key in keys]))
    levels = [decibels(sound, 2.0 * key, 2.0 * key + 0.5) for key in keys]
    assert min(levels) > -50, dict(zip(keys, levels, strict=True))


@pytest.mark.parametrize("pitch", [48, 60, 72])
def test_a_piano_note_that_is_let_go_is_soon_gone(pitch: int) -> None:
    sound = one_note(PIANO, pitch, seconds=0.5)
    assert decibels(sound, 0.9, 0.95) < decibels(sound, 0.45, 0.5) - 28


def test_level_follows_velocity() -> None:
    velocities = [20, 40, 60, 80, 100, 120]
    rows = [(3 * BEAT * nth, BEAT, 60, hard, 0) for nth, hard in enumerate(velocities)]
    sound = render(score_of(rows))
    levels = [decibels(sound, 3.0 * nth, 3.0 * nth + 1) for nth in range(len(rows))]
    steps = [20 * np.log10((hard / soft) ** 2) for soft, hard in pairwise(velocities)]
    assert np.diff(levels) == pytest.approx(steps, abs=0.1)


def test_pan_and_width() -> None:
    rows = [(0, BEAT, 60, 80, 0), (0, BEAT, 72, 80, 1)]

    def sides(row: tuple[int, ...], pan: int) -> np.ndarray:
        sound = render(score_of([row], controls=[(0, row[4], 10, pan)]))
        power: np.ndarray = np.square(sound.samples, dtype=np.float64).mean(axis=0)
        return power

    left, right = sides(rows[0], 0)
    assert left > 1000 * right
    left, right = sides(rows[0], 127)
    assert right > 1000 * left
    left, right = sides(rows[0], 64)
    assert left == pytest.approx(right, rel=0.1)
    samples = render(score_of([rows[1]])).samples
    assert np.corrcoef(samples[:, 0], samples[:, 1])[0, 1] < 0.9  # strings are two recordings


def test_notes_add_up_where_and_as_they_are() -> None:
    rows = [(0, BEAT, 60, 80, 0), (BEAT // 2, BEAT, 72, 60, 1), (BEAT, BEAT, 38, 90, 2)]
    together = render(score_of(rows)).samples
    alone = [render(score_of([row, (BEAT, BEAT, 100, 1, 0)])).samples for row in rows]
    parts = np.stack([sound[: len(together)].ravel() for sound in alone], axis=1)
    factors, *_ = np.linalg.lstsq(parts, together.ravel(), rcond=None)
    assert (factors > 0).all()
    assert np.abs(parts @ factors - together.ravel()).max() < 1e-3


def test_the_loudest_sample_is_where_it_should_be() -> None:
    chord = [(0, BEAT, pitch, 127, 0) for pitch in range(30, 94)]
    for rows in (chord, chord[:1], [(0, BEAT, 60, 1, 0)]):
        sound = render(score_of(rows))
        assert sound.peak == pytest.approx(PEAK, abs=1e-4)
        assert np.abs(sound.samples.mean(axis=0)).max() < 1e-3
        assert np.abs(sound.samples[-1]).max() < 1e-4


@pytest.mark.parametrize("rows", [[], [(0, BEAT, 60, 0, 0)], [(0, BEAT, 127, 90, 0)]])
def test_nothing_to_play_is_silence(rows: Rows) -> None:
    sound = render(score_of(rows))
    assert len(sound.samples) >= RATE
    assert sound.peak == 0


def test_before_and_after_the_notes_it_is_silent() -> None:
    sound = render(score_of([(BEAT, BEAT, 60, 90, 0)]), tail_seconds=3.0)
    assert sound.seconds == pytest.approx(5.0)
    assert decibels(sound, 0, 0.99) == pytest.approx(-200)
    assert decibels(sound, 1, 1.1) > -30
    assert decibels(sound, 4, 5) == pytest.approx(-200)


def test_a_note_that_was_let_go_ends_without_a_click() -> None:
    wave = np.rint(20_000 * np.sin(2 * np.pi * np.arange(1000) / 50)).astype(np.int16)
    mode, release = 54, 38
    font = small_font([{SAMPLE: 0, mode: 1, release: -1200}], wave, loop=(500, 1000))
    line = render(score_of([(0, BEAT, 60, 90, 0)]), font=font).samples[:, 0]
    last = np.flatnonzero(line)[-1]
    assert 1.2 < last / RATE < 1.4  # 60 of 100 dB in half a second
    assert np.abs(line[last - 50 : last]).max() < 2e-5


def test_a_closed_hi_hat_chokes_the_open_one() -> None:
    ringing = score_of([(0, BEAT, 46, 100, 2), (BEAT, 1, 35, 1, 2)])
    choked = score_of([(0, BEAT, 46, 100, 2), (BEAT // 4, 1, 44, 1, 2), (BEAT, 1, 35, 1, 2)])
    after, before = (0.27, 0.4), (0.0, 0.24)
    fall = [
        decibels(render(each), *after) - decibels(render(each), *before)
        for each in (ringing, choked)
    ]
    assert fall[0] > fall[1] + 20


def test_softly_struck_keys_may_sound_another_recording() -> None:
    velocities, mode = 44, 54
    wave = np.arange(-2000, 2000, dtype=np.int16)
    zones = [
        {velocities: spread(1, 63), SAMPLE: 0, 17: -500},
        {velocities: spread(64, 127), SAMPLE: 0, 17: 500, mode: 0},
    ]
    font = small_font(zones, wave)
    for velocity, side in ((63, 0), (64, 1)):
        score = score_of([(0, BEAT, 60, velocity, 0)])
        loudest = np.abs(render(score, font=font).samples).max(axis=0)
        assert loudest[side] == pytest.approx(PEAK, abs=1e-4)
        assert loudest[1 - side] < 1e-4


def some_music(num_notes: int = 60) -> Score:
    chance = np.random.default_rng(8)
    columns = [(0, 4 * BEAT), (1, 2 * BEAT), (36, 82), (1, 128), (0, 3)]
    rows = np.stack([chance.integers(*limits, num_notes) for limits in columns], axis=1)
    return score_of([tuple(row) for row in rows.tolist()])


def test_the_same_score_gives_the_same_bytes() -> None:
    score = some_music()

    def rendered(_: object = None) -> bytes:
        return to_wav(render(score, sample_rate=16_000))

    TONES.clear()
    cold = rendered()
    assert rendered() == cold
    TONES.clear()
    longer = [(0, 5 * BEAT, pitch, 80, track) for pitch in range(36, 82) for track in (0, 1)]
    render(score_of(longer), sample_rate=16_000)  # leaves longer tones behind
    assert rendered() == cold
    TONES.clear()
    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(rendered, range(3))) == {cold}


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 48_000, 96_000])
def test_other_rates_sound_the_same(sample_rate: int) -> None:
    score = score_of([(0, BEAT, 57, 90, 0)])
    here, there = render(score).samples, render(score, sample_rate=sample_rate)
    assert there.sample_rate == sample_rate
    assert len(there.samples) == 2 * sample_rate
    spectra = []
    for samples, rate in ((here, RATE), (there.samples, sample_rate)):
        line = samples[:rate, 0]
        spectra.append(np.abs(np.fft.rfft(line))[200:900] / rate)
    assert np.corrcoef(spectra[0], spectra[1])[0, 1] > 0.99


@pytest.mark.parametrize(
    ("sample_rate", "tail_seconds"), [(0, 1.0), (10**9, 1.0), (RATE, -1.0), (RATE, 1e9)]
)
def test_impossible_wishes_are_refused(sample_rate: int, tail_seconds: float) -> None:
    with pytest.raises(OutOfRange):
        render(score_of([]), sample_rate=sample_rate, tail_seconds=tail_seconds)


ODD = st.integers(-(2**62), 2**62) | st.integers(-5, 500)
ODD_NOTES = st.tuples(ODD, ODD, ODD | st.just(60), ODD | st.just(80), st.integers(-2, 5))
ODD_CONTROLS = st.tuples(ODD, st.integers(-2, 5), st.sampled_from([7, 10, 11, 64, 1]), ODD)


@settings(max_examples=60)
@given(
    rows=st.lists(ODD_NOTES, max_size=12),
    controls=st.lists(ODD_CONTROLS, max_size=12),
    tempos=st.lists(st.tuples(ODD, ODD), max_size=4),
    ticks_per_beat=st.sampled_from([0, 1, 480, 32_767]),
    programs=st.lists(st.tuples(ODD, st.booleans()), max_size=4),
)
def test_nothing_in_a_score_is_refused(
    rows: Rows,
    controls: Rows,
    tempos: Rows,
    ticks_per_beat: int,
    programs: list[tuple[int, bool]],
) -> None:
    tracks = tuple(Track("", program, is_drum) for program, is_drum in programs)
    told = tuple(Tempo(*tempo) for tempo in sorted(tempos))
    score = Score("", ticks_per_beat, Notes.of(rows), tracks, told, (), Controls.of(controls))
    sound = render(score, sample_rate=8_000)
    assert np.isfinite(sound.samples).all()
    assert sound.peak <= 0.95
    assert sound.seconds <= 601


def test_thousands_of_notes() -> None:
    chance = np.random.default_rng(2)
    columns = [(0, 60 * BEAT), (1, 9 * BEAT), (0, 128), (0, 128), (0, 1)]
    spread_out = np.stack([chance.integers(*limits, 10_000) for limits in columns], axis=1)
    at_once = spread_out * [0, 1, 1, 1, 1]
    for rows in (spread_out, at_once):
        score = make_score("", BEAT, rows.tolist(), (PIANO,), tempo_qpm=60)
        sound = render(score, sample_rate=8_000)
        assert 0.5 < sound.peak <= 0.95
        assert np.isfinite(sound.samples).all()


@needs_cases
@pytest.mark.parametrize("name", ["muspy_fur-elise", "girls", "js_all-gm-percussion"])
def test_real_files_are_heard_from_beginning_to_end(name: str) -> None:
    assert CASES is not None
    score = read((CASES / "midi" / f"{name}.mid").read_bytes(), name).score
    sound = render(score, sample_rate=22_050)
    assert sound.seconds == pytest.approx(score.seconds + 1, abs=0.1)
    tenths = np.array_split(np.square(sound.samples, dtype=np.float64).mean(axis=1), 10)
    assert min(10 * np.log10(tenth.mean()) for tenth in tenths) > -35
    assert 0.5 < sound.peak <= 0.95
