"""The files that music was read from: what was read of each, and why some cannot be used.

There may be two thousand: the first are shown, the others are in a list that is opened.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.recipes.music.corpus import ReadFile
from core.recipes.music.overview import Overview
from core.words import N_
from ui.errors import three_parts
from ui.i18n import NOTHING, _, counted, say, whole
from ui.plain import plain
from ui.result_panel import stamped_box
from ui.steps import more

FILES_SHOWN, REFUSED_SHOWN, MOST_LISTED = 6, 3, 200


def show_files(overview: Overview) -> None:
    """Draw the notes and the repairs of each file, where there are several."""
    files = [file for file in overview.corpus.files if file.error is None]
    if len(overview.corpus.files) < 2:
        return
    _files(files[:FILES_SHOWN])
    if rest := files[FILES_SHOWN:]:
        with more(_more_files(len(rest)), key="music-files-rest"):
            _files(rest[:MOST_LISTED])


def _files(files: Sequence[ReadFile]) -> None:
    columns = {
        _("File"): [plain(file.name) for file in files],
        _("Notes"): [whole(file.num_notes) for file in files],
        _("Repairs"): [whole(len(file.repairs)) if file.repairs else NOTHING for file in files],
    }
    st.table(columns, border="horizontal", hide_index=True)


def show_refused(overview: Overview) -> None:
    """Draw why some files cannot be used: the first in full, the others in a list."""
    refused = overview.corpus.refused
    if not refused:
        return
    total = len(overview.corpus.files)
    words = _("{count} of {total} files cannot be used, the rest is read")
    title = words.format(count=whole(len(refused)), total=whole(total))
    st.markdown(f"### {title}", anchors=False)
    for place, file in enumerate(refused[:REFUSED_SHOWN]):
        if file.error is not None:
            with stamped_box("bad_file", key=f"refused-{place}"):
                st.markdown(f"**{plain(file.name)}**")
                three_parts(file.error.explain())
    if rest := refused[REFUSED_SHOWN:]:
        with more(_more_files(len(rest)), key="music-refused-rest"):
            _reasons(rest[:MOST_LISTED])


def _reasons(files: Sequence[ReadFile]) -> None:
    reasons = [file.error.explain().found for file in files if file.error is not None]
    columns = {
        _("File"): [plain(file.name) for file in files],
        _("Found"): [plain(say(reason)) for reason in reasons],
    }
    st.table(columns, border="horizontal", hide_index=True)


def _more_files(count: int) -> str:
    return counted(count, N_("{count} more file"), N_("{count} more files"))
