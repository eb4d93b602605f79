"""What the model reads, as rows of a table: in words and as numbers, of music that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.recipes.music.corpus import keep_files, read_corpus
from core.recipes.music.overview import overview_of
from core.recipes.music.reads import Reads, reads_of
from core.vectorizers import midi
from core.vectorizers.score import Controls, Track, make_score
from tests.ui.tunes import tune
from ui.music_reads import event_rows, note_rows


def reads(data: bytes, home: Path) -> Reads:
    source = keep_files([("one.mid", data)], home)
    return reads_of(overview_of(read_corpus(source, home)), 0, source, home)


def test_events_are_told_in_words_and_as_five_numbers(tmp_path: Path) -> None:
    score = make_score("pedal", 480, [(0, 240, 60, 127, 0)], (Track("Piano", 5),))
    pedal = Controls.of([(0, 0, 64, 127)])
    data = midi.write(type(score)(**{**vars(score), "controls": pedal}))
    rows = event_rows(reads(data, tmp_path).events)
    told = dict(zip(rows["event"], rows["of"], strict=True))
    assert told == {
        "control": "64 = 127",
        "program": "5",
        "note on": "C4, 127",
        "note off": "C4, 0",
    }
    last = rows.iloc[-1]
    numbers = last[["kind", "note", "velocity", "time", "delta"]].tolist()
    assert numbers == pytest.approx([1, 60 / 128, 0, 0.24, 0.24])


def test_notes_are_told_by_our_fields(tmp_path: Path) -> None:
    found = reads(tune(4), tmp_path)
    rows = note_rows(found)
    assert rows["track"].tolist() == ["Cello", "Violin", "Violin", "Cello", "Violin", "Violin"]
    assert rows["delta"].tolist() == [0, 0, 12, 12, 0, 12]
    assert rows["duration"].tolist() == [12, 6, 6, 12, 6, 6]
    assert rows["loudness"].tolist() == [70 // 8, 10, 10, 70 // 8, 10, 10]
