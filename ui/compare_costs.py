"""What a trunk costs as sequences grow: memory and time of learning, time of one more step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.errors import NoArtifact
from core.explain.costs import exponent
from core.figures.compare_insides import Growth, draw_growth
from core.figures.style import CONFIG, Axes
from core.models import MODELS
from core.recipes.compare.insides import (
    COSTS_SECONDS,
    CostCurve,
    CostTable,
    cost_table,
    shipped_costs,
)
from core.words import N_
from ui.compare_inks import ORDER
from ui.compare_words import machine_said, trunk_said
from ui.i18n import _, duration
from ui.later import promised, when_ready
from ui.theme import look

ASKED = "compare.costs-asked"
NAMES_ROOM = 190
SAVED, LEARNING, STEP = "saved_mib", "milliseconds", "step_milliseconds"
WHAT: Mapping[str, str] = {
    SAVED: N_("Memory"),
    LEARNING: N_("Time of learning"),
    STEP: N_("One more step"),
}
UNITS: Mapping[str, str] = {
    SAVED: N_("Kept of one sequence, MiB, log scale"),
    LEARNING: N_("Forward and back, ms, log scale"),
    STEP: N_("One more step, ms, log scale"),
}


def show_costs(_subject: None) -> None:
    """Draw the chart, from what is shipped or was measured here, and offer to measure."""
    number = int(st.session_state.get(ASKED, 0))
    if number:
        waiting = _("Every trunk is measured at four lengths …")
        when_ready(promised(_measure, number), _draw, waiting, key="compare-costs-error")
    else:
        try:
            _draw(shipped_costs())
        except NoArtifact:
            nothing = _("Nothing has been measured yet.")
            st.markdown(f":gray[{nothing}]")
    label = _("Measure on this machine, about {time}").format(time=duration(COSTS_SECONDS))
    if st.button(label, key="compare-costs-button", icon=":material/replay:"):
        st.session_state[ASKED] = number + 1
        st.rerun()


def _measure(_number: int) -> CostTable:
    return cost_table(list(MODELS))


def _draw(table: CostTable) -> None:
    what = str(
        st.segmented_control(
            _("What"),
            list(WHAT),
            format_func=lambda one: _(WHAT[one]),
            default=SAVED,
            required=True,
            key="compare.cost",
            label_visibility="collapsed",
        )
    )
    title = costs_title(table, what)
    st.markdown(f"### {title}", anchors=False)
    growths = [_growth(curve, what) for curve in sorted(table.curves, key=_place)]
    axes = Axes(x=_("Length, log scale"), y=_(UNITS[what]), right=NAMES_ROOM)
    figure = draw_growth(growths, axes, look())
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-costs", alt=title)
    words = _(
        "Behind each name the power of the length that its cost grows with. One thread; {where}."
    )
    st.caption(words.format(where=machine_said(table.machine)))


def _place(curve: CostCurve) -> int:
    return ORDER.index(curve.trunk)


def _growth(curve: CostCurve, what: str) -> Growth:
    costs = getattr(curve, what)
    name = name_of(curve)
    power = f"{exponent(curve.lengths, costs):.2f}"
    return Growth(curve.trunk, f"{name} · {power}", np.array(curve.lengths), np.array(costs))


def name_of(curve: CostCurve) -> str:
    """Return a trunk's name, and its kernel where it is not the usual one."""
    name = trunk_said(curve.trunk)
    return _("{name}, written out").format(name=name) if curve.kernel == "explicit" else name


def costs_title(table: CostTable, what: str) -> str:
    """Say which cost grows fastest and which slowest, by their exponents."""
    powers = {name_of(one): exponent(one.lengths, getattr(one, what)) for one in table.curves}
    most, least = max(powers, key=powers.__getitem__), min(powers, key=powers.__getitem__)
    words = _("{most} grows fastest, as length to the power {high}; {least} slowest, {low}")
    return words.format(
        most=most, high=f"{powers[most]:.2f}", least=least, low=f"{powers[least]:.2f}"
    )
