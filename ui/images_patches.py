"""A picture as a sequence: how it is cut, the patch that is chosen, and the patches in a row.

All of it is one fragment that asks no model: a turned knob or a click answers at once. What is
chosen is a place on the picture, not the number of a patch, so that it stays where it is when the
picture is cut otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.errors import SeqLabError
from core.recipes.images.looking import Laid, Layout, patch_at
from core.words import N_
from ui.errors import show_error
from ui.i18n import _, counted, percent, whole
from ui.images_choice import Looked
from ui.images_cutting import cutting_knobs, laid_now, more_knobs
from ui.images_vector import PLACES, show_numbers
from ui.picture_view import Point, clicked_point, patch_strip, picture_view

VIEW, BESIDE, STRIP = "images-view", "images-beside", "images-strip"
CHOSEN = "images.chosen-point"


@dataclass(frozen=True, eq=False)
class Picked:
    """The picture, how it is cut at the moment, and the patch that is chosen, counted from 0."""

    looked: Looked
    laid: Laid
    patch: int

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle of the patch, (x, y) in pixels of the picture as it was."""
        left, top, right, bottom = self.laid.layout.boxes[self.patch].tolist()
        return (left + right) / 2, (top + bottom) / 2


@st.fragment
def show_patches(looked: Looked, beside: Callable[[Picked], None]) -> None:
    """Draw the knobs, the picture with its grid, what `beside` draws, the strip and the numbers.

    Parameters
    ----------
    looked : Looked
    beside : callable
        Draws the right half, its heading too; it is called in this fragment, with every click. A
        `picture_view` there that is called `BESIDE` chooses patches as the left one does.
    """
    cutting_knobs(looked)
    try:
        picked = _picked(looked)
    except SeqLabError as error:
        show_error(error, key="images-patches")
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        _picture(picked)
    with right:
        beside(picked)
    _strip(picked)
    show_numbers(looked, picked.laid, picked.patch)


def _picked(looked: Looked) -> Picked:
    """Return what is chosen at the moment.

    Raises
    ------
    BadSetting
        If the picture cannot be cut as the knobs say.
    """
    laid = laid_now(looked)
    return Picked(looked, laid, patch_at(laid.layout, _chosen_point(looked)))


def _chosen_point(looked: Looked) -> tuple[float, float]:
    """Return the place on the picture that is chosen: clicked, or the middle of the thing."""
    for key in (VIEW, BESIDE, STRIP, PLACES):
        clicked = clicked_point(key, looked.pixels)
        if clicked is not None:
            st.session_state[CHOSEN] = looked.key, clicked
    key, point = st.session_state.get(CHOSEN, ("", None))
    if key == looked.key and isinstance(point, Point):
        return point.x, point.y
    return middle_of(looked)


def middle_of(looked: Looked) -> tuple[float, float]:
    """Return the middle of the thing in a picture where its mask tells it, else of the picture."""
    height, width = looked.pixels.shape[:2]
    if looked.mask is None or not looked.mask.any():
        return width / 2, height / 2
    rows, columns = np.nonzero(looked.mask)
    return float(columns.mean()) + 0.5, float(rows.mean()) + 0.5


def _picture(picked: Picked) -> None:
    layout = picked.laid.layout
    title = grid_title(layout)
    st.markdown(f"### {title}", anchors=False)
    label = _("{name}, {patches}").format(name=picked.looked.name, patches=title)
    picture_view(picked.looked.pixels, key=VIEW, label=label, layout=layout, selected=picked.patch)
    with st.container(horizontal=True, wrap=False, gap="small"):
        st.caption(where_said(picked), width="stretch")
        more_knobs(picked.looked)


def grid_title(layout: Layout) -> str:
    """Say how many patches there are, and how they stand."""
    rows, columns = layout.grid
    patches = counted(layout.num_patches, N_("{count} patch"), N_("{count} patches"))
    template = _("{patches}, {columns} across and {rows} down")
    return template.format(patches=patches, columns=whole(columns), rows=whole(rows))


def where_said(picked: Picked) -> str:
    """Say which patch is chosen, and how much of the grid is no picture."""
    layout = picked.laid.layout
    row, column = divmod(picked.patch, layout.grid[1])
    template = _(
        "Click a patch. Chosen: row {row}, column {column}, number {number} of the sequence."
    )
    said = template.format(
        row=whole(row + 1), column=whole(column + 1), number=whole(picked.patch + 1)
    )
    if not layout.padded.any():
        return said
    share = percent(1 - float(layout.coverage.mean()))
    return said + _(" ") + _("Padding beyond the edge: {share}.").format(share=share)


def _strip(picked: Picked) -> None:
    title = _("The same picture as the model reads it: one patch after another")
    st.markdown(f"### {title}", anchors=False)
    layout = picked.laid.layout
    patch_strip(picked.looked.pixels, layout, key=STRIP, label=title, selected=picked.patch)
