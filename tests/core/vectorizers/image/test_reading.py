"""Frames, broken files, and pictures that nobody here has made."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core import errors
from core.errors import SeqLabError
from core.vectorizers.image import Picture, PictureOptions, read
from core.vectorizers.samples import SAMPLES, sample_bytes
from tests.cases import CASES, needs_cases
from tests.core.vectorizers.image.pictures import chunk, pages, png_header, saved, scene

FRAMES = [scene(11, 17, seed) for seed in range(3)]
MANY: dict[str, tuple[str, dict[str, Any]]] = {
    "APNG": ("PNG", {}),
    "WebP": ("WEBP", {"lossless": True}),
    "TIFF": ("TIFF", {}),
}
WHOLE = scene(160, 61)
PART = PictureOptions(partial=True, background="grey")
EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((CASES / "images" / "expected.json").read_text("utf-8")) if CASES else {}
)


def animated(kind: str, **options: Any) -> bytes:
    first, *others = [Image.fromarray(frame) for frame in FRAMES]
    return saved(first, kind, save_all=True, append_images=others, **options)


@pytest.mark.parametrize("name", MANY)
def test_every_frame_can_be_had(name: str) -> None:
    kind, options = MANY[name]
    picture = read(animated(kind, **options), name)
    assert (picture.pixels == FRAMES[0]).all()
    assert picture.found.frames == len(FRAMES)
    assert picture.repairs[-1].detail.say() == "Frame 1 of 3"
    for number in (2, 0, 1):
        other = picture.frame(number)
        assert (other.pixels == FRAMES[number]).all()
        assert other.repairs[-1].detail.say() == f"Frame {number + 1} of 3"


def test_frames_of_a_gif() -> None:
    colours = [(200, 30, 40), (20, 180, 60), (10, 20, 220)]
    first, *others = [Image.new("RGB", (7, 5), colour) for colour in colours]
    picture = read(saved(first, "GIF", save_all=True, append_images=others), "moving.gif")
    assert [picture.frame(n).pixels[4, 6].tolist() for n in range(3)] == [list(c) for c in colours]
    assert picture.found.stored_mode == "P"


@pytest.mark.parametrize("number", [-1, 3])
def test_a_frame_that_is_not_there(number: int) -> None:
    picture = read(animated("PNG"), "moving.png")
    with pytest.raises(errors.OutOfRange) as refused:
        picture.frame(number)
    assert refused.value.facts == {"setting": "frame", "value": number, "low": 0, "high": 2}


def test_pages_are_counted_and_not_believed() -> None:
    assert read(pages(5), "scan.tif").found.frames == 5
    assert read(pages(5)[:-40], "scan.tif").found.frames == 4


@pytest.mark.parametrize(("kind", "how"), [("PNG", {}), ("JPEG", {}), ("GIF", {"interlace": 0})])
def test_a_file_that_breaks_off_is_refused_or_shown_in_part(kind: str, how: dict[str, Any]) -> None:
    data = saved(WHOLE, kind, **how)
    cut = data[: len(data) * 6 // 10]
    with pytest.raises(errors.BrokenOff) as refused:
        read(cut, "half")
    rows = refused.value.facts["rows"]
    assert isinstance(rows, int)
    assert 50 < rows < 120
    picture, whole = read(cut, "half", PART), read(data, "whole")
    sure = rows - 16  # a JPEG goes in blocks, the last of which may be there in part
    assert (picture.pixels[:sure] == whole.pixels[:sure]).all()
    assert (picture.pixels[rows:] == 128).all()
    (repair,) = [r for r in picture.repairs if r.code == "truncated"]
    assert repair.count == 160 - rows
    assert f"{rows} of 160 rows" in repair.detail.say()


def test_a_broken_picture_is_turned_after_the_rest_is_filled() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    data = saved(WHOLE, "JPEG", exif=exif)
    picture = read(data[: len(data) * 6 // 10], "half", PART)
    assert (picture.pixels[:5] == 128).all()
    assert picture.pixels[-1].any()


@pytest.mark.parametrize("options", [PictureOptions(), PART])
@pytest.mark.parametrize(
    ("kind", "how"), [("JPEG", {"progressive": True}), ("WEBP", {}), ("GIF", {"interlace": 1})]
)
def test_what_does_not_go_from_the_top_is_not_shown_in_part(
    kind: str, how: dict[str, Any], options: PictureOptions
) -> None:
    data = saved(WHOLE, kind, **how)
    with pytest.raises(errors.DamagedPicture):
        read(data[: len(data) * 6 // 10], "half", options)


def test_a_png_in_seven_passes_is_not_shown_in_part() -> None:
    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 1)
    passes = ((1, 1), (1, 1), (1, 2), (2, 2), (2, 4), (4, 4), (4, 8))  # rows and columns of each
    rows = b"".join((b"\x00" + b"\x09" * columns) * count for count, columns in passes)
    whole = png_header(header) + chunk(b"IDAT", zlib.compress(rows, 0))
    assert (read(whole, "coarse.png").pixels == 9).all()
    with pytest.raises(errors.DamagedPicture):
        read(whole[:-40], "coarse.png", PART)


def test_a_whole_file_is_the_same_either_way() -> None:
    data = saved(WHOLE, "JPEG")
    assert (read(data, "a", PART).pixels == read(data, "a").pixels).all()
    assert not read(data, "a", PART).repairs


def test_a_picture_is_a_record() -> None:
    data = saved(WHOLE, "PNG")
    picture = read(data, "相片 (1).png")
    assert picture.name == "相片 (1).png"
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert picture.found.mean == pytest.approx(WHOLE.reshape(-1, 3).mean(axis=0))
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0] = 0


@pytest.mark.parametrize("name", [n for n, sample in SAMPLES.items() if sample.kind == "image"])
def test_built_in_pictures_need_no_repair(name: str) -> None:
    picture = read(sample_bytes(name), name)
    assert not picture.repairs
    assert min(picture.found.width, picture.found.height) >= 300
    assert np.std(picture.pixels) > 30


@needs_cases
@pytest.mark.parametrize("name", EXPECTED)
def test_real_pictures(name: str) -> None:
    assert CASES is not None
    facts, data = EXPECTED[name], (CASES / "images" / name).read_bytes()
    if "refuse" in facts:
        with pytest.raises(SeqLabError) as refused:
            read(data, name)
        assert name in refused.value.explain().found.say()
        return
    found = read(data, name).found
    told = {key: facts[key] for key in ("width", "height", "frames", "stored_mode") if key in facts}
    assert {key: getattr(found, key) for key in told} == told
    assert found.mean == pytest.approx(facts.get("mean", found.mean), abs=1)


@needs_cases
def test_both_pictures_of_a_camera_with_two_lenses() -> None:
    assert CASES is not None
    picture: Picture = read((CASES / "images" / "frame_size.mpo").read_bytes(), "two.mpo")
    assert picture.found.format == "MPO"
    assert picture.frame(1).pixels.shape != picture.pixels.shape
