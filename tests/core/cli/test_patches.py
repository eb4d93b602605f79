"""`patches`, and `read` of pictures, as their users call them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cli import main
from core.vectorizers.patch_codes import sincos2d
from tests.core.vectorizers.image.pictures import chunk, png_header, saved, scene, turned
from tests.source import ROOT

FACTS = {
    *("kind", "width", "height", "stored_mode", "bits", "frames", "mean", "repairs"),
}
PROMISED = {
    *("width", "height", "grid", "patches", "vector_length", "encoding_length", "fitted"),
    "repairs",
}
SCENE = scene(40, 61)


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    status = main([*map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "海 邊.png"
    path.write_bytes(saved(np.dstack([SCENE, SCENE[..., 0]]), "PNG", exif=turned(6)))
    return path


def test_read_says_what_the_contract_promises(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = said(capsys, "read", picture)
    assert status == 0
    assert answer.keys() >= FACTS
    assert (answer["kind"], answer["name"]) == ("image", "海 邊.png")
    assert (answer["width"], answer["height"]) == (40, 61)
    assert [repair["code"] for repair in answer["repairs"]] == ["orientation", "alpha"]
    assert all({"code", "count", "detail"} <= repair.keys() for repair in answer["repairs"])


def test_how_a_picture_is_read_is_an_option(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    white = said(capsys, "read", picture)[1]["mean"]
    black = said(capsys, "read", picture, "--background", "black")[1]["mean"]
    assert all(light > dark + 50 for light, dark in zip(white, black, strict=True))
    broken = picture.with_name("half.png")
    data = saved(SCENE, "PNG")
    broken.write_bytes(data[: len(data) // 2])
    assert said(capsys, "read", broken)[1]["error"]["code"] == "BrokenOff"
    status, answer = said(capsys, "read", broken, "--partial", "yes")
    assert (status, answer["repairs"][0]["code"]) == (0, "truncated")


def test_patches_say_and_write_what_the_contract_promises(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out"
    status, answer = said(capsys, "patches", picture, "--patch-size", 16, "--out", out)
    assert status == 0
    assert answer.keys() >= PROMISED
    assert (answer["grid"], answer["fitted"], answer["patches"]) == ([4, 3], [48, 64], 12)
    assert (answer["vector_length"], answer["encoding_length"]) == (768, 64)
    assert answer["affine"] == {"scale": [1, 1], "shift": [0, 0]}
    with np.load(out) as written:
        assert written["patches"].shape == (12, 768)
        assert written["patches"].max() <= 1
        assert (written["positions"] == sincos2d(4, 3, 64)).all()
        assert int((written["coverage"] < 1).sum()) == answer["padded"] == 6


@pytest.mark.parametrize(
    ("encoding", "length"),
    [("sincos2d", 8), ("fourier", 8), ("learned", 0), ("five", 5), ("none", 0)],
)
def test_every_code(
    encoding: str, length: int, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--encoding", encoding, "--encoding-length", 8, "--fit", "crop")
    _, answer = said(capsys, "patches", picture, *options)
    assert answer["encoding_length"] == length
    assert answer["grid"] == [3, 2]


def test_built_in_pictures_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    status, answer = said(capsys, "patches", "sample:harbour", "--patch-size", 32)
    assert (status, answer["grid"], answer["repairs"]) == (0, [10, 14], [])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--patch-size", "0"], "OutOfRange"),
        (["--patch-size", "100000"], "OutOfRange"),
        (["--patch-size", "62"], "PatchTooLarge"),
        (["--patch-size", "8.5"], "WrongType"),
        (["--fit", "squeeze"], "UnknownOption"),
        (["--encoding", "morse"], "UnknownOption"),
        (["--encoding-length", "10"], "UnevenCode"),
        (["--out", "."], "NotWritable"),
    ],
)
def test_a_refusal_has_three_parts(
    options: list[str], code: str, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = said(capsys, "patches", picture, *options)
    assert (status, answer["error"]["code"]) == (2, code)
    assert all(answer["error"][part] for part in ("found", "expected", "remedy"))


def test_what_is_no_picture_is_not_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "prices.png"
    path.write_bytes(b"Date,Close\n2024-01-02,1\n")
    assert said(capsys, "patches", path)[1]["error"]["code"] == "NotAPicture"
    header = png_header(b"\x00\x01\x00\x00" * 2 + b"\x08\x02\x00\x00\x00")
    path.write_bytes(header + chunk(b"IDAT", b""))
    assert said(capsys, "patches", path)[1]["error"]["code"] == "TooManyPixels"


@pytest.mark.parametrize("command", ["read", "patches"])
def test_pictures_wait_for_no_torch(command: str, picture: Path) -> None:
    program = (
        f"import sys; from core.cli import main; status = main([{command!r}, {str(picture)!r}]);"
        "heavy = {'torch', 'scipy', 'sklearn', 'matplotlib', 'mlflow'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
