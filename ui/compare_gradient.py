"""The gradient through time, before learning with dials to turn, and after learning.

Turning a dial draws this chart anew and nothing else. Before learning every contender reads noise;
after learning those are drawn that were kept whole, on test sequences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import streamlit as st

from core.explain.gradient_flow import CELL, HIDDEN, INPUT, GradientFlow
from core.figures.compare_insides import Fading, draw_fading
from core.figures.style import CONFIG, Axes
from core.recipes.compare.insides import Begun, Dials, fading_after, fading_before
from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.specimens import Specimen
from core.words import N_
from ui.compare_inks import inks_of, ordered
from ui.compare_specimens import Study, offer_specimens
from ui.compare_words import fading_title, trunk_said
from ui.i18n import NOTHING, _, number
from ui.theme import look

BEFORE, AFTER = "before", "after"
WHEN: Mapping[str, str] = {BEFORE: N_("Before learning"), AFTER: N_("After learning")}
MEMORY = "memory"
BY: Mapping[str, str] = {
    MEMORY: N_("what is remembered: the cell, else the state"),
    HIDDEN: N_("the hidden state"),
    INPUT: N_("the input"),
}
"""By what the slope of the last state is taken; a trunk without it is drawn by its inputs."""
FORGET_BIASES = (None, *range(-1, 7))
RADII = (None, *(round(0.1 * n, 1) for n in range(5, 16)))
CLIP = 1.0
FEWEST_STEPS, MOST_STEPS = 20, 400
REMEMBERED = 256
NAMES_ROOM = 100


@dataclass(frozen=True)
class Turned:
    """What the controls of the chart are at."""

    after: bool
    by: str
    dials: Dials
    clipped: bool

    def quantity(self, flow: GradientFlow) -> str:
        """Return which of a trunk's gradients is drawn."""
        if self.by == MEMORY:
            return flow.memory
        return self.by if self.by in flow.sizes else INPUT


@st.fragment
def show_gradient(study: Study) -> None:
    """Draw the chart with its controls."""
    title = st.container()
    turned = _controls(bool(study.specimens))
    flows = _flows(study, turned)
    lags = {name: flow.first_below(turned.quantity(flow)) for name, flow in flows.items()}
    words = fading_title(lags) if lags else _("None of these was kept whole yet")
    title.markdown(f"### {words}", anchors=False)
    if flows:
        _chart(study, flows, turned, words)
    if turned.after:
        offer_specimens(study, "gradient")


def _controls(any_kept: bool) -> Turned:
    with st.container(horizontal=True, vertical_alignment="center", key="compare-gradient-what"):
        when = st.segmented_control(
            _("When"),
            list(WHEN),
            format_func=lambda one: _(WHEN[one]),
            default=AFTER if any_kept else BEFORE,
            required=True,
            key="compare.when",
            label_visibility="collapsed",
            persist_state="session",
        )
        with st.popover(_("Gradient by …"), type="tertiary"):
            by = st.radio(
                _("Slope of the last state by"),
                list(BY),
                format_func=lambda one: _(BY[one]),
                key="compare.gradient-by",
                persist_state="session",
            )
    after = when == AFTER
    left, middle, right = st.columns([1, 1, 0.8], vertical_alignment="bottom")
    with left:
        bias = st.select_slider(
            _("Forget bias"), FORGET_BIASES, key="compare.forget-bias", format_func=_dial,
            disabled=after, help=_("How far open the gates begin that keep the memory."),
        )  # fmt: skip
    with middle:
        radius = st.select_slider(
            _("Spectral radius"), RADII, key="compare.radius", format_func=_dial,
            disabled=after, help=_("The largest eigenvalue of the recurrent weights."),
        )  # fmt: skip
    with right:
        clipped = st.toggle(_("Clip to 1"), key="compare.clip", disabled=after)
    return Turned(after, str(by), Dials(bias, radius), bool(clipped) and not after)


def _dial(value: float | None) -> str:
    return _("as drawn") if value is None else number(value, 2)


def _flows(study: Study, turned: Turned) -> dict[str, GradientFlow]:
    names = ordered([row.name for row in study.result.rows])
    if turned.after:
        return {n: _after(study.specimens[n]) for n in names if n in study.specimens}
    begun = {one.contender: one for one in begun_of(study.result)}
    return {name: _before(begun[name], turned.dials) for name in names}


def begun_of(result: Result) -> list[Begun]:
    """Return the contenders of a study before they learn."""
    steps = CompareSettings.from_record(dict(result.settings)).steps
    length = min(max(steps, FEWEST_STEPS), MOST_STEPS)
    return [Begun(row.name, row.width, row.num_layers, length) for row in result.rows]


@lru_cache(maxsize=REMEMBERED)
def _before(begun: Begun, dials: Dials) -> GradientFlow:
    return fading_before(begun, dials)


@lru_cache(maxsize=REMEMBERED)
def _after(specimen: Specimen) -> GradientFlow:
    return fading_after(specimen)


def _chart(study: Study, flows: Mapping[str, GradientFlow], turned: Turned, title: str) -> None:
    inks = inks_of([row.name for row in study.result.rows])
    factors = {name: flow.clipping(CLIP) for name, flow in flows.items()}
    fadings = [
        Fading(
            inks[name],
            trunk_said(name),
            flow.relative(turned.quantity(flow))
            + (np.log10(factors[name]) if turned.clipped else 0.0),
        )
        for name, flow in flows.items()
    ]
    axes = Axes(x=_("Steps back in time"), y=_("Size of the gradient, log scale"), right=NAMES_ROOM)
    figure = draw_fading(fadings, axes, look(), ten_steps=_("“ten steps”"))
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-gradient", alt=title)
    st.caption(_caption(flows, turned, factors))


def _caption(
    flows: Mapping[str, GradientFlow], turned: Turned, factors: Mapping[str, float]
) -> str:
    parts = [_("How much of the last state depends on each step before it; 1 at the last step.")]
    named = [trunk_said(name) for name, flow in flows.items() if turned.quantity(flow) == CELL]
    if named:
        parts.append(_("{names}: the cell.").format(names=_(", ").join(named)))
    if turned.clipped:
        most = min(factors, key=factors.__getitem__)
        words = _(
            "Clipping multiplies all lags alike, {name}’s by {factor}: it stops steps that are too"
            " long and gives back nothing that has faded."
        )
        factor = number(factors[most], 2) if np.isfinite(factors[most]) else NOTHING
        parts.append(words.format(name=trunk_said(most), factor=factor))
    return _(" ").join(parts)
