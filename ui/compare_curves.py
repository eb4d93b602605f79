"""Every seed's figure on validation data, over what it spent: while it learns, and afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import plotly.graph_objects as go
import streamlit as st

from core.figures.compare import CurveWords, Line, Scale, draw_curves
from core.figures.style import CONFIG, Look
from core.recipes.compare.result import Result
from core.recipes.compare.tasks import METRICS
from core.words import N_
from ui.compare_inks import ordered
from ui.compare_words import curves_title, trunk_said
from ui.i18n import _, language
from ui.theme import look

BY_SECONDS, BY_UPDATES = "core_seconds", "updates"
SPENT: Mapping[str, str] = {BY_SECONDS: N_("Core-seconds"), BY_UPDATES: N_("Updates")}
LOGARITHMIC = ("mse",)
"""The metrics that are drawn on a log scale."""
REMEMBERED = 16


def scale_of(result: Result) -> Scale:
    """Return how the figures of a study are drawn."""
    return Scale(result.metric in LOGARITHMIC, result.baseline)


def lines_of(result: Result, by: str) -> list[Line]:
    """Return the curve of every seed that has begun, in the order of the contenders' inks."""
    rows = {row.name: row for row in result.rows}
    return [
        Line(trunk_said(name), getattr(run.curve, by), run.curve.figures)
        for name in ordered(list(rows))
        for run in rows[name].runs
        if len(run.curve.figures)
    ]


def curve_words(result: Result, by: str) -> CurveWords:
    """Return the words of the chart."""
    figure = _("{metric}, validation").format(metric=_(METRICS[result.metric].title))
    return CurveWords(figure=figure, spent=_(SPENT[by]), baseline=_("guessing"))


@st.fragment
def show_curves(result: Result) -> None:
    """Draw the curves with their title, and the choice of what they run over."""
    title = curves_title(result)
    st.markdown(f"### {title}", anchors=False)
    by = st.segmented_control(
        _("Over"),
        list(SPENT),
        format_func=lambda one: _(SPENT[one]),
        default=BY_SECONDS,
        required=True,
        key="compare.over",
        label_visibility="collapsed",
        persist_state="session",
    )
    figure = _drawn(result, str(by), look(), language())
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-curves", alt=title)


@lru_cache(maxsize=REMEMBERED)
def _drawn(result: Result, by: str, seen: Look, _language: str) -> go.Figure:
    """Draw the curves once for all visits that see them in the same colours and language.

    The word for a guess stands at the right: at the left every curve falls through it.
    """
    words = curve_words(result, by)
    figure = draw_curves(lines_of(result, by), scale_of(result), words, seen)
    right = {"x": 1, "xanchor": "right", "xshift": -4}
    figure.update_annotations(selector={"text": words.baseline}, **right)
    figure.update_yaxes(exponentformat="power")
    return figure
