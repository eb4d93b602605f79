"""Every training that was kept: find one, open it, compare two, take it along, repeat it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import SeqLabError
from core.figures.runs import Curve, draw_curves
from core.figures.style import CONFIG, Axes
from core.runs import Run
from core.words import N_
from ui import runs_panel
from ui.contents import page_of, path_of
from ui.errors import show_error
from ui.i18n import _, counted
from ui.result_panel import nothing_yet, show_command
from ui.runs_compare import curves_title, differing, name_of, settings_that_differ
from ui.runs_panel import curve_of, time_of
from ui.state import open_on
from ui.steps import head
from ui.theme import look


def show() -> None:
    """Draw the page."""
    head(
        _("Runs"),
        _("Everything that was ever trained here: open it, compare two, take it with you."),
    )
    runs_panel.say_what_was_done()
    kept = runs_panel.kept_runs()
    found = runs_panel.find(kept)
    if not kept:
        if nothing_yet(
            "history",
            _("No run yet"),
            _("What you train is kept here, with its settings, curves and result."),
            _("Open the finished example"),
            key="runs",
        ):
            st.switch_page(path_of("forecast"))
        return
    chosen = runs_panel.table(found)
    if not chosen:
        st.caption(_("Choose a run to open or repeat it, two to compare them."))
        return
    _what_to_do(chosen)
    _side_by_side(chosen)


def _what_to_do(chosen: Sequence[Run]) -> None:
    only = chosen[0] if len(chosen) == 1 else None
    number = counted(len(chosen), N_("{count} chosen"), N_("{count} chosen"))
    with st.container(horizontal=True, vertical_alignment="center", key="runs-actions"):
        st.markdown(
            f"**{number}**",
            width="content",
        )
        page = None if only is None else page_of(only.opening.kind)
        pressed = st.button(
            _("Open"), icon=":material/open_in_new:", disabled=page is None, key="runs-open"
        )
        if pressed and only is not None and page is not None:
            open_on(only.opening.kind, only.id)
            st.switch_page(path_of(page))
        runs_panel.download(chosen)
        runs_panel.delete(chosen)


def _side_by_side(chosen: Sequence[Run]) -> None:
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        _curves(chosen[:4])
    with right:
        if len(chosen) == 2:
            settings_that_differ(differing(chosen[0], chosen[1]), chosen)
        title = _("The command that repeats {time}").format(time=time_of(chosen[0]))
        st.markdown(f"### {title}", anchors=False)
        show_command(chosen[0].opening.command)


def _curves(chosen: Sequence[Run]) -> None:
    names = [name_of(run, chosen) for run in chosen]
    histories = [curve_of(run) for run in chosen]
    curves = [
        Curve(name, history.steps, history.values)
        for name, history in zip(names, histories, strict=True)
        if history is not None and len(history.steps)
    ]
    if not curves:
        nothing = _("No curve was kept of this.")
        st.markdown(f":gray[{nothing}]")
        return
    st.markdown(f"### {curves_title(curves)}", anchors=False)
    axes = Axes(x=_("Epoch"), y=_("Validation loss"), right=118)
    st.plotly_chart(
        draw_curves(curves, axes, look()),
        theme=None,
        config=CONFIG,
        key="runs-curves",
        alt=_("Validation loss by epoch"),
    )


try:
    show()
except SeqLabError as error:
    show_error(error, key="runs")
