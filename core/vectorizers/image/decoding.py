"""One frame as red, green and blue: depth, palette, inks, transparency, and which way is up.

Pillow's own conversion cuts 16 bits off at 255 and drops transparency; here 16 bits are scaled, and
what is transparent is placed on a colour that is stated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

import numpy as np
from PIL import Image
from PIL.ExifTags import Base
from PIL.ImageFile import ImageFile
from PIL.TiffImagePlugin import TiffImageFile

from core.errors import BrokenOff, DamagedPicture
from core.vectorizers.image.records import REPAIRS, PictureOptions, PictureRepair
from core.words import N_, Sentence

# the code of what is changed in a pixel of each mode; what is missing here is red, green and blue
CHANGES: Mapping[str, str] = {
    **dict.fromkeys(("1", "L", "LA", "La", "I", "F"), "grey"),
    **dict.fromkeys(("P", "PA"), "palette"),
    "CMYK": "cmyk",
    **dict.fromkeys(("YCbCr", "LAB", "HSV"), "colour_space"),
}
WITH_ALPHA = {"LA", "La", "PA", "RGBA", "RGBa"}
# how the pixels are turned for each EXIF orientation, and what that is called
TURNS: Mapping[int, tuple[Callable[[np.ndarray], np.ndarray], str]] = {
    2: (lambda x: x[:, ::-1], N_("mirrored left to right")),
    3: (lambda x: x[::-1, ::-1], N_("turned by 180°")),
    4: (lambda x: x[::-1], N_("mirrored top to bottom")),
    5: (lambda x: x.swapaxes(0, 1), N_("mirrored and turned by 90° to the left")),
    6: (lambda x: x.swapaxes(0, 1)[:, ::-1], N_("turned by 90° to the right")),
    7: (lambda x: x[::-1, ::-1].swapaxes(0, 1), N_("mirrored and turned by 90° to the right")),
    8: (lambda x: x.swapaxes(0, 1)[::-1], N_("turned by 90° to the left")),
}
Repairs = list[PictureRepair]


def decoded(
    picture: ImageFile, bits: int, name: str, options: PictureOptions, *, first: bool
) -> tuple[np.ndarray, Repairs]:
    """Decode the frame that a picture is at, of so many bits a channel.

    Only the `first` frame can be shown in part. Pixels are (height, width, 3) uint8 and upright.

    Raises
    ------
    DamagedPicture
        If nothing can be decoded.
    BrokenOff
        If only a part can be decoded and that was not asked for.
    """
    # Pillow turns a TIFF while it decodes it, and then forgets how it stood
    is_tiff = picture.format == "TIFF"
    before = _orientation(picture) if is_tiff else 1
    rows = _load(picture, partial=first)
    if not rows:
        raise DamagedPicture(name=name, format=picture.format)
    if rows < picture.height and not options.partial:
        raise BrokenOff(name=name, rows=rows, height=picture.height)
    pixels, repairs = _to_rgb(picture, bits, options)
    if rows < len(pixels):
        repairs.append(_fill(pixels, rows, options))
    orientation = before if is_tiff else _orientation(picture)
    if orientation in TURNS:
        turn, words = TURNS[orientation]
        pixels = pixels if is_tiff else np.ascontiguousarray(turn(pixels))
        upright = PictureRepair.of("orientation", turn=Sentence(words), orientation=orientation)
        repairs.insert(0, upright)
    return pixels, repairs


def _fill(pixels: np.ndarray, rows: int, options: PictureOptions) -> PictureRepair:
    """Give the rows that are missing the colour of the background, and say so."""
    height = len(pixels)
    pixels[rows:] = options.colour
    facts = {"rows": rows, "height": height, "colour": options.colour_word}
    return PictureRepair("truncated", height - rows, Sentence(REPAIRS["truncated"], facts))


def _orientation(picture: ImageFile) -> int:
    """Return the EXIF orientation, 1 (upright) where there is none that can be read.

    A PNG may have it behind its pixels, so they are decoded first.
    """
    with suppress(Exception):  # metadata that nobody can read turn nothing
        told = picture.getexif().get(Base.Orientation)
        return told if isinstance(told, int) else 1
    return 1


def _load(picture: ImageFile, *, partial: bool) -> int:
    """Decode the pixels and return how many rows came out, from the top."""
    partial = partial and _goes_from_the_top(picture)
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, IndexError, EOFError):
        return _rows_there(picture) if partial else 0
    return picture.height


def _goes_from_the_top(picture: ImageFile) -> bool:
    """Tell whether a picture is stored row after row, and not every eighth row first."""
    if picture.format == "GIF":
        how = picture.tile[0].args  # bits, interlaced, transparency
        return isinstance(how, tuple) and not how[1]
    return picture.format in {"PNG", "JPEG", "MPO"} and not picture.info.get("interlace")


def _rows_there(picture: ImageFile) -> int:
    """Return down to which row anything was written into the memory of a failed decoding."""
    picture.tile = []  # so that it is not decoded again
    with suppress(OSError):
        values = np.asarray(picture)
        written = np.flatnonzero(values.reshape(len(values), -1).any(axis=1))
        return int(written.max(initial=-1)) + 1
    return 0


def _to_rgb(image: Image.Image, bits: int, options: PictureOptions) -> tuple[np.ndarray, Repairs]:
    """Return a loaded frame as an array (height, width, 3) that can be written to."""
    repairs: Repairs = []
    code = "grey" if image.mode.startswith("I;") else CHANGES.get(image.mode)
    if code:
        repairs.append(PictureRepair.of(code))
    if bits > 8:
        repairs.append(PictureRepair.of("bits", bits=bits))
    if image.mode in {"I", "F"}:
        image, stretched = _stretched(image)
        repairs.append(stretched)
    elif image.mode.startswith("I;16"):
        image = _scaled(image, bits)
    if image.mode in WITH_ALPHA or "transparency" in image.info:
        image, placed = _placed(image, bits, options)
        repairs += placed
    return np.array(image.convert("RGB")), repairs


def _scaled(image: Image.Image, bits: int) -> Image.Image:
    """Return greys of more than eight bits as greys of eight, with alpha where one is named."""
    values = np.asarray(image).astype(np.uint32)
    most = 2**bits - 1
    eight = ((np.minimum(values, most) * 255 + most // 2) // most).astype(np.uint8)
    grey = Image.fromarray(eight)
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    return grey


def _stretched(image: Image.Image) -> tuple[Image.Image, PictureRepair]:
    """Return numbers without a known range, from the lowest to the highest, as greys."""
    values = np.asarray(image).astype(np.float64)
    known = np.isfinite(values)
    low, high = (values[known].min(), values[known].max()) if known.any() else (0.0, 0.0)
    span = high - low or 1.0
    eight = np.rint((np.where(known, values, low) - low) / span * 255).astype(np.uint8)
    told = PictureRepair.of("range", low=f"{low:g}", high=f"{high:g}")
    return Image.fromarray(eight), told


def _placed(image: Image.Image, bits: int, options: PictureOptions) -> tuple[Image.Image, Repairs]:
    """Return an image on the background, and how many pixels that shines through."""
    clear = image.info.get("transparency")
    if image.mode == "L" and isinstance(clear, int) and bits < 8:
        image.info["transparency"] = clear * 255 // (2**bits - 1)  # Pillow scales only the pixels
    if image.mode == "RGB" and isinstance(clear, tuple) and bits > 8:
        image.info["transparency"] = tuple(value >> bits - 8 for value in clear)
    straight = image.convert("LA") if image.mode == "La" else image
    rgba = straight.convert("RGBA")
    count = sum(rgba.getchannel("A").histogram()[:255])
    if not count:
        return rgba, []
    ground = Image.new("RGBA", rgba.size, options.colour)
    placed = Image.alpha_composite(ground, rgba)
    return placed, [PictureRepair.of("alpha", count, colour=options.colour_word)]


def bits_of(data: bytes, picture: ImageFile) -> int:
    """Return the bits of a channel as the file stores them; 8 where its format knows no other."""
    if picture.format == "PNG":
        return data[24]
    if isinstance(picture, TiffImageFile):
        return int(max(picture.tag_v2.get(Base.BitsPerSample, (1,))))
    if picture.format == "AVIF":
        deep = data[data.find(b"av1C") + 6] & 0x60  # two bits: more than 8, and then even 12
        return 12 if deep == 0x60 else 10 if deep else 8
    return 1 if picture.mode == "1" else 8
