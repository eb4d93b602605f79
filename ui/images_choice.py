"""Which pictures the page learns from, and which one it looks at; nothing here draws.

The set is a built-in one or an upload, read in a thread of its own. The picture is a test picture
of the set, a built-in one, or an upload. Both are kept by their hash; the choice lives in the
session, and what needs no file in the address. What was read is remembered for all visits: nobody
may write into it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import streamlit as st

from core.errors import SeqLabError
from core.recipes.images import KIND
from core.recipes.images.looking import (
    PICTURES,
    SETS,
    Picture,
    PictureOptions,
    is_picture,
    keep_picture,
    kept_aside,
    see,
)
from core.recipes.images.sets import keep_set
from core.runs import Source, home
from core.vectorizers.image_sets import ImageSet, SetOptions
from ui.i18n import _, whole
from ui.images_part import as_chosen, choose_part
from ui.images_reading import READ_SETS
from ui.reading import Reading
from ui.state import take_dropped

PAGE = KIND
DROPPED_ON = "patches"  # the page's name in the table of contents
SET = "digits"  # the set that the page opens on: its shipped model has attention to look at
NUMBER = 9  # and the test picture of it, counted from 0: a five whose maps tell good from bad
FROM, FILE, SAMPLE = "images.from", "images.file", "images.set"
LOOK, TEST, PICTURE = "images.look", "images.test", "images.picture"
UPLOADED, FRAME, BACKGROUND, PARTIAL = (
    "images.uploaded",
    "images.frame",
    "images.background",
    "images.partial",
)
SIDE = "images.side"
SIDES = (32, 48, 64, 96, 128, 160)
USUAL_SIDE = 64


@dataclass(frozen=True, eq=False)
class Looked:
    """The picture that is looked at.

    Attributes
    ----------
    key : str
        The same for the same picture.
    name : str
        What it is called, already said.
    pixels : numpy.ndarray, uint8, shape (h, w, 3)
        Upright.
    label : int or None
        Its class in the chosen set, where that is known.
    mask : numpy.ndarray, bool, shape (h, w), or None
        Where the thing is.
    """

    key: str
    name: str
    pixels: np.ndarray
    label: int | None = None
    mask: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Chosen:
    """What is chosen: the set and the picture, or why there is none, or how far reading is.

    Attributes
    ----------
    source : Source
        The set.
    classes : tuple of str
        Empty while the set is not read.
    looked : Looked or None
    error : SeqLabError or None
        Why the set cannot be used.
    may_be_learnt : bool
        Whether a job can begin: a built-in set need not be read before.
    pictures : ImageSet or None
        The set once it is read.
    reading : Reading or None
        While it is being read.
    picture : Picture or None
        The file that is looked at, where it is one.
    picture_error : SeqLabError or None
        Why the picture cannot be looked at.
    """

    source: Source
    classes: tuple[str, ...]
    looked: Looked | None
    error: SeqLabError | None
    may_be_learnt: bool
    pictures: ImageSet | None = None
    reading: Reading[ImageSet] | None = None
    picture: Picture | None = None
    picture_error: SeqLabError | None = None


def chosen_images() -> Chosen:
    """Return the set that is learnt from and the picture that is looked at.

    A file that was dropped for this page on the home page is taken over.
    """
    dropped = take_dropped(DROPPED_ON)
    if dropped is not None:
        take = look_at_file if is_picture(dropped, home()) else choose_file
        take(dropped)
    source = as_chosen(whole_source())
    begun = READ_SETS.of(source)
    pictures, error = None, None
    try:
        pictures = begun.result()
    except TimeoutError:
        pass
    except SeqLabError as reason:
        error = reason
    looked, picture, picture_error = _looked(source, pictures)
    return Chosen(
        source=source,
        classes=() if pictures is None else pictures.classes,
        looked=looked,
        error=error,
        may_be_learnt=pictures is not None or (error is None and source.sample is not None),
        pictures=pictures,
        reading=begun if pictures is None and error is None else None,
        picture=picture,
        picture_error=picture_error,
    )


def whole_source() -> Source:
    """Return the set that is chosen, with all its classes and pictures."""
    kept: Source | None = st.session_state.get(FILE)
    if st.session_state.get(FROM) == "file" and kept is not None:
        return kept
    name = st.session_state.get(SAMPLE, set_asked_for())
    return Source(name=_(SETS[name].title), sample=name)


def set_asked_for() -> str:
    """Return the set that the address names, or the digits if it names none."""
    asked = st.query_params.get(SAMPLE, SET)
    return asked if asked in SETS else SET


def look_asked_for() -> str:
    """Return where the address says that the picture comes from: "test" or "sample"."""
    return "sample" if st.query_params.get(PICTURE) in PICTURES else "test"


def picture_asked_for() -> str:
    """Return the built-in picture that the address names, or the first one."""
    asked = st.query_params.get(PICTURE, "")
    return asked if asked in PICTURES else next(iter(PICTURES))


def number_asked_for() -> int:
    """Return the test picture that the address names, counted from 0, or the usual one."""
    asked = st.query_params.get(TEST, "")
    return int(asked) - 1 if asked.isdecimal() and 0 < int(asked) < 10**9 else NUMBER


def picture_options() -> PictureOptions:
    """Return how an uploaded picture is to be read."""
    return PictureOptions(
        background=st.session_state.get(BACKGROUND, "white"),
        partial=st.session_state.get(PARTIAL, False),
    )


def _looked(
    source: Source, pictures: ImageSet | None
) -> tuple[Looked | None, Picture | None, SeqLabError | None]:
    """Return the picture that is looked at, its file, and why there is none."""
    look = st.session_state.get(LOOK, look_asked_for())
    kept: Source | None = st.session_state.get(UPLOADED)
    try:
        if look == "sample":
            name = st.session_state.get(PICTURE, picture_asked_for())
            told = Source(name=_(PICTURES[name].title), sample=name)
            picture = see(Source(name=name, sample=name), home(), PictureOptions())
            return _of_file(picture, told, 0), picture, None
        if look == "file" and kept is not None:
            frame = st.session_state.get(FRAME, 1) - 1
            picture = see(kept, home(), picture_options(), frame)
            return _of_file(picture, kept, frame), picture, None
    except SeqLabError as error:
        return None, None, error
    return (None if pictures is None else _of_set(source, pictures)), None, None


def _of_file(picture: Picture, source: Source, frame: int) -> Looked:
    options = picture.options
    key = f"{picture.sha256[:16]}/{frame}/{options.background}/{options.partial}"
    return Looked(key, source.name, picture.pixels)


def _of_set(source: Source, pictures: ImageSet) -> Looked:
    wished = st.session_state.get(TEST)
    number = number_asked_for() if wished is None else wished - 1
    number = min(max(number, 0), len(pictures.test) - 1)  # of another set than it was chosen in
    which = source.sample or f"{source.sha256}{dict(source.reading)}"
    kept = _kept_aside(pictures, number)
    name = _("Test picture {number}").format(number=whole(number + 1))
    return Looked(f"{which}/test/{number}", name, kept.pixels, kept.label, kept.mask)


_kept_aside = lru_cache(maxsize=64)(kept_aside)


# What follows is for callbacks, or to be called before the widgets are drawn.


def look_at_test_picture(number: int) -> None:
    """Look at a test picture of the set, counted from 0."""
    st.session_state[LOOK] = "test"
    st.session_state[TEST] = number + 1


def look_at_sample(name: str) -> None:
    """Look at a built-in picture."""
    st.session_state[LOOK] = "sample"
    st.session_state[PICTURE] = name


def look_at_file(source: Source) -> None:
    """Look at a picture that is already kept."""
    st.session_state[LOOK] = "file"
    st.session_state[UPLOADED] = source
    for turned in (FRAME, BACKGROUND, PARTIAL):
        st.session_state.pop(turned, None)


def keep_uploaded_picture(widget: str) -> None:
    """Keep the picture that was uploaded, and look at it."""
    upload = st.session_state[widget]
    if upload is not None:
        look_at_file(keep_picture(upload.getvalue(), upload.name, home()))


def choose_source(source: Source) -> None:
    """Learn from where a job learnt, and as much of it."""
    if source.sample is None:
        choose_file(source)
    else:
        use_set(source.sample)
    choose_part(source)


def choose_file(source: Source) -> None:
    """Learn from a set that is already kept."""
    st.session_state[FROM] = "file"
    side = dict(source.reading).get("image_size", USUAL_SIDE)
    turned = () if side == USUAL_SIDE else (("image_size", side),)
    st.session_state[FILE] = replace(source, reading=turned)
    st.session_state[SIDE] = side
    READ_SETS.try_again(source)


def use_set(name: str = SET) -> None:
    """Learn from a built-in set."""
    st.session_state[FROM] = "sample"
    st.session_state[SAMPLE] = name


def keep_uploaded_set(widget: str) -> None:
    """Keep the archive that was uploaded, and learn from it."""
    upload = st.session_state[widget]
    if upload is not None:
        options = SetOptions(image_size=st.session_state.get(SIDE, USUAL_SIDE))
        choose_file(keep_set(upload.getvalue(), upload.name, home(), options))


def take_side() -> None:
    """Read the archive again, its pictures brought to the side that was chosen."""
    kept: Source | None = st.session_state.get(FILE)
    if kept is not None:
        choose_file(replace(kept, reading=(("image_size", st.session_state[SIDE]),)))
