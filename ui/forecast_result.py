"""The third step of the forecast page: verdict, fan, who is how good, and why.

Conventions: `key` names of widgets begin with "forecast"; what answers at once sits on its figure
and reruns only its own fragment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.figures.forecast import Fan, FanWords, LagWords, draw_fan, draw_lags
from core.figures.style import CONFIG, Look
from core.recipes.forecast.result import Lags, Result, Row
from ui.forecast_words import (
    Scale,
    fan_title,
    inside,
    is_daily,
    lags_caption,
    lags_title,
    name_of,
    scale_of,
    scores_title,
    steps_ahead,
    subject,
)
from ui.i18n import MINUS, _, day, language, number, percent, span, whole
from ui.ruler import Heading, Score, ruler
from ui.theme import look

STEPS_OFFERED = (1, 5, 10, 21)
REMEMBERED_FIGURES = 64
LEVELS_SHOWN = (0.5, 0.8, 0.95)
HISTORY_PER_STEP = 6
FEWEST_HISTORY, MOST_HISTORY = 30, 126
LONGEST_NAME = 6  # letters that fit beside a number below a figure of the verdict
BEFORE_UP_TO = 2  # with so few steps ahead, what was said beforehand shows more than the fan


def offered_steps(horizon: int) -> list[int]:
    """Return the numbers of steps that can be shown, the horizon always among them."""
    return sorted({step for step in STEPS_OFFERED if step < horizon} | {horizon})


@st.fragment
def show_fan(result: Result) -> None:
    """Draw the fan with its title and the chips that choose how far it reaches."""
    horizon = len(result.outlook.mean_H)
    options = offered_steps(horizon)
    row = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    title = row.container(width="content")
    steps = horizon
    if len(options) > 1:
        with row:
            steps = st.segmented_control(
                _("Steps ahead"),
                options,
                default=10 if 10 in options else horizon,
                format_func=lambda count: steps_ahead(result, count),
                required=True,
                key=f"forecast.steps.{horizon}",
                label_visibility="collapsed",
            )
    drawn = _drawn_fan(result, steps, look(), language())
    title.markdown(f"### {drawn.title}", anchors=False)
    st.plotly_chart(
        drawn.figure,
        theme=None,
        config=CONFIG,
        key="forecast-fan",
        alt=f"{drawn.title}. {drawn.unit}",
    )
    if drawn.shows_before:
        st.caption(_("Thin line: what the model had said one step before, each time."))


@dataclass(frozen=True)
class _DrawnFan:
    """The fan as it stands on the screen, with its title and its unit."""

    title: str
    unit: str
    figure: go.Figure
    shows_before: bool


@lru_cache(maxsize=REMEMBERED_FIGURES)
def _drawn_fan(result: Result, steps: int, seen: Look, _language: str) -> _DrawnFan:
    """Draw the fan once for all visits that see it in the same colours and language."""
    scale = scale_of(result)
    fan = make_fan(result, scale, steps)
    words = FanWords(
        unit=scale.unit,
        measured=_("measured"),
        median=_("median"),
        last=_last_known(fan.history_times[-1]),
        before=_("said one step before"),
    )
    return _DrawnFan(
        title=fan_title(result, steps, fan.median, fan.high[-1]),
        unit=scale.unit,
        figure=draw_fan(fan, words, seen, from_zero=scale.from_zero),
        shows_before=fan.before is not None,
    )


def make_fan(result: Result, scale: Scale, steps: int) -> Fan:
    """Return what the fan draws: the newest history and `steps` of the outlook, as shown."""
    rows = int(np.clip(HISTORY_PER_STEP * steps, FEWEST_HISTORY, MOST_HISTORY))
    times = times_of(result.history_times)
    outlook = result.outlook
    levels = [i for i, level in enumerate(outlook.levels) if round(level, 3) in LEVELS_SHOWN]
    chosen = levels or list(range(len(outlook.levels)))
    before = _said_before(result, scale, rows) if steps <= BEFORE_UP_TO else None
    return Fan(
        history_times=times[-rows:],
        history=scale.shown(result.history[-rows:]),
        times=times_of(outlook.times)[:steps],
        median=scale.shown(outlook.mean_H[:steps]),
        levels=tuple(outlook.levels[i] for i in chosen),
        low=scale.shown(outlook.low_LH[chosen, :steps]),
        high=scale.shown(outlook.high_LH[chosen, :steps]),
        before=before,
    )


def times_of(times: Sequence[str]) -> pd.Index:
    """Return times as dates, or the numbers of steps of a table that has no time column."""
    if times and all(
        time.lstrip("-").isdigit() and len(time) < 7 for time in (times[0], times[-1])
    ):
        return pd.Index([int(time) for time in times])
    return pd.DatetimeIndex(pd.to_datetime(list(times)))


def _said_before(result: Result, scale: Scale, rows: int) -> np.ndarray | None:
    """Return, for each of the newest rows, what the model had said of it one step before."""
    scored = result.scored
    said = scored.predictions[subject(result)][:, 0]
    by_time = dict(zip(scored.label_times, said, strict=False))  # the first label of each origin
    values = np.array([by_time.get(time, np.nan) for time in result.history_times[-rows:]])
    return scale.shown(values) if np.isfinite(values).any() else None


def _last_known(time: object) -> str:
    written = day(time) if isinstance(time, pd.Timestamp) else whole(float(str(time)))
    return _("last known, {time}").format(time=written)


def show_scores(result: Result) -> None:
    """Draw the ruler: one row a model, the reference as the dashed line."""
    st.markdown(f"### {scores_title(result)}", anchors=False)
    reference = inside(result.reference)
    heading = Heading(
        name=_("Model"),
        worse=_("worse"),
        better=_("better than {name}").format(name=reference),
        number=_("Skill"),
    )
    ruler(scores_of(result), heading)
    template = _(
        "Share of the squared error of {name} that is gone, on the same {count} forecasts; bars are"
        " intervals at 95%, ticks single seeds."
    )
    count = whole(len(result.scored.times))
    st.caption(template.format(name=reference, count=count))


def scores_of(result: Result) -> list[Score]:
    """Return the rows of the ruler, the best first; the seeds of a model are its ticks."""
    seeds: dict[str, list[float]] = {}
    for row in result.rows:
        if row.seed is not None:
            seeds.setdefault(_family(row), []).append(row.r2_vs_reference)
    whole_rows = [row for row in result.rows if row.seed is None]
    told = {_family(row) for row in whole_rows}
    single = [row for row in result.rows if row.seed is not None and _family(row) not in told]
    ranked = sorted([*whole_rows, *single], key=lambda row: -row.r2_vs_reference)
    return [_score(row, result.reference, tuple(seeds.get(_family(row), ()))) for row in ranked]


def _family(row: Row) -> str:
    return row.name.partition("/")[0]


def _score(row: Row, reference: str, seeds: tuple[float, ...]) -> Score:
    is_reference = row.name == reference
    return Score(
        name=name_of(row.name),
        value=row.r2_vs_reference,
        text="0" if is_reference else percent(row.r2_vs_reference, signed=True),
        low=None if is_reference else row.skill_low,
        high=None if is_reference else row.skill_high,
        seeds=seeds if len(seeds) > 1 else (),
        ours=row.kind != "baseline",
        reference=is_reference,
    )


def show_lags(result: Result, lags: Lags) -> None:
    """Draw attention over lags beside what truly moves the forecast."""
    title = lags_title(lags)
    st.markdown(f"### {title}", anchors=False)
    figure = _drawn_lags(result, look(), language())
    if figure is not None:
        st.plotly_chart(figure, theme=None, config=CONFIG, key="forecast-lags", alt=title)
    st.caption(lags_caption(lags))


@lru_cache(maxsize=REMEMBERED_FIGURES)
def _drawn_lags(result: Result, seen: Look, _language: str) -> go.Figure | None:
    """Draw the lags once for all visits that see them in the same colours and language."""
    lags = result.lags
    if lags is None:
        return None
    words = LagWords(
        share=_("Share, %"),
        back=_("Days back") if is_daily(result) else _("Steps back"),
        attention=_("attention"),
        occlusion=_("effect of hiding that step"),
        gradients=_("integrated gradients"),
        uniform=_("uniform"),
    )
    return draw_lags(lags.attention_L, [lags.occlusion_L, lags.gradients_L], words, seen)


def interval_figure(result: Result) -> tuple[str, str, str] | None:
    """Return label, value and reference of the coverage, said."""
    if result.interval is None:
        return None
    label = _("Coverage at {level}").format(level=percent(result.interval.level, 0))
    count = _("of {count} forecasts").format(count=whole(len(result.scored.times)))
    return label, percent(result.interval.coverage), count


def error_figure(result: Result, row: Row) -> tuple[str, str, str]:
    """Return label, value and reference of the error, said."""
    against = next(one for one in result.rows if one.name == result.reference)
    name, error = name_of(result.reference), number(against.mae, 2)
    short = len(name) <= LONGEST_NAME
    reference = f"{name} {error}" if short else _("baseline {error}").format(error=error)
    return _("Error (MAE)"), number(row.mae, 2), reference


def skill_figure(result: Result, row: Row) -> tuple[str, str, str]:
    """Return label, value and interval of the skill, said."""
    label = _("R² over {name}").format(name=name_of(result.reference))
    interval = span(_skill(row.skill_low), _skill(row.skill_high))
    return label, _skill(row.r2_vs_reference), interval


def _skill(value: float) -> str:
    """Write an R² with three decimals, which a figure's narrow place can hold."""
    return f"{value:.3f}".replace("-", MINUS) if abs(value) >= 0.0005 else "0"
