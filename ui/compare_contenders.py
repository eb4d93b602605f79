"""The second step of the page of comparisons: who takes part, how they are matched, and the job.

While a study is made its panel stands in front of the form; the form stays within reach for the
next one. The order holds everything that is needed to repeat the study without this page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import BadSetting, SeqLabError
from core.jobs import Snapshot, State, job_manager
from core.recipes import compare
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.study import Plan
from core.runs import Source, home
from ui.compare_choice import PAGE, TABLE_KNOBS, Chosen, settings_so_far
from ui.compare_live import study_panel
from ui.compare_order import LEARN, cost_said, study_order
from ui.compare_shown import is_specimen
from ui.compare_words import settings_said, trunk_said
from ui.errors import show_error
from ui.i18n import _, number, whole
from ui.job_panel import is_unfinished, job_panel
from ui.later import lazily, promised, when_ready
from ui.settings_form import WIDGETS, Cell, back_to_defaults, settings_form
from ui.state import watch_job
from ui.steps import more, open_step

ON_THEIR_OWN = ("task", "length", "trunks")
"""Knobs that the form leaves to the first step and to the row of contenders."""
REFUSED = "compare.order-refused"


def contend(chosen: Chosen, snapshot: Snapshot | None) -> None:
    """Draw the panel of the job, if there is one, and the form."""
    if snapshot is not None and snapshot.state != State.DONE:
        (job_panel if is_specimen(snapshot) else study_panel)(snapshot.id)
    if is_unfinished(snapshot):
        with more(_("Settings of the next study"), key="compare-next-settings"):
            _form(chosen)
    else:
        _form(chosen)


def _form(chosen: Chosen) -> None:
    knobs = CompareSettings.knobs()
    cell = Cell(f"{PAGE}.trunks", CompareSettings.defaults()["trunks"], wide=True)
    trunks = WIDGETS[type(knobs["trunks"])](knobs["trunks"], cell)
    unfit = () if chosen.name == "forecast" else TABLE_KNOBS
    drawn = settings_form(CompareSettings, PAGE, without=(*ON_THEIR_OWN, *unfit))
    settings = None if drawn is None else _whole(drawn, chosen, trunks)
    refused: SeqLabError | None = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused, key="compare-order")
    if settings is not None and chosen.source is not None and chosen.may_be_learnt:
        _start(chosen.source, settings)
        lazily(
            _("Sizes and kernels of these contenders"),
            "compare-sizes",
            _sizes,
            (settings, chosen.source),
        )


def _whole(drawn: CompareSettings, chosen: Chosen, trunks: list[str]) -> CompareSettings | None:
    """Return the settings of the form with the task and the contenders; None after an error."""
    rest: dict[str, Any] = {"task": chosen.name, "length": chosen.length, "trunks": trunks}
    try:
        return replace(drawn, **rest)
    except BadSetting as error:
        show_error(error, key="compare-whole")
        return None


def _start(source: Source, settings: CompareSettings) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="compare-start"):
        st.button(
            _("Compare, {cost}").format(cost=cost_said(settings)),
            type="primary",
            icon=":material/play_arrow:",
            key="compare-learn-button",
            on_click=submit_study,
            args=(source, settings),
        )
        st.button(
            _("Back to the defaults"),
            type="tertiary",
            key="compare-defaults",
            on_click=_back,
        )


def _back() -> None:
    task = {key: st.session_state.get(f"{PAGE}.{key}") for key in ("task", "length")}
    back_to_defaults(CompareSettings, PAGE)
    for key, value in task.items():
        if value is not None:
            st.session_state[f"{PAGE}.{key}"] = value


def submit_study(source: Source, settings: CompareSettings) -> None:
    """Hand a study over and watch it; a callback, so a refusal is said when the form is drawn."""
    try:
        job = job_manager().submit(study_order(source, settings))
    except SeqLabError as error:
        st.session_state[REFUSED] = error
        return
    watch_job(PAGE, job)
    open_step(LEARN)


def _sizes(asked: tuple[CompareSettings, Source]) -> None:
    settings, source = asked
    promise = promised(_plan, settings, source)
    waiting = _("The contenders are sized …")
    when_ready(promise, _size_table, waiting, key="compare-sizes-error")


def _plan(settings: CompareSettings, source: Source) -> Plan:
    return compare.prepare(source, settings, home())


def _size_table(plan: Plan) -> None:
    costs = plan.costs
    columns = {
        _("Contender"): [trunk_said(name) for name in costs],
        _("Width"): [whole(plan.widths[name]) for name in costs],
        _("Layers"): [whole(cost.num_layers) for cost in costs.values()],
        _("Parameters"): [whole(cost.parameters) for cost in costs.values()],
        _("FLOPs a step"): [whole(cost.flops) for cost in costs.values()],
        _("Kept, MiB"): [number(cost.saved_mib) for cost in costs.values()],
        _("Kernel"): [_(cost.kernel) for cost in costs.values()],
    }
    st.table(columns, border="horizontal", hide_index=True)
    st.caption(
        _(
            "FLOPs: additions and multiplications of one step forward. Kept: what one update holds"
            " for the way back. On a CPU time ranks kernels as much as it ranks designs."
        )
    )


def contenders_summary(chosen: Chosen) -> str:
    """Say the step's own line: who takes part, their sizes, the budget, the seeds."""
    if not chosen.may_be_learnt:
        return _("waits for data")
    settings = settings_so_far(chosen)
    return _("a setting must be mended") if settings is None else settings_said(settings)
