"""Laws of the grid: there and back, nothing sounds twice, keys move and come back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vectorizers.grid import (
    LONGEST_STEPS,
    MAJOR,
    MINOR,
    USUAL_BAR,
    Key,
    Piece,
    find_key,
    to_grid,
    to_home_key,
    to_score,
    transposed,
)
from core.vectorizers.score import Metre, Notes, Score, Track, make_score

TRACKS = (Track("Flute", 73), Track("Drums", 0, is_drum=True), Track("Bass", 32))
COLUMNS = ("onset", "duration", "pitch", "velocity", "slot")
ROW = st.tuples(
    st.integers(0, 5000),
    st.integers(1, 9000),
    st.integers(0, 127),
    st.integers(1, 127),
    st.integers(0, len(TRACKS) - 1),
)
CROWDED = st.tuples(
    st.integers(0, 40), st.integers(1, 40), st.integers(60, 62), st.just(80), st.integers(0, 2)
)
ROWS = st.lists(st.one_of(ROW, CROWDED), max_size=40)
METRES = st.sampled_from([(4, 4), (3, 4), (6, 8), (5, 8), (3, 2), (7, 16)])


def on_grid(
    rows: list[tuple[int, int, int, int, int]],
    *,
    ticks_per_beat: int = 12,
    metre: tuple[int, int] | None = None,
    pick_up: int = 0,
) -> Piece:
    """Return the piece of rows (onset, duration, pitch, velocity, track)."""
    score = make_score("piece", ticks_per_beat, rows, TRACKS, tempo_qpm=90)
    if metre is not None:
        score = replace(score, metres=(Metre(pick_up, *metre),))
    return to_grid(score, range(len(TRACKS)), TRACKS)


def columns(piece: Piece) -> list[list[int]]:
    return [getattr(piece, name).tolist() for name in COLUMNS]


def sounding_twice(piece: Piece) -> int:
    """Count the notes that begin before the same pitch in the same slot has ended."""
    order = np.lexsort((piece.onset, piece.pitch, piece.slot))
    onset, end = piece.onset[order], (piece.onset + piece.duration)[order]
    same = (np.diff(piece.slot[order]) == 0) & (np.diff(piece.pitch[order]) == 0)
    return int((same & (onset[1:] < end[:-1])).sum())


def in_profile(profile: np.ndarray, tonic: int) -> Piece:
    """Return a piece whose pitch classes last as long as a key's profile, shape (12,), says."""
    lengths = np.rint(np.roll(profile, tonic) / profile.max() * 90).astype(int).clip(1)
    rows = [(100 * i, int(length), 60 + i, 80, 0) for i, length in enumerate(lengths)]
    return on_grid(rows)


@given(ROWS, st.sampled_from([12, 96, 480, 1000]))
def test_a_grid_is_in_order_and_nothing_sounds_twice(
    rows: list[tuple[int, int, int, int, int]], ticks_per_beat: int
) -> None:
    piece = on_grid(rows, ticks_per_beat=ticks_per_beat)
    order = np.lexsort((piece.pitch, piece.slot, piece.onset))
    assert order.tolist() == list(range(len(piece)))
    assert not sounding_twice(piece)
    assert all((piece.duration >= 1) & (piece.duration <= LONGEST_STEPS))
    starts = {(round(on * 12 / ticks_per_beat), p, t) for on, _, p, _, t in rows}
    assert len(piece) == len(starts)
    assert set(zip(piece.onset, piece.pitch, piece.slot, strict=True)) == starts


@given(ROWS, METRES, st.integers(0, 20), st.sampled_from([12, 24, 480]))
def test_a_piece_comes_back_from_its_score(
    rows: list[tuple[int, int, int, int, int]],
    metre: tuple[int, int],
    pick_up: int,
    ticks_per_beat: int,
) -> None:
    piece = on_grid(rows, metre=metre, pick_up=pick_up)
    back = to_grid(to_score(piece, ticks_per_beat=ticks_per_beat), range(3), TRACKS)
    assert columns(back) == columns(piece)
    assert (back.bar_steps, back.shift_steps) == (piece.bar_steps, piece.shift_steps)
    assert back.tempo_qpm == pytest.approx(piece.tempo_qpm, rel=1e-5)
    assert back.off_grid == 0


