"""Bytes to a score, true to the tick."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.errors import SeqLabError
from core.vectorizers.midi import MidiFile, read
from core.vectorizers.score import Metre, Tempo, Track
from tests.cases import cases, needs_cases
from tests.core.vectorizers.midi.forms import (
    END,
    FORMS,
    control,
    length,
    meta,
    midi,
    note,
    off,
    on,
    program,
    sounding,
    tempo,
)

Row = tuple[int, int, int, int]


def rows(piece: MidiFile) -> list[Row]:
    """Return (pitch, velocity, on, off) of each note."""
    return sorted((pitch, velocity, start, end) for _, pitch, start, end, velocity in
                  sounding(piece.score).elements())  # fmt: skip


def repaired(piece: MidiFile) -> dict[str, int]:
    return {repair.code: repair.count for repair in piece.repairs}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str) -> None:
    found = read(FORMS[form], form).found
    assert found.notes >= 1
    assert found.seconds > 0


def test_the_first_that_begins_is_the_first_that_ends() -> None:
    assert rows(read(FORMS["overlap"], "overlap")) == [(60, 1, 0, 20), (60, 2, 10, 30)]
    # pretty_midi ends both at the first note-off, so this test can fail
    other = pretty_midi.PrettyMIDI(io.BytesIO(FORMS["overlap"]))
    assert len({one.end for one in other.instruments[0].notes}) == 1


def test_notes_are_told_apart_by_track_and_channel() -> None:
    first = on(0, 60, 1) + on(0, 60, 2, channel=1) + off(10, 60, channel=1) + off(10, 60)
    second = on(0, 60, 3) + off(30, 60)
    assert rows(read(midi(first, second), "x")) == [
        (60, 1, 0, 20), (60, 2, 0, 10), (60, 3, 0, 30)
    ]  # fmt: skip


def test_a_note_that_nothing_ends_lasts_as_long_as_its_track() -> None:
    piece = read(midi(on(0, 60) + on(10, 62) + off(5, 62) + meta(0x2F, b"", 20), note(64, 99)), "x")
    assert (60, 80, 0, 35) in rows(piece)
    assert repaired(piece) == {"hanging": 1}


def test_a_note_off_without_a_note_is_nothing() -> None:
    assert rows(read(midi(off(5, 60) + note(60, 10)), "x")) == [(60, 80, 5, 15)]


def test_velocity_zero_ends_a_note_and_running_status_holds() -> None:
    piece = read(FORMS["running status"], "x")
    assert rows(piece) == [(60, 80, 0, 96), (62, 80, 96, 192)]


@pytest.mark.parametrize("kind", [0x08, 0x0A, 0x4B, 0x60, 0x7E])
def test_a_meta_event_nobody_knows_keeps_its_time(kind: int) -> None:
    assert rows(read(midi(meta(kind, b"?", 50) + note(60, 10)), "x")) == [(60, 80, 50, 60)]


def test_a_key_that_does_not_exist_costs_nothing() -> None:
    body = meta(0x59, b"\x09\x00") + meta(0x59, b"\x03\x01") + meta(0x59, b"\x00\x07")
    piece = read(midi(body + note(60, 10)), "x")
    assert rows(piece) == [(60, 80, 0, 10)]
    assert repaired(piece) == {"keys": 2}


def test_values_beyond_127_are_taken_as_127() -> None:
    body = control(0, 7, 168) + meta(0x59, b"\x09\x00") + note(60, 10)
    piece = read(midi(body, note(62, 10, channel=1)), "x")
    assert repaired(piece) == {"keys": 1, "clipped": 1}
    assert piece.score.controls.value.tolist() == [127]


def test_tempos_and_metres_that_mean_nothing_are_left_out() -> None:
    body = tempo(0) + tempo(250_000) + meta(0x58, b"\x00\x02\x18\x08")
    body += meta(0x58, b"\x04\xff\x18\x08") + meta(0x58, b"\x06\x03\x18\x08") + note(60)
    piece = read(midi(body), "x")
    assert repaired(piece) == {"tempos": 1, "metres": 2}
    assert piece.score.tempos == (Tempo(0, 250_000),)
    assert piece.score.metres == (Metre(0, 6, 8),)


def test_seconds_follow_the_tempo_map() -> None:
    found = read(FORMS["tempos"], "x").found
    assert found.seconds == pytest.approx(0.4 + 0.6)
    assert found.tempo_changes == 1


def test_an_event_after_the_last_note_counts_and_the_end_of_a_track_does_not() -> None:
    late = midi(note(60, 96) + control(96, 64, 0) + meta(0x2F, b"", 9600))
    assert read(late, "x").found.seconds == 1.0


@pytest.mark.parametrize("kind", [0, 1])
def test_tracks_sound_together(kind: int) -> None:
    piece = read(midi(note(60, 10) + END, note(62, 10) + END, kind=kind), "x")
    assert rows(piece) == [(60, 80, 0, 10), (62, 80, 0, 10)]


def test_patterns_follow_each_other() -> None:
    first = tempo(400_000) + note(60, 10) + meta(0x2F, b"", 5)
    second = tempo(300_000) + note(62, 10)
    piece = read(midi(first, second, kind=2), "x")
    assert rows(piece) == [(60, 80, 0, 10), (62, 80, 15, 25)]
    assert piece.score.tempos == (Tempo(0, 400_000), Tempo(15, 300_000))
    assert piece.found.format == 2


def test_a_track_is_what_sounds_as_one_instrument() -> None:
    body = meta(3, b"Both") + program(0, 40) + note(60) + program(0, 73) + note(62)
    late = meta(3, b" ") + on(96, 70) + off(5, 70)
    piece = read(midi(body, meta(3, b"Kit") + note(38, channel=9), late), "x")
    assert piece.score.tracks == (
        Track("Violin", 40),
        Track("Flute", 73),
        Track("Kit", 0, is_drum=True),
        Track("Flute", 73),  # the channel's program, named in another track
    )
    assert piece.score.notes.track[np.argsort(piece.score.notes.pitch)].tolist() == [2, 0, 1, 3]
    assert (piece.found.drum_notes, piece.found.pitch_low, piece.found.pitch_high) == (1, 60, 70)


def test_a_track_that_names_its_program_is_not_told_by_others() -> None:
    piece = read(midi(program(0, 5) + note(60), program(0, 9) + note(62)), "x")
    assert [track.program for track in piece.score.tracks] == [5, 9]


def test_drums_alone_have_no_pitch() -> None:
    found = read(midi(note(38, channel=9)), "x").found
    assert (found.pitch_low, found.pitch_high) == (None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gbk"])
def test_names_are_shown_in_their_letters(encoding: str) -> None:
    name = {"big5": "主旋律", "gbk": "主旋律乐器"}.get(encoding, "Klavier für 主")
    piece = read(midi(meta(3, name.encode(encoding)) + note(60)), "x")
    assert piece.score.tracks[0].name == name


def test_controls_go_to_every_track_of_their_channel() -> None:
    body = program(0, 1) + note(60) + program(0, 2) + note(62) + note(70, channel=3)
    moves = control(5, 64, 127) + control(1, 1, 9) + control(2, 7, 100, channel=3)
    controls = read(midi(body, moves), "x").score.controls
    told = zip(*(c.tolist() for c in (controls.tick, controls.track, controls.number)), strict=True)
    assert list(told) == [(5, 0, 64), (5, 1, 64), (8, 2, 7)]


def test_controls_that_multiply_are_refused_before_they_are_made() -> None:
    body = b"".join(program(0, n) + note(60, 1) for n in range(128))
    data = midi(body + b"\x00\xb0\x07\x40" + b"\x00\x07\x40" * 9_000)
    with pytest.raises(errors.TooManyControls):
        read(data, "x")


def test_the_same_bytes_give_the_same_score() -> None:
    first, second = (read(FORMS["changes"], "x") for _ in range(2))
    assert first.found == second.found
    assert sounding(first.score) == sounding(second.score)


WHOLE = [
    path
    for path in cases("midi")
    if path.suffix == ".mid"
    and path.stat().st_size < 100_000
    and not path.name.startswith(("corrupt", "made"))
]


@needs_cases
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_real_files_against_another_reader(path: Path) -> None:
    data = path.read_bytes()
    other = _as_pretty_midi_reads(data)
    try:
        piece = read(data, path.name)
    except SeqLabError:
        assert other is None or not any(i.notes for i in other.instruments)
        return
    if other is None:
        return
    assert piece.score.ticks_per_beat == other.resolution
    assert piece.found.seconds == pytest.approx(other.get_end_time(), rel=0.01, abs=0.6)
    theirs = sorted(round(one.start, 4) for i in other.instruments for one in i.notes)
    ours = sorted(np.round(piece.score.seconds_at(piece.score.notes.onset_ticks), 4).tolist())
    assert len(ours) == pytest.approx(len(theirs), rel=0.002, abs=3)
    if len(ours) == len(theirs):
        assert np.allclose(ours, theirs, atol=2e-4)


def _as_pretty_midi_reads(data: bytes) -> Any:
    """Return the file as pretty_midi reads it; None where it cannot."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tempo changes in tracks other than the first
        try:
            return pretty_midi.PrettyMIDI(io.BytesIO(data))
        except (OSError, EOFError, ValueError):
            return None


@given(st.data())
def test_accidents_meet_nothing_but_our_own_errors(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(FORMS)))
    seed = FORMS[form]
    places = st.tuples(st.integers(0, len(seed)), st.binary(max_size=4))
    for at, piece in data.draw(st.lists(places, min_size=1, max_size=4)):
        seed = seed[:at] + piece + seed[at + len(piece) :]
    with suppress(SeqLabError):
        read(seed, form)


@given(st.binary(max_size=60))
def test_no_track_breaks_it(body: bytes) -> None:
    with suppress(SeqLabError):
        read(midi(note(60) + length(3) + body), "x")
