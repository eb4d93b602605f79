"""Scores that come with an installed package: which they are, and on what terms.

The package music21 carries a corpus of encoded music. Its files are read where the package keeps
them and none is copied; the package itself is never imported, for that would take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from core.errors import NoInstalledMusic, NoSuchSample
from core.vectorizers.score import Track
from core.words import N_

PACKAGE = "music21"
ORGAN, VIOLIN, VIOLA, CELLO = 19, 40, 41, 42
ROMAN = ("I", "II", "III", "IV", "V")


@dataclass(frozen=True)
class Collection:
    """Pieces of one kind: words, where in the corpus, and who plays, from top to bottom."""

    name: str
    title: str
    description: str
    licence: str
    source: str
    patterns: tuple[str, ...]
    players: tuple[Track, ...]


LICENCE = N_(
    "Read in place from the installed package music21, which carries these encodings with their "
    "encoders’ permission; some of them may not be used commercially."
)
ALL = (
    Collection(
        "chorales",
        N_("Bach chorales"),
        N_("Chorales for four voices by Johann Sebastian Bach: more than 360 short pieces."),
        LICENCE,
        "music21 corpus, bach",
        ("bach/bwv*.mxl", "bach/bwv*.xml"),
        tuple(Track(name, ORGAN) for name in ("Soprano", "Alto", "Tenor", "Bass")),
    ),
    Collection(
        "quartets",
        N_("String quartets"),
        N_("Quartets by Haydn, Mozart and Beethoven: about 46 movements and whole quartets."),
        LICENCE,
        "music21 corpus, haydn, mozart, beethoven",
        ("haydn/**/*.mxl", "mozart/**/*.mxl", "beethoven/**/*.mxl"),
        (
            Track("Violin I", VIOLIN),
            Track("Violin II", VIOLIN),
            Track("Viola", VIOLA),
            Track("Cello", CELLO),
        ),
    ),
)
COLLECTIONS: Mapping[str, Collection] = {collection.name: collection for collection in ALL}


def collection_of(name: str) -> Collection:
    """Return the collection of a name.

    Raises
    ------
    NoSuchSample
        If there is none.
    """
    if name not in COLLECTIONS:
        raise NoSuchSample(sample=name, known=", ".join(COLLECTIONS))
    return COLLECTIONS[name]


def package_version() -> str:
    """Return which version of the package is installed; "" where none is."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def files_of(collection: Collection) -> list[tuple[str, Path]]:
    """Return the files of a collection in a fixed order, each with the name of its piece.

    Raises
    ------
    NoInstalledMusic
        If the package is not there, or has no corpus: it is also offered without.
    """
    spec = find_spec(PACKAGE)  # finds it without importing it
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    corpora = [Path(place) / "corpus" for place in places]
    found = [
        (title_of(path.relative_to(corpus).with_suffix("").as_posix()), path)
        for corpus in corpora
        for pattern in collection.patterns
        for path in sorted(corpus.glob(pattern))
    ]
    if not found:
        raise NoInstalledMusic(sample=collection.name, package=PACKAGE)
    return found


def title_of(path: str) -> str:
    """Return what a piece is called, from its path in the corpus.

    Examples
    --------
    >>> title_of("bach/bwv269"), title_of("haydn/opus1no1/movement4"), title_of("mozart/k80")
    ('BWV 269', 'Haydn op. 1 no. 1, IV', 'Mozart K. 80')
    """
    composer, *rest = path.split("/")
    if composer == "bach":
        return rest[0].replace("bwv", "BWV ", 1)
    work = re.sub(r"opus(\d+)", r"op. \1", rest[0])
    work = re.sub(r"^k(?=\d)", "K. ", re.sub(r"no(?=\d)", " no. ", work))
    number = re.search(r"movement(\d)", path)
    movement = f", {ROMAN[int(number[1]) - 1]}" if number else ""
    return f"{composer.capitalize()} {work}{movement}"
