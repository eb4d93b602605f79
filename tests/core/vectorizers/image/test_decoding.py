"""Depth, palette, inks, transparency and orientation come out as they should look."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image

from core.vectorizers.image import PictureOptions, read
from tests.core.vectorizers.image.pictures import (
    HEIGHT,
    LOSSLESS,
    WIDTH,
    png,
    saved,
    scene,
    turned,
)

SCENE = scene()
GREY = SCENE[..., 2]
ALPHA = np.linspace(0, 255, HEIGHT * WIDTH).astype(np.uint8).reshape(HEIGHT, WIDTH)
ALPHA[:2] = 255
# which sides of the upright picture the stored row 0 and the stored column 0 are, by EXIF
SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


def codes(data: bytes) -> list[str]:
    return [repair.code for repair in read(data, "picture").repairs]


def composed(pixels: np.ndarray, alpha: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    share = alpha[..., None] / 255
    return pixels * share + np.array(colour) * (1 - share)


def stored(upright: np.ndarray, orientation: int) -> np.ndarray:
    """Return the pixels that a file of this orientation holds."""
    places = {
        "top": np.arange(upright.shape[0]),
        "bottom": np.arange(upright.shape[0])[::-1],
        "left": np.arange(upright.shape[1]),
        "right": np.arange(upright.shape[1])[::-1],
    }
    first, second = SIDES[orientation]
    if first in {"top", "bottom"}:
        return upright[np.ix_(places[first], places[second])]
    return upright[np.ix_(places[second], places[first])].transpose(1, 0, 2)


@pytest.mark.parametrize("kind", LOSSLESS)
def test_a_plain_picture_is_itself(kind: str) -> None:
    picture = read(saved(SCENE, kind, **LOSSLESS[kind]), "plain")
    assert (picture.pixels == SCENE).all()
    assert not picture.repairs
    assert (picture.found.stored_mode, picture.found.bits) == ("RGB", 8)


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a_turned_picture_equals_its_upright_twin(kind: str, orientation: int) -> None:
    file = saved(stored(SCENE, orientation), kind, exif=turned(orientation), **LOSSLESS[kind])
    picture = read(file, "turned")
    assert (picture.pixels == SCENE).all()
    assert (picture.found.width, picture.found.height) == (WIDTH, HEIGHT)
    assert [r.code for r in picture.repairs] == ["orientation"] * (orientation != 1)


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("kind", ["JPEG", "AVIF"])
def test_a_turned_photograph_equals_its_upright_twin(kind: str, orientation: int) -> None:
    upright = np.kron(scene(3, 5), np.ones((16, 16, 1), np.uint8))
    data = saved(stored(upright, orientation), kind, exif=turned(orientation), quality=100)
    found = read(data, "turned").pixels
    assert found.shape == upright.shape
    centres = found[8::16, 8::16].astype(int)  # where colours of neighbours do not reach
    assert np.abs(centres - scene(3, 5)).max() <= 8


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    assert (read(saved(SCENE, "PNG", exif=turned(orientation)), "odd").pixels == SCENE).all()


def test_unreadable_metadata_turn_nothing() -> None:
    assert (read(saved(SCENE, "PNG", exif=b"rubbish"), "odd").pixels == SCENE).all()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_and_not_cut_off(kind: str) -> None:
    values = np.linspace(0, 65_535, HEIGHT * WIDTH).astype(np.uint16).reshape(HEIGHT, WIDTH)
    picture = read(saved(values, kind), "deep")
    assert (picture.pixels[..., 1] == np.rint(values / 257)).all()
    assert picture.found.mean == pytest.approx((127.5,) * 3, abs=0.5)
    assert (picture.found.stored_mode, picture.found.bits) == ("I;16", 16)
    assert [r.code for r in picture.repairs] == ["grey", "bits"]


def test_sixteen_bits_of_big_endian_are_scaled() -> None:
    values = (np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) * 20).astype(">u2")
    tags = [(256, WIDTH), (257, HEIGHT), (258, 16), (259, 1), (262, 1), (273, 200)]
    tags += [(277, 1), (278, HEIGHT), (279, values.nbytes)]
    page = b"".join(struct.pack(">HHII", tag, 4, 1, value) for tag, value in tags)
    head = b"MM\x00*" + struct.pack(">IH", 8, len(tags)) + page
    picture = read(head.ljust(200, b"\x00") + values.tobytes(), "scan.tif")
    assert picture.found.stored_mode == "I;16B"
    assert (picture.pixels[..., 0] == np.rint(values / 257)).all()


def test_sixteen_bits_of_colour_are_scaled() -> None:
    values = (SCENE.astype(np.uint16) << 8) + 128
    rows = [row.astype(">u2").tobytes() for row in values]
    picture = read(png(rows, WIDTH, 16, 2), "deep")
    assert (picture.pixels == SCENE).all()
    assert (picture.found.bits, codes(png(rows, WIDTH, 16, 2))) == (16, ["bits"])


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("background", ["white", "grey", "black"])
def test_transparency_is_placed_on_the_stated_colour(kind: str, background: str) -> None:
    options = PictureOptions(background=background)
    data = saved(np.dstack([SCENE, ALPHA]), kind, **LOSSLESS[kind], **exactly(kind))
    picture = read(data, "glass", options)
    expected = composed(SCENE, ALPHA, options.colour)
    assert np.abs(picture.pixels - expected).max() <= 1
    (repair,) = picture.repairs
    assert (repair.code, repair.count) == ("alpha", int((ALPHA < 255).sum()))
    assert background in repair.detail.say()


def exactly(kind: str) -> dict[str, bool]:
    return {"exact": True} if kind == "WEBP" else {}


def test_transparency_that_hides_nothing_is_no_news() -> None:
    opaque = np.dstack([SCENE, np.full_like(GREY, 255)])
    assert codes(saved(opaque, "PNG")) == []


def test_grey_with_transparency() -> None:
    picture = read(saved(Image.fromarray(np.dstack([GREY, ALPHA]), "LA"), "PNG"), "grey")
    expected = composed(np.repeat(GREY[..., None], 3, axis=2), ALPHA, (255, 255, 255))
    assert np.abs(picture.pixels - expected).max() <= 1
    assert [r.code for r in picture.repairs] == ["grey", "alpha"]


def test_a_palette_with_transparency() -> None:
    image = Image.fromarray(SCENE).quantize(7)
    expected = np.asarray(image.convert("RGB")).astype(float)
    clear = np.asarray(image) == 3
    expected[clear] = 255
    picture = read(saved(image, "PNG", transparency=3), "palette")
    assert (picture.pixels == expected).all()
    assert [(r.code, r.count) for r in picture.repairs][1] == ("alpha", int(clear.sum()))


@pytest.mark.parametrize(
    ("depth", "colour", "values", "clear"),
    [
        (1, 0, [0, 1], 1),
        (2, 0, [0, 1, 2, 3], 2),
        (4, 0, [0, 5, 9, 15], 5),
        (8, 0, [0, 200, 201, 255], 201),
        (16, 0, [0, 500, 40_000, 65_535], 500),
    ],
)
def test_one_grey_may_be_transparent(
    depth: int, colour: int, values: list[int], clear: int
) -> None:
    bits = "".join(f"{value:0{depth}b}" for value in values)
    row = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    picture = read(png([row], len(values), depth, colour, struct.pack(">H", clear)), "grey")
    expected = [255 if v == clear else round(v * 255 / (2**depth - 1)) for v in values]
    assert picture.pixels[0, :, 0].tolist() == expected
    assert picture.found.bits == depth


def test_one_deep_colour_may_be_transparent() -> None:
    row = struct.pack(">6H", 257, 514, 771, 25_700, 51_400, 0)
    picture = read(png([row], 2, 16, 2, row[:6]), "deep")
    assert picture.pixels[0].tolist() == [[255, 255, 255], [100, 200, 0]]


def test_black_and_white() -> None:
    one = Image.fromarray(GREY > 128)
    picture = read(saved(one, "PNG"), "fax")
    assert ((picture.pixels[..., 0] == 255) == (GREY > 128)).all()
    assert (picture.found.stored_mode, picture.found.bits) == ("1", 1)


def test_inks_become_light() -> None:
    inks = np.zeros((16, 24, 4), np.uint8)
    inks[:, :8, 0], inks[:, 8:16, 1], inks[:, 16:, 3] = 255, 255, 255  # cyan, magenta, black
    picture = read(saved(Image.fromarray(inks, "CMYK"), "TIFF"), "print")
    assert picture.pixels[0, [0, 8, 16]].tolist() == [[0, 255, 255], [255, 0, 255], [0, 0, 0]]
    assert [r.code for r in picture.repairs] == ["cmyk"]


def test_numbers_without_a_range_are_stretched() -> None:
    values = np.linspace(-2, 6, HEIGHT * WIDTH, dtype=np.float32).reshape(HEIGHT, WIDTH)
    values[3, 5] = np.nan
    picture = read(saved(values, "TIFF"), "heights.tif")
    grey = picture.pixels[..., 2]
    assert (grey.min(), grey.max(), grey[3, 5]) == (0, 255, 0)
    known = np.isfinite(values)
    assert np.abs(grey[known] - (values[known] + 2) / 8 * 255).max() <= 0.51
    assert [r.code for r in picture.repairs] == ["grey", "bits", "range"]


def test_one_number_everywhere_is_black() -> None:
    assert not read(saved(np.full((3, 4), 7.5, np.float32), "TIFF"), "flat.tif").pixels.any()


def test_colours_of_another_space() -> None:
    image = Image.fromarray(SCENE).convert("YCbCr")
    picture = read(saved(image, "TIFF"), "video.tif")
    assert np.abs(picture.pixels.astype(int) - SCENE).max() <= 3
    assert [r.code for r in picture.repairs] == ["colour_space"]
