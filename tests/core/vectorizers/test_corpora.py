"""The built-in music is all there, is what an independent reader reads, and is kept well."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import NoInstalledMusic, NoSuchSample
from core.vectorizers import bundled_scores
from core.vectorizers.bundled_scores import COLLECTIONS, Collection, files_of, title_of
from core.vectorizers.corpora import COLUMNS, Corpus, load, loading
from core.vectorizers.grid import Key, find_key, to_grid, to_home_key
from core.vectorizers.musicxml import read
from core.vectorizers.samples import SAMPLES, sample_bytes, table_sample
from core.vectorizers.score import Score, Track
from tests.source import ROOT

VOICES = ["Soprano", "Alto", "Tenor", "Bass"]
Sounds = Counter[tuple[int, float, float, int]]
STRINGS = tuple(Track(name, 40) for name in ("Violin I", "Violin II", "Viola", "Cello"))
SMALL = Collection(
    "small", "Small", "Five movements.", "free", "here", ("haydn/opus1no1/*.mxl",), STRINGS
)
FILES: Mapping[str, Path] = {
    title: path for name in ("chorales", "quartets") for title, path in files_of(COLLECTIONS[name])
}
# pick-ups, an added horn, notes off the grid, ties, graces, double stops
COMPARED = ("BWV 1.6", "BWV 253", "BWV 269", "BWV 36.4-2", "BWV 248.28", "Mozart K. 155, II")
CORPUS = FILES["BWV 253"].parents[1]
TWO_STAVES = ("schoenberg/opus19/movement2.mxl", "verdi/laDonnaEMobile.mxl")


@pytest.fixture(scope="module")
def chorales(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return load("chorales", tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def music21() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = import_module("music21")  # by name: its thousand modules are not to be typed
        import_module("music21.converter")
    return package


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(dict_of_collections(), SMALL.name, SMALL)
    return SMALL.name


def dict_of_collections() -> dict[str, Collection]:
    table = bundled_scores.COLLECTIONS
    assert isinstance(table, dict)
    return table


def told(score: Score) -> tuple[object, ...]:
    """Return all that a score holds, so that two can be compared."""
    notes = tuple(tuple(getattr(score.notes, name).tolist()) for name in COLUMNS)
    return (score.name, score.ticks_per_beat, score.tracks, score.tempos, score.metres, notes)


def read_by_us(path: Path) -> Sounds:
    """Return how often each track sounds each onset, duration (in beats) and pitch."""
    score = read(path.read_bytes(), path.name)
    notes, beat = score.notes, score.ticks_per_beat
    columns = notes.track, notes.onset_ticks / beat, notes.duration_ticks / beat, notes.pitch
    return Counter(zip(*(np.round(column, 4).tolist() for column in columns), strict=True))


def sounding_in(parsed: Any) -> Sounds:
    """Return the same of what music21 has read."""
    sounds: Sounds = Counter()
    for track, part in enumerate(parsed.parts):
        for note in part.stripTies().flatten().notes:
            if not note.duration.isGrace:
                place = round(float(note.offset), 4), round(float(note.quarterLength), 4)
                sounds.update((track, *place, pitch.midi) for pitch in note.pitches)
    return sounds


def together(sounds: Sounds) -> list[tuple[float, ...]]:
    """Return the sounds without their tracks."""
    return sorted(sound[1:] for sound in sounds.elements())


def read_by(music21: Any, path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = music21.converter.parse(path, forceSource=True, storePickle=False)
        return parsed.toSoundingPitch()


def test_the_chorales_are_all_there(chorales: Corpus) -> None:
    assert len(chorales.scores) == 364
    assert sum(len(score.notes) for score in chorales.scores) == 84_652
    assert len({score.name for score in chorales.scores}) == 364
    assert "commercial" in chorales.licence.say()
    assert chorales.source


def test_four_voices_from_top_to_bottom(chorales: Corpus) -> None:
    heights = np.zeros((len(chorales.scores), 4))
    for row, score in zip(heights, chorales.scores, strict=True):
        assert [track.name for track in score.tracks] == VOICES
        row[:] = [score.notes.pitch[score.notes.track == voice].mean() for voice in range(4)]
    assert (np.diff(heights.mean(axis=0)) < -4).all()
    assert (np.diff(heights, axis=1) < 0).mean() > 0.995


def test_nearly_every_onset_is_on_the_grid(chorales: Corpus) -> None:
    pieces = [to_grid(score, range(4), score.tracks) for score in chorales.scores]
    assert np.mean([piece.off_grid for piece in pieces]) < 1e-3
    assert sum(map(len, pieces)) == 84_652  # no voice says a note twice
    bars = Counter(piece.bar_steps for piece in pieces)
    assert set(bars) == {48, 36, 72}
    assert Counter(piece.shift_steps for piece in pieces)[12] > 200  # most begin with a pick-up
    ends = [(p.onset[p.slot == 3][-1] - p.shift_steps) % p.bar_steps % 24 for p in pieces]
    assert np.mean(np.array(ends) == 0) > 0.9  # and close on a strong beat


def test_in_the_home_key_most_chorales_end_on_its_tonic(chorales: Corpus) -> None:
    pieces = [to_home_key(to_grid(score, range(4), score.tracks)) for score in chorales.scores]
    assert {find_key(piece) for piece in pieces} == {Key(0, minor=False), Key(9, minor=True)}
    classes = np.concatenate([piece.pitch for piece in pieces]) % 12
    assert np.isin(classes, [0, 2, 4, 5, 7, 9, 11]).mean() > 0.9
    last = [piece.pitch[piece.slot == 3][-1] % 12 for piece in pieces]
    tonics = [find_key(piece).tonic for piece in pieces]
    assert np.mean(np.array(last) == tonics) > 0.7


@pytest.mark.parametrize("title", COMPARED)
def test_the_notes_are_those_that_music21_reads(title: str, music21: Any) -> None:
    ours, theirs = read_by_us(FILES[title]), read_by(music21, FILES[title])
    assert ours == sounding_in(theirs)
    assert len(ours) > 100


@pytest.mark.parametrize("path", TWO_STAVES)
def test_so_are_those_of_a_piano(path: str, music21: Any) -> None:
    theirs = sounding_in(read_by(music21, CORPUS / path))  # each staff a part
    assert together(read_by_us(CORPUS / path)) == together(theirs)


@pytest.mark.parametrize("title", ["BWV 253", "BWV 269", "BWV 36.4-2"])
def test_key_and_bars_are_those_that_music21_finds(title: str, music21: Any) -> None:
    score = read(FILES[title].read_bytes(), title)
    parsed = read_by(music21, FILES[title])
    first, second, *_ = parsed.parts[0].getElementsByClass("Measure")
    full = first if first.duration.quarterLength == first.barDuration.quarterLength else second
    assert score.metres[0].tick == full.offset * score.ticks_per_beat
    assert score.metres[0].numerator == full.barDuration.quarterLength
    analysis = music21.analysis.discrete.KrumhanslKessler(parsed)
    key = analysis.getSolution(parsed)
    piece = to_grid(score, range(4), score.tracks)
    assert find_key(piece) == Key(key.tonic.pitchClass, key.mode == "minor")


def test_progress_is_told_and_then_nothing_is_left_to_do(small: str, tmp_path: Path) -> None:
    assert list(loading(small, tmp_path)) == [(done, 5) for done in range(1, 6)]
    assert list(loading(small, tmp_path)) == []


def test_what_is_kept_is_what_was_read(small: str, tmp_path: Path) -> None:
    first, again = load(small, tmp_path), load(small, tmp_path)
    assert [told(score) for score in first.scores] == [told(score) for score in again.scores]
    assert [score.name for score in first.scores][1] == "Haydn op. 1 no. 1, II"
    assert all(getattr(again.scores[0].notes, name).dtype == np.int64 for name in COLUMNS)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
def test_a_damaged_cache_is_made_anew(damage: str, small: str, tmp_path: Path) -> None:
    wanted = [told(score) for score in load(small, tmp_path).scores]
    (path,) = (tmp_path / "cache").iterdir()
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 4
    path.write_bytes({"cut": whole[:-7], "flip": bytes(flipped)}.get(damage, b""))
    steps = list(loading(small, tmp_path))
    assert len(steps) == 5
    assert [told(score) for score in load(small, tmp_path).scores] == wanted
    assert path.read_bytes() == whole
    assert list((tmp_path / "cache").iterdir()) == [path]


def test_copies_and_other_players_are_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    same = Collection(
        "same", "", "", "", "", ("bach/bwv398.mxl", "bach/bwv197.7-a.mxl", "bach/bwv846.mxl"),
        COLLECTIONS["chorales"].players,
    )  # fmt: skip
    monkeypatch.setitem(dict_of_collections(), "same", same)
    assert [score.name for score in load("same", tmp_path).scores] == ["BWV 398"]


def test_what_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(NoSuchSample):
        load("tulips", tmp_path)
    gone = Collection("gone", "", "", "", "", ("nowhere/*.mxl",), STRINGS)
    monkeypatch.setitem(dict_of_collections(), "gone", gone)
    with pytest.raises(NoInstalledMusic):
        load("gone", tmp_path)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_music_is_listed_among_the_samples_but_is_no_single_file(name: str) -> None:
    sample = SAMPLES[name]
    assert (sample.name, sample.kind) == (name, "midi")
    assert all((sample.title, sample.description, sample.licence, sample.source))
    for get in (sample_bytes, table_sample):
        with pytest.raises(NoSuchSample) as caught:
            get(name)
        assert name not in str(caught.value.facts["known"])


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("bach/bwv18.5-lz", "BWV 18.5-lz"),
        ("beethoven/opus18no3", "Beethoven op. 18 no. 3"),
        ("beethoven/opus59no2/movement4", "Beethoven op. 59 no. 2, IV"),
        ("mozart/k155/movement2", "Mozart K. 155, II"),
    ],
)
def test_titles(path: str, title: str) -> None:
    assert title_of(path) == title


def test_neither_music21_nor_torch_is_imported(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from core.vectorizers.corpora import loading\n"
        f"next(loading('chorales', Path({str(tmp_path)!r})))\n"
        "assert not {'music21', 'torch', 'matplotlib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.slow
def test_the_quartets_are_all_there(tmp_path: Path) -> None:
    quartets = load("quartets", tmp_path)
    assert len(quartets.scores) == 46
    assert sum(len(score.notes) for score in quartets.scores) == 177_408
    assert {tuple(t.name for t in s.tracks) for s in quartets.scores} == {
        ("Violin I", "Violin II", "Viola", "Cello")
    }
