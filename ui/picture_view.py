"""A picture in the page, with its patches to click, and the same patches one after the other.

The browser draws: it is handed the address of a PNG, where the patches lie, and which one is
chosen. A click, or Enter on the keyboard, is told once, with the place on the picture that was
meant, so that it still means the same when the picture is cut otherwise. The picture may be cut by
one grid here and by another beside it.
"""

from __future__ import annotations

import base64
import hashlib
import weakref
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit import runtime

from core.figures.maps import COLOURS, png
from core.figures.patches import cells_of, preview, shades_of
from core.recipes.images.looking import Layout, patch_at
from ui.i18n import _

FOLDER = Path(__file__).parent / "components" / "picture_view"
REMEMBERED_PNGS = 64
HIGHEST, HIGHEST_OF_PLACES = 352, 236


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _script(*chapters: str) -> str:
    # one script in chapters: a component's script cannot import another file of ours
    return "\n".join(_text(f"{chapter}.js") for chapter in chapters)


_PICTURE = st.components.v2.component(
    "seqlab_picture_view",
    html=_text("picture.html"),
    css=_text("picture.css"),
    js=_script("shared", "picture"),
)
_STRIP = st.components.v2.component(
    "seqlab_patch_strip",
    html=_text("strip.html"),
    css=_text("picture.css"),
    js=_script("shared", "strip"),
)


@dataclass(frozen=True)
class Point:
    """A place on a picture as it was, in pixels from the top left."""

    x: float
    y: float


class Pixels:
    """Pixels that can be told apart: equal where each of them is.

    A large picture takes fifty milliseconds to be told, so what cannot be written to is told once.
    """

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.digest = _digest(values) if values.flags.writeable else _remembered_digest(values)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pixels) and self.digest == other.digest


def _digest(values: np.ndarray) -> str:
    told = hashlib.blake2b(repr(values.shape).encode(), digest_size=16)
    told.update(np.ascontiguousarray(values).data)
    return told.hexdigest()


def _remembered_digest(values: np.ndarray) -> str:
    """Return the digest of an array, computed once for as long as the array lives."""
    name = id(values)
    if name not in _DIGESTS:
        _DIGESTS[name] = _digest(values)
        weakref.finalize(values, _DIGESTS.pop, name, None)
    return _DIGESTS[name]


_DIGESTS: dict[int, str] = {}


def picture_view(
    pixels: np.ndarray,
    *,
    key: str,
    label: str,
    layout: Layout | None = None,
    overlay: np.ndarray | None = None,
    selected: int | None = None,
) -> int | None:
    """Draw a picture and return the patch that was clicked since the last run, if one was.

    Parameters
    ----------
    pixels : numpy.ndarray, uint8, shape (h, w, 3)
    key : str
        Names the picture on its page; `clicked_point` finds its click by it.
    label : str
        What the picture shows, for those who cannot see it; already said.
    layout : Layout, optional
        How it is cut; without it there is nothing to click.
    overlay : numpy.ndarray, uint8, shape (h', w', 4), optional
        Lies over the whole picture, stretched where it is smaller.
    selected : int, optional
        The patch that is outlined.
    """
    drawn = None if overlay is None else _address(_png(Pixels(overlay)), f"{key}.map")
    told = _shown(pixels, label, layout, selected) | {
        "url": _address(_preview_png(Pixels(pixels)), f"{key}.picture"),
        "overlay": drawn,
        "highest": HIGHEST,
    }
    _PICTURE(key=key, data=told, on_pick_change=lambda: None)
    point = None if layout is None else clicked_point(key, pixels)
    return None if point is None or layout is None else patch_at(layout, (point.x, point.y))


def places_view(
    pixels: np.ndarray,
    values: np.ndarray,
    *,
    key: str,
    label: str,
    layout: Layout,
    selected: int,
) -> None:
    """Draw a number for each place of a grid, in colours, to click as the picture itself.

    Parameters
    ----------
    pixels : numpy.ndarray, uint8, shape (h, w, 3)
        The picture whose patches stand in these places; it is not drawn.
    values : numpy.ndarray, shape (rows, columns)
        −1 to 1.
    key, label
        As for `picture_view`.
    layout : Layout
    selected : int
        The place that is outlined.
    """
    shades = shades_of(values)
    told = _shown(pixels, label, layout, selected) | {
        "shades": {
            "hundredths": base64.b64encode(shades.hundredths).decode(),
            "low": shades.low,
            "scale": base64.b64encode(COLOURS.tobytes()).decode(),
        },
        "highest": HIGHEST_OF_PLACES,
    }
    _PICTURE(key=key, data=told, on_pick_change=lambda: None)


def patch_strip(pixels: np.ndarray, layout: Layout, *, key: str, label: str, selected: int) -> None:
    """Draw the patches of a picture one after the other; the row scrolls in itself.

    Parameters
    ----------
    pixels : numpy.ndarray, uint8, shape (h, w, 3)
    layout : Layout
    key, label
        As for `picture_view`.
    selected : int
        The patch that is outlined, and that the row is scrolled to.
    """
    url = _address(_preview_png(Pixels(pixels)), f"{key}.picture")
    told = _shown(pixels, label, layout, selected) | {"url": url}
    _STRIP(key=key, data=told, on_pick_change=lambda: None)


def _shown(
    pixels: np.ndarray, label: str, layout: Layout | None, selected: int | None
) -> dict[str, Any]:
    """Return what every view is told: which picture, how large, how it is cut, what is chosen."""
    return {
        "picture": Pixels(pixels).digest,
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "cells": None if layout is None else asdict(cells_of(layout)),
        "selected": selected,
        "label": label,
        "words": _words(),
    }


def clicked_point(key: str, pixels: np.ndarray) -> Point | None:
    """Return where a view of this picture was clicked since the last run; None if it was not.

    It may be asked before the view is drawn.
    """
    state = st.session_state.get(key)
    told = state.get("pick") if isinstance(state, Mapping) else None
    return read_pick(told, pixels)


def read_pick(told: object, pixels: np.ndarray) -> Point | None:
    """Return the place that the browser told, checked; None where it is not on this picture."""
    match told:
        case {"picture": str(picture), "point": [int() | float() as x, int() | float() as y]}:
            height, width = pixels.shape[:2]
            on_it = 0 <= x <= width and 0 <= y <= height
            return Point(x, y) if on_it and picture == Pixels(pixels).digest else None
    return None


@lru_cache(maxsize=REMEMBERED_PNGS)
def _preview_png(picture: Pixels) -> bytes:
    return png(preview(picture.values))


@lru_cache(maxsize=REMEMBERED_PNGS)
def _png(drawn: Pixels) -> bytes:
    return png(drawn.values)


def _address(file: bytes, place: str) -> str | None:
    """Return the path that serves a PNG to this visit; None outside a running server."""
    if not runtime.exists():
        return None
    path = runtime.get_instance().media_file_mgr.add(file, "image/png", place)
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}{path}" if base else path


def _words() -> dict[str, Any]:
    """Return all that the two say, in the language of the visit."""
    return {
        "patch": _("Patch {number}: row {row}, column {column}"),
        "place": _("Place {number}: {alike} alike"),
        "help": _("Arrow keys go from patch to patch, Enter chooses one."),
        "play": _("Play the sequence"),
        "pause": _("Pause"),
    }
