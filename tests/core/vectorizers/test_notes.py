"""Laws of notes as whole numbers: there and back, and every row says what really sounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.vectorizers import notes
from core.vectorizers.grid import LONGEST_STEPS, Piece
from core.vectorizers.notes import (
    Vocabulary,
    beginning,
    fields_of,
    frame_of,
    piece_of,
    placed,
    stream_of,
    tightened,
    vocabulary_of,
)
from core.vectorizers.score import Track, make_score
from core.vectorizers.sounding import MOST_TOLD, NO_PITCH, RELEASED_STEPS, Line, hear
from tests.core.vectorizers.note_pieces import (
    SLOTS,
    TONES,
    piece_of_rows,
    pieces,
    random_piece,
    words,
)

COLUMNS = ("onset", "duration", "pitch", "slot")


def bits_of(words_W: np.ndarray, count: int) -> list[bool]:
    """Return the first bits of whole numbers, one by one."""
    return [bool(int(words_W[bit // 64]) >> (bit % 64) & 1) for bit in range(count)]


@given(piece=pieces())
def test_there_and_back_is_the_piece_begun_in_its_first_bar(piece: Piece) -> None:
    vocabulary = words(piece)
    tight = tightened(piece)
    back = piece_of(fields_of(piece, vocabulary), vocabulary, frame_of(piece))
    for name in COLUMNS:
        assert getattr(back, name).tolist() == getattr(tight, name).tolist()
    assert (back.bar_steps, back.tempo_qpm) == (piece.bar_steps, piece.tempo_qpm)
    assert 0 <= back.onset[0] < back.bar_steps
    heard = np.abs(back.velocity - piece.velocity)
    assert heard.max() < notes.VELOCITY_STEP
    again = piece_of(fields_of(back, vocabulary), vocabulary, frame_of(back))
    for name in (*COLUMNS, "velocity"):
        assert getattr(again, name).tolist() == getattr(back, name).tolist()


@given(piece=pieces())
def test_tightening_takes_only_silence_and_keeps_the_place_in_the_bar(piece: Piece) -> None:
    tight = tightened(piece)
    gaps, before = np.diff(tight.onset), np.diff(piece.onset)
    assert (gaps <= LONGEST_STEPS).all()
    assert (gaps[before <= LONGEST_STEPS] == before[before <= LONGEST_STEPS]).all()
    assert (gaps[before > 0] > 0).all()
    if piece.bar_steps < LONGEST_STEPS:
        place = (piece.onset - piece.shift_steps) % piece.bar_steps
        assert (tight.onset % piece.bar_steps == place).all()
    assert (tight.duration >= 1).all()
    assert (tight.duration <= piece.duration).all()
    if (before <= LONGEST_STEPS).all():
        assert tight.duration.tolist() == piece.duration.tolist()


@given(piece=pieces())
def test_no_note_reaches_over_a_silence_that_was_cut(piece: Piece) -> None:
    tight = tightened(piece)
    for number in np.flatnonzero(np.diff(piece.onset) > LONGEST_STEPS):
        ends = (tight.onset + tight.duration)[: number + 1]
        over = (piece.onset + piece.duration)[: number + 1] <= piece.onset[number + 1]
        assert (ends[over] <= tight.onset[number + 1]).all()


def reference(piece: Piece, number: int) -> dict[str, object]:
    """Say what one note finds and leaves, by looking at every note before it."""
    now, slot = int(piece.onset[number]), int(piece.slot[number])
    latest: dict[tuple[int, int], tuple[int, int]] = {}
    own_last = NO_PITCH
    for other in range(number):
        key = int(piece.slot[other]), int(piece.pitch[other])
        latest[key] = int(piece.onset[other]), int(piece.onset[other] + piece.duration[other])
        own_last = key[1] if key[0] == slot else own_last
    started = {key for key, (onset, _) in latest.items() if onset == now}
    held = {key for key, (onset, end) in latest.items() if onset < now < end}
    gone = {key for key, (_, end) in latest.items() if now - RELEASED_STEPS < end <= now}
    ended = {key[0] for key in gone if latest[key][1] == now}
    ends = [latest[key][1] - now for key in started | held] + [int(piece.duration[number])]
    speaking = {key[0] for key in started | held} | {slot}
    return {
        "kinds": (started, held, gone),
        "ended": ended,
        "own": {pitch for at, pitch in started | held if at == slot},
        "own_last": own_last,
        "until_end": min(ends),
        "num_started": min(len(started) + 1, MOST_TOLD),
        "num_waiting": len(ended - speaking),
    }


def expected_bits(found: dict[str, object], slots: tuple[Track, ...]) -> list[bool]:
    """Lay out what `reference` found as the bits of a row."""
    kinds = found["kinds"]
    assert isinstance(kinds, tuple)
    tones = [{p for s, p in kind if not slots[s].is_drum} for kind in kinds]
    drums = [{p for s, p in kind if slots[s].is_drum} for kind in kinds]
    sets = [*tones, drums[0], drums[1] | drums[2]] if slots[-1].is_drum else tones
    bits = [pitch in one for one in sets for pitch in range(128)]
    bits += [pitch_class in {p % 12 for p in one} for one in tones for pitch_class in range(12)]
    ended = found["ended"]
    assert isinstance(ended, set)
    playing = [{s for s, _ in kinds[0]}, {s for s, _ in kinds[1]}, ended]
    return bits + [slot in one for one in playing for slot in range(len(slots))]


@pytest.mark.parametrize("slots", [SLOTS, TONES], ids=["drums", "tones"])
@settings(max_examples=40)
@given(data=st.data())
def test_every_row_says_what_sounds(slots: tuple[Track, ...], data: st.DataObject) -> None:
    several = data.draw(st.lists(pieces(fewest=0, slots=slots), min_size=1, max_size=3))
    if not any(len(piece) for piece in several):
        return
    vocabulary = vocabulary_of(several)
    stream = stream_of(several, vocabulary)
    for piece, start in zip(several, stream.starts, strict=False):
        tight = tightened(piece)
        for number in range(len(piece)):
            row, found = stream.rows[start + 1 + number], reference(tight, number)
            counts = row[notes.OWN_LAST : notes.NUM_WAITING + 1].tolist()
            names = ("own_last", "until_end", "num_started", "num_waiting")
            assert counts == [found[name] for name in names]
            own = bits_of(row[notes.OWN_BITS :], 128)
            assert {pitch for pitch in range(128) if own[pitch]} == found["own"]
            told = bits_of(row[notes.CONTEXT_BITS :], vocabulary.num_bits)
            assert told == expected_bits(found, slots)


@settings(max_examples=40)
@given(several=st.lists(pieces(fewest=0), min_size=1, max_size=3))
def test_a_stream_is_its_pieces_one_after_another(several: list[Piece]) -> None:
    if not any(len(piece) for piece in several):
        return
    vocabulary = vocabulary_of(several)
    stream = stream_of(several, vocabulary)
    alone = [stream_of([piece], vocabulary).rows for piece in several]
    assert stream.rows.tolist() == np.concatenate(alone).tolist()
    assert np.diff(stream.starts).tolist() == [len(piece) + 1 for piece in several]
    for piece, start in zip(several, stream.starts, strict=False):
        row = stream.rows[start]
        assert row.tolist() == beginning(frame_of(piece), vocabulary).tolist()
        assert row[notes.DELTA] == notes.NEW_PIECE


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    piece = tightened(random_piece(3, 90))
    end = piece.onset + piece.duration
    line = Line(piece.onset, end, piece.pitch, piece.slot, np.zeros_like(end))
    drums = np.array([slot.is_drum for slot in SLOTS])
    (whole,) = hear(line, drums)
    monkeypatch.setattr("core.vectorizers.sounding.ROWS_AT_ONCE", 7)
    parts = list(hear(line, drums))
    assert len(parts) > 10
    for name in whole._fields:
        pieced = np.concatenate([getattr(part, name) for part in parts])
        assert pieced.tolist() == getattr(whole, name).tolist()


def test_a_row_tells_place_and_pitch_class_and_drums_have_none() -> None:
    piece = piece_of_rows([(20, 4, 61, 80, 1), (90, 4, 36, 80, 2)], metre=(3, 4), pick_up=12)
    vocabulary = words(piece)
    rows = stream_of([piece], vocabulary).rows
    columns = [notes.PLACE, notes.BEAT, notes.BAR, notes.PITCH_CLASS]
    assert rows[:, columns].tolist() == [[8, 8, 36, 12], [8, 8, 36, 1], [6, 6, 36, 12]]


def test_one_velocity_is_no_field_and_comes_back_as_it_was() -> None:
    quiet = [random_piece(seed, loud=77) for seed in range(3)]
    vocabulary = vocabulary_of(quiet)
    assert vocabulary.sizes == (notes.NUM_DELTAS, 3, 128, notes.NUM_DURATIONS, 1)
    back = piece_of(fields_of(quiet[0], vocabulary), vocabulary, frame_of(quiet[0]))
    assert set(back.velocity.tolist()) == {77}


def test_a_vocabulary_knows_the_usual_bar_and_where_pieces_begin() -> None:
    usual = [piece_of_rows([(at, 4, 60, 80, 0)], metre=(3, 4)) for at in (24, 60, 0)]
    other = [piece_of_rows([(5, 4, 60, 80, 0)])]
    vocabulary = vocabulary_of([*usual, *other])
    assert isinstance(vocabulary, Vocabulary)
    assert vocabulary.frame == (36, 24, 120.0)


def test_a_placed_score_leaves_out_what_has_no_slot_and_knows_the_way_back() -> None:
    rows = [(0, 480, 62, 80, 0), (0, 480, 66, 80, 0), (0, 480, 69, 80, 0), (480, 240, 36, 80, 1)]
    score = make_score("d", 480, rows, (Track("Piano", 0), Track("Kit", 0, is_drum=True)))
    piece = placed(score, TONES)
    assert piece.tracks == TONES
    assert piece.pitch.tolist() == [60, 64, 67]
    assert piece.moved_semitones == -2
    assert len(placed(replace(score, name="e"), SLOTS)) == 4
