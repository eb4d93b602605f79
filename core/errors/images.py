"""What can go wrong with pictures and their patches."""

from __future__ import annotations

from core.errors.base import BadInput, BadSetting
from core.words import N_


class NotAPicture(BadInput):
    """Bytes that begin as no picture does."""

    found = N_("{name} is no picture that can be read here.")
    expected = N_("A picture as PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF.")
    remedy = N_("Save it as PNG or JPEG; export a drawing, such as SVG, as PNG.")


class PictureTooLarge(BadInput):
    """More bytes than a picture has."""

    found = N_("{name} has {size_mb:.1f} MB.")
    expected = N_("At most {limit_mb} MB for one picture.")
    remedy = N_("Save it smaller: with fewer pixels, or as JPEG.")


class TooManyPixels(BadInput):
    """More pixels than are decoded, by the header alone."""

    found = N_("{name} has {width} × {height} pixels.")
    expected = N_("At most {limit} million pixels.")
    remedy = N_("Make the picture smaller, for example 2000 pixels wide, and choose that file.")


class OversizedPart(BadInput):
    """A frame or a tile that says it is far larger than its picture."""

    found = N_("A part of {name} claims to have hundreds of millions of pixels.")
    expected = N_("Frames that are no larger than the picture.")
    remedy = N_("Open the picture in a program for pictures, and save it again.")


class TooManyFrames(BadInput):
    """More frames or pages than are counted."""

    found = N_("{name} has more than {most} frames.")
    expected = N_("At most {most} frames or pages.")
    remedy = N_("Save the frames that matter as a file of their own.")


class DamagedPicture(BadInput):
    """The right first bytes, and nothing behind them that can be decoded."""

    found = N_("{name} begins as {format}, and the rest cannot be decoded.")
    expected = N_("A whole and undamaged picture.")
    remedy = N_("Download or copy the file again, or save the picture again.")


class BrokenOff(BadInput):
    """A picture that can be decoded down to some row, and no further."""

    found = N_("{name} breaks off: about {rows} of its {height} rows can be decoded.")
    expected = N_("A whole picture.")
    remedy = N_("Download or copy the file again, or choose to show the part that is there.")


class PatchTooLarge(BadSetting):
    """Patches that the picture is too small for."""

    found = N_("Patches of {patch_size} pixels for a picture of {width} × {height}.")
    expected = N_("Patches of at most {most} pixels for this picture.")
    remedy = N_("Choose smaller patches, or pad instead of cropping.")


class TooManyPatches(BadSetting):
    """A sequence that is longer than anything reads."""

    found = N_("{patches} patches of {patch_size} pixels.")
    expected = N_("At most {most} patches.")
    remedy = N_("Choose larger patches, or a smaller picture.")


class UnevenCode(BadSetting):
    """A position code that rows and columns cannot share."""

    found = N_("A position code of {length} numbers.")
    expected = N_("A multiple of four: a sine and a cosine each for row and column.")
    remedy = N_("Choose {nearest} numbers.")
