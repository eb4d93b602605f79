"""Music: files of notes, a model that learns from them, and what it makes, heard and judged."""

from __future__ import annotations

from ui.i18n import _
from ui.music_answer import answer_summary, show_answer
from ui.music_choice import chosen_music
from ui.music_data import music_panel, music_summary
from ui.music_learn import learn, learn_summary
from ui.music_order import LEARN
from ui.music_shown import find_result, watched_job
from ui.steps import head, step


def show() -> None:
    """Draw the head and the three steps: data, learn, result."""
    head(_("Music"), _("Learn from MIDI files, hear what was learnt, and see what was copied."))
    snapshot = watched_job()
    chosen = chosen_music()
    showing = find_result(chosen)
    known = None if showing.result is None else showing.result.read
    refused = chosen.error is not None
    with step(1, _("Data"), music_summary(chosen, known), key="music-data", expanded=refused):
        music_panel(chosen)
    with step(2, _("Learn"), learn_summary(chosen, showing.result), key=LEARN):
        learn(chosen, snapshot)
    with step(3, _("Result"), answer_summary(showing), key="result", expanded=True, change=False):
        show_answer(showing)


show()
