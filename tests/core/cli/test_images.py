"""`images train` as people script it, and 2 for what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.recipes.images import load_set
from core.runs import run_store
from tests.core.vectorizers.image_sets.archives_of_pictures import folders, picture, zipped


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main([*map(str, words), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


def test_a_set_is_learnt_kept_and_gone_on_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, model = tmp_path / "home", tmp_path / "model"
    files = {**folders(cats=10, dogs=10), "cats/note.txt": b"?", "dogs/cut.png": picture(99)[:50]}
    archive = tmp_path / "寵物.zip"
    archive.write_bytes(zipped(files))
    words = ("--home", home, "--device", "cpu", "--seconds", 3)
    status, told = answer(
        capsys, "images", "train", archive, *words, "--image-size", 16, "--out", model
    )
    assert status == 0
    assert told["classes"] == 2
    assert told["class_names"] == ["cats", "dogs"]
    assert sum(map(sum, told["confusion"])) == 4
    assert told["low"] <= told["test_accuracy"] <= told["high"]
    assert sorted(told["files_refused"]) == ["cut.png", "note.txt"]
    kept = run_store(home).show(told["run"])
    assert kept.opening.kind == "images"
    assert "--image-size 16" in kept.opening.command

    frozen = ("--freeze", "trunk", "--out", tmp_path / "frozen")
    status, told = answer(capsys, "images", "train", archive, "--from", model, *words, *frozen)
    assert status == 0
    assert told["trainable_parameters"] == 2 * 256 + 2 < told["parameters"]


def test_other_classes_are_learnt_from_few_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, model = tmp_path / "home", tmp_path / "model"
    words = ("--home", home, "--device", "cpu", "--seconds", 3)
    early = ("sample:digits", "--classes", "0,1,2,3,4")
    status, told = answer(capsys, "images", "train", *early, *words, "--out", model)
    assert status == 0
    assert told["class_names"] == ["0", "1", "2", "3", "4"]

    late = ("sample:digits", "--classes", "5, 6,7", "--few", 3, "--from", model)
    frozen = ("--freeze", "early", "--out", tmp_path / "frozen")
    status, told = answer(capsys, "images", "train", *late, *words, *frozen)
    assert status == 0
    assert told["class_names"] == ["5", "6", "7"]
    assert told["trainable_parameters"] < told["parameters"]
    kept = run_store(home).show(told["run"]).opening
    assert "sample:digits --classes 5,6,7 --few 3" in kept.command
    assert len(load_set(kept.source, home).train) == 9


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing.zip",), "NoSuchFile"),
        (("sample:nobody",), "NoSuchSample"),
        (("sample:digits", "--model", "alexnet"), "UnknownOption"),
        (("sample:digits", "--seconds", 0), "OutOfRange"),
        (("sample:digits", "--from", "nothing-here"), "NoArtifact"),
        (("sample:digits", "--model", "vit", "--num-heads", 5), "UnevenHeads"),
        (("text.zip",), "NotAnImageSet"),
        (("sample:digits", "--classes", "1,one"), "UnknownOption"),
        (("sample:digits", "--classes", "1"), "TooFewClasses"),
    ],
)
def test_what_is_refused(
    words: tuple[object, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.zip").write_bytes(b"no archive")
    status, told = answer(capsys, "images", "train", *words, "--home", tmp_path / "h", "--out", "x")
    assert status == 2
    assert told["error"]["code"] == code
    assert not list(tmp_path.glob("x*"))