@given(ROWS, st.integers(-24, 24))
def test_transposed_there_and_back_is_where_it_was(
    rows: list[tuple[int, int, int, int, int]], semitones: int
) -> None:
    inside = [(on, d, 24 + pitch % 80, v, t) for on, d, pitch, v, t in rows]
    piece = on_grid(inside)
    there = transposed(piece, semitones)
    assert there.moved_semitones == semitones
    step = np.where(there.is_drum, 0, semitones)
    assert sorted(zip(there.onset, there.slot, there.pitch - step, strict=True)) == sorted(
        zip(piece.onset, piece.slot, piece.pitch, strict=True)
    )
    back = transposed(there, -semitones)
    assert columns(back) == columns(piece)
    assert back.moved_semitones == 0


@given(ROWS, st.integers(-60, 60))
def test_no_transposition_leaves_the_keyboard(
    rows: list[tuple[int, int, int, int, int]], semitones: int
) -> None:
    piece = on_grid(rows)
    moved = transposed(piece, semitones)
    assert all((moved.pitch >= 0) & (moved.pitch <= 127))
    assert not sounding_twice(moved)
    classes = {(p + semitones) % 12 for p in piece.pitch[~piece.is_drum].tolist()}
    assert set((moved.pitch[~moved.is_drum] % 12).tolist()) == classes
    assert sorted(moved.pitch[moved.is_drum]) == sorted(piece.pitch[piece.is_drum])


def test_doubles_are_merged_and_a_restarted_pitch_is_cut() -> None:
    rows = [(0, 10, 60, 70, 0), (0, 20, 60, 90, 0), (15, 9, 60, 80, 0), (0, 50, 60, 85, 2)]
    assert columns(on_grid(rows)) == [
        [0, 0, 15],
        [15, 50, 9],
        [60, 60, 60],
        [90, 85, 80],
        [0, 2, 0],
    ]


def test_only_what_is_no_sixteenth_and_no_triplet_is_moved() -> None:
    exact = [(480 * k // 12, 40, 60 + k, 80, 0) for k in range(12)]
    assert on_grid(exact, ticks_per_beat=480).off_grid == 0
    moved = [
        (on + (7 if k % 3 == 0 else 0), d, p, v, t) for k, (on, d, p, v, t) in enumerate(exact)
    ]
    late = on_grid(moved, ticks_per_beat=480)
    assert late.off_grid == pytest.approx(1 / 3)
    assert late.onset.tolist() == list(range(12))


def test_the_longest_stretch_names_the_bar() -> None:
    notes = Notes.of([(0, 12, 60, 80, 0), (600, 12, 60, 80, 0)])
    metres = (Metre(0, 4, 4), Metre(54, 6, 8), Metre(590, 2, 4))
    piece = to_grid(Score("piece", 12, notes, TRACKS[:1], metres=metres), [0], TRACKS)
    assert (piece.bar_steps, piece.shift_steps) == (36, 54 % 36)
    plain = to_grid(Score("piece", 12, notes, TRACKS[:1]), [2], TRACKS)
    assert (plain.bar_steps, plain.shift_steps) == (USUAL_BAR, 0)
    assert plain.slot.tolist() == [2, 2]


def test_a_piece_without_notes_is_a_piece() -> None:
    piece = on_grid([])
    assert len(piece) == 0
    assert find_key(piece) == Key(0, minor=False)
    assert columns(to_home_key(piece)) == [[]] * len(COLUMNS)


@pytest.mark.parametrize("minor", [False, True])
@pytest.mark.parametrize("tonic", range(12))
def test_a_profile_is_its_own_key(tonic: int, *, minor: bool) -> None:
    piece = in_profile(MINOR if minor else MAJOR, tonic)
    assert find_key(piece) == Key(tonic, minor)
    home = to_home_key(piece)
    assert find_key(home) == (Key(9, minor=True) if minor else Key(0, minor=False))
    assert -6 <= home.moved_semitones < 6
    assert columns(transposed(home, -home.moved_semitones)) == columns(piece)


def test_drums_have_no_key() -> None:
    tuned = in_profile(MAJOR, 7)
    drums = [(0, LONGEST_STEPS, 37, 127, 1)] * 3 + [(500, LONGEST_STEPS, 42, 127, 1)]
    rows = list(zip(*columns(tuned), strict=True)) + drums
    assert find_key(on_grid(rows)) == Key(7, minor=False)
