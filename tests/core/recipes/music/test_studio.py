"""A model at play: same seed same piece, wishes kept, bars mended, notes weighed."""

from __future__ import annotations

import io
import wave
from dataclasses import replace

import numpy as np
import pytest

from core.errors import UnfitInstruments
from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import STRIP, Studio
from core.vectorizers import midi
from tests.core.recipes.music.corpora import tune

SHORT = PieceSettings(notes=60, seed=5)


def test_the_same_seed_gives_the_same_bytes(studio: Studio) -> None:
    first, second = (studio.compose(SHORT)[0] for _ in range(2))
    assert first.midi() == second.midi()
    assert first.midi() != studio.compose(PieceSettings(notes=60, seed=6))[0].midi()


def test_a_piece_has_its_notes_its_tempo_and_its_recipe(studio: Studio) -> None:
    (made,) = studio.compose(PieceSettings(notes=60, seed=5, tempo_qpm=90))
    data = made.midi()
    assert b'"seed": 5' in data
    read = midi.read(data, "made.mid")
    assert read.found.notes == len(made.piece) == 60
    assert round(60e6 / read.score.tempos[0].microseconds_per_beat) == 90


def test_sound_is_a_wave_that_lasts_as_long(studio: Studio) -> None:
    (made,) = studio.compose(SHORT)
    with wave.open(io.BytesIO(made.wav())) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    assert made.score.seconds <= seconds <= made.score.seconds + 5


def test_other_instruments_play_the_same_notes(studio: Studio) -> None:
    (usual,) = studio.compose(SHORT)
    (made,) = studio.compose(replace(SHORT, instruments="43"))
    assert [track.program for track in usual.score.tracks] == [32, 73]
    assert [track.program for track in made.score.tracks] == [43, 73]
    assert made.score.notes.pitch.tolist() == usual.score.notes.pitch.tolist()
    read = midi.read(made.midi(), "made.mid").score
    assert {track.program for track in read.tracks} == {43, 73}
    assert made.wav() != usual.wav()


@pytest.mark.parametrize("written", ["1,2,3", "128", "-1", "flute", "1,,2", "1.5"])
def test_instruments_that_nobody_can_play_are_refused(studio: Studio, written: str) -> None:
    with pytest.raises(UnfitInstruments):
        studio.compose(replace(SHORT, instruments=written))


def test_what_is_humanised_is_what_is_heard(studio: Studio) -> None:
    (usual,) = studio.compose(SHORT)
    (made,) = studio.compose(replace(SHORT, humanise=1.0))
    assert made.score.notes.onset_ticks.tolist() == usual.score.notes.onset_ticks.tolist()
    assert made.midi() == studio.compose(replace(SHORT, humanise=1.0))[0].midi()
    assert usual.performance is usual.score
    heard, written = (midi.read(one.midi(), "x").score for one in (made, usual))
    assert sorted(heard.notes.pitch.tolist()) == sorted(written.notes.pitch.tolist())
    assert heard.notes.onset_ticks.tolist() != written.notes.onset_ticks.tolist()


@pytest.mark.parametrize(
    ("key", "mode", "scale"),
    [("d", "major", {2, 4, 6, 7, 9, 11, 1}), ("a", "minor", {9, 11, 0, 2, 4, 5, 6, 7, 8})],
)
def test_a_locked_key_is_kept(studio: Studio, key: str, mode: str, scale: set[int]) -> None:
    (made,) = studio.compose(PieceSettings(notes=80, seed=1, key=key, mode=mode))
    inside = np.isin(made.score.notes.pitch % 12, sorted(scale))
    assert inside.mean() > 0.97


