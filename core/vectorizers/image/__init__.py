"""Pictures in, whatever they look like: bytes to red, green and blue, and what was changed.

Conventions: `pixels` is (height, width, 3) uint8, upright and without transparency, and cannot be
written to. Frames count from 0. The name of a file is only repeated in words; what a file is, its
first bytes say. Nothing but `SeqLabError` is raised, whatever the bytes are. Colour profiles are
left aside: numbers are taken as sRGB.

>>> import io
>>> from PIL import Image
>>> file = io.BytesIO()
>>> Image.new("RGBA", (2, 1), (255, 0, 0, 0)).save(file, "PNG")
>>> picture = read(file.getvalue(), "glass.png")
>>> picture.found.stored_mode, picture.pixels.tolist()
('RGBA', [[[255, 255, 255], [255, 255, 255]]])
"""

from core.vectorizers.image.gate import LIMIT_MB, LIMIT_MPX
from core.vectorizers.image.reading import Picture, read
from core.vectorizers.image.records import PictureFound, PictureOptions, PictureRepair

__all__ = [
    "LIMIT_MB",
    "LIMIT_MPX",
    "Picture",
    "PictureFound",
    "PictureOptions",
    "PictureRepair",
    "read",
]
