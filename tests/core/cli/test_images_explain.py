"""`images explain` as people script it, and 2 for what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main([*map(str, words), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


def drawn(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    words = ("--model", "cnn", "--channels", "8", "--seconds", "3", "--device", "cpu")
    home = ("--home", str(folder / "home"))
    out = folder / "model"
    assert main(["images", "train", "sample:shapes", *words, *home, "--out", str(out)]) == 0
    return out


def test_a_sample_with_masks_is_explained_and_drawn(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "map.png"
    words = ("--method", "grad_cam", "--count", 40, "--out", out)
    status, told = answer(capsys, "images", "explain", model, "sample:shapes", *words)
    assert status == 0
    assert told["pictures"] == 40
    assert told["method"] == "grad_cam"
    assert told["random_auroc"] == pytest.approx(0.5, abs=0.05)
    assert 0.5 < told["centre_prior_auroc"] < 1
    assert all(0 <= told[name] <= 1 for name in ("deletion", "insertion", "auroc"))
    assert told["completeness_error"] is told["faults"] is None
    assert drawn(out).shape == (256, 256, 3)


def test_a_picture_of_ones_own_is_explained(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "mine.png", tmp_path / "map.png"
    pixels = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file)
    words = ("--method", "integrated_gradients", "--target", "star", "--contrast", "circle")
    status, told = answer(capsys, "images", "explain", model, file, *words, "--out", out)
    assert status == 0
    assert (told["target"], told["contrast"], told["pictures"]) == ("star", "circle", 1)
    assert told["auroc"] is told["centre_prior_auroc"] is None
    assert told["completeness_error"] < 0.01
    found = drawn(out)
    assert found.shape == pixels.shape
    np.testing.assert_array_equal(found[:, :50], pixels[:, :50])  # the model saw the middle
    assert (found[:, 50:350] != pixels[:, 50:350]).mean() > 0.9


def test_the_target_chooses_the_pictures_and_the_article_is_told_its_faults(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--method", "article_grad_cam", "--target", "cross", "--count", 7, "--picture", 6)
    status, told = answer(capsys, "images", "explain", model, "sample:shapes", *words)
    assert status == 0
    assert (told["target"], told["pictures"], told["out"]) == ("cross", 7, None)
    assert len(told["faults"]) == 4
    assert "NoneType" in told["faults"][0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing-here", "sample:shapes"), "NoArtifact"),
        (("MODEL", "sample:nobody"), "NoSuchSample"),
        (("MODEL", "nothing.png"), "NoSuchFile"),
        (("MODEL", "text.png"), "NotAPicture"),
        (("MODEL", "sample:shapes", "--method", "rollout"), "UnknownOption"),
        (("MODEL", "sample:shapes", "--target", "heart"), "UnknownOption"),
        (("MODEL", "sample:shapes", "--stage", "stage9"), "UnknownOption"),
        (("MODEL", "sample:shapes", "--count", 3, "--picture", 3), "OutOfRange"),
        (("MODEL", "sample:shapes", "--baseline", "noise"), "UnknownOption"),
        (("MODEL", "sample:shapes", "--count", 0), "OutOfRange"),
    ],
)
def test_what_is_refused(
    words: tuple[object, ...],
    code: str,
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.png").write_bytes(b"no picture")
    told_words = [model if word == "MODEL" else word for word in words]
    status, told = answer(capsys, "images", "explain", *told_words, "--out", "x.png")
    assert status == 2
    assert told["error"]["code"] == code
    assert not list(tmp_path.glob("x*"))
