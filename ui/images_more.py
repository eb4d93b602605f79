"""The closed expanders of the third step: each makes what it shows when it is opened."""

from __future__ import annotations

from ui.i18n import _, say
from ui.images_asked import Subject
from ui.images_confusion import show_confusion
from ui.images_cost import show_cost
from ui.images_digit import show_digit
from ui.images_maps import show_maps
from ui.images_shuffle import show_shuffle
from ui.later import lazily
from ui.plain import plain


def show_more(subject: Subject) -> None:
    """Draw the closed expanders."""
    result = subject.opened.result
    if result.judged is not None:
        told = plain(say(result.verdict.sentence))
        lazily(told, "images-confusion", show_confusion, subject)
    if subject.chosen.looked is not None:
        lazily(_("Explanations side by side, for any class"), "images-maps", show_maps, subject)
    lazily(_("Draw a digit and see it classified"), "images-digit", show_digit, None)
    shuffled = _("Shuffle the patches: accuracy with and without position codes")
    lazily(shuffled, "images-shuffle", show_shuffle, subject)
    lazily(_("What learning took"), "images-cost", show_cost, subject)
