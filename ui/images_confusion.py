"""How often the model is right, and what it takes for what: press a cell, see its pictures.

A picture that is pressed becomes the one that is looked at.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.figures.images import most_confused
from core.recipes.images.result import Judged
from core.vectorizers.image_sets import ImageSet
from ui.components.confusion_table import Cell, Confusion, confusion_table
from ui.components.picture_rack import Tile, picture_rack
from ui.i18n import _, percent, say, whole
from ui.images_asked import Subject
from ui.images_choice import look_at_test_picture
from ui.images_words import confused_title
from ui.plain import plain

MOST_SHOWN = 24


def show_confusion(subject: Subject) -> None:
    """Draw the accuracy with its interval, the table, and the pictures of the cell that is chosen.

    A model that was stopped before it was judged has none of it.
    """
    result = subject.opened.result
    judged = result.judged
    if judged is None:
        return
    confusion = Confusion(judged.confusion, subject.names)
    worst = most_confused(judged.confusion)
    count = 0 if worst is None else int(judged.confusion[worst])
    left, right = st.columns([1, 1], gap="large")
    with left:
        title = confused_title(worst, count, confusion.names)
        st.markdown(f"### {plain(title)}", anchors=False)
        cell = confusion_table(confusion, key="images-confusion-table", selected=worst or (0, 0))
        st.caption(plain(say(result.verdict.how)))
    with right:
        pictures = subject.chosen.pictures
        if cell is not None and pictures is not None:
            _pictures(pictures, judged, cell, confusion)


def _pictures(pictures: ImageSet, judged: Judged, cell: Cell, confusion: Confusion) -> None:
    true, said = (confusion.names[place] for place in cell)
    numbers = numbers_in(pictures, judged, cell)
    words = _("{count} of {true} called {said}, the surest first")
    title = words.format(count=whole(len(numbers)), true=true, said=said)
    st.markdown(f"### {plain(title)}", anchors=False)
    tiles = [_tile(pictures, judged, number, title) for number in numbers[:MOST_SHOWN].tolist()]
    picked = picture_rack(
        tiles,
        key=f"images-rack-{cell[0]}-{cell[1]}",
        label=title,
        on_pick=look_at_test_picture,
    )
    if picked:
        st.rerun()
    st.caption(_("Press a picture to look at it. Below each, how sure the model is."))


def numbers_in(pictures: ImageSet, judged: Judged, cell: Cell) -> np.ndarray:
    """Return the test pictures of a cell, counted from 0, the surest answers first, shape (N,)."""
    true, said = cell
    labels = pictures.labels[pictures.test]
    found = np.flatnonzero((labels == true) & (judged.said == said))
    return found[np.argsort(-judged.confidence[found], kind="stable")]


def _tile(pictures: ImageSet, judged: Judged, number: int, title: str) -> Tile:
    stored = pictures.images[pictures.test[number]]
    pixels = np.ascontiguousarray(np.broadcast_to(stored, (*stored.shape[:2], 3)))
    sure = percent(float(judged.confidence[number]), 0)
    words = _("Test picture {number}: {title}, sure by {sure}")
    spoken = words.format(number=whole(number + 1), title=title, sure=sure)
    return Tile(number, pixels, sure, spoken)
