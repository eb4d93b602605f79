"""The chosen patch as numbers, and its place held against all others: drawn under the strip."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.figures.patches import (
    MOST_POINTS,
    draw_code,
    draw_vector,
    neighbours_and_rest,
)
from core.figures.style import CONFIG, Axes
from core.recipes.images.looking import Laid, likeness
from ui.i18n import _, number, percent, whole
from ui.images_choice import Looked
from ui.later import lazily
from ui.picture_view import places_view
from ui.theme import look

HEIGHT = 220
NAMES_ROOM = 62
PLACES = "images-places"
FIRST_NUMBERS = 6


def show_numbers(looked: Looked, laid: Laid, patch: int) -> None:
    """Draw the vector of a patch and how alike its place is to the others, then the counts."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        _vector(laid, patch)
    with right:
        _likeness(looked, laid, patch)
    lazily(
        _("The sequence in counts, and the position code"), "images-counts", _counts, (laid, patch)
    )


def _vector(laid: Laid, patch: int) -> None:
    vector = laid.vectors[patch]
    title = _("Patch {number} is a vector of {count} numbers").format(
        number=whole(patch + 1), count=whole(len(vector))
    )
    st.markdown(f"### {title}", anchors=False)
    names = (_("red"), _("green"), _("blue"))
    axes = Axes(x=_("Pixel of the patch, row by row"), y="", height=HEIGHT, right=NAMES_ROOM)
    _chart(draw_vector(vector, names, axes, look()), "images-vector", title)
    first = _(", ").join(number(value, 2) for value in (vector[:FIRST_NUMBERS] / 255).tolist())
    said = _("The colours of a pixel stand side by side. It begins: {numbers} …").format(
        numbers=first
    )
    if len(vector) > 3 * MOST_POINTS:
        said += _(" ") + _("Drawn: means of neighbouring pixels.")
    st.caption(said)


def _likeness(looked: Looked, laid: Laid, patch: int) -> None:
    if not laid.codes.shape[1]:
        _without_numbers(patch)
        return
    alike = likeness(laid, patch)
    title = likeness_title(alike, patch)
    st.markdown(f"### {title}", anchors=False)
    places_view(looked.pixels, alike, key=PLACES, label=title, layout=laid.layout, selected=patch)
    template = _("Cosine between the codes of this place and each. Dark: {low}; yellow: 1, itself.")
    st.caption(template.format(low=number(float(alike.min()), 2)))


def likeness_title(alike: np.ndarray, patch: int) -> str:
    """Say how well the code tells a place from those that touch it and from the others."""
    told = neighbours_and_rest(alike, patch)
    if told is None:
        return _("How alike place {number} is to every other").format(number=whole(patch + 1))
    near, rest = told
    template = _("Place {number}: neighbours {near} alike, all others {rest}")
    return template.format(number=whole(patch + 1), near=number(near, 2), rest=number(rest, 2))


def _without_numbers(patch: int) -> None:
    title = _("No numbers tell place {number} from any other").format(number=whole(patch + 1))
    st.markdown(f"### {title}", anchors=False)
    st.caption(
        _(
            "Without a code a Transformer reads the patches as a heap: in any order it answers"
            " the same. A learned code has no numbers before a model has learnt them."
        )
    )


def _counts(subject: tuple[Laid, int]) -> None:
    laid, patch = subject
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.table(counts_table(laid), border="horizontal", hide_index=True, hide_header=True)
    with right:
        if laid.codes.shape[1]:
            title = _("The code of place {number}").format(number=whole(patch + 1))
            st.markdown(f"### {title}", anchors=False)
            axes = Axes(x=_("Number of the code"), height=HEIGHT)
            _chart(draw_code(laid.codes[patch], axes, look()), "images-code", title)


def counts_table(laid: Laid) -> dict[str, list[str]]:
    """Return the counts of a sequence, a row each."""
    layout = laid.layout
    rows, columns = layout.grid
    width, height = layout.fitted_size
    padded = 1 - float(layout.coverage.mean())
    told = {
        _("Picture, pixels"): "{} × {}".format(*map(whole, layout.picture_size)),
        _("Made to fit, pixels"): f"{whole(width)} × {whole(height)}",
        _("Patches (N)"): f"{whole(columns)} × {whole(rows)} = {whole(layout.num_patches)}",
        _("Length of a vector (P · P · 3)"): whole(laid.vectors.shape[1]),
        _("Length of a position code"): whole(laid.codes.shape[1]),
        _("Numbers in all"): whole(layout.num_patches * laid.vectors.shape[1]),
        _("Padding"): percent(padded),
    }
    return {"what": list(told), "count": list(told.values())}


def _chart(figure: go.Figure, key: str, said: str) -> None:
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=said)
