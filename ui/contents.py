"""The table of contents: every page by name, whether or not it has been built yet.

A page is offered when its file exists. A new page is one row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.words import N_

FOLDER = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True)
class Entry:
    """One page in the navigation, the kinds of file it learns from, and the kind of its runs.

    Runs of no kind of their own have the page's name.
    """

    title: str
    icon: str
    reads: tuple[str, ...] = ()
    runs: str = ""


PAGES: Mapping[str, Entry] = {
    "home": Entry(N_("Home"), "home"),
    "forecast": Entry(N_("Forecast"), "show_chart", ("table",)),
    "music": Entry(N_("Music"), "music_note", ("midi", "musicxml")),
    "patches": Entry(N_("Images"), "grid_view", ("image",), "images"),
    "compare": Entry(N_("Compare"), "balance"),
    "runs": Entry(N_("Runs"), "history"),
}


def path_of(name: str) -> Path:
    """Return the file of a page."""
    return FOLDER / f"{name}.py"


def offered() -> dict[str, Entry]:
    """Return the pages that exist, in the order of the navigation."""
    return {name: entry for name, entry in PAGES.items() if path_of(name).exists()}


def reader_of(kind: str) -> str | None:
    """Return the name of the offered page that learns from files of a kind, if there is one."""
    return next((name for name, entry in offered().items() if kind in entry.reads), None)


def page_of(kind: str) -> str | None:
    """Return the name of the offered page that shows runs of a kind, if there is one."""
    return next((name for name, entry in offered().items() if kind == (entry.runs or name)), None)
