"""The head of a page and its three steps, the same on every page: data, learn, result."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.i18n import _
from ui.plain import plain

GAP = "\u2002"  # an en space: wide enough to tell title, summary and invitation apart


def head(title: str, sentence: str) -> None:
    """Draw the page's title and its one grey sentence, in one block so that they do not collide."""
    st.markdown(f"# {title}\n:gray[{sentence}]", anchors=False)


def step(
    number: int, title: str, summary: str, *, key: str, expanded: bool = False, change: bool = True
) -> DeltaGenerator:
    """Return the container of one step; used as `with step(1, …):`.

    The server does not know whether a step is open at the moment, so every step is drawn in full:
    what a widget holds is forgotten when the widget is not drawn.

    Parameters
    ----------
    number : int
        1, 2 or 3.
    title, summary : str
        What the step is and, in grey, what is in it; both already said.
    key : str
        Names the step on its page.
    expanded : bool
        Whether it is open at first, until `open_step` says otherwise; in between the visitor's
        own clicks count, and cost no rerun.
    change : bool
        Whether the step invites with the word "Change" while it is closed.
    """
    word = _("Change")
    invite = f"{GAP}:blue[{word}]" if change else ""
    opened, wishes = st.session_state.get(_wish(key), (expanded, 0))
    # The browser remembers by its key whether a step is open, and listens to the server no more:
    # a wish of the server's is heard by a step of a new name.
    name = f"step-{key}-{wishes}" if wishes else f"step-{key}"
    # No on_change: Streamlit would then take the label for part of the identity, and a step whose
    # summary changes would close in the visitor's face.
    return st.expander(
        f"**{title}**{GAP}:gray[{plain(summary)}]{invite}",
        opened,
        key=name,
        icon=f":material/counter_{number}:",
        type="step",
    )


def open_step(key: str, opened: bool = True) -> None:
    """Open or close a step when it is drawn next: when learning begins, when it ends."""
    _before, wishes = st.session_state.get(_wish(key), (opened, 0))
    st.session_state[_wish(key)] = opened, wishes + 1


def _wish(key: str) -> str:
    return f"step {key} open"


def more(label: str, *, key: str) -> DeltaGenerator:
    """Return the container of a closed, unobtrusive expander: figures for those who ask."""
    return st.expander(label, key=key, type="compact")
