"""A score to bytes and back: not a note is lost."""

from __future__ import annotations

import io
from pathlib import Path

import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SeqLabError
from core.vectorizers.midi import read, write
from core.vectorizers.score import Controls, Metre, Notes, Score, Tempo, Track, make_score
from tests.cases import cases, needs_cases
from tests.core.vectorizers.midi.forms import sounding

NUM_TRACKS = 3
ROWS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(1, 30),
        st.integers(59, 62),  # few pitches: they overlap in every way
        st.integers(1, 127),
        st.integers(0, NUM_TRACKS - 1),
    ),
    min_size=1,
    max_size=30,
)
TRACKS = st.lists(
    st.builds(Track, st.text(max_size=9), st.integers(0, 127), st.booleans()),
    min_size=NUM_TRACKS,
    max_size=NUM_TRACKS,
)
MELODY = make_score("m", 480, [(0, 480, 60, 80, 0), (480, 240, 64, 70, 0)], (Track("Flute", 73),))


@given(ROWS, TRACKS, st.integers(1, 0x7FFF))
def test_every_note_comes_back(
    rows: list[tuple[int, ...]], tracks: list[Track], ticks_per_beat: int
) -> None:
    score = make_score("x", ticks_per_beat, rows, tuple(tracks))
    again = read(write(score), "x").score
    assert sounding(again) == sounding(score)
    assert again.ticks_per_beat == ticks_per_beat
    assert {(t.program, t.is_drum) for t in again.tracks} <= {
        (t.program, t.is_drum) for t in tracks
    }


def test_a_note_inside_another_of_its_pitch_comes_back() -> None:
    score = make_score("x", 96, [(0, 90, 60, 1, 0), (10, 10, 60, 2, 0)], (Track("Piano", 0),))
    again = read(write(score), "x").score
    assert sounding(again) == sounding(score)
    assert [track.name for track in again.tracks] == ["Piano", "Piano"]


def test_tempos_metres_names_and_controls_come_back() -> None:
    score = Score(
        name="曲",
        ticks_per_beat=96,
        notes=Notes.of([(0, 9, 60, 1, 0), (5, 9, 62, 2, 1), (7, 9, 38, 3, 2)]),
        tracks=(Track("長笛", 73), Track("Flöte", 73), Track("Kit", 8, is_drum=True)),
        tempos=(Tempo(0, 400_000), Tempo(7, 600_001)),
        metres=(Metre(0, 6, 8), Metre(11, 3, 4)),
        controls=Controls.of([(0, 0, 7, 100), (3, 1, 64, 127), (4, 2, 10, 1), (4, 2, 10, 2)]),
    )
    again = read(write(score), "x").score
    assert again.tracks == score.tracks
    assert (again.tempos, again.metres) == (score.tempos, score.metres)
    for column in ("tick", "track", "number", "value"):
        assert getattr(again.controls, column).tolist() == getattr(score.controls, column).tolist()


def test_the_settings_travel_as_text() -> None:
    data = write(MELODY, "seed 1, 溫度 1.0")
    assert "seed 1, 溫度 1.0".encode() in data
    other = pretty_midi.PrettyMIDI(io.BytesIO(data))
    assert [event.text.encode("latin-1").decode() for event in other.text_events] == [
        "seed 1, 溫度 1.0"
    ]


def test_the_same_score_gives_the_same_bytes() -> None:
    assert write(MELODY, "x") == write(MELODY, "x")
    assert write(read(write(MELODY), "m").score) == write(MELODY)


def test_others_read_it_too() -> None:
    other = pretty_midi.PrettyMIDI(io.BytesIO(write(MELODY)))
    (flute,) = other.instruments
    assert (flute.program, flute.name) == (73, "Flute")
    assert [(n.pitch, n.velocity, n.start, n.end) for n in flute.notes] == [
        (60, 80, 0.0, 0.5),
        (64, 70, 0.5, 0.75),
    ]


@pytest.mark.parametrize("num_programs", [15, 16, 40])
def test_many_instruments_share_channels_and_keep_their_programs(num_programs: int) -> None:
    tracks = tuple(Track(f"T{n}", n) for n in range(num_programs))
    rows = [(10 * turn + n % 3, 5, 60, 80, n) for turn in range(3) for n in range(num_programs)]
    score = make_score("x", 96, rows, tracks)
    again = read(write(score), "x").score
    assert [(t.name, t.program) for t in again.tracks] == [(t.name, t.program) for t in tracks]
    assert sounding(again) == sounding(score)


def test_every_player_hears_the_right_program() -> None:
    # a player knows channels, not tracks: it plays all tracks together
    tracks = tuple(Track(f"T{n}", n) for n in range(40))
    rows = [(7 * turn + n % 2, 5, n, 80, n) for turn in range(3) for n in range(40)]
    import mido

    file = mido.MidiFile(file=io.BytesIO(write(make_score("x", 96, rows, tracks))))
    programs: dict[int, int] = {}
    heard = []
    for message in file.merged_track:
        if message.type == "program_change":
            programs[message.channel] = message.program
        elif message.type == "note_on" and message.velocity:
            heard.append((message.note, programs[message.channel]))
    assert sorted(heard) == sorted((n, n) for _ in range(3) for n in range(40))


def test_tracks_of_one_program_share_a_channel_when_there_are_many() -> None:
    tracks = tuple(Track(f"T{n}", n % 4) for n in range(20))
    score = make_score("x", 96, [(0, 5, 60 + n, 80, n) for n in range(20)], tracks)
    again = read(write(score), "x").score
    assert [(t.name, t.program) for t in again.tracks] == [(t.name, t.program) for t in tracks]


def test_what_no_file_can_hold_is_brought_near_or_left_out() -> None:
    score = Score(
        name="x",
        ticks_per_beat=96,
        notes=Notes.of([(0, 0, 60, 1, 0), (0, 9, 62, 2, 0)]),
        tracks=(Track("", 0), Track("nothing", 1)),
        tempos=(Tempo(0, 99_000_000),),
        metres=(Metre(0, 5, 3), Metre(0, 300, 4)),
    )
    again = read(write(score), "x").score
    assert len(again.notes) == 1
    assert again.tempos == (Tempo(0, 0xFFFFFF),)
    assert again.metres == ()


FILES = [path for path in cases("midi") if path.suffix == ".mid"]


@needs_cases
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_files_come_back(path: Path) -> None:
    try:
        score = read(path.read_bytes(), path.name).score
    except SeqLabError:
        return
    piece = read(write(score), path.name)
    assert sounding(piece.score) == sounding(score)
    assert piece.score.ticks_per_beat == score.ticks_per_beat
    assert (piece.score.tempos, piece.score.metres) == (score.tempos, score.metres)
    assert piece.repairs == ()
    told = [(track.name, track.program, track.is_drum) for track in score.tracks]
    assert told == [(track.name, track.program, track.is_drum) for track in piece.score.tracks]
