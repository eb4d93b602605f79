"""The sets of labelled pictures that need no file: which they are, and on what terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.errors import NoSuchSample
from core.vectorizers.image_sets.digits import digits
from core.vectorizers.image_sets.records import ImageSet
from core.vectorizers.image_sets.shapes import shapes
from core.vectorizers.image_sets.textures import textures
from core.words import N_


@dataclass(frozen=True)
class BuiltIn:
    """A set: its words, where it comes from, and how it is had."""

    name: str
    title: str
    description: str
    licence: str
    source: str
    load: Callable[[], ImageSet]


ALL = (
    BuiltIn(
        "digits",
        N_("Digits"),
        N_("1,797 handwritten digits of 8 × 8 pixels, by 13 people."),
        N_("CC BY 4.0"),
        "Alpaydin and Kaynak, UCI, scikit-learn (BSD-3-Clause)",
        digits,
    ),
    BuiltIn(
        "shapes",
        N_("Shapes"),
        N_("4,400 pictures of 32 × 32 pixels: circle, square, triangle, star or cross, anywhere."),
        N_("generated here"),
        "core.vectorizers.image_sets.shapes",
        shapes,
    ),
    BuiltIn(
        "textures",
        N_("Textures"),
        N_("2,088 squares of 32 × 32 pixels cut from photographs of brick, grass and gravel."),
        N_("public domain (CC0)"),
        "CC0Textures and linolafett, scikit-image (BSD-3-Clause)",
        textures,
    ),
)
SETS: Mapping[str, BuiltIn] = {one.name: one for one in ALL}


@lru_cache(maxsize=len(ALL))
def built_in(name: str) -> ImageSet:
    """Return a set that needs no file; it is made once.

    Raises
    ------
    NoSuchSample
        If there is none of this name.
    NoInstalledImages
        If the package that carries it is not installed.
    """
    if name not in SETS:
        raise NoSuchSample(sample=name, known=", ".join(SETS))
    return SETS[name].load()
