"""The copy meter: what is a copy, what is not, how long, and from where."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.copying import FEWEST_STEPS, RUN_LENGTHS, Citation, CopyIndex
from core.vectorizers.grid import Piece, transposed
from tests.core.metrics.music_pieces import DRUMS, moved, piece_of, pieces, styled

CORPUS = [styled(seed) for seed in range(12)]
INDEX = CopyIndex.of(CORPUS)


def walk(seed: int, count: int = 150) -> Piece:
    """Return a tune of random steps and gaps, of which no two are alike for long."""
    random = np.random.default_rng(seed)
    onset = np.cumsum(random.choice([3, 6, 9, 12, 18, 24], count))
    pitch = 60 + np.cumsum(random.integers(-9, 10, count)) % 40
    return piece_of(zip(onset, np.full(count, 3), pitch, strict=True), name=f"walk {seed}")


def steps_of(piece: Piece) -> list[tuple[int, int]]:
    """Return gaps and pitch steps, from the definition."""
    notes = zip(*(c.tolist() for c in (piece.onset, piece.pitch, piece.slot)), strict=True)
    line = sorted({(onset, pitch) for onset, pitch, slot in notes if slot != DRUMS})
    return [(min(b[0] - a[0], 96), b[1] - a[1]) for a, b in pairwise(line)]


def telling(steps: list[tuple[int, int]]) -> bool:
    return len({rise for _, rise in steps}) >= FEWEST_STEPS


def occurs(steps: list[tuple[int, int]], text: list[tuple[int, int]]) -> bool:
    return any(text[at : at + len(steps)] == steps for at in range(len(text) - len(steps) + 1))


@given(st.lists(pieces(60, 63, 25), max_size=3), pieces(60, 63, 25))
@settings(max_examples=150, deadline=None)
def test_agrees_with_trying_everything(sources: list[Piece], piece: Piece) -> None:
    found = CopyIndex.of(sources).copied(piece)
    steps, texts = steps_of(piece), [steps_of(source) for source in sources]
    longest = 0
    for first in range(len(steps)):
        for last in range(first + 1, len(steps) + 1):
            run = steps[first:last]
            if telling(run) and any(occurs(run, text) for text in texts):
                longest = max(longest, len(run) + 1)
    assert found.longest_notes == longest
    for length in RUN_LENGTHS:
        runs = [steps[at : at + length - 1] for at in range(len(steps) - length + 2)]
        counted = [run for run in runs if telling(run)]
        copied = [run for run in counted if any(occurs(run, text) for text in texts)]
        assert (found.runs[length].copied, found.runs[length].total) == (len(copied), len(counted))


@given(st.integers(0, 11), st.integers(-12, 12))
@settings(max_examples=30, deadline=None)
def test_a_transposed_copy_is_found_whole(number: int, semitones: int) -> None:
    found = INDEX.copied(moved(CORPUS[number], semitones))
    assert found.longest_notes == found.num_notes == len(CORPUS[number])
    assert {runs.share for runs in found.runs.values()} == {1.0}
    cited = cite(found.longest)
    assert cited.source_number == number
    assert cited.semitones == semitones
    assert cited.source.notes == tuple(range(len(CORPUS[number])))


def cite(citation: Citation | None) -> Citation:
    assert citation is not None
    return citation


def test_a_piece_finds_itself_and_bars_are_counted() -> None:
    piece = walk(3)
    found = CopyIndex.of([piece]).copied(piece)
    cited = cite(found.longest)
    assert cited.here == cited.source
    assert cited.here.piece == "walk 3"
    assert (cited.num_notes, cited.semitones) == (150, 0)
    assert cited.here.first_bar == piece.onset[0] // 48 + 1
    assert cited.here.last_bar == piece.onset[-1] // 48 + 1


def test_a_shuffled_piece_is_no_copy() -> None:
    piece = walk(4, 400)
    random = np.random.default_rng(0)
    mixed = replace(piece, pitch=random.permutation(piece.pitch))
    found = CopyIndex.of([piece]).copied(mixed)
    assert found.longest_notes < 8
    assert found.share_of_8_note_runs == 0
    assert found.runs[8].total == 393


def test_a_borrowed_passage_is_cited() -> None:
    source = replace(walk(5), bar_steps=36, shift_steps=12)
    theirs = source.taken(slice(70, 95))
    before, after = walk(6, 40), walk(7, 30)
    begin = before.onset[-1] + 6 - theirs.onset[0]
    onset = [before.onset, theirs.onset + begin, after.onset + theirs.onset[-1] + begin + 15]
    pitch = [before.pitch, theirs.pitch + 4, after.pitch]
    rows = zip(np.concatenate(onset), np.full(95, 3), np.concatenate(pitch), strict=True)
    joined = piece_of(rows)
    found = CopyIndex.of([walk(1), source, walk(2)]).copied(joined)
    cited = cite(found.longest)
    assert cited.source_number == 1
    assert cited.source.piece == "walk 5"
    assert cited.source.notes == tuple(range(70, 95))
    assert cited.here.notes == tuple(range(40, 65))
    assert cited.semitones == 4
    assert cited.source.first_bar == (source.onset[70] - 12) // 36 + 1
    assert cited.here.first_bar == joined.onset[40] // 48 + 1
    assert cited.here.last_bar == joined.onset[64] // 48 + 1
    assert found.runs[24].copied == 2
    here, there = (
        joined.taken(np.array(cited.here.notes)),
        source.taken(np.array(cited.source.notes)),
    )
    np.testing.assert_array_equal(transposed(there, cited.semitones).pitch, here.pitch)


def test_a_pick_up_is_bar_nought() -> None:
    piece = replace(walk(8), shift_steps=30)
    assert cite(CopyIndex.of([piece]).copied(piece).longest).here.first_bar == 0


@pytest.mark.parametrize(
    "pitches",
    [[60] * 40, [60, 62] * 20, list(range(40, 80))],
    ids=["repeated", "trill", "chromatic"],
)
def test_what_is_everybodys_is_not_stolen(pitches: list[int]) -> None:
    piece = piece_of((6 * at, 6, pitch) for at, pitch in enumerate(pitches))
    found = CopyIndex.of([piece, *CORPUS]).copied(piece)
    assert found.longest is None
    assert found.longest_notes == 0
    assert found.share_of_8_note_runs is None
    assert found.runs[8].total == 0


def test_who_plays_and_how_long_does_not_matter() -> None:
    piece = styled(3)
    arranged = replace(
        piece,
        slot=np.arange(len(piece)) % 2,
        duration=np.full(len(piece), 2),
        velocity=np.full(len(piece), 30),
        tempo_qpm=60.0,
    )
    assert INDEX.copied(arranged).longest_notes == len(piece)
    rows = zip(piece.onset, piece.duration, piece.pitch, strict=True)
    table = [
        row for on, length, pitch in rows for row in [(on, length, pitch, 0), (on, 4, pitch, 1)]
    ]
    drums = [(at, 1, 36, DRUMS) for at in range(0, 600, 6)]
    doubled = INDEX.copied(piece_of([*table, *drums]))
    assert doubled.num_notes == doubled.longest_notes == len(piece)


def test_other_note_values_are_no_copy() -> None:
    piece = walk(9)
    slower = replace(piece, onset=piece.onset * 2)
    assert CopyIndex.of([piece]).copied(slower).longest_notes < 8


def test_long_rests_are_alike() -> None:
    piece = walk(10)
    waiting = replace(piece, onset=piece.onset + np.where(np.arange(150) >= 75, 500, 0))
    longer = replace(piece, onset=piece.onset + np.where(np.arange(150) >= 75, 900, 0))
    assert CopyIndex.of([waiting]).copied(longer).longest_notes == 150


@pytest.mark.parametrize("piece", [piece_of([]), piece_of([(0, 1, 60)]), piece_of([(0, 1, 36, 2)])])
def test_nothing_copies_nothing(piece: Piece) -> None:
    for index in (CopyIndex.of([]), CopyIndex.of([piece]), INDEX):
        found = index.copied(piece)
        assert (found.longest, found.longest_notes) == (None, 0)
        assert {runs.share for runs in found.runs.values()} == {None}
    assert CopyIndex.of([piece]).copied(styled(1)).share_of_8_note_runs == 0
