"""What the articles say, tested here: a card for each claim, with its outcome and a button.

The outcome on a card is that which was shipped, until the experiment has been repeated here: in
place where it takes seconds, as studies in the queue where it takes minutes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import NoArtifact, SeqLabError
from core.recipes import compare
from core.recipes.compare.claims import CLAIMS, Claim, shipped_findings
from core.recipes.compare.evidence import (
    DATA_STUDY,
    FAILS,
    HOLDS,
    PARTLY,
    Finding,
    data_studies,
    find_data,
)
from core.words import N_
from ui.compare_sweeps import made_of, submit_studies
from ui.compare_words import machine_said
from ui.i18n import _, duration, say
from ui.later import promised, when_ready

CARDS_A_ROW = 3
AGAIN = "compare.again"


@dataclass(frozen=True)
class Badge:
    """How an outcome is stamped."""

    icon: str
    colour: str
    word: str


BADGES: Mapping[str, Badge] = {
    HOLDS: Badge("check_circle", "green", N_("Holds")),
    PARTLY: Badge("rule", "orange", N_("Holds only when")),
    FAILS: Badge("cancel", "red", N_("Does not hold")),
}
OPEN = Badge("help", "gray", N_("Not tested yet"))


@st.fragment
def show_claims() -> None:
    """Draw the heading and the cards."""
    title = _("What the articles say, tested here")
    st.markdown(f"### {title}", anchors=False)
    names = list(CLAIMS)
    for first in range(0, len(names), CARDS_A_ROW):
        cells = st.columns(CARDS_A_ROW)
        for cell, name in zip(cells, names[first : first + CARDS_A_ROW], strict=False):
            with cell, _frame(name):
                _card(name)


def _frame(name: str) -> DeltaGenerator:
    """Return a card as high as its neighbours, its button at the bottom."""
    return st.container(
        border=True,
        key=f"compare-claim-{name}",
        height="stretch",
        vertical_alignment="distribute",
    )


def _card(name: str) -> None:
    claim = CLAIMS[name]
    again = int(st.session_state.get(f"{AGAIN}.{name}", 0))
    with st.container(gap="small"):
        if claim.find is not None and again:
            _measured(name, again)
        else:
            _told(claim, known(name))
    _button(name, claim, again)


def _measured(name: str, again: int) -> None:
    """Draw what an experiment found that was repeated here, or that it is being measured."""
    claim, promise = CLAIMS[name], promised(_find, name, again)
    if not promise.done():
        _told(claim, None)
    waiting = _("It is being measured …")
    when_ready(promise, lambda found: _told(claim, found), waiting, key=f"compare-{name}-error")


def _find(name: str, _again: int) -> Finding:
    find = CLAIMS[name].find
    assert find is not None, "asked for before"  # noqa: S101 -- for us
    return find()


def known(name: str) -> Finding | None:
    """Return what is known of a claim: from studies made here, else what was shipped."""
    if CLAIMS[name].find is None:
        found = find_data(list(made_of(data_studies()).values()))
        if found is not None:
            return found
    try:
        return shipped_findings().get(name)
    except (NoArtifact, SeqLabError):
        return None


def _told(claim: Claim, finding: Finding | None) -> None:
    badge = OPEN if finding is None else BADGES[finding.outcome]
    st.badge(_(badge.word), icon=f":material/{badge.icon}:", color=badge.colour)  # type: ignore[arg-type]
    quote = _("“{sentence}”").format(sentence=_(claim.quote))
    st.markdown(f"**{quote}**")
    said = _(claim.experiment) if finding is None else say(finding.sentence)
    st.markdown(f":gray[{said}]")
    if finding is not None:
        st.caption(_(claim.experiment), help=machine_said(finding.machine))


def _button(name: str, claim: Claim, again: int) -> None:
    label = _("Repeat, {time}").format(time=duration(claim.seconds_here(os.cpu_count() or 1)))
    key = f"compare-repeat-{name}"
    if not st.button(label, key=key, icon=":material/replay:", type="tertiary"):
        return
    if claim.find is not None:
        st.session_state[f"{AGAIN}.{name}"] = again + 1
        st.rerun(scope="fragment")
    submit_studies(compare.source_of(DATA_STUDY), data_studies())
    st.rerun()