def test_a_primer_comes_first_in_its_own_key(studio: Studio) -> None:
    primer = tune(99)
    (made,) = studio.compose(SHORT, primer=primer)
    assert 0 < made.num_primer <= len(primer.notes)
    scale = made.score.ticks_per_beat // primer.ticks_per_beat
    start = made.score.notes
    wanted = set(zip(primer.notes.onset_ticks * scale, primer.notes.pitch, strict=True))
    found = set(zip(start.onset_ticks, start.pitch, strict=True))
    assert len(wanted & found) > 0.9 * len(wanted)
    assert len(made.nats) == len(made.piece) - made.num_primer


def test_bars_are_counted_where_they_are_wished_for(studio: Studio) -> None:
    (made,) = studio.compose(PieceSettings(bars=4, seed=2))
    bars = (made.piece.onset - made.piece.shift_steps) // made.piece.bar_steps + 1
    assert bars.max() == 4
    assert made.piece.onset[0] == 0  # nobody waits for a pick-up


def test_the_strip_is_one_seed_at_four_temperatures(studio: Studio) -> None:
    strip = studio.strip(SHORT)
    assert [made.wishes.temperature for made in strip] == list(STRIP)
    alone = studio.compose(PieceSettings(notes=60, seed=5, temperature=1.0))[0]
    assert strip[2].midi() == alone.midi()


def test_candidates_come_likeliest_first(studio: Studio) -> None:
    costs = [made.nats_per_note for made in studio.candidates(SHORT, count=5)]
    assert costs == sorted(costs)


def test_a_mended_bar_leaves_the_others_alone(studio: Studio) -> None:
    (made,) = studio.compose(PieceSettings(notes=120, seed=5))
    mended = studio.repair(made, 3, 3, tries=6, seed=1)
    bar, shift = made.piece.bar_steps, made.piece.shift_steps

    def around(piece: object) -> list[tuple[int, int, int]]:
        onset, pitch, slot = (getattr(piece, name) for name in ("onset", "pitch", "slot"))
        outside = (onset < 2 * bar + shift) | (onset >= 3 * bar + shift)
        return list(zip(onset[outside], slot[outside], pitch[outside], strict=True))

    assert around(mended.piece) == around(made.piece)
    assert mended.midi() == studio.repair(made, 3, 3, tries=6, seed=1).midi()


def test_more_tries_never_fit_worse(studio: Studio) -> None:
    (made,) = studio.compose(PieceSettings(notes=120, seed=5))
    one, many = (studio.repair(made, 3, 3, tries=tries) for tries in (1, 12))
    assert many.nats.sum(axis=1).mean() <= one.nats.sum(axis=1).mean() + 0.5


def test_what_was_learnt_surprises_less_than_noise(studio: Studio) -> None:
    _, known = studio.surprise(tune(7))
    noise = tune(7)
    random = np.random.default_rng(0)
    noise.notes.pitch[:] = random.integers(30, 100, len(noise.notes))
    _, wild = studio.surprise(noise)
    assert known.sum(axis=1).mean() < wild.sum(axis=1).mean() - 1


def test_next_notes_are_a_distribution_that_cold_sharpens(studio: Studio) -> None:
    piece, _ = studio.surprise(tune(7))
    warm, cold = (studio.next_notes(piece, 20, heat) for heat in (1.0, 0.2))
    assert warm.sum() == pytest.approx(1)
    assert cold.max() >= warm.max()
    assert cold.argmax() == warm.argmax()


def test_looks_are_shares_over_the_notes_before(studio: Studio) -> None:
    piece, _ = studio.surprise(tune(7))
    way, shares = studio.looks(piece, 12)
    assert way == "gradient"
    assert shares.shape == (12,)
    assert (shares >= 0).all()
    assert shares.sum() <= 1 + 1e-6


def test_a_voice_never_starts_two_notes_at_once(studio: Studio) -> None:
    assert studio.vocabulary.single == (0, 1)
    for made in studio.compose(PieceSettings(notes=120, temperature=2.0), count=4):
        together = np.stack([made.piece.onset, made.piece.slot])
        assert np.unique(together, axis=1).shape[1] == len(made.piece)
