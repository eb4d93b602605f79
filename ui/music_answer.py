"""The third step of the music page, from the verdict down to the closed expanders.

Everything below the verdict is one fragment: a turned knob makes a new piece, and with it all that
is told of that piece, without running the rest of the page.
"""

from __future__ import annotations

import streamlit as st

from core.recipes.music.result import Result
from core.recipes.music.studio import Studio
from core.words import N_
from ui.errors import show_error
from ui.i18n import _, counted, say, whole
from ui.music_more import show_more
from ui.music_play import play
from ui.music_result import show_judgement
from ui.music_shown import Showing, use_sample_next
from ui.music_strip import show_strip
from ui.music_take import code, downloads
from ui.result_panel import nothing_yet, take_along, verdict_box


def answer_summary(showing: Showing) -> str:
    """Say the step's own line: on how much it was judged."""
    result = showing.result
    if result is None or result.report is None:
        return ""
    made = counted(
        result.report.num_pieces, N_("{count} piece judged"), N_("{count} pieces judged")
    )
    against = _("{count} held out").format(count=whole(result.report.num_held_out))
    return _(" · ").join([made, against])


def show_answer(showing: Showing) -> None:
    """Draw the verdict and the music, or what stands in their place."""
    if showing.error is not None:
        show_error(showing.error, key="music-answer")
    if showing.studio is None or showing.result is None:
        _nothing()
        return
    verdict = showing.result.verdict
    verdict_box(verdict.outcome, say(verdict.sentence), say(verdict.how))
    _live(showing, showing.studio, showing.result)


@st.fragment
def _live(showing: Showing, studio: Studio, result: Result) -> None:
    playing = play(studio)
    show_strip(playing)
    show_judgement(playing, result)
    take_along(downloads(playing, showing.run), code(playing, showing), key="music")
    show_more(playing, result)


def _nothing() -> None:
    pressed = nothing_yet(
        "queue_music",
        _("No music yet"),
        _(
            "A new piece, how like real music it is, and what it borrows"
            " appear here after learning."
        ),
        _("Hear what the Bach chorales taught"),
        key="music",
    )
    if pressed:
        use_sample_next()
