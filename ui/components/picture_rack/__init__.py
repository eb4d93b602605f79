"""A rack of small pictures, each a button: press one to look at it.

Pictures are sent as PNG within the page; they are shown without smoothing, for they are small.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.maps import png

FOLDER = Path(__file__).parent
SIDE = 72


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_RACK = st.components.v2.component(
    "seqlab_picture_rack", html=_text("rack.html"), css=_text("rack.css"), js=_text("rack.js")
)


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture, uint8, (h, w, 3), the number it is known by, and words already said.

    `caption` stands below it, `spoken` is for those who cannot see it.
    """

    number: int
    pixels: NDArray[np.uint8]
    caption: str
    spoken: str


def picture_rack(
    tiles: Sequence[Tile],
    *,
    key: str,
    label: str,
    on_pick: Callable[[int], None],
    columns: int = 0,
) -> bool:
    """Draw the pictures and return whether one was picked in this run.

    Parameters
    ----------
    tiles : sequence of Tile
    key : str
    label : str
        What the rack holds, already said.
    on_pick : callable
        Called with the number of a picture that was pressed, before the page is drawn.
    columns : int
        How many stand side by side; 0 is as many as fit.
    """
    known = {tile.number for tile in tiles}

    def picked() -> None:
        number = (st.session_state.get(key) or {}).get("picked")
        if isinstance(number, int) and number in known:
            on_pick(number)

    drawn = [
        {"number": t.number, "url": url_of(t.pixels), "caption": t.caption, "spoken": t.spoken}
        for t in tiles
    ]
    found: Mapping[str, object] = _RACK(
        key=key,
        data={"tiles": drawn, "label": label, "side": SIDE, "columns": columns},
        on_picked_change=picked,
    )
    return found.get("picked") in known


def url_of(pixels: NDArray[np.uint8]) -> str:
    """Return a picture (h, w, 3) as an address that holds all of it."""
    return f"data:image/png;base64,{base64.b64encode(png(pixels)).decode()}"
