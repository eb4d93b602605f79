"""`music …` as people script it: train, generate, count, render; and 2 for what is refused."""

from __future__ import annotations

import argparse
import json
import shlex
import wave
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.cli.music.train import add_arguments, source_of_files
from core.recipes import music
from core.recipes.music.corpus import keep_files
from core.recipes.music.settings import MusicSettings
from core.runs import read_blob, run_store
from core.vectorizers import midi
from tests.core.recipes.music.corpora import tune


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main([*map(str, words), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{seed}.mid" for seed in range(12)]
    for seed, path in enumerate(paths):
        path.write_bytes(midi.write(tune(seed, 200)))
    return paths


def test_a_model_is_trained_kept_and_plays(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, model = tmp_path / "home", tmp_path / "model"
    (tmp_path / "broken.mid").write_bytes(b"MThd")
    words = ("--hidden-size", 32, "--seconds", 4, "--home", home, "--device", "cpu")
    status, told = answer(
        capsys, "music", "train", *files, tmp_path / "broken.mid", *words, "--out", model
    )
    assert status == 0
    assert told["files_read"] == 12
    assert told["files_refused"] == ["broken.mid"]
    assert told["validation_nats_per_note"] > 0
    assert run_store(home).show(told["run"]).opening.kind == "music"

    out, sound = tmp_path / "one.mid", tmp_path / "one.wav"
    wished = ("--notes", 50, "--primer", files[0], "--home", tmp_path / "elsewhere")
    status, told = answer(capsys, "music", "generate", model, *wished, "--out", out, "--wav", sound)
    assert status == 0
    assert told["notes"] == 50
    assert set(told["copied"]) == {"longest_notes", "share_of_8_note_runs", "source"}
    assert midi.read(out.read_bytes(), "one.mid").found.notes >= 50
    with wave.open(str(sound)) as wav:
        assert wav.getframerate() == 44_100

    status, told = answer(
        capsys, "music", "generate", model, "--notes", 30, "--count", 3, "--out", tmp_path / "many"
    )
    assert status == 0
    assert sorted(path.name for path in (tmp_path / "many").iterdir()) == [
        "001.mid",
        "002.mid",
        "003.mid",
    ]


def test_statistics_hold_one_collection_against_another(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ("--home", tmp_path / "home")
    status, told = answer(capsys, "music", "statistics", *files[:3], "--against", *files[:3], *home)
    assert status == 0
    assert len(told["vertical_intervals"]) == len(told["pitch_classes"]) == 12
    assert sum(told["vertical_intervals"]) == pytest.approx(1)
    assert told["divergence"]["durations"] == pytest.approx(0, abs=1e-9)
    status, told = answer(capsys, "music", "statistics", files[0], *home)
    assert told["divergence"] is None


def test_a_file_is_rendered(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = answer(capsys, "music", "render", files[0], "--wav", tmp_path / "x.wav")
    assert status == 0
    assert 0.2 < told["peak"] <= 0.95
    assert told["seconds"] > 10


MANY = tuple(f"a rather long name of a file {number}.mid" for number in range(300))


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (("a.mid", "b.mid", "c.mid"), ["a.mid", "b.mid", "c.mid"]),
        (("my tune.mid", "it's.mid", "曲.mid"), ["my tune.mid", "it's.mid", "曲.mid"]),
        (("-loud.mid", "sample:x.mid"), ["./-loud.mid", "./sample:x.mid"]),
        (("--out.mid",), ["./--out.mid"]),
        (("a.mid", "a.mid"), ["upload.bin"]),
        (MANY, ["upload.bin"]),
    ],
)
def test_the_command_of_several_files_finds_the_same_files(
    names: tuple[str, ...], named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(name, f"{number}".encode()) for number, name in enumerate(names)]
    source = keep_files(files, tmp_path / "page")
    command = music.command(source, MusicSettings(), tmp_path / "page")
    assert len(command) < 4_000
    there = tmp_path / "there"
    there.mkdir()
    assert source.sha256 is not None
    (there / "upload.bin").write_bytes(read_blob(tmp_path / "page", source.sha256))
    for name, data in files:
        (there / name).write_bytes(data)
    monkeypatch.chdir(there)
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = parser.parse_args(shlex.split(command)[5:]).files
    assert given == named
    assert source_of_files(given, tmp_path / "again").sha256 == source.sha256


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("music", "generate", "nothing-here", "--out", "x.mid"), "NoArtifact"),
        (("music", "generate", "x", "--count", "0", "--out", "x.mid"), "OutOfRange"),
        (("music", "generate", "x", "--count", "two", "--out", "x.mid"), "UnfitArguments"),
        (("music", "train", "a.mid", "--device", "foo", "--out", "x"), "UnfitArguments"),
        (("music", "generate", "x", "--temperature", "-1", "--out", "x.mid"), "OutOfRange"),
        (("music", "train", "nothing.mid", "--out", "x"), "NoSuchFile"),
        (("music", "train", "sample:nobody", "--out", "x"), "NoSuchSample"),
        (("music", "dance"), "NoSuchCommand"),
    ],
)
def test_what_is_refused(
    words: tuple[str, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, told = answer(capsys, *words)
    assert status == 2
    assert told["error"]["code"] == code
    assert not list(tmp_path.glob("x*"))
