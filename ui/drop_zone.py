"""Drop any file: it is recognised by its content and opened on the page that learns from it."""

from __future__ import annotations

import streamlit as st

from core.errors import NoPageYet, SeqLabError
from core.runs import Source, home, keep_blob
from core.vectorizers.recognise import kind_of
from core.words import N_, Sentence
from ui.contents import path_of, reader_of
from ui.errors import show_error
from ui.i18n import _
from ui.state import Dropped, drop

KINDS = {
    "table": N_("a table"),
    "midi": N_("a MIDI file"),
    "musicxml": N_("a MusicXML file"),
    "image": N_("a picture"),
    "archive": N_("an archive"),
}


def drop_zone() -> None:
    """Draw the zone; a file that is recognised leaves this page, any other is explained."""
    with st.container(key="drop-zone", gap="xsmall"):
        upload = st.file_uploader(_("Drop any file here: a table of numbers over time"), key="drop")
        st.caption(
            _("Recognised by its content, opened on the right page with sensible settings.")
            + _(" ")
            + _("Nothing leaves this computer.")
        )
    if upload is None:
        return
    try:
        page = _hand_over(upload.getvalue(), upload.name)
    except SeqLabError as error:
        show_error(error, _("{name} cannot be opened here").format(name=upload.name), key="drop")
        return
    st.switch_page(path_of(page))


def _hand_over(data: bytes, name: str) -> str:
    """Keep a file for the page that learns from it and return that page's name.

    Raises
    ------
    NoPageYet
        If the file is good, but no page learns from its kind.
    """
    kind = kind_of(data, name)
    page = reader_of(kind)
    if page is None:
        raise NoPageYet(name=name, kind=Sentence(KINDS[kind]))
    drop(Dropped(page, Source(name=name, sha256=keep_blob(home(), data))))
    return page
