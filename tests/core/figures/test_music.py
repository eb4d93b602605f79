"""What a roll is made of, and what is sent of it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures.music import (
    CIVIDIS,
    ORDER_OF_HUES,
    Roll,
    ValueScale,
    note_name,
    record,
    roll_of,
)
from core.vectorizers.score import Metre, Tempo, Track, make_score

NATS = ValueScale(0.0, 6.0, "expected", "surprising", "{value} nats")
TRACKS = tuple(Track(name, 0, is_drum=name == "kit") for name in ("one", "empty", "kit", "last"))
ROWS = [(0, 480, 60, 80, 0), (240, 120, 36, 90, 2), (960, 1440, 67, 100, 3)]


def make_roll(num_notes: int = 5, seed: int = 3) -> Roll:
    random = np.random.default_rng(seed)
    start = np.sort(random.uniform(0, 9, num_notes))
    return Roll(
        title="invented",
        start_seconds=start,
        end_seconds=start + random.uniform(0.1, 2, num_notes),
        pitch=random.integers(40, 80, num_notes),
        velocity=random.integers(1, 128, num_notes),
        voice=np.zeros(num_notes, dtype=np.int64),
        bar_seconds=np.arange(0.0, 13.0, 3.0),
        voices=roll_of(make_score("x", 480, ROWS, TRACKS), "x").voices[:1],
    )


def test_a_score_is_drawn_in_seconds_without_its_empty_tracks() -> None:
    roll = roll_of(make_score("x", 480, ROWS, TRACKS, tempo_qpm=60, metre=(3, 4)), "three notes")
    assert roll.start_seconds.tolist() == [0.0, 0.5, 2.0]
    assert roll.end_seconds.tolist() == [1.0, 0.75, 5.0]
    assert [one.name for one in roll.voices] == ["one", "kit", "last"]
    assert [one.hue for one in roll.voices] == [ORDER_OF_HUES[0], None, ORDER_OF_HUES[1]]
    assert roll.voice.tolist() == [0, 1, 2]
    assert roll.bar_seconds.tolist() == [0.0, 3.0, 6.0]
    assert (roll.first_bar, roll.last_bar) == (1, 2)


def test_a_fifth_voice_is_grey_and_a_nameless_one_has_its_number() -> None:
    tracks = tuple(Track(name, 0) for name in ("a", " ", *"cdef"))
    rows = [(0, 480, 60 + voice, 80, voice) for voice in range(6)]
    roll = roll_of(make_score("x", 480, rows, tracks), "six")
    assert [one.hue for one in roll.voices] == [*ORDER_OF_HUES, None, None]
    assert [one.name for one in roll.voices] == ["a", "2", *"cdef"]


def test_a_pick_up_is_bar_nought_and_metres_change_the_lines() -> None:
    score = make_score("x", 480, [(0, 8_000, 60, 80, 0)], TRACKS, tempo_qpm=60)
    metres = (Metre(480, 4, 4), Metre(480 + 2 * 1_920, 3, 8))
    roll = roll_of(replace(score, metres=metres), "pick-up")
    assert roll.first_bar == 0
    assert roll.bar_seconds[:6].tolist() == [0.0, 1.0, 5.0, 9.0, 10.5, 12.0]
    assert roll.bar_seconds[-1] >= roll.end_seconds.max()


def test_bars_follow_the_tempo() -> None:
    score = make_score("x", 480, [(0, 3_840, 60, 80, 0)], TRACKS)
    faster = replace(score, tempos=(Tempo(0, 1_000_000), Tempo(1_920, 250_000)))
    assert roll_of(faster, "x").bar_seconds.tolist() == [0.0, 4.0, 5.0]


def test_no_notes_are_one_empty_bar() -> None:
    roll = roll_of(make_score("x", 480, [], TRACKS), "nothing")
    assert len(roll) == 0
    assert roll.bar_seconds.tolist() == [0.0, 2.0]
    assert json.loads(json.dumps(record(roll)))["start"] == []


@given(st.integers(1, 60), st.integers(0, 99))
def test_a_record_is_plain_and_says_what_the_roll_says(num_notes: int, seed: int) -> None:
    roll = make_roll(num_notes, seed)
    sent = json.loads(json.dumps(record(roll)))
    start, length = np.array(sent["start"]), np.array(sent["length"])
    assert np.abs(start / 1000 - roll.start_seconds).max() <= 0.0005 + 1e-9
    assert np.abs((start + length) / 1000 - roll.end_seconds).max() <= 0.0005 + 1e-9
    assert sent["pitch"] == roll.pitch.tolist()
    assert sent["velocity"] == roll.velocity.tolist()
    assert sent["values"] is sent["scale"] is None


def test_values_are_sent_with_their_scale_and_nothing_for_what_is_not_known() -> None:
    roll = replace(make_roll(3), value=np.array([np.nan, 1.23456, np.inf]))
    sent = record(roll, NATS)
    assert sent["values"] == [None, 1.235, None]
    assert sent["scale"]["colours"] == CIVIDIS
    assert (sent["scale"]["low"], sent["scale"]["highName"]) == (0.0, "surprising")
    assert record(roll)["values"] is None


def test_identity_is_that_of_notes_and_bars_alone() -> None:
    roll = make_roll()
    assert roll.identity == make_roll().identity
    renamed = replace(roll, title="other", voices=(), value=np.zeros(5))
    assert renamed.identity == roll.identity
    for column in ("start_seconds", "end_seconds", "pitch", "velocity", "voice", "bar_seconds"):
        moved = getattr(roll, column).copy()
        moved[-1] += 1
        assert replace(roll, **{column: moved}).identity != roll.identity


@pytest.mark.parametrize(("pitch", "name"), [(0, "C-1"), (60, "C4"), (61, "C♯4"), (127, "G9")])
def test_names_of_pitches(pitch: int, name: str) -> None:
    assert note_name(pitch) == name
