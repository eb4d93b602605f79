"""Files in: one, many, some of them broken, none of use."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NoMusicInside, NoNotes, NotMusic
from core.recipes.music.corpus import keep_files, read_bytes, read_corpus
from core.recipes.music.overview import holds_music, overview_of
from core.recipes.music.reads import reads_of
from core.vectorizers import archives, midi
from core.vectorizers.midi import events
from core.vectorizers.score import Track, make_score
from tests.core.recipes.music.corpora import tune, tunes

TABLE = b"Date,Close\n2024-01-02,1\n2024-01-03,2\n2024-01-04,3\n"


def test_one_file_is_one_score() -> None:
    score = tune(3)
    corpus = read_bytes(midi.write(score), "three.mid")
    assert len(corpus.scores) == 1
    assert corpus.num_notes == len(score.notes)
    assert [file.name for file in corpus.files] == ["three.mid"]


def test_bad_files_are_listed_and_the_rest_is_read() -> None:
    packed = archives.packed(
        [
            ("a.mid", midi.write(tune(1))),
            ("broken.mid", b"MThd\0\0"),
            ("b.mid", midi.write(tune(2))),
        ]
    )
    corpus = read_bytes(packed, "three.zip")
    assert len(corpus.scores) == 2
    assert [file.name for file in corpus.refused] == ["broken.mid"]
    assert corpus.refused[0].error is not None


def test_a_zip_among_files_is_read_with_them(tmp_path: Path) -> None:
    inside = [("b.mid", midi.write(tune(2))), ("notes.txt", b"no music, no table")]
    files = [
        ("a.mid", midi.write(tune(1))),
        ("more.zip", archives.packed(inside)),
        ("c.mid", midi.write(tune(3))),
    ]
    source = keep_files(files, tmp_path)
    corpus = read_corpus(source, tmp_path)
    assert [file.name for file in corpus.files] == ["a.mid", "b.mid", "notes.txt", "c.mid"]
    assert [file.name for file in corpus.refused] == ["notes.txt"]
    overview = overview_of(corpus)
    for number, seed in enumerate((1, 2, 3)):
        reads = reads_of(overview, number, source, tmp_path)
        assert not reads.is_written
        assert reads.events.num_events == events(midi.write(tune(seed)), "x", 10).num_events
    assert holds_music(archives.packed([("x.txt", b"?"), files[1]]), "x.zip")


def test_nothing_of_use_is_refused_with_the_first_reason() -> None:
    packed = archives.packed([("x.mid", b"MThd\0\0"), ("table.csv", TABLE)])
    with pytest.raises(NoMusicInside) as refused:
        read_bytes(packed, "bad.zip")
    assert refused.value.facts["files"] == 2
    assert refused.value.facts["first"] == "x.mid"


def test_a_table_is_no_music() -> None:
    with pytest.raises(NotMusic):
        read_bytes(TABLE, "prices.csv")


def test_a_piece_without_notes_is_refused() -> None:
    silent = midi.write(make_score("silent", 480, [], (Track("Nobody", 0),)))
    with pytest.raises(NoNotes):
        read_bytes(silent, "silent.mid")


def test_several_files_are_kept_as_one_source(tmp_path: Path) -> None:
    files = [(f"{seed}.mid", midi.write(tune(seed))) for seed in (4, 5, 6)]
    source = keep_files(files, tmp_path)
    assert source == keep_files(files, tmp_path)
    corpus = read_corpus(source, tmp_path)
    assert [file.name for file in corpus.files] == ["4.mid", "5.mid", "6.mid"]
    single = keep_files(files[:1], tmp_path)
    assert single.name == "4.mid"
    assert len(read_corpus(single, tmp_path).scores) == 1


def test_tunes_have_what_the_other_tests_count_on() -> None:
    corpus = tunes(3)
    assert len(corpus.scores) == 3
    assert not corpus.refused
