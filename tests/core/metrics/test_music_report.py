"""Music between two floors: real is 1, shuffled is 0, and what shuffling cannot change is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from core.metrics.music import STATISTICS, count
from core.metrics.music_distance import distances
from core.metrics.music_notes import joined, with_shuffled_pitches, with_shuffled_rhythm
from core.metrics.music_report import JUDGED, OVERALL, Floors, judge
from core.vectorizers.grid import Piece, to_grid
from core.vectorizers.musicxml import read
from tests.core.metrics.music_pieces import piece_of, styled

REAL = [styled(seed) for seed in range(40)]
HELD_OUT = [styled(seed) for seed in range(100, 120)]
FRESH = [styled(seed, num_chords=60) for seed in range(200, 216)]
SIZES = [180] * 16


def shuffled(pieces: Sequence[Piece], *, seed: int = 5, rhythm: bool = False) -> list[Piece]:
    """Return the pieces with their pitches, or their rhythm, dealt out anew."""
    shuffle = with_shuffled_rhythm if rhythm else with_shuffled_pitches
    notes = shuffle(joined(pieces), np.random.default_rng(seed))
    return [
        replace(
            piece,
            onset=notes.onset[notes.piece == number],
            duration=notes.duration[notes.piece == number],
            pitch=notes.pitch[notes.piece == number],
        )
        for number, piece in enumerate(pieces)
    ]


@pytest.fixture(scope="module")
def floors() -> Floors:
    return Floors.of(REAL, HELD_OUT, SIZES, np.random.default_rng(0))


def random() -> np.random.Generator:
    return np.random.default_rng(3)


def test_real_music_is_real(floors: Floors) -> None:
    report = floors.judge(FRESH, random())
    assert (report.num_pieces, report.num_held_out) == (16, 20)
    for name in (*OVERALL, "placed_durations", "dissonance", "triads"):
        assert report.row(name).gap_closed == pytest.approx(1, abs=0.12), name
    assert report.overall == pytest.approx(1, abs=0.06)


def test_shuffled_music_is_shuffled(floors: Floors) -> None:
    harmony = floors.judge(shuffled(FRESH), random())
    assert harmony.overall == pytest.approx(0, abs=0.1)
    for name in (*OVERALL, "triads"):
        assert harmony.row(name).gap_closed == pytest.approx(0, abs=0.15), name
    assert harmony.row("placed_durations").gap_closed == pytest.approx(1, abs=0.1)
    rhythm = floors.judge(shuffled(FRESH, rhythm=True), random())
    for name in ("placed_durations", "beat_positions"):
        assert rhythm.row(name).gap_closed == pytest.approx(0, abs=0.2), name
    assert rhythm.overall is not None
    assert rhythm.overall > 0.5


def test_half_shuffled_lies_between_and_worse_than_shuffled_below(floors: Floors) -> None:
    half = floors.judge([*FRESH[:8], *shuffled(FRESH[8:])], random()).overall
    assert half is not None
    assert 0.3 < half < 0.95
    one_pitch = [replace(piece, pitch=np.full(len(piece), 60)) for piece in FRESH]
    worst = floors.judge(one_pitch, random()).overall
    assert worst is not None
    assert worst < 0


def test_what_shuffling_leaves_alone_has_no_gap_and_says_so(floors: Floors) -> None:
    report = floors.judge(FRESH, random())
    for name in ("durations", "tracks", "velocities", "scale_consistency", "scale_degrees"):
        row = report.row(name)
        assert (row.gap_closed, row.low, row.high) == (None, None, None), name
        assert "near" in str(row.unscaled)
        assert row.real == row.shuffled
    assert report.row("chord_types").unscaled is None
    in_scale = report.row("scale_consistency")
    assert (in_scale.value, in_scale.held_out) == (1.0, 1.0)


def test_noise_has_no_gap_to_close() -> None:
    dice = np.random.default_rng(8)
    noise = [replace(piece, pitch=dice.integers(48, 84, len(piece))) for piece in REAL]
    report = judge(noise[:8], noise[8:24], noise[24:], random())
    assert [report.row(name).gap_closed for name in OVERALL] == [None] * 3
    assert (report.overall, report.low, report.high) == (None, None, None)


def test_every_row_is_its_distances(floors: Floors) -> None:
    report = floors.judge(FRESH, random())
    apart = distances(count(FRESH), count(HELD_OUT))
    assert [row.name for row in report.rows] == list(JUDGED)
    for row in report.rows:
        assert row.label == STATISTICS[row.name].label
        assert row.made == pytest.approx(apart[row.name])
        if row.gap_closed is not None and row.made is not None:
            assert row.real is not None
            assert row.shuffled is not None
            closed = (row.shuffled - row.made) / (row.shuffled - row.real)
            assert row.gap_closed == pytest.approx(closed)
    gaps = [min(1.0, report.row(name).gap_closed or 0.0) for name in OVERALL]
    assert report.overall == pytest.approx(np.mean(gaps))


def test_intervals_hold_their_value_and_shrink_with_more_pieces(floors: Floors) -> None:
    few = floors.judge([*FRESH[:2], *shuffled(FRESH[2:4])], random())
    many = floors.judge([*FRESH[:8], *shuffled(FRESH[8:])], random())
    for report in (few, many, floors.judge(FRESH, random())):
        for row in report.rows:
            if row.gap_closed is not None:
                assert row.low is not None
                assert row.high is not None
                assert row.low <= row.gap_closed <= row.high
    for name in OVERALL:
        widths = [(r.row(name).high or 0) - (r.row(name).low or 0) for r in (few, many)]
        assert widths[0] > widths[1] > 0
    alone = floors.judge(FRESH[:1], random())
    assert (alone.low, alone.high, alone.row("chord_types").low) == (None, None, None)
    assert alone.overall is not None


def test_a_tune_has_no_harmony_to_judge() -> None:
    tunes = [piece.taken(slice(0, None, 3)) for piece in REAL]
    report = judge(tunes[:8], tunes[8:20], tunes[20:], random())
    assert report.row("dissonance").made is None
    assert "Nothing" in str(report.row("dissonance").unscaled)
    assert report.row("chord_types").gap_closed is None
    assert report.overall == min(1.0, report.row("melodic_intervals").gap_closed or 0.0)


def test_one_real_piece_and_a_silent_one_are_enough() -> None:
    silent = piece_of([])
    report = judge([silent, FRESH[0]], [styled(1, 300)], [styled(2, 50)], random())
    assert report.overall is not None
    nothing = judge([silent], [styled(1, 300)], [styled(2, 50)], random())
    assert nothing.row("chord_types").made == 1


def test_floors_are_of_pieces_cut_to_size_and_repeatable() -> None:
    few = Floors.of(REAL, HELD_OUT, [30] * 16, random(), draws=8)
    again = Floors.of(REAL, HELD_OUT, [30] * 16, random(), draws=8)
    more = Floors.of(REAL, HELD_OUT, [180] * 16, random(), draws=8)
    for name in OVERALL:
        assert few.real[name].shape == (8,)
        np.testing.assert_array_equal(few.real[name], again.real[name])
        assert few.real[name].mean() > 1.4 * more.real[name].mean()


def test_intervals_cover() -> None:
    # the figure of very many pieces is what the intervals of few ought to hold
    pool = [styled(seed, 30) for seed in range(1000, 1240)]
    floors = Floors.of(REAL, HELD_OUT, [90] * 12, random())
    each = [floors.judge(pool[k : k + 12], random()) for k in range(0, 240, 12)]
    for name in OVERALL:
        rows = [report.row(name) for report in each]
        middle = np.mean([row.gap_closed for row in rows])
        hits = sum((row.low or 0) <= middle <= (row.high or 0) for row in rows)
        assert stats.binom.cdf(hits, len(rows), 0.9) > 0.01, (name, hits)


def test_intervals_do_not_lean_on_the_resampling() -> None:
    # a resample has fewer different pieces and so a larger distance: no reason to look worse
    floors = Floors.of(REAL, HELD_OUT, [90] * 4, random())
    each = [
        floors.judge([styled(seed, 30) for seed in range(first, first + 4)], random())
        for first in range(1000, 1080, 4)
    ]
    rows = [report.row("melodic_intervals") for report in each]
    above = np.mean([(row.high or 0) - (row.gap_closed or 0) for row in rows])
    below = np.mean([(row.gap_closed or 0) - (row.low or 0) for row in rows])
    assert below > above > 0.2 * below


CORPUS = find_spec("music21")


@pytest.mark.skipif(CORPUS is None, reason="music21 is not installed")
def test_chorales_reach_the_known_floors() -> None:
    assert CORPUS is not None
    assert CORPUS.origin is not None
    files = sorted((Path(CORPUS.origin).parent / "corpus" / "bach").glob("bwv*.mxl"))[10:250:2]
    scores = [read(file.read_bytes(), file.name) for file in files]
    pieces = [to_grid(s, range(4), s.tracks) for s in scores if len(s.tracks) == 4]
    assert len(pieces) > 70
    floors = Floors.of(pieces[::2], pieces[1::2], [300] * 16, random())
    # measured on all chorales, by a count that shares nothing with this one
    known = {"vertical_intervals": 0.077, "melodic_intervals": 0.305, "chord_types": 0.459}
    for name, floor in known.items():
        assert floors.shuffled[name].mean() == pytest.approx(floor, rel=0.1), name
        assert floors.real[name].mean() < floor / 10
    figures = {"dissonance": 0.132, "triads": 0.848, "scale_consistency": 0.932, "polyphony": 3.92}
    for name, figure in figures.items():
        assert floors.held_out.figure(name) == pytest.approx(figure, rel=0.05), name
