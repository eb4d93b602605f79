"""What is refused by the first bytes and the header, and that nothing else is ever raised."""

from __future__ import annotations

import struct
import warnings
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.errors import SeqLabError
from core.vectorizers.image import LIMIT_MB, LIMIT_MPX, PictureOptions, read
from core.vectorizers.image.gate import MOST_FRAMES, format_of, refuse_if_large
from core.vectorizers.recognise import kind_of
from tests.core.vectorizers.image.pictures import chunk, pages, png_header, saved, scene, turned

SCENE = scene()
FILES = {
    "PNG": saved(SCENE, "PNG", exif=turned(6)),
    "JPEG": saved(SCENE, "JPEG", exif=turned(5)),
    "GIF": saved(SCENE, "GIF"),
    "BMP": saved(SCENE, "BMP"),
    "TIFF": saved(SCENE, "TIFF", compression="tiff_lzw"),
    "WEBP": saved(SCENE, "WEBP"),
    "AVIF": saved(SCENE, "AVIF"),
}
BIG = 5_000  # by 5,000 is 25 million pixels


def patched(name: str, at: int, data: bytes) -> bytes:
    """Return a file with other bytes at a place."""
    return FILES[name][:at] + data + FILES[name][at + len(data) :]


def webp(name: bytes, body: bytes) -> bytes:
    """Return the beginning of a WebP."""
    return b"RIFF\x00\x00\x00\x00WEBP" + name + struct.pack("<I", len(body)) + body


CANVAS = struct.pack("<I", BIG - 1)[:3]
TAGS = [(256, BIG), (257, BIG), (258, 8), (259, 1), (262, 1), (273, 8), (279, 1)]
PAGE = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in TAGS)
# files whose header says that they are BIG by BIG, most with nothing behind it
LARGE = {
    "PNG": png_header(struct.pack(">IIBBBBB", BIG, BIG, 8, 2, 0, 0, 0)) + chunk(b"IDAT", b""),
    "GIF": patched("GIF", 6, struct.pack("<HH", BIG, BIG)),
    "BMP": patched("BMP", 18, struct.pack("<II", BIG, BIG)),
    "JPEG": patched("JPEG", FILES["JPEG"].index(b"\xff\xc0") + 5, struct.pack(">HH", BIG, BIG)),
    "TIFF": b"II*\x00" + struct.pack("<IH", 8, len(TAGS)) + PAGE + bytes(4),
    "AVIF": patched("AVIF", FILES["AVIF"].index(b"ispe") + 8, struct.pack(">II", BIG, BIG)),
    "WebP, extended": webp(b"VP8X", bytes(4) + CANVAS + CANVAS),
    "WebP, lossless": webp(b"VP8L", b"\x2f" + struct.pack("<I", (BIG - 1) * (1 + (1 << 14)))),
    "WebP, lossy": webp(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", BIG, BIG)),
}


@pytest.mark.parametrize("name", LARGE)
def test_too_many_pixels_are_refused_by_the_header(name: str) -> None:
    with pytest.raises(errors.TooManyPixels) as refused:
        read(LARGE[name], "large")
    facts = {"name": "large", "width": BIG, "height": BIG, "limit": LIMIT_MPX}
    assert refused.value.facts == facts


def test_the_limit_itself_is_allowed() -> None:
    refuse_if_large("wide", (LIMIT_MPX * 10**6, 1))
    with pytest.raises(errors.TooManyPixels):
        refuse_if_large("wide", (LIMIT_MPX * 10**6 + 1, 1))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyFile),
        (b"\x89PNG\r\n\x1a\n" + bytes(LIMIT_MB * 2**20), errors.PictureTooLarge),
        ("不是圖片\n".encode(), errors.NotAPicture),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', errors.NotAPicture),
        (b"BMW,2024-01-02,1\n", errors.NotAPicture),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1", errors.NotAPicture),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", errors.NotAPicture),
        (b"\x89PNG\r\n\x1a\n", errors.DamagedPicture),
        (b"\xff\xd8\xff\xe0", errors.DamagedPicture),
        (b"GIF89a", errors.DamagedPicture),
        (FILES["WEBP"][:200], errors.DamagedPicture),
        (FILES["AVIF"][:200], errors.DamagedPicture),
        (FILES["TIFF"][:200], errors.DamagedPicture),
        (FILES["BMP"][:200], errors.DamagedPicture),
        (pages(MOST_FRAMES + 1), errors.TooManyFrames),
    ],
    ids=range(15),
)
def test_what_cannot_be_used_is_explained(data: bytes, error: type[SeqLabError]) -> None:
    with pytest.raises(error) as refused:
        read(data, "照片 1.png")
    assert all(part.say() for part in refused.value.explain())
    assert refused.value.facts["name"] == "照片 1.png"


def test_a_frame_far_beyond_its_picture_is_refused() -> None:
    frame = b"," + struct.pack("<HHHHB", 65_000, 65_000, 500, 500, 0)
    first = FILES["GIF"].index(b"," + bytes(4))
    with pytest.raises(errors.OversizedPart):
        read(FILES["GIF"][:first] + frame + FILES["GIF"][first + 10 :], "far.gif")


@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_known_by_its_first_bytes(name: str) -> None:
    assert format_of(FILES[name]) == name
    assert kind_of(FILES[name], "table.csv") == "image"
    assert read(FILES[name], "table.csv").found.format == name


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_kind_of_tiff_is_known(order: str) -> None:
    mark = b"II" if order == "<" else b"MM"
    for version in (42, 43):
        data = mark + struct.pack(order + "H", version) + bytes(60)
        assert format_of(data) == "TIFF"
        assert kind_of(data, "scan") == "image"


def test_a_film_is_no_picture() -> None:
    with pytest.raises(errors.UnknownKind):
        kind_of(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(40), "film.mp4")


def test_what_pillow_warns_of_is_no_error() -> None:
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x09\x00"  # nine entries, and none of them there
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(saved(SCENE, "JPEG", exif=exif), "camera.jpg").found.width == SCENE.shape[1]


@given(st.data())
def test_accidents_meet_nothing_but_our_own_errors(data: st.DataObject) -> None:
    file = FILES[data.draw(st.sampled_from(sorted(FILES)))]
    pieces = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(file)), st.binary(max_size=4)), min_size=1, max_size=4
        )
    )
    for at, piece in pieces:
        file = file[:at] + piece + file[at + len(piece) // 2 :]
    with suppress(SeqLabError):
        picture = read(file, "accident", PictureOptions(partial=data.draw(st.booleans())))
        assert picture.pixels.shape == (picture.found.height, picture.found.width, 3)
