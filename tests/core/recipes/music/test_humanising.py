"""Hands are a little off: no note is lost, none begins too soon, none overtakes its own pitch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.recipes.music.humanising import humanised
from core.vectorizers import midi
from core.vectorizers.score import Score, Tempo, Track, make_score

TRACKS = (Track("Bass", 32), Track("Flute", 73), Track("Kit", 0, is_drum=True))
amounts = st.floats(min_value=0.01, max_value=1.0)
seeds = st.integers(0, 2**31)
rows = st.lists(
    st.tuples(
        *(st.integers(0, 900), st.integers(1, 700)),
        *(st.integers(58, 62), st.integers(1, 127), st.integers(0, 2)),
    ),
    min_size=1,
    max_size=40,
)
tempos = st.floats(min_value=20, max_value=300)


def score_of(told: list[tuple[int, ...]], tempo_qpm: float = 100.0) -> Score:
    return make_score("x", 96, told, TRACKS, tempo_qpm=tempo_qpm)


def voices(score: Score) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return onsets and ends of each track and pitch, by onset."""
    notes = score.notes
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    columns = (notes.track, notes.pitch, notes.onset_ticks, notes.end_ticks)
    for track, pitch, onset, end in zip(*(one.tolist() for one in columns), strict=True):
        found.setdefault((track, pitch), []).append((onset, end))
    return {name: sorted(spans) for name, spans in found.items()}


@given(rows, seeds)
def test_nothing_is_the_score_itself(told: list[tuple[int, ...]], seed: int) -> None:
    score = score_of(told)
    assert humanised(score, 0.0, seed) is score


@given(rows, amounts, seeds)
def test_the_same_seed_gives_the_same_bytes(
    told: list[tuple[int, ...]], amount: float, seed: int
) -> None:
    score = score_of(told)
    first, second = (midi.write(humanised(score, amount, seed)) for _ in range(2))
    assert first == second


@given(rows, amounts, seeds, tempos)
def test_no_note_is_lost_and_none_is_out_of_bounds(
    told: list[tuple[int, ...]], amount: float, seed: int, tempo_qpm: float
) -> None:
    score = score_of(told, tempo_qpm)
    notes = humanised(score, amount, seed).notes
    for name in ("pitch", "track"):
        assert sorted(getattr(notes, name).tolist()) == sorted(getattr(score.notes, name).tolist())
    assert notes.onset_ticks.min() >= 0
    assert notes.duration_ticks.min() >= 1
    assert 1 <= notes.velocity.min() <= notes.velocity.max() <= 127
    order = np.lexsort((notes.pitch, notes.track, notes.onset_ticks))
    assert order.tolist() == list(range(len(notes)))


@given(rows, amounts, seeds, tempos)
def test_notes_of_one_pitch_keep_their_order_and_come_no_nearer_than_touching(
    told: list[tuple[int, ...]], amount: float, seed: int, tempo_qpm: float
) -> None:
    once = {(row[0], row[2], row[4]): row for row in told}
    score = score_of(list(once.values()), tempo_qpm)
    played = voices(humanised(score, amount, seed))
    for name, spans in voices(score).items():
        onsets = [onset for onset, _ in played[name]]
        assert len(set(onsets)) == len(onsets) == len(spans)
        for at, (_, end) in enumerate(spans[:-1]):
            if end <= spans[at + 1][0]:
                assert played[name][at][1] <= played[name][at + 1][0]


def far_apart(tempo_qpm: float) -> Score:
    """Return 4,000 notes that no neighbour hinders, at 1,000 ticks a quarter note."""
    told = [(1_000 * (2 * at + 1), 1_000, 60 + at % 5, 64, 0) for at in range(4_000)]
    return make_score("x", 1_000, told, TRACKS, tempo_qpm=tempo_qpm)


def test_the_spread_is_what_it_says_at_every_tempo() -> None:
    for tempo_qpm in (60.0, 120.0):
        score = far_apart(tempo_qpm)
        tick = 60 / tempo_qpm / 1_000
        for amount in (1.0, 0.4):
            notes = humanised(score, amount, 7).notes
            moved = {
                "onset": (notes.onset_ticks - score.notes.onset_ticks) * tick / 0.025,
                "length": (notes.duration_ticks - score.notes.duration_ticks) * tick / 0.025,
                "velocity": (notes.velocity - score.notes.velocity) / 5,
            }
            for name, values in moved.items():
                wide = values / amount
                assert abs(wide.mean()) < 0.08, name
                assert 0.93 < wide.std() < 0.99, name  # a normal one, cut off at two: 0.959
                assert np.abs(wide).max() <= 2.3, name  # two, and what rounding adds


def test_a_slower_stretch_is_moved_by_fewer_ticks() -> None:
    score = replace(far_apart(120.0), tempos=(Tempo(0, 250_000), Tempo(4_000_000, 2_000_000)))
    moved = humanised(score, 1.0, 3).notes.onset_ticks - score.notes.onset_ticks
    fast, slow = moved[:1_900].std(), moved[2_100:].std()
    assert 7 < fast / slow < 9
