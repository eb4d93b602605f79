"""Watch one training: where it is, how well it does, stop, resume.

One fragment looks at the job's frozen snapshot once a second, and only while the job is queued or
running; when it ends the page runs once more, in full. The job's id lives in the address and in the
session (`ui.state`), so the panel finds its job after a reload and in a second tab.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.errors import NotHere, SeqLabError
from core.figures.loss import LossCurve, LossWords, live_loss
from core.jobs import RESUMABLE, UNFINISHED, Snapshot, State, job_manager
from core.training.progress import Epoch, Part
from core.words import N_
from ui.contents import PAGES, page_of
from ui.errors import show_error, three_parts
from ui.i18n import NOTHING, _, counted, duration, number, percent, whole
from ui.result_panel import show_command, stamped_box
from ui.steps import GAP, more
from ui.theme import look

SECONDS_BETWEEN_LOOKS = 1.0
REFUSED = "job refused"
CHART_HEIGHT = 300
RISE = 0.02  # of a loss: below that a curve is called level
LEVEL_AFTER_EPOCHS = 5  # without a better epoch for so long, the curve is called level


def find_job(job: str | None) -> Snapshot | None:
    """Return the snapshot of a job, or None if there is no such job any more."""
    if job is None:
        return None
    try:
        return job_manager().snapshot(job)
    except NotHere:
        return None


def is_unfinished(snapshot: Snapshot | None) -> bool:
    """Return whether a job is queued or running."""
    return snapshot is not None and snapshot.state in UNFINISHED


def job_panel(job: str, *, reference: str = "") -> None:
    """Draw the panel of a job, and keep it up to date while the job is not finished.

    Parameters
    ----------
    job : str
        The job's id.
    reference : str
        The name of the baseline whose loss is the dashed line, already said.
    """
    watching = is_unfinished(find_job(job))
    fragment = st.fragment(_panel, run_every=SECONDS_BETWEEN_LOOKS if watching else None)
    fragment(job, reference, watching)


def _panel(job: str, reference: str, watching: bool) -> None:
    snapshot = find_job(job)
    if watching != is_unfinished(snapshot):  # it ended, or was resumed: begin or end to poll
        st.rerun()
    if snapshot is None:
        unknown = _("This job is no longer known here.")
        st.markdown(f":gray[{unknown}]")
        return
    with st.container(border=True, key="job-panel"):
        _head(snapshot)
        st.progress(min(max(snapshot.fraction, 0.0), 1.0))
        if snapshot.epochs:
            _figures(snapshot)
            _curve(snapshot, reference)
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused, key="job-refused")
    if snapshot.error is not None:
        with stamped_box("failed", key="job"):
            three_parts(snapshot.error.explained)
    if watching:
        st.caption(_("You can close this tab: learning goes on, and this page finds it again."))
    with more(_("Settings of this job"), key=f"settings-of-{job}"):
        show_command(snapshot.order.command)


TITLES = {
    "queued": N_("Waiting"),
    "running": N_("Learning"),
    "done": N_("Learnt"),
    "failed": N_("Stopped on an error"),
    "cancelled": N_("Stopped"),
    "interrupted": N_("Interrupted"),
}


def _head(snapshot: Snapshot) -> None:
    state = snapshot.state
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{_(TITLES[state])}**{GAP}:gray[{where(snapshot)}]", width="content")
        if state in UNFINISHED:
            st.button(
                _("Stop and keep the best") if state == State.RUNNING else _("Leave the queue"),
                key="job-stop",
                icon=":material/stop_circle:",
                on_click=_press,
                args=(job_manager().cancel, snapshot.id),
            )
        elif state in RESUMABLE:
            st.button(
                _("Resume"),
                key="job-resume",
                icon=":material/play_circle:",
                on_click=_press,
                args=(job_manager().resume, snapshot.id),
            )


def _press(action: Callable[[str], object], job: str) -> None:
    """Stop or resume a job; a callback, so a refusal is said when the panel is drawn."""
    try:
        action(job)
    except SeqLabError as error:
        st.session_state[REFUSED] = error


def where(snapshot: Snapshot) -> str:
    """Return where a job is, said: "seed 3 of 5 · epoch 38 of 60", or its place in the queue."""
    if snapshot.state == State.QUEUED and snapshot.queue_position is not None:
        return counted(
            snapshot.queue_position,
            N_("{count} job is learnt first"),
            N_("{count} jobs are learnt first"),
        )
    parts = [*snapshot.parts]
    if snapshot.epochs:
        last = snapshot.epochs[-1]
        parts.append(Part(N_("epoch"), last.epoch, last.num_epochs))
    return _(" · ").join(_part(part) for part in parts)


def _part(part: Part) -> str:
    template = _("{word} {number} of {total}")
    return template.format(word=_(part.word), number=whole(part.number), total=whole(part.total))


def _figures(snapshot: Snapshot) -> None:
    last = snapshot.epochs[-1]
    figures = [
        (_("Time left"), duration(snapshot.seconds_left)),
        (_("Training loss"), number(last.train_loss)),
        (_("Validation loss"), number(last.validation_loss)),
        (_("Best so far"), _("epoch {epoch}").format(epoch=last.best_epoch)),
        (_("Speed"), _speed(last)),
    ]
    if last.accuracy is not None:
        figures.insert(3, (_("Right in validation"), percent(last.accuracy)))
    with st.container(key="job-figures"):
        for cell, (label, value) in zip(st.columns(len(figures)), figures, strict=True):
            cell.metric(label, value)


def _speed(last: Epoch) -> str:
    if not last.steps_per_second:
        return NOTHING
    return _("{count} steps/s").format(count=number(last.steps_per_second, 2))


def _curve(snapshot: Snapshot, reference: str) -> None:
    epochs = [epoch for epoch in snapshot.epochs if epoch.epoch > 0]
    if not epochs:
        return
    st.markdown(f"### {curve_title(epochs, reference)}", anchors=False)
    curve = LossCurve(
        epochs=[epoch.epoch for epoch in epochs],
        training=[epoch.train_loss for epoch in epochs],
        validation=[epoch.validation_loss for epoch in epochs],
        last_epoch=epochs[-1].num_epochs,
        reference=epochs[-1].reference_loss,
    )
    words = LossWords(
        training=_("Training"),
        validation=_("Validation"),
        reference=_("{name}, the best baseline").format(name=reference)
        if reference
        else _("the best baseline"),
        epoch=_("Epoch"),
        loss=_("Loss (lower is better)"),
    )
    st.echarts_chart(
        live_loss(curve, words, look()),
        height=CHART_HEIGHT,
        theme=None,
        key="job-curve",
        alt=_("Training and validation loss by epoch"),
    )


def curve_title(epochs: Sequence[Epoch], reference: str) -> str:
    """Return what the live curve shows, said, from its numbers alone."""
    last = epochs[-1]
    if last.validation_loss is None:
        return _("Training loss by epoch")
    if is_by_heart(epochs):
        words = _("Learnt by heart since epoch {epoch}: training falls, validation rises")
        return words.format(epoch=last.best_epoch)
    level = last.epoch - last.best_epoch >= LEVEL_AFTER_EPOCHS
    if last.reference_loss is None or not reference:
        start = (
            N_("Validation loss is level since epoch {epoch}")
            if level
            else N_("Validation loss is still falling")
        )
        return _(start).format(epoch=last.best_epoch)
    best = min(e.validation_loss for e in epochs if e.validation_loss is not None)
    below = best < last.reference_loss
    template = _TITLES[level, below]
    return _(template).format(epoch=last.best_epoch, reference=reference)


def is_by_heart(epochs: Sequence[Epoch]) -> bool:
    """Tell whether the model overfits: better on what it learns, worse on what it does not."""
    last = epochs[-1]
    best = next((epoch for epoch in epochs if epoch.epoch == last.best_epoch), None)
    if best is None or last.epoch - best.epoch < LEVEL_AFTER_EPOCHS:
        return False
    losses = (best.train_loss, last.train_loss, best.validation_loss, last.validation_loss)
    if any(loss is None for loss in losses):
        return False
    learnt, now, told, says = (float(loss) for loss in losses if loss is not None)
    return now < (1 - RISE) * learnt and says > (1 + RISE) * told


_TITLES = {
    (True, True): N_("Validation loss is level since epoch {epoch} and below {reference}"),
    (True, False): N_("Validation loss is level since epoch {epoch} and not below {reference}"),
    (False, True): N_("Validation loss is still falling and below {reference}"),
    (False, False): N_("Validation loss is still falling and not yet below {reference}"),
}


def job_mark() -> None:
    """Draw the sidebar's mark of the job that is running, while one is; nothing otherwise."""
    watching = bool(_unfinished())
    st.fragment(_mark, run_every=SECONDS_BETWEEN_LOOKS if watching else None)(watching)


def _unfinished() -> list[Snapshot]:
    return [job for job in job_manager().list() if job.state in UNFINISHED]


def _mark(watching: bool) -> None:
    jobs = _unfinished()
    if watching != bool(jobs):
        st.rerun()
    running = next((job.id for job in jobs if job.state == State.RUNNING), None)
    snapshot = find_job(running)
    if snapshot is None:
        return
    with st.container(key="job-mark", gap="xsmall"):
        page = page_of(snapshot.kind)
        title = snapshot.title if page is None else _(PAGES[page].title)
        line = _(":material/progress_activity: **{name}** is learning")
        st.markdown(line.format(name=title))
        st.progress(min(max(snapshot.fraction, 0.0), 1.0))
        st.caption(_mark_line(snapshot))


def _mark_line(snapshot: Snapshot) -> str:
    left = _("{time} left").format(time=duration(snapshot.seconds_left))
    if not snapshot.epochs:
        return left
    last = snapshot.epochs[-1]
    epoch = _("Epoch {epoch} of {total}").format(epoch=last.epoch, total=last.num_epochs)
    return _(" · ").join([epoch, left])
