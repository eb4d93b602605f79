"""Robustness: the same study with noise, with steps left out, with fewer sequences to learn from.

Every point is a study of its own, an ordinary run that can be opened. Those that were made before,
here or where the program was shipped, are found again by their settings; the rest are ordered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.errors import BadSetting, SeqLabError
from core.figures.compare import CurveWords, Line, draw_curves
from core.figures.style import CONFIG
from core.jobs import job_manager
from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import SWEEPS, leader_of, shipped_sweeps, swept
from core.recipes.compare.tasks import METRICS
from core.runs import Source
from core.words import N_
from ui.compare_choice import PAGE
from ui.compare_curves import scale_of
from ui.compare_inks import ordered
from ui.compare_order import LEARN, cost_said, study_order
from ui.compare_shown import result_of_run, studies
from ui.compare_specimens import Study
from ui.compare_words import figure_said, trunk_said
from ui.errors import show_error
from ui.i18n import _, counted, number, whole
from ui.job_panel import find_job
from ui.state import watch_job
from ui.steps import open_step
from ui.theme import look

REFUSED = "compare.sweep-refused"
USUAL = ("lstm", "transformer")
MOST_CONTENDERS = 4
SEEDS = 3
NO_END = "∞"


def show_sweeps(study: Study) -> None:
    """Draw the choice of what is made harder and for whom, and what came of it."""
    base = CompareSettings.from_record(dict(study.result.settings))
    names = ordered(base.trunks)
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare-sweep-what"):
        knob = st.segmented_control(
            _("What is made harder"), list(SWEEPS), format_func=lambda one: _(SWEEPS[one].title),
            default="train_size", required=True, key="compare.sweep",
        )  # fmt: skip
        chosen = st.pills(
            _("Contenders"), names, selection_mode="multi", format_func=trunk_said,
            default=[name for name in names if name in USUAL] or names[:2],
            key=f"compare.sweep-trunks.{'-'.join(names)}",
        )  # fmt: skip
    refused: SeqLabError | None = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused, key="compare-sweep")
    if not chosen:
        return
    trunks = tuple(name for name in base.trunks if name in chosen[:MOST_CONTENDERS])
    asked = swept(replace(base, trunks=trunks, seeds=SEEDS), str(knob))
    found = made_of(asked)
    if len(found) > 1:
        _chart(str(knob), found)
    _order([one for one in asked if one not in found], study.source)


def made_of(asked: Sequence[CompareSettings]) -> dict[CompareSettings, Result]:
    """Return those of the studies that were made, here or where the program was shipped."""
    found: dict[CompareSettings, Result] = {}
    for run in studies():
        settings = _read(run.settings)
        if settings in asked and settings not in found:
            result = result_of_run(run)
            if result is not None:
                found[settings] = result
    for shipped in shipped_sweeps():
        settings = _read(shipped.settings)
        if settings in asked:
            found.setdefault(settings, shipped)
    return {one: found[one] for one in asked if one in found}


def _read(record: Mapping[str, object]) -> CompareSettings:
    """Return the settings of a study; the usual ones where a record no longer fits."""
    try:
        return CompareSettings.from_record(record)
    except BadSetting:
        return CompareSettings()


def _order(missing: Sequence[CompareSettings], source: Source) -> None:
    if not missing:
        return
    one, many = N_("Make {count} study"), N_("Make {count} studies")
    label = _("{studies}, each {cost}").format(
        studies=counted(len(missing), one, many), cost=cost_said(missing[0])
    )
    if st.button(label, key="compare-sweep-button", icon=":material/play_arrow:"):
        submit_studies(source, missing)
        st.rerun()


def submit_studies(source: Source, wanted: Sequence[CompareSettings]) -> None:
    """Hand several studies over and watch the first; a refusal is said when this is drawn next."""
    try:
        jobs = [job_manager().submit(study_order(source, one)) for one in wanted]
    except SeqLabError as error:
        st.session_state[REFUSED] = error
        return
    if find_job(jobs[0]) is not None:
        watch_job(PAGE, jobs[0])
        open_step(LEARN)


def _chart(knob: str, found: Mapping[CompareSettings, Result]) -> None:
    results = list(found.values())
    title = sweep_title(results)
    st.markdown(f"### {title}", anchors=False)
    figure = drawn(knob, found)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-sweep-chart", alt=title)
    st.caption(_("Every line is a seed, on test sequences; each point is a study of its own."))


def sweep_title(results: Sequence[Result]) -> str:
    """Say who is best at the hardest end and at the easiest, from the figures alone."""
    sign = 1.0 if METRICS[results[0].metric].higher_is_better else -1.0
    best = [(leader_of(one), one) for one in results]
    ranked = sorted(
        ((sign * (row.mean or 0.0), row, one) for row, one in best if row is not None),
        key=lambda found: found[0],
    )
    if not ranked:
        return _("Nobody has been judged yet")
    words = _("Best where it is hardest: {first}, {low}; where it is easiest: {last}, {high}")
    (_worst, first, _one), (_most, last, _other) = ranked[0], ranked[-1]
    metric = results[0].metric
    return words.format(
        first=trunk_said(first.name),
        low=figure_said(metric, first.mean),
        last=trunk_said(last.name),
        high=figure_said(metric, last.mean),
    )


def drawn(knob: str, found: Mapping[CompareSettings, Result]) -> go.Figure:
    """Draw every seed's figure against the values of a knob, evenly apart."""
    results = list(found.values())
    places = np.arange(len(results), dtype=np.float64)
    words = CurveWords(
        figure=_(METRICS[results[0].metric].title),
        spent=_(SWEEPS[knob].axis),
        baseline=_("guessing"),
    )
    figure = draw_curves(_lines(results, places), scale_of(results[0]), words, look())
    labels = [_value(knob, getattr(one, knob)) for one in found]
    figure.update_xaxes(tickvals=places.tolist(), ticktext=labels)
    return figure


def _value(knob: str, value: float) -> str:
    if knob != "train_size":
        return number(value, 2)
    return whole(value) if value else NO_END


def _lines(results: Sequence[Result], places: np.ndarray) -> list[Line]:
    lines = []
    for name in ordered([row.name for row in results[0].rows]):
        rows = [next(row for row in one.rows if row.name == name) for one in results]
        for seed in range(min(len(row.runs) for row in rows)):
            figures = [row.runs[seed].result for row in rows]
            known = np.array([np.nan if f is None else f for f in figures])
            lines.append(Line(trunk_said(name), places, known))
    return lines
