"""What the order of patches is worth: accuracy on shuffled pictures, with and without codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.jobs import job_manager
from core.recipes.images import Opened
from core.recipes.images.settings import ImageSettings
from core.recipes.images.shuffling import NO_CODE, Rate, Shuffling, shuffling
from core.runs import Run, Source, run_store
from ui.gauge import Dial, Pointer, gauge
from ui.i18n import _, duration, percent, span, whole
from ui.images_asked import Subject
from ui.images_choice import PAGE
from ui.images_order import LEARN, cost_seconds, order_of
from ui.images_words import shuffle_title
from ui.later import promised, when_ready
from ui.state import watch_job
from ui.steps import open_step
from ui.watched import same_data

ACCURACY = "test_accuracy"


def show_shuffle(subject: Subject) -> None:
    """Draw the accuracies as soon as they are measured."""
    pictures = subject.chosen.pictures
    if pictures is None:
        waits = _("The set is being read …")
        st.markdown(f":gray[{waits}]")
        return
    when_ready(
        promised(shuffling, subject.opened, pictures),
        lambda found: _draw(subject, found),
        _("The test pictures are shuffled and asked about …"),
        key="images-shuffle-error",
    )


def _draw(subject: Subject, found: Shuffling) -> None:
    st.markdown(f"### {shuffle_title(found)}", anchors=False)
    guessing = 1 / len(subject.opened.classes)
    dial = Dial(
        name=_("The same pictures"),
        ends=(_("guessing {share}").format(share=percent(guessing, 0)), percent(1.0, 0)),
        columns=(_("Right"),),
        low=guessing,
    )
    rows = shuffle_rows(found)
    known = learnt_without(subject.showing.source, run_store().runs(kind=PAGE))
    if known is not None:
        rows.append(_learnt_row(known))
    gauge(rows, dial)
    st.caption(_how(found))
    if subject.opened.settings.model == "vit" and found.without_code is not None:
        _learn_without(subject)


def shuffle_rows(found: Shuffling) -> list[Pointer]:
    """Return the rows: as learnt and without its code, each in order and shuffled."""
    rows = [
        _row(_("In order"), found.learnt.kept),
        _row(_("Shuffled"), found.learnt.shuffled),
    ]
    if found.without_code is not None:
        rows += [
            _row(_("In order, its position code taken away"), found.without_code.kept),
            _row(_("Shuffled, its position code taken away"), found.without_code.shuffled),
        ]
    return rows


def _row(name: str, rate: Rate) -> Pointer:
    low, high = rate.interval
    said = percent(rate.share)
    spoken = _("{name}: {share} right, {range}").format(
        name=name, share=said, range=span(percent(low), percent(high))
    )
    return Pointer(name, (said,), spoken, rate.share, low, high)


def _how(found: Shuffling) -> str:
    words = _(
        "{count} test pictures, each with its patches of {size} × {size} pixels in an order of its"
        " own; bars are intervals at 95%."
    )
    told = words.format(count=whole(found.learnt.kept.count), size=whole(found.patch_size))
    if found.without_code is None:
        return told
    bag = _("Without a code a Transformer reads a bag of patches: in any order it says the same.")
    return told + _(" ") + bag


def learnt_without(source: Source, runs: Sequence[Run]) -> Run | None:
    """Return the newest finished run of a set whose patches had no code; runs come newest first."""
    return next(
        (
            run
            for run in runs
            if run.settings.get("encoding") == NO_CODE
            and run.settings.get("model") == "vit"
            and run.settings.get("trunk") == "transformer"
            and ACCURACY in run.metrics
            and same_data(run.opening.source, source)
        ),
        None,
    )


def _learnt_row(run: Run) -> Pointer:
    share = run.metrics[ACCURACY]
    name = _("Learnt without a code, in any order")
    spoken = _("{name}: {share} right").format(name=name, share=percent(share))
    return Pointer(name, (percent(share),), spoken, share)


def _learn_without(subject: Subject) -> None:
    """Offer to learn the same model without a code from the start."""
    settings = settings_without_code(subject.opened)
    cost = duration(cost_seconds(settings))
    st.button(
        _("Learn the same without a position code, about {time}").format(time=cost),
        key="images-learn-without",
        icon=":material/play_arrow:",
        on_click=_submit,
        args=(subject.showing.source, settings),
    )


def settings_without_code(opened: Opened) -> ImageSettings:
    """Return the settings of a model, without its code."""
    return replace(opened.settings, encoding=NO_CODE, base="", freeze="none")


def _submit(source: Source, settings: ImageSettings) -> None:
    """Hand the job over and watch it; a callback."""
    watch_job(PAGE, job_manager().submit(order_of(source, settings)))
    open_step(LEARN)
