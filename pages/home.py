"""The first page: what this is in one sentence, a place to drop a file, a finished example."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.words import N_
from ui.contents import PAGES, offered, path_of
from ui.drop_zone import drop_zone
from ui.i18n import _
from ui.steps import head
from ui.theme import picture


@dataclass(frozen=True)
class Card:
    """What a page does, in a sentence, and the question it answers."""

    does: str
    answers: str
    picture_shows: str


CARDS = {
    "forecast": Card(
        N_("Learns from prices or any series, and is measured against the simplest guess."),
        N_("Is it better than doing nothing?"),
        N_("A line that runs into a widening fan of forecasts"),
    ),
    "music": Card(
        N_("Learns from MIDI in a minute, plays what it learnt, cites what it copied."),
        N_("How close is it to real music?"),
        N_("Four voices on a piano roll, with the line that follows the sound"),
    ),
    "patches": Card(
        N_("Cuts a picture into a sequence of patches and shows where a model looks."),
        N_("Where did it look, and can you trust it?"),
        N_("A sailing boat cut into patches, one of them marked"),
    ),
    "compare": Card(
        N_("Puts recurrent nets and Transformers to the same test, with intervals."),
        N_("Which learns it, and how sure is that?"),
        N_("Ticks and bars on a ruler: who solves a task with every seed"),
    ),
    "runs": Card(
        N_("Everything that was ever trained here: open it, compare two, take it with you."),
        N_("Which settings were better?"),
        N_("Three falling curves of a loss"),
    ),
}


def show() -> None:
    """Draw the page."""
    head(
        _("Drop a file. Watch a model learn it. See whether to believe it."),
        _(
            "Tables, music and pictures become sequences of vectors; one workbench learns from any"
            " of them, on your own machine."
        ),
    )
    drop_zone()
    title = _("Or open a finished example")
    st.markdown(f"### {title}", anchors=False)
    shown = [name for name in offered() if name in CARDS]
    for start in range(0, len(shown), 2):
        for cell, name in zip(st.columns(2), shown[start : start + 2], strict=False):
            with cell:
                _card(name, CARDS[name])


def _card(name: str, card: Card) -> None:
    with st.container(border=True, key=f"card-{name}", gap="small"):
        st.image(picture(name), alt=_(card.picture_shows), width="stretch")
        st.markdown(f"**{_(PAGES[name].title)}**&ensp;:gray[{_(card.does)}]")
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(_(card.answers), width="content")
            st.page_link(
                path_of(name),
                label=_("Open"),
                icon=":material/arrow_forward:",
                icon_position="right",
            )


show()
