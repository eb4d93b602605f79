"""What a model is given of a piece: the very events of its file, and our fields of its notes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from core.errors import NoSuchBlob
from core.recipes.music.corpus import keep_files, read_corpus
from core.recipes.music.overview import Overview, overview_of
from core.recipes.music.reads import MOST_EVENTS, MOST_NOTES, reads_of
from core.runs import Source
from core.vectorizers import midi
from core.vectorizers.midi import EVENT_KINDS
from core.vectorizers.notes import DELTA, DURATION, PITCH, VELOCITY
from core.vectorizers.score import Track, make_score
from tests.core.vectorizers.scores import attributes, document, note

# program 40, pedal down, C4 on, C4 on with velocity 0 after a beat, E4 on, E4 off, end
TRACK = bytes.fromhex("00c028 00b0407f 00903c50 8360903c00 00904060 83608040 30 00ff2f00")
SMALL = (
    b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk" + struct.pack(">I", len(TRACK)) + TRACK
)


def read(home: Path, *files: tuple[str, bytes]) -> tuple[Overview, Source]:
    source = keep_files(files, home)
    return overview_of(read_corpus(source, home)), source


def long_file(num_notes: int) -> bytes:
    rows = [(240 * index, 240, 60 + index % 5, 40 + index % 60, 0) for index in range(num_notes)]
    return midi.write(make_score("long", 480, rows, (Track("Flute", 73),)))


def test_the_events_are_those_of_the_file(tmp_path: Path) -> None:
    overview, source = read(tmp_path, ("no.mid", b"broken"), ("small.mid", SMALL))
    reads = reads_of(overview, 0, source, tmp_path)
    assert not reads.is_written
    kinds = [EVENT_KINDS[kind] for kind in reads.events.kind.tolist()]
    notes = ["note_on", "note_off", "note_on", "note_off"]
    assert kinds == ["program_change", "control_change", *notes]
    assert reads.events.note.tolist() == [40, 64, 60, 60, 64, 64]
    assert reads.events.tick.tolist() == [0, 0, 0, 480, 480, 960]


def test_the_fields_are_those_of_the_same_notes(tmp_path: Path) -> None:
    overview, source = read(tmp_path, ("small.mid", SMALL))
    reads = reads_of(overview, 0, source, tmp_path)
    moved = reads.moved_semitones
    assert reads.fields[:, DELTA].tolist() == [0, 12]
    assert reads.fields[:, PITCH].tolist() == [60 + moved, 64 + moved]
    assert (reads.fields[:, DURATION] + 1).tolist() == [12, 12]
    assert reads.players == ("Violin",)
    assert reads.num_loudnesses == 16
    assert reads.fields[:, VELOCITY].tolist() == [0x50 // 8, 0x60 // 8]


def test_of_several_files_the_chosen_one_is_read(tmp_path: Path) -> None:
    overview, source = read(
        tmp_path, ("first.mid", long_file(30)), ("bad.mid", b"?"), ("small.mid", SMALL)
    )
    assert len(reads_of(overview, 1, source, tmp_path).events) == 6
    assert reads_of(overview, 0, source, tmp_path).events.name == "first.mid"


def test_a_score_is_read_as_the_file_that_is_written_of_it(tmp_path: Path) -> None:
    bar = attributes(1, (2, 4)) + note(60, 1) + note(64, 1)
    overview, source = read(tmp_path, ("song.musicxml", document([bar]).encode()))
    reads = reads_of(overview, 0, source, tmp_path)
    assert reads.is_written
    ons = reads.events.kind == EVENT_KINDS.index("note_on")
    assert reads.events.note[ons].tolist() == [60, 64]


def test_only_the_beginning_is_given(tmp_path: Path) -> None:
    overview, source = read(tmp_path, ("long.mid", long_file(3 * MOST_NOTES)))
    reads = reads_of(overview, 0, source, tmp_path)
    assert len(reads.events) == MOST_EVENTS
    assert reads.events.num_events > MOST_EVENTS
    assert len(reads.fields) == MOST_NOTES
    assert np.all(reads.fields[1:, DELTA] == 6)


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    overview, source = read(tmp_path, ("small.mid", SMALL))
    with pytest.raises(NoSuchBlob):
        reads_of(overview, 0, source, tmp_path / "elsewhere")
