"""Which music the page learns from; nothing here draws.

Music comes from a built-in collection or from uploads, one file or many, kept by their hash. It is
read in a thread of its own, so that no page waits for hundreds of scores; what was read is
remembered for all visits, and nobody may write into it. The choice lives in the session, the
collection's name in the address.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import SeqLabError
from core.recipes.music.corpus import keep_files
from core.recipes.music.overview import Overview, reading
from core.runs import Source, home
from core.vectorizers.bundled_scores import COLLECTIONS
from core.vectorizers.samples import SAMPLES
from ui.i18n import _
from ui.reading import Reading, Shelf
from ui.state import take_dropped

PAGE = "music"
SAMPLE = "chorales"
FROM, FILE, COLLECTION = "music.from", "music.file", "music.sample"
REMEMBERED_READINGS = 4
BRIEFLY_SECONDS = 0.3  # what is there by then is drawn at once, without a word about reading


READ_MUSIC: Shelf[Overview] = Shelf(reading, lambda _source: BRIEFLY_SECONDS, REMEMBERED_READINGS)


@dataclass(frozen=True)
class Chosen:
    """What is chosen: the source, and what was read of it, or why nothing was, or how far it is."""

    source: Source
    overview: Overview | None = None
    error: SeqLabError | None = None
    reading: Reading[Overview] | None = None

    @property
    def may_be_learnt(self) -> bool:
        """Whether a job can begin: a built-in collection need not be read before."""
        return self.overview is not None or (self.error is None and self.source.sample is not None)


def chosen_music() -> Chosen:
    """Return the music that is chosen, the chorales at first; wait for it only briefly.

    Files that were dropped for this page on the home page are taken over.
    """
    dropped = take_dropped(PAGE)
    if dropped is not None:
        choose_file(dropped)
    source = _source()
    begun = READ_MUSIC.of(source)
    try:
        return Chosen(source, begun.result())
    except TimeoutError:
        return Chosen(source, reading=begun)
    except SeqLabError as error:
        return Chosen(source, error=error)


def _source() -> Source:
    kept: Source | None = st.session_state.get(FILE)
    if st.session_state.get(FROM) == "file" and kept is not None:
        return kept
    name = st.session_state.get(COLLECTION, collection_asked_for())
    return Source(name=_(SAMPLES[name].title), sample=name)


def collection_asked_for() -> str:
    """Return the collection that the address names, or the chorales if it names none."""
    asked = st.query_params.get(COLLECTION, SAMPLE)
    return asked if asked in COLLECTIONS else SAMPLE


# What follows is for callbacks, or to be called before the widgets are drawn.


def choose_source(source: Source) -> None:
    """Learn from where a job learnt."""
    if source.sample is None:
        choose_file(source)
    else:
        use_collection(source.sample)


def choose_file(source: Source) -> None:
    """Learn from files that are already kept."""
    st.session_state[FROM] = "file"
    st.session_state[FILE] = source
    READ_MUSIC.try_again(source)


def use_collection(name: str = SAMPLE) -> None:
    """Learn from a built-in collection."""
    st.session_state[FROM] = "sample"
    st.session_state[COLLECTION] = name


def keep_uploads(widget: str) -> None:
    """Keep the files that were uploaded, and learn from them."""
    uploads = st.session_state[widget]
    if uploads:
        choose_file(keep_files([(one.name, one.getvalue()) for one in uploads], home()))
