"""Drop any file: it is recognised by its content and opened on the page that learns from it."""

from __future__ import annotations

import streamlit as st

from core.errors import NoPageYet, SeqLabError, SeveralFiles
from core.recipes.images.looking import holds_pictures
from core.recipes.music.corpus import keep_files
from core.recipes.music.overview import holds_music
from core.runs import Source, home, keep_blob
from core.vectorizers.recognise import kind_of
from core.words import N_, Sentence
from ui.contents import path_of, reader_of
from ui.errors import show_error
from ui.i18n import _
from ui.music_choice import PAGE as MUSIC
from ui.state import Dropped, drop

KINDS = {
    "table": N_("a table"),
    "midi": N_("a MIDI file"),
    "musicxml": N_("a MusicXML file"),
    "image": N_("a picture"),
    "archive": N_("an archive"),
}
File = tuple[str, bytes]


def drop_zone() -> None:
    """Draw the zone; files that are recognised leave this page, any other is explained."""
    with st.container(key="drop-zone", gap="xsmall"):
        uploads = st.file_uploader(
            _("Drop any file here: a table, a picture, or music as MIDI or MusicXML"),
            accept_multiple_files=True,
            key="drop",
        )
        st.caption(
            _("Recognised by its content, opened on the right page with sensible settings.")
            + _(" ")
            + _("Nothing leaves this computer.")
        )
    if not uploads:
        return
    files = [(upload.name, upload.getvalue()) for upload in uploads]
    try:
        page = _hand_over(files)
    except SeqLabError as error:
        show_error(error, _("{name} cannot be opened here").format(name=files[0][0]), key="drop")
        return
    st.switch_page(path_of(page))


def _hand_over(files: list[File]) -> str:
    """Keep files for the page that learns from them and return that page's name.

    Of many files, those that the page of music cannot read are explained there.

    Raises
    ------
    SeveralFiles
        If there are many, and no music among them.
    """
    if len(files) == 1:
        return _hand_over_one(*files[0])
    if not any(_is_music(name, data) for name, data in files):
        raise SeveralFiles(count=len(files))
    drop(Dropped(MUSIC, keep_files(files, home())))
    return MUSIC


def _hand_over_one(name: str, data: bytes) -> str:
    """Keep a file for the page that learns from it and return that page's name.

    Raises
    ------
    NoPageYet
        If the file is good, but no page learns from its kind.
    """
    kind = kind_of(data, name)
    page = MUSIC if holds_music(data, name) else reader_of(kind)
    if kind == "archive" and page is None and holds_pictures(data, name):
        page = reader_of("image")
    if page is None:
        raise NoPageYet(name=name, kind=Sentence(KINDS[kind]))
    drop(Dropped(page, Source(name=name, sha256=keep_blob(home(), data))))
    return page


def _is_music(name: str, data: bytes) -> bool:
    try:
        return holds_music(data, name)
    except SeqLabError:  # of no kind that is known
        return False
