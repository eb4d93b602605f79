"""The third step of the page of pictures, from the verdict down to the closed expanders.

Without a model the picture is still cut and laid out; what a model would say is left open. The
verdict is about the picture that is looked at: what the model says, and which map can be believed.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.recipes.images import Opened
from core.recipes.images.believed import Told, figure_said, verdict_on_maps
from core.recipes.images.result import Judged as JudgedModel
from core.words import N_
from ui.errors import show_error
from ui.i18n import _, percent, say, whole
from ui.images_asked import Judged, Subject, judged, question_of, told_of
from ui.images_choice import Chosen, Looked
from ui.images_gaze import show_beside
from ui.images_more import show_more
from ui.images_patches import Picked, show_patches
from ui.images_result import Asked, show_judgement
from ui.images_shown import Showing, use_usual_set_next
from ui.images_take import Latest, code, downloads
from ui.later import when_ready
from ui.plain import plain
from ui.result_panel import Figure, nothing_yet, stamped_box, take_along, verdict_box

STAMPED: Mapping[str, str] = {"believable": "beats", "no_better": "ties"}
RIVALS: Mapping[str, str] = {
    "nearest": N_("nearest {accuracy}"),
    "majority": N_("commonest {accuracy}"),
}


def answer_summary(chosen: Chosen, showing: Showing) -> str:  # noqa: ARG001 -- as every page's
    """Say the step's own line: on how much the model was judged."""
    judged_model = None if showing.result is None else showing.result.judged
    if judged_model is None:
        return ""
    words = _("what the model says, and where it looked · {count} pictures kept aside")
    return words.format(count=whole(len(judged_model.said)))


def show_answer(chosen: Chosen, showing: Showing) -> None:
    """Draw the verdict, the picture and what follows, or what stands in their place."""
    if showing.error is not None:
        show_error(showing.error, key="images-answer")
    if showing.opened is None:
        _without_model(chosen.looked)
        return
    subject = Subject(chosen, showing, showing.opened)
    if chosen.looked is not None:
        _of_picture(subject, chosen.looked)
    else:
        _without_picture(chosen)
    show_more(subject)


def _of_picture(subject: Subject, looked: Looked) -> None:
    opened, latest = subject.opened, Latest()
    told = told_of(subject, looked)
    _verdict(opened, looked, told)

    def beside(picked: Picked) -> None:
        latest.laid = picked.laid
        show_beside(opened, picked)

    show_patches(looked, beside)
    show_judgement(Asked(subject.chosen, opened, looked, told))
    files, listings = downloads(subject, looked, latest), code(subject, looked, latest)
    take_along(files, listings, key="images")


def _without_model(looked: Looked | None) -> None:
    pressed = nothing_yet(
        "grid_view",
        _("No model of this set yet"),
        _("What it says of the picture, and which map of that can be believed, appear here."),
        _("Open the digits"),
        key="images",
    )
    if pressed:
        use_usual_set_next()
    if looked is not None:
        show_patches(looked, _nothing_beside)


def _nothing_beside(_picked: Picked) -> None:
    waits = _("Where a model looks appears here once one has learnt.")
    st.markdown(f":gray[{waits}]")


def _without_picture(chosen: Chosen) -> None:
    said = _("No picture is looked at: choose one in the first step.")
    if chosen.reading is not None:
        said = _("The pictures are being read …")
    st.markdown(f":gray[{said}]")


def _verdict(opened: Opened, looked: Looked, told: Told) -> None:
    promise = judged(question_of(opened, looked))
    if promise.done():
        key = "images-verdict-error"
        when_ready(promise, lambda found: _judged(opened, told, found), "", key=key)
        return
    with stamped_box("not_judged", word=_("Being judged"), key="images"):
        said = _("It says {answer} ({chance})").format(
            answer=plain(told.answer), chance=percent(told.chance, 0)
        )
        st.markdown(f"## {said}", anchors=False)
        when_ready(
            promise,
            lambda _found: None,
            _("Which map of it can be believed is being found out …"),
            key="images-verdict-error",
        )


def _judged(opened: Opened, told: Told, found: Judged) -> None:
    verdict = verdict_on_maps(told, found.standings)
    words = {"believable": _("Believable map"), "no_better": _("No map to believe")}
    verdict_box(
        STAMPED[verdict.outcome],
        plain(say(verdict.sentence)),
        plain(say(verdict.how)),
        figures_of(opened, told, found),
        word=words[verdict.outcome],
    )


def figures_of(opened: Opened, told: Told, found: Judged) -> list[Figure]:
    """Return how often the model is right beside its rival, and the best map beside the middle."""
    figures = []
    judged_model = opened.result.judged
    if judged_model is not None:
        figures.append(_accuracy(judged_model))
    standings = found.standings
    best = next(iter(standings.believable), standings.maps[0])
    label = _("Best map, hits") if standings.by_mask else _("Best map, effect")
    reference = _("to beat {value}").format(value=figure_said(standings.to_beat))
    figures.append(Figure(label, figure_said(best.value), reference))
    if told.is_right is not None:
        figures.append(Figure(_("The answer is"), _("right") if told.is_right else _("wrong")))
    return figures


def _accuracy(judged_model: JudgedModel) -> Figure:
    reference = _(RIVALS[judged_model.rival]).format(accuracy=percent(judged_model.rival_accuracy))
    return Figure(_("Accuracy"), percent(judged_model.accuracy), reference)
