"""The first step of the page of comparisons: choose a task, and see what it asks and is worth."""

from __future__ import annotations

import streamlit as st

from core.errors import SeqLabError
from core.recipes.compare.tasks import MAPPINGS, METRICS, TASKS, Task
from core.vectorizers.samples import SAMPLES
from core.words import N_
from ui.compare_choice import (
    ENDINGS,
    LENGTH,
    TASK,
    USUAL_TASK,
    Chosen,
    choose_task,
    drop_upload,
    keep_upload,
    task_was_chosen,
    tell_address,
)
from ui.compare_words import figure_said, line_said
from ui.errors import error_box
from ui.i18n import NOTHING, _, whole
from ui.later import when_ready
from ui.plain import plain

UPLOAD = "compare.upload"


def task_summary(chosen: Chosen) -> str:
    """Say the step's own line: the task, its length, its data and what a guess is worth."""
    parts = [_(chosen.task.title)]
    if chosen.length:
        parts.append(_("{count} steps").format(count=whole(chosen.length)))
    parts.append(_data_said(chosen))
    if chosen.facts is not None:
        figure = figure_said(chosen.task.metric, chosen.facts.baseline)
        parts.append(_("guessing scores {figure}").format(figure=figure))
    return _(" · ").join(parts)


def _data_said(chosen: Chosen) -> str:
    if not chosen.task.wants:
        return _("no data needed")
    if chosen.source is None:
        return _("waits for data")
    sample = chosen.source.sample
    name = chosen.source.name if sample is None else _(SAMPLES[sample].title)
    return name if chosen.reading is None else _("{name}, being read").format(name=name)


def task_panel(chosen: Chosen) -> None:
    """Draw the list of tasks, and beside it what the chosen one asks."""
    st.session_state.setdefault(TASK, chosen.name)
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.radio(
            _("Task"),
            list(TASKS),
            format_func=lambda name: _(TASKS[name].title),
            captions=[_(task.about) for task in TASKS.values()],
            key=TASK,
            on_change=task_was_chosen,
            persist_state="session",
        )
    with right:
        _length(chosen)
        _data(chosen)
        if chosen.reading is not None:
            waiting = _("The data are being read; the next time they are there at once …")
            when_ready(chosen.reading, lambda _facts: None, waiting, key="compare-reading")
        if chosen.error is not None:
            _refuse(chosen, chosen.error)
        _facts(chosen)
    tell_address(chosen)


def _length(chosen: Chosen) -> None:
    task = chosen.task
    if not task.length:
        return
    if st.session_state.get(LENGTH) != chosen.length:  # a task before this one had another range
        st.session_state[LENGTH] = chosen.length
    st.number_input(
        _("Length, in steps"),
        min_value=task.shortest,
        max_value=task.longest,
        step=1,
        key=LENGTH,
        help=_("How many steps a sequence has, or how long something must be remembered."),
        persist_state="session",
        width=240,
    )


def _data(chosen: Chosen) -> None:
    if not chosen.task.wants:
        return
    widget = f"{UPLOAD}.{chosen.name}"
    st.file_uploader(
        _("The data: {kind}").format(kind=_(chosen.task.wants)),
        type=list(ENDINGS[chosen.name]),
        key=widget,
        on_change=keep_upload,
        args=(chosen.name, widget),
    )
    if chosen.task.sample and chosen.source is not None and chosen.source.sample is None:
        st.button(
            _("Use the sample “{name}”").format(name=_(SAMPLES[chosen.task.sample].title)),
            key="compare-use-sample",
            on_click=drop_upload,
            args=(chosen.name,),
        )


def _refuse(chosen: Chosen, error: SeqLabError) -> None:
    title = "" if chosen.source is None else _("{name} cannot be used as it is")
    name = "" if chosen.source is None else chosen.source.name
    with error_box(error, title.format(name=name), key="compare-task"):
        st.button(
            _("Take the adding problem instead"),
            key="compare-use-usual",
            on_click=choose_task,
            args=(USUAL_TASK,),
        )


def _facts(chosen: Chosen) -> None:
    task, facts = chosen.task, chosen.facts
    rows = {
        _("What it is"): _(MAPPINGS[task.mapping]),
        _("Judged by"): _(METRICS[task.metric].title),
        _("Solved"): _line(task),
    }
    if facts is not None:
        rows |= {
            _("Guessing scores"): figure_said(task.metric, facts.baseline),
            _("A sequence"): _("{count} steps").format(count=whole(facts.num_steps)),
            _("Test sequences"): whole(facts.num_test),
        }
    table = {"what": list(rows), "is": [plain(value) for value in rows.values()]}
    st.table(table, border="horizontal", hide_index=True, hide_header=True)
    if facts is not None:
        st.caption(_("Guessing is an answer that learnt nothing, on these very test sequences."))


def _line(task: Task) -> str:
    """Say from which figure on a task is solved."""
    if task.solved is None:
        return NOTHING
    better = METRICS[task.metric].higher_is_better
    template = N_("from {figure}") if better else N_("below {figure}")
    return _(template).format(figure=line_said(task.metric, task.solved))
