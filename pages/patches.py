"""Images: a picture as a sequence of patches, a model that reads it, and where it looked."""

from __future__ import annotations

from ui.i18n import _
from ui.images_answer import answer_summary, show_answer
from ui.images_choice import chosen_images
from ui.images_data import images_panel, images_summary
from ui.images_learn import learn, learn_summary
from ui.images_order import LEARN
from ui.images_shown import find_result, watched_job
from ui.steps import head, step


def show() -> None:
    """Draw the head and the three steps: data, learn, result."""
    head(
        _("Images"),
        _("See a picture as a sequence of patches, train on it, and ask where a model looks."),
    )
    snapshot = watched_job()
    chosen = chosen_images()
    showing = find_result(chosen)
    refused = chosen.error is not None or chosen.picture_error is not None
    with step(1, _("Data"), images_summary(chosen), key="images-data", expanded=refused):
        images_panel(chosen)
    with step(2, _("Learn"), learn_summary(chosen, showing.result), key=LEARN):
        learn(chosen, snapshot)
    said = answer_summary(chosen, showing)
    with step(3, _("Result"), said, key="result", expanded=True, change=False):
        show_answer(chosen, showing)


show()
