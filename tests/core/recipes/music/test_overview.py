"""What is told of a corpus before it is learnt, and the beginning of a piece that is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NoMusicInside, UnknownKind
from core.recipes.music.corpus import keep_files, read_bytes
from core.recipes.music.overview import (
    MOST_NOTES_SHOWN,
    MOST_SECONDS_SHOWN,
    Overview,
    excerpt,
    holds_music,
    overview_of,
    reading,
)
from core.vectorizers import midi
from core.vectorizers.archives import packed
from core.vectorizers.score import Score, Track, make_score

VIOLIN, BASS, DRUMS = Track("Violin", 40), Track("", 33), Track("Kit", 0, is_drum=True)
TABLE = b"Date,Close\n2024-01-02,3\n2024-01-03,4\n"


def band(num_beats: int = 8, late_ticks: int = 0) -> bytes:
    """Return a file of a violin on every beat, a bass on every other, drums on every fourth."""
    rows = [(480 * beat + late_ticks, 240, 72, 80, 0) for beat in range(num_beats)]
    rows += [(480 * beat, 480, 40, 70, 1) for beat in range(0, num_beats, 2)]
    rows += [(480 * beat, 60, 38, 90, 2) for beat in range(0, num_beats, 4)]
    score = make_score("band", 480, rows, (VIOLIN, BASS, DRUMS), tempo_qpm=120, metre=(3, 4))
    return midi.write(score)


def corpus_of(*files: tuple[str, bytes]) -> Overview:
    return overview_of(read_bytes(packed(files), "files.zip"))


def test_pieces_notes_and_players_are_counted() -> None:
    told = corpus_of(("a.mid", band(8)), ("b.mid", b"no music"), ("c.mid", band(12)))
    assert (told.num_pieces, told.num_notes, told.num_repairs) == (2, 14 + 21, 0)
    assert told.titles == ("a.mid", "c.mid")
    assert [file.name for file in told.corpus.refused] == ["b.mid"]
    assert told.seconds == pytest.approx(7.5 / 2 + 11.5 / 2, abs=0.3)
    violin, bass, drums = told.players
    assert (violin.name, violin.instrument, violin.num_notes) == ("Violin", "Violin", 20)
    assert (bass.instrument, bass.num_pieces, bass.low) == ("Electric Bass (finger)", 2, 40)
    assert (drums.num_notes, drums.low, drums.high) == (5, None, None)


def test_pitches_are_told_as_they_were_written() -> None:
    rows = [(480 * place, 480, 61 + step, 80, 0) for place, step in enumerate((0, 4, 7, 12))]
    score = make_score("C sharp major", 480, rows, (VIOLIN,))
    told = overview_of(read_bytes(midi.write(score), "one.mid"))
    assert (told.players[0].low, told.players[0].high) == (61, 73)


def test_onsets_off_the_grid_are_told() -> None:
    assert corpus_of(("a.mid", band(8))).off_grid == 0
    told = corpus_of(("a.mid", band(8)), ("b.mid", band(8, late_ticks=7)))
    assert told.off_grid == pytest.approx(8 / 28)


def test_few_notes_expect_copying() -> None:
    few = corpus_of(("a.mid", band(8)))
    assert few.expects_copying
    assert few.is_learnt_whole
    some = corpus_of(("a.mid", band(1_200)))
    assert some.expects_copying
    assert not some.is_learnt_whole


def test_an_upload_is_read_in_one_go(tmp_path: Path) -> None:
    source = keep_files([("a.mid", band(8)), ("b.mid", band(4))], tmp_path)
    steps = reading(source, tmp_path)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value.num_notes == 14 + 7
    nothing = keep_files([("a.mid", b"no"), ("b.mid", b"music")], tmp_path)
    with pytest.raises(NoMusicInside):
        next(reading(nothing, tmp_path))


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        (band(), True),
        (packed([("table.csv", TABLE), ("noise", bytes(range(256))), ("a.mid", band())]), True),
        (packed([("table.csv", TABLE)]), False),
        (TABLE, False),
        (b"PK\3\4 damaged", False),
    ],
)
def test_music_is_found_by_content(data: bytes, holds: bool) -> None:
    assert holds_music(data, "any.csv") == holds


def test_what_is_of_no_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        holds_music(bytes(range(256)) * 3, "noise.bin")


@st.composite
def scores(draw: st.DrawFn) -> Score:
    """Return a score that may be long in notes, in seconds, or begin with a great silence."""
    num_notes = draw(st.integers(1, 2 * MOST_NOTES_SHOWN))
    step = draw(st.integers(0, 2_000))
    start = draw(st.integers(0, 400_000))
    rows = [(start + step * index, 100, 60 + index % 7, 80, 0) for index in range(num_notes)]
    return make_score("long", 480, rows, (VIOLIN,), tempo_qpm=90, metre=(4, 4))


@given(scores())
def test_an_excerpt_is_a_beginning_and_never_empty(score: Score) -> None:
    short = excerpt(score)
    kept = len(short.notes)
    assert kept >= 1
    for name in ("onset_ticks", "duration_ticks", "pitch", "velocity", "track"):
        assert np.array_equal(getattr(short.notes, name), getattr(score.notes, name)[:kept])
    onsets = score.notes.onset_ticks
    if kept < len(onsets):  # whole chords: what begins together stays together
        assert onsets[kept - 1] < onsets[kept]
        last = onsets[min(MOST_NOTES_SHOWN, len(onsets) - 1)]
        assert onsets[kept] == last or score.seconds_at(onsets)[kept] > MOST_SECONDS_SHOWN
