"""What stands in the third step whatever was learnt: the verdict, the ruler, downloads, the code.

The verdict comes first: a badge (icon, word and colour together), a sentence that carries the
number, a grey line that says how it is known, and at most three figures with their reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from core.words import N_
from ui.i18n import _

MOST_METRICS = 3
COMMAND_WIDTH = 42  # letters that fit into half a page


@dataclass(frozen=True)
class Stamp:
    """How an outcome is stamped: the key its colour hangs on, icon, colour and word."""

    key: str
    icon: str
    colour: str
    word: str


STAMPS = {
    "beats": Stamp("verdict-beats", "check_circle", "green", N_("Beats the best baseline")),
    "ties": Stamp("verdict-ties", "drag_handle", "gray", N_("Ties with the best baseline")),
    "worse": Stamp("verdict-worse", "cancel", "red", N_("Worse than the best baseline")),
    "too_little_data": Stamp("verdict-little", "hourglass_empty", "orange", N_("Too little data")),
    "bad_file": Stamp("verdict-bad-file", "error", "red", N_("Cannot use this file")),
    "bad_setting": Stamp("verdict-bad-setting", "error", "red", N_("Cannot use this setting")),
    "close": Stamp("verdict-close", "check_circle", "green", N_("Close to the real thing")),
    "part": Stamp("verdict-part", "drag_handle", "gray", N_("Part of the way")),
    "far": Stamp("verdict-far", "cancel", "red", N_("Far from the real thing")),
    "copies": Stamp("verdict-copies", "content_copy", "orange", N_("Copies too much")),
    "by_heart": Stamp("verdict-by-heart", "content_copy", "orange", N_("Learnt by heart")),
    "not_judged": Stamp("verdict-not-judged", "drag_handle", "gray", N_("Not judged")),
    "failed": Stamp("verdict-failed", "error", "red", N_("Learning stopped on an error")),
}


@dataclass(frozen=True)
class Figure:
    """One figure of the verdict, all already said; `reference` is what to hold it against."""

    label: str
    value: str
    reference: str = ""


@dataclass(frozen=True)
class Download:
    """A file to take along; `make` is called only when somebody asks for it."""

    label: str
    make: Callable[[], bytes]
    name: str
    mime: str = "application/octet-stream"


@dataclass(frozen=True)
class Listing:
    """A piece of code to show, with a line that says what it is; both already said."""

    title: str
    code: str


def verdict_box(
    outcome: str, sentence: str, how: str, figures: Sequence[Figure] = (), *, word: str = ""
) -> None:
    """Draw the verdict.

    Parameters
    ----------
    outcome : str
        A key of `STAMPS`, such as beats, ties, close, too_little_data.
    sentence, how : str
        The verdict with its number, 75 characters at most, and how it is known; already said.
    figures : sequence of Figure
        At most three.
    word : str
        The badge's word where the general one does not fit, such as "Ties with HAR".
    """
    with stamped_box(outcome, word=word):
        st.markdown(f"## {sentence}\n:gray[{how}]", anchors=False)
        if figures:
            with st.container(horizontal=True, gap="medium", key="verdict-figures"):
                for figure in figures[:MOST_METRICS]:
                    st.metric(
                        figure.label,
                        figure.value,
                        figure.reference or None,
                        width=126,
                        delta_color="off",
                        delta_arrow="off",
                    )


@contextmanager
def stamped_box(outcome: str, *, word: str = "", key: str = "") -> Iterator[None]:
    """Draw a box with the edge and the badge of `outcome`; more may be drawn inside.

    Two boxes of the same outcome on one page need different `key`s.
    """
    stamp = STAMPS[outcome]
    with st.container(border=True, key=f"{stamp.key}{'-' if key else ''}{key}", gap="xsmall"):
        st.badge(word or _(stamp.word), icon=f":material/{stamp.icon}:", color=stamp.colour)  # type: ignore[arg-type]
        yield


def take_along(files: Sequence[Download], code: Sequence[Listing], *, key: str) -> None:
    """Draw one row: a button for each download, and "Show me the code"."""
    with st.container(horizontal=True, gap="small", key=f"{key}-take-along"):
        for number, file in enumerate(files):
            st.download_button(
                file.label,
                file.make,
                file_name=file.name,
                mime=file.mime,
                key=f"{key}-download-{number}",
                icon=":material/download:",
                on_click="ignore",
            )
        shown = st.button(
            _("Show me the code"), key=f"{key}-code", icon=":material/code:", type="tertiary"
        )
    if shown:
        _show_code(code)


def show_command(command: str) -> None:
    """Draw a command, broken between its options as a shell reads it."""
    lines = [""]
    for word in command.replace(" --", "\n--").split("\n"):
        if lines[-1] and len(lines[-1]) + len(word) >= COMMAND_WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    st.code(" \\\n  ".join(lines), language=None, wrap_lines=True)


def _show_code(code: Sequence[Listing]) -> None:
    @st.dialog(_("The code behind this page"), width="large")
    def listings() -> None:
        for listing in code:
            st.markdown(f"### {listing.title}", anchors=False)
            st.code(listing.code, language=None, wrap_lines=True)

    listings()


def nothing_yet(icon: str, bold: str, sentence: str, button: str = "", *, key: str) -> bool:
    """Draw what stands where a result will be; return whether its one button was pressed."""
    with st.container(horizontal_alignment="center", gap="small", key=f"{key}-nothing-yet"):
        st.markdown(f":material/{icon}:", text_alignment="center")
        st.markdown(f"**{bold}**", text_alignment="center")
        st.markdown(f":gray[{sentence}]", text_alignment="center")
        if not button:
            return False
        return st.button(
            button, key=f"{key}-nothing-button", icon=":material/arrow_forward:", type="tertiary"
        )
