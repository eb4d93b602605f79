"""Statistics of music: known answers, a slow independent count, and the laws of the divergence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from scipy.spatial import distance as scipy_distance

from core.metrics.music import STATISTICS, count
from core.metrics.music_distance import distance, distances, jensen_shannon
from core.metrics.music_notes import Joined, joined, with_shuffled_pitches, with_shuffled_rhythm
from core.vectorizers.grid import Piece
from tests.core.metrics.music_pieces import DRUMS, moved, piece_of, pieces, styled

Shuffle = Callable[[Joined, np.random.Generator], Joined]
MAJOR = {0, 2, 4, 5, 7, 9, 11}
TONAL = ("chord_types", "vertical_intervals", "melodic_intervals", "pitch_classes")


def slow(piece: Piece) -> tuple[dict[str, Counter[int]], dict[str, tuple[float, float]]]:
    """Return histograms and figures note by note, from nothing but their definitions."""
    columns = (piece.onset, piece.duration, piece.pitch, piece.slot)
    rows = [row for row in zip(*(c.tolist() for c in columns), strict=True) if row[3] != DRUMS]
    found: dict[str, Counter[int]] = {name: Counter() for name in TONAL}
    pairs: list[int] = []
    triads, sizes, before = [], [], None
    for onset in sorted({row[0] for row in rows}):
        sounding = sorted({p for on, length, p, _ in rows if on <= onset < on + length})
        here = [b - a for a, b in combinations(sounding, 2)]
        pairs += here
        found["vertical_intervals"].update(min(one, 36) for one in here)
        chord = {(p - sounding[0]) % 12 for p in sounding}
        found["chord_types"][sum(1 << one for one in chord)] += 1
        if before is not None and sounding[-1] != before:
            found["melodic_intervals"][max(-12, min(12, sounding[-1] - before)) + 12] += 1
        before = sounding[-1]
        triads.append(
            any(
                {root, (root + third) % 12, (root + fifth) % 12} <= chord
                for root in range(12)
                for third, fifth in ((4, 7), (3, 7), (3, 6))
            )
        )
        sizes.append(len(sounding))
    classes = Counter(row[2] % 12 for row in rows)
    found["pitch_classes"] = classes
    best = max((sum(classes[(c + k) % 12] for c in MAJOR) for k in range(12)), default=0)
    clashes = sum(one % 12 in {1, 2, 6, 10, 11} for one in pairs)
    figures = {
        "scale_consistency": (best / max(len(rows), 1), float(bool(rows))),
        "dissonance": (clashes, len(pairs)),
        "triads": (sum(triads), len(triads)),
        "polyphony": (sum(sizes), len(sizes)),
    }
    return found, {name: (float(a), float(b)) for name, (a, b) in figures.items()}


@given(st.lists(pieces(), max_size=4))
@settings(max_examples=150, deadline=None)
def test_the_fast_count_is_the_slow_one(some: list[Piece]) -> None:
    found = count(some)
    assert found.num_pieces == len(some)
    for number, piece in enumerate(some):
        histograms, figures = slow(piece)
        for name, histogram in histograms.items():
            row = found.rows[name][number]
            assert {i: int(row[i]) for i in np.flatnonzero(row)} == dict(histogram), name
        for name, figure in figures.items():
            assert found.rows[name][number] == pytest.approx(figure), name


@given(pieces(), pieces())
@settings(max_examples=50, deadline=None)
def test_pieces_do_not_know_each_other(first: Piece, second: Piece) -> None:
    both, one, other = count([first, second]), count([first]), count([second])
    for name, statistic in STATISTICS.items():
        assert both.rows[name].shape == (2, statistic.width)
        np.testing.assert_array_equal(
            both.rows[name], np.concatenate([one.rows[name], other.rows[name]])
        )


def test_a_cadence_by_hand() -> None:
    # F with A above, G with B and F, then C in three octaves; a drum at each beat
    tones = [(0, 12, 53), (0, 12, 69), (12, 12, 55), (12, 12, 71), (12, 12, 65)]
    tones += [(24, 24, 48), (24, 24, 60), (24, 24, 72)]
    drums = [(at, 1, 36, DRUMS) for at in (0, 12, 24, 36)]
    found = count([piece_of([*tones, *drums])])
    assert np.flatnonzero(found.shares("chord_types")).tolist() == [
        1,
        1 | 1 << 4,
        1 | 1 << 4 | 1 << 10,
    ]
    vertical = found.pooled("vertical_intervals")
    assert {i: int(vertical[i]) for i in np.flatnonzero(vertical)} == {
        6: 1,
        10: 1,
        12: 2,
        16: 2,
        24: 1,
    }
    assert np.flatnonzero(found.pooled("melodic_intervals")).tolist() == [12 + 1, 12 + 2]
    assert found.figure("dissonance") == pytest.approx(2 / 7)
    assert found.figure("polyphony") == pytest.approx(8 / 3)
    assert found.figure("triads") == 0
    assert found.figure("scale_consistency") == 1
    assert found.pooled("durations")[[1, 12, 24]].tolist() == [4, 5, 3]
    assert found.pooled("onset_positions")[[0, 12, 24, 36]].tolist() == [1, 1, 1, 1]
    # F and B are in one major scale only, that of C
    assert found.pooled("scale_degrees").tolist() == [3, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("pitches", "holds"),
    [
        *(((60, 64, 67), True), ((64, 67, 72), True), ((60, 63, 67, 70), True)),
        *(((59, 62, 65), True), ((60, 64, 68), False), ((60, 65, 70), False), ((60, 64), False)),
    ],
)
def test_triads(pitches: tuple[int, ...], *, holds: bool) -> None:
    assert count([piece_of((0, 12, p) for p in pitches)]).figure("triads") == holds


def test_places_count_from_the_first_full_bar() -> None:
    piece = piece_of([(0, 12, 60), (12, 36, 62), (30, 6, 64)], bar=36, shift=12)
    found = count([piece])
    assert np.flatnonzero(found.pooled("onset_positions")).tolist() == [0, 18, 24]
    assert np.flatnonzero(found.pooled("beat_positions")).tolist() == [0, 6]
    placed = found.pooled("placed_durations").reshape(12, -1)
    assert np.argwhere(placed).tolist() == [[0, 12], [0, 36], [6, 6]]


def test_nothing_is_counted_as_nothing() -> None:
    drums = piece_of([(0, 1, 36, DRUMS), (12, 1, 38, DRUMS)])
    found = count([drums, piece_of([])])
    for name in TONAL:
        assert not found.pooled(name).any()
        assert not found.shares(name).any()
    for name in ("dissonance", "triads", "polyphony", "scale_consistency"):
        assert found.figure(name) is None
        assert distances(found, count([styled(0)]))[name] is None
    assert found.pooled("onset_positions").sum() == 2
    assert count([]).num_pieces == 0


@given(pieces(low=40, high=80), st.integers(-12, 12))
@settings(max_examples=50, deadline=None)
def test_another_key_changes_the_pitch_classes_only(piece: Piece, semitones: int) -> None:
    tonal = piece.taken(~piece.is_drum)
    here, there = count([tonal]), count([moved(tonal, semitones)])
    for name in STATISTICS:
        if name not in {"pitch_classes", "scale_degrees"}:  # a tie between scales goes to the lower
            np.testing.assert_array_equal(here.rows[name], there.rows[name])
    rolled = np.roll(here.rows["pitch_classes"], semitones, axis=1)
    np.testing.assert_array_equal(rolled, there.rows["pitch_classes"])


def test_what_the_tracks_and_velocities_are() -> None:
    piece = piece_of([(0, 12, 60, 0), (12, 12, 62, 1), (12, 12, 64, 1), (24, 2, 36, DRUMS)])
    piece = replace(piece, velocity=np.array([80, 64, 64, 127]))
    found = count([piece])
    assert found.shares("tracks")[:3].tolist() == [0.25, 0.5, 0.25]
    assert found.pooled("velocities")[[64, 80, 127]].tolist() == [2, 1, 1]


def by_piece(piece: NDArray[np.int64], values: NDArray[np.int64]) -> list[tuple[int, int]]:
    return sorted(zip(piece.tolist(), values.tolist(), strict=True))


@given(st.lists(pieces(), min_size=1, max_size=3), st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_shuffling_deals_out_the_same_things(some: list[Piece], seed: int) -> None:
    notes = joined(some)
    pitches = with_shuffled_pitches(notes, np.random.default_rng(seed))
    assert by_piece(notes.piece, notes.pitch) == by_piece(pitches.piece, pitches.pitch)
    np.testing.assert_array_equal(pitches.pitch[notes.is_drum], notes.pitch[notes.is_drum])
    np.testing.assert_array_equal(pitches.onset, notes.onset)
    rhythm = with_shuffled_rhythm(notes, np.random.default_rng(seed))
    assert by_piece(notes.piece, notes.duration) == by_piece(rhythm.piece, rhythm.duration)
    np.testing.assert_array_equal(rhythm.pitch, notes.pitch)
    for number in range(len(some)):
        was, now = (one.onset[one.piece == number] for one in (notes, rhythm))
        np.testing.assert_array_equal(np.diff(was) == 0, np.diff(now) == 0)
        assert sorted(np.diff(was).tolist()) == sorted(np.diff(now).tolist())
        np.testing.assert_array_equal(was[:1], now[:1])


@pytest.mark.parametrize(
    ("shuffle", "name"), [(with_shuffled_pitches, "pitch"), (with_shuffled_rhythm, "onset")]
)
def test_shuffling_does_shuffle(shuffle: Shuffle, name: str) -> None:
    notes = joined([styled(1)])
    first, second, again = (
        getattr(shuffle(notes, np.random.default_rng(seed)), name) for seed in (1, 2, 1)
    )
    assert (first != second).mean() > 0.5
    assert (first != getattr(notes, name)).mean() > 0.5
    np.testing.assert_array_equal(first, again)


COUNTS = arrays.arrays(np.float64, 7, elements=st.integers(0, 9).map(float))


@given(COUNTS, COUNTS, st.floats(0.1, 50))
@settings(max_examples=200, deadline=None)
def test_laws_of_the_divergence(
    p: NDArray[np.float64], q: NDArray[np.float64], scale: float
) -> None:
    found = float(jensen_shannon(p, q))
    assert 0 <= found <= 1
    assert found == pytest.approx(float(jensen_shannon(q, p)), abs=1e-12)
    assert float(jensen_shannon(p, p)) == 0
    assert found == pytest.approx(float(jensen_shannon(p * scale, q)), abs=1e-12)
    if p.any() and q.any():
        assert found == pytest.approx(scipy_distance.jensenshannon(p, q, base=2) ** 2, abs=1e-9)
    elif p.any() or q.any():
        assert found == 1


def test_known_divergences() -> None:
    some = np.array([[1.0, 1.0], [1.0, 0.0], [3.0, 3.0], [0.0, 5.0]])
    found = jensen_shannon(some, np.array([2.0, 0.0]))
    half = (np.log2(4 / 3) + 0.5 * np.log2(2 / 3) + 0.5 * np.log2(2)) / 2
    assert found == pytest.approx([half, 0, half, 1])
    assert half == pytest.approx(0.311278, abs=1e-6)


def test_distance_of_figures_is_absolute() -> None:
    found = distance(
        "dissonance", np.array([[1.0, 4.0], [3.0, 4.0], [0.0, 0.0]]), np.array([2.0, 4.0])
    )
    assert found[:2].tolist() == [0.25, 0.25]
    assert np.isnan(found[2])
    apart = distances(count([styled(1)]), count([styled(1)]))
    assert apart.keys() == STATISTICS.keys()
    assert set(apart.values()) == {0.0}
