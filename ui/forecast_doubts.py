"""What a doubter opens: where, when and how the forecast wins or fails; closed at first.

Conventions: each expander is a fragment that draws only while it is open, so that closed ones cost
nothing; every title is made from the numbers beneath it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.figures.checks import (
    Band,
    Level,
    Line,
    draw_autocorrelation,
    draw_blocks,
    draw_lines,
    draw_quantiles,
)
from core.figures.style import CONFIG, Axes
from core.metrics.intervals import ROLLING_ORIGINS
from core.metrics.residuals import Tails
from core.recipes.forecast import checks
from core.recipes.forecast.result import Result
from core.words import N_
from ui.forecast_result import times_of
from ui.forecast_words import inside, is_daily, name_of, subject
from ui.i18n import _, number, percent, span, whole
from ui.later import lazily
from ui.theme import look

MOST_LINES = 3  # of those compared step by step
NAMES_ROOM = 120


def show_doubts(result: Result) -> None:
    """Draw the closed expanders that follow from the scored predictions alone."""
    reference = inside(result.reference)
    if subject(result) != result.reference:
        lazily(_("Error by fold and by step"), "forecast-folds", _folds, result)
        lazily(
            _("When does it win? Cumulative difference against {name}").format(name=reference),
            "forecast-gain",
            _gain,
            result,
        )
    if result.interval is not None:
        lazily(_("Do the intervals hold? Coverage over time"), "forecast-coverage", _cover, result)
    lazily(_("What is left over: residuals"), "forecast-residuals", _left, result)


def chart(figure: go.Figure, key: str, said: str) -> None:
    """Draw a finished chart in our look; `said` tells those who cannot see it what it shows."""
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=said)


def title(said: str) -> str:
    """Draw a chart's heading and return it, to be the chart's alternative text."""
    st.markdown(f"### {said}", anchors=False)
    return said


def _folds(result: Result) -> None:
    name, reference = subject(result), inside(result.reference)
    by_fold = 100 * checks.skill_by_fold(result.scored, name, result.reference)
    template = _("Better than {name} in {won} of {total} test blocks")
    won, total = int((by_fold > 0).sum()), len(by_fold)
    said = template.format(name=reference, won=won, total=total)
    horizon = result.scored.actual_NH.shape[1]
    left, right = st.columns([1, 1], gap="large") if horizon > 1 else (st.container(), None)
    axes = Axes(y=_("Better than {name}, %").format(name=reference))
    with left:
        title(said)
        chart(draw_blocks(fold_names(result), by_fold, axes, look()), "forecast-folds-chart", said)
        st.caption(_("Each block was learnt before it began; the line at zero is the reference."))
    if right is not None:
        with right:
            _steps(result, axes)


def fold_names(result: Result) -> list[str]:
    """Return the span of each test block, in years or in numbers of steps."""
    times, folds = times_of(result.scored.times), result.scored.fold_N
    names = []
    for fold in np.unique(folds):
        within = times[folds == fold]
        first, last = within[0], within[-1]
        if isinstance(first, pd.Timestamp):
            within_year = first.year == last.year
            first = first.strftime("%Y-%m" if within_year else "%Y")
            last = last.strftime("%m" if within_year else "%y")
        names.append(f"{first}–{last}")
    return names if len(set(names)) == len(names) else [str(n + 1) for n in range(len(names))]


def _steps(result: Result, axes: Axes) -> None:
    shown = [row.name for row in sorted(result.rows, key=lambda row: -row.r2_vs_reference)]
    names = [n for n in shown if n in result.scored.predictions and n != result.reference]
    ours = subject(result)
    chosen = [ours, *(name for name in names if name != ours)][:MOST_LINES]
    lines = [
        Line(name_of(name), 100 * checks.skill_by_step(result.scored, name, result.reference), hue)
        for hue, name in enumerate(chosen)
    ]
    first, last = float(lines[0].points[0]), float(lines[0].points[-1])
    template = _("From {first} at step 1 to {last} at step {count}")
    said = title(
        template.format(
            first=percent(first / 100, signed=True),
            last=percent(last / 100, signed=True),
            count=len(lines[0].points),
        )
    )
    steps = pd.Index(np.arange(1, len(lines[0].points) + 1))
    axes = Axes(x=_("Steps ahead"), y=axes.y, right=NAMES_ROOM)
    figure = draw_lines(steps, lines, axes, look(), level=Level(name_of(result.reference), 0.0))
    chart(figure, "forecast-steps-chart", said)


def _gain(result: Result) -> None:
    name, reference = subject(result), inside(result.reference)
    gain = 100 * checks.cumulative_gain(result.scored, name, result.reference)
    times = times_of(result.scored.times)
    said = title(_gain_title(gain, times, reference))
    axes = Axes(
        y=_("Error saved against the whole error of {name}, %").format(name=reference), right=110
    )
    lines = [Line(name_of(name), gain)]
    chart(
        draw_lines(times, lines, axes, look(), level=Level(reference, 0.0)),
        "forecast-gain-chart",
        said,
    )
    st.caption(_("While the line rises the model is better; while it falls, the reference."))


def _gain_title(gain: np.ndarray, times: pd.Index, reference: str) -> str:
    """Say whether it wins all along, or in one year above all."""
    total = float(gain[-1])
    if total <= 0:
        return _("In the end {name} is better").format(name=reference)
    yearly = _yearly(gain, times)
    if len(yearly) < 2:
        return _("In the end {share} of the error is saved").format(share=percent(total / 100))
    best = max(yearly, key=lambda year: yearly[year])
    won = sum(value > 0 for value in yearly.values())
    if yearly[best] > total / 2:
        template = _("More than half of what it wins, it wins in {year}")
        return template.format(year=best)
    return _("It wins in {won} of {total} years").format(won=won, total=len(yearly))


def _yearly(gain: np.ndarray, times: pd.Index) -> dict[int, float]:
    if not isinstance(times, pd.DatetimeIndex):
        return {}
    each = pd.Series(np.diff(gain, prepend=0.0)).groupby(np.asarray(times.year)).sum()
    return {int(str(year)): float(value) for year, value in each.items()}


def _cover(result: Result) -> None:
    interval = result.interval
    if interval is None:
        return
    window = min(ROLLING_ORIGINS, max(len(result.scored.times) // 3, 20))
    share = 100 * checks.rolling_coverage(result.scored, window)
    low, high = checks.chance_band(interval.level, window)
    times = times_of(result.scored.times)
    template = _("Of {count} forecasts in a row, {range} fell inside")
    lowest, highest = percent(np.nanmin(share) / 100, 0), percent(np.nanmax(share) / 100, 0)
    said = title(template.format(range=span(lowest, highest), count=window))
    flat = np.ones(len(share))
    figure = draw_lines(
        times,
        [Line(_("inside"), share)],
        Axes(y=_("Inside the interval, %"), right=80),
        look(),
        level=Level(_("promised"), 100 * interval.level),
        band=Band(100 * low * flat, 100 * high * flat),
    )
    chart(figure, "forecast-coverage-chart", said)
    st.caption(
        _(
            "Step 1. The grey band is where a right interval stays in 95 of 100 cases, by chance"
            " alone."
        )
    )
    _fifths(interval.by_volatility_fifth)


def _fifths(shares: Sequence[float]) -> None:
    if not shares:
        return
    words = (N_("Calmest fifth"), N_("Calm"), N_("Middle"), N_("Wild"), N_("Wildest fifth"))
    row = {_(word): [percent(share)] for word, share in zip(words, shares, strict=False)}
    st.table(row, border="horizontal", hide_index=True)
    st.caption(
        _("Share inside, by how wild the market was known to be when the forecast was made.")
    )


def _left(result: Result) -> None:
    remembered = checks.memory_of(result.scored, subject(result))
    ends = checks.tails_of(result.scored, subject(result))
    count, total = remembered.num_outside, len(remembered.autocorrelation)
    one, two = st.columns([1, 1], gap="large")
    with one:
        template = _("{count} of {total} lags lie outside the band of chance")
        said = title(template.format(count=whole(count), total=whole(total)))
        axes = Axes(
            x=_("Lag, days") if is_daily(result) else _("Lag, steps"),
            y=_("Autocorrelation"),
            height=236,
        )
        figure = draw_autocorrelation(remembered.autocorrelation, remembered.bound, axes, look())
        chart(figure, "forecast-memory-chart", said)
    with two:
        said = title(_tails(ends))
        axes = Axes(x=_("Normal distribution"), y=_("Residuals, deviations"), height=236)
        figure = draw_quantiles(ends.expected, ends.found, axes, look())
        chart(figure, "forecast-tails-chart", said)


def _tails(ends: Tails) -> str:
    """Say how far the outermost percent lies, against the normal distribution's."""
    found = float(ends.found[-1] - ends.found[0])
    expected = float(ends.expected[-1] - ends.expected[0])
    ratio = found / expected
    if 0.9 < ratio < 1.1:
        return _("The tails are those of a normal distribution")
    template = _("The tails reach {ratio} times as far as a normal distribution’s")
    return template.format(ratio=number(ratio, 2))
