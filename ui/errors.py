"""How an error looks: the user's to mend in three parts, a bug of ours by its reference.

An error of the tree in `core.errors` is shown where it arose, with the controls that mend it. Any
other exception is logged with eight characters that the visitor can quote; its text never reaches
the screen.
"""

from __future__ import annotations

import html
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import BadInput, Explained, SeqLabError
from ui.i18n import _, say
from ui.plain import plain
from ui.result_panel import stamped_box

log = logging.getLogger("seqlab.screen")


@contextmanager
def error_box(error: SeqLabError, title: str = "", *, key: str = "") -> Iterator[None]:
    """Draw an error in its three parts; the controls that mend it are drawn inside.

    Parameters
    ----------
    error : SeqLabError
        What went wrong.
    title : str
        The sentence above the three parts, already said; None is drawn where it is empty.
    key : str
        Told apart where two boxes stand on one page.
    """
    outcome = "bad_file" if isinstance(error, BadInput) else "bad_setting"
    with stamped_box(outcome, key=key):
        three_parts(error.explain(), title)
        yield


def show_error(error: SeqLabError, title: str = "", *, key: str = "") -> None:
    """Draw an error in its three parts, with nothing to mend it here."""
    with error_box(error, title, key=key):
        pass


def three_parts(explained: Explained, title: str = "") -> None:
    """Draw found, expected and remedy; every word from a file is escaped."""
    if title:
        st.markdown(f"## {plain(title)}", anchors=False)
    rows = zip((_("Found"), _("Expected"), _("Remedy")), explained, strict=True)
    lines = "".join(
        f"<dt>{html.escape(word)}</dt><dd>{html.escape(say(part))}</dd>" for word, part in rows
    )
    st.html(f"<dl class='three-parts'>{lines}</dl>")


def on_script_error(error: Exception) -> bool:
    """Log a bug of ours under a reference and show the visitor that reference; always True.

    Streamlit calls it for whatever a page did not catch.
    """
    if isinstance(error, SeqLabError):
        show_error(error, key="uncaught")
        return True
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=error)
    with stamped_box("failed", word=_("Something went wrong"), key="bug"):
        sentence = _("This is a fault of ours, written down under {reference}.")
        advice = _("Reload the page; what was learnt is kept. Quote the reference in a report.")
        st.markdown(
            f"## {sentence.format(reference=f'`{reference}`')}\n:gray[{advice}]", anchors=False
        )
    return True
