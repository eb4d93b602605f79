"""What can be asked of a picture, what was found in its file, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from core.knobs import Settings, choice, flag
from core.words import N_, Sentence

BACKGROUNDS: Mapping[str, str] = {"white": N_("White"), "grey": N_("Grey"), "black": N_("Black")}
COLOUR_WORDS: Mapping[str, str] = {"white": N_("white"), "grey": N_("grey"), "black": N_("black")}
COLOURS: Mapping[str, tuple[int, int, int]] = {
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "black": (0, 0, 0),
}


@dataclass(frozen=True)
class PictureOptions(Settings):
    """What stands behind transparent pixels, and whether a broken file is shown in part."""

    background: str = choice("white", BACKGROUNDS, label=N_("Behind transparent pixels"))
    partial: bool = flag(
        False,
        label=N_("Show the part of a broken file that is there"),
        help=N_("For PNG, JPEG and GIF stored from the top; the rest is filled with the colour."),
    )

    @property
    def colour(self) -> tuple[int, int, int]:
        """The background as red, green and blue."""
        return COLOURS[self.background]

    @property
    def colour_word(self) -> Sentence:
        """The background as it is said in a sentence."""
        return Sentence(COLOUR_WORDS[self.background])


# what can be changed, by its code
REPAIRS: Mapping[str, str] = {
    "orientation": N_("Set upright: {turn} (EXIF orientation {orientation})"),
    "grey": N_("Grey written as three equal channels"),
    "palette": N_("Numbers of a palette replaced by their colours"),
    "cmyk": N_("Printing inks turned into red, green and blue, without a profile"),
    "colour_space": N_("Colours of another space turned into red, green and blue"),
    "bits": N_("{bits} bits a channel scaled to 8"),
    "range": N_("Values from {low} to {high} stretched over black to white"),
    "alpha": N_("{count} transparent pixels placed on {colour}"),
    "truncated": N_("The file breaks off: about {rows} of {height} rows; the rest is {colour}"),
    "frames": N_("Frame {number} of {count}"),
}


@dataclass(frozen=True)
class PictureRepair:
    """One thing that was changed, how often, and what became of it in words."""

    code: str
    count: int
    detail: Sentence

    @classmethod
    def of(cls, code: str, count: int = 1, **facts: object) -> Self:
        """Return the repair of this code; `count` and `facts` fill its words."""
        return cls(code, count, Sentence(REPAIRS[code], {"count": count, **facts}))


@dataclass(frozen=True)
class PictureFound:
    """What a file is.

    Attributes
    ----------
    format : str
        "PNG", "JPEG", "MPO" (several JPEGs), "WEBP", "GIF", "BMP", "TIFF" or "AVIF".
    width, height : int
        In pixels, once the picture stands upright.
    stored_mode : str
        How the file stores a pixel, in Pillow's words: "RGB", "P", "I;16", "CMYK", …
    bits : int
        Of a channel, as stored; of the number of a colour where there is a palette.
    frames : int
        Frames of an animation or pages; 1 for a plain picture.
    mean : tuple of float
        Mean red, green and blue, 0 to 255, of the frame that was read.
    """

    format: str
    width: int
    height: int
    stored_mode: str
    bits: int
    frames: int
    mean: tuple[float, float, float]
