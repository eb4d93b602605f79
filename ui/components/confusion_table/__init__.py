"""A confusion matrix whose cells are buttons: what a picture is, and what a model says of it.

Rows are what pictures are, columns what is said; a cell is as dark as its share of its row. The
diagonal is blue, mistakes are orange, and every cell has its number. A wide one scrolls in itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.images import shades
from ui.i18n import _, whole

FOLDER = Path(__file__).parent
Cell = tuple[int, int]


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_TABLE = st.components.v2.component(
    "seqlab_confusion_table", html=_text("table.html"), css=_text("table.css"), js=_text("table.js")
)


@dataclass(frozen=True, eq=False)
class Confusion:
    """How often each class (row) was called each (column), int64, (K, K); names already said."""

    counts: NDArray[np.int64]
    names: Sequence[str]


def confusion_table(confusion: Confusion, *, key: str, selected: Cell | None) -> Cell | None:
    """Draw the table and return the cell, (row, column), that was pressed last.

    Parameters
    ----------
    confusion : Confusion
    key : str
    selected : tuple of int, optional
        The cell that is marked where none was pressed yet.
    """
    before = cell_in(confusion, (st.session_state.get(key) or {}).get("cell")) or selected
    dark = shades(confusion.counts)
    data = {
        "names": list(confusion.names),
        "counts": [[whole(count) for count in row] for row in confusion.counts.tolist()],
        "shades": [[round(share, 3) for share in row] for row in dark.tolist()],
        "spoken": _spoken(confusion),
        "selected": None if before is None else list(before),
        "words": {"is": _("It is"), "says": _("It says"), "label": _("What is called what")},
    }
    found: Mapping[str, object] = _TABLE(key=key, data=data, on_cell_change=lambda: None)
    return cell_in(confusion, found.get("cell")) or selected


def cell_in(confusion: Confusion, told: object) -> Cell | None:
    """Return the cell that the browser told of, if the table has it and it holds a picture."""
    count = len(confusion.names)
    match told:
        case [int(row), int(column)] if 0 <= row < count and 0 <= column < count:
            cell = int(row), int(column)
            return cell if confusion.counts[cell] else None
    return None


def _spoken(confusion: Confusion) -> list[list[str]]:
    template = _("{count} of {true} called {said}")
    return [
        [
            template.format(count=whole(count), true=true, said=said)
            for said, count in zip(confusion.names, row, strict=True)
        ]
        for true, row in zip(confusion.names, confusion.counts.tolist(), strict=True)
    ]
