"""Who is how good: the ruler of contenders, every pair with its interval, what each had and used.

On the ruler right is better: an error stands at minus its logarithm, a share right at its own
value. The dashed line is a guess. A dot is the mean over the seeds, the bar its interval at 95 %,
a tick one seed; each in the colour that the contender has in the charts. What is said of a
contender beside the leader follows from the interval of their difference, not from these bars.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.figures.compare import Measured
from core.figures.compare import Standing as Place
from core.figures.compare import standings as places_of
from core.metrics.paired import FEWEST_SEEDS
from core.recipes.compare.result import Result, Row
from core.recipes.compare.showing import leader_of, results_of, standings_of
from core.recipes.compare.tasks import METRICS, TASKS
from core.words import N_
from ui.compare_curves import LOGARITHMIC, scale_of
from ui.compare_inks import colours_of
from ui.compare_words import (
    difference_said,
    figure_said,
    line_said,
    metric_said,
    scores_title,
    standing_said,
    trunk_said,
)
from ui.i18n import NOTHING, _, number, percent, say, span, whole
from ui.steps import more

ROOM = 0.05  # of the track, left free at both ends


@dataclass(frozen=True)
class Track:
    """The scale of every track, and the places of a guess and of the line of solving on it."""

    low: float
    high: float
    guess: float

    def share(self, place: float) -> float:
        """Return where a place lies, in percent of the track."""
        return 100 * min(max((place - self.low) / (self.high - self.low), 0.0), 1.0)


def show_table(result: Result) -> None:
    """Draw the ruler with its title and how it is to be read."""
    st.markdown(f"### {scores_title(result)}", anchors=False)
    st.html(table_html(result))
    st.caption(_how_to_read(result))


def _how_to_read(result: Result) -> str:
    named, higher = metric_said(result), METRICS[result.metric].higher_is_better
    scale = N_("{figure} on test sequences, on a log scale.")
    plain_scale = N_("{figure} on test sequences.")
    parts = [
        _(scale if result.metric in LOGARITHMIC else plain_scale).format(figure=named),
        _("Ticks are seeds, the dot is their mean, the bar its interval at 95%."),
        _("Dashed: a guess, {guess}.").format(guess=figure_said(result.metric, result.baseline)),
    ]
    if result.line is not None:
        words = N_("Solved: {line} or more.") if higher else N_("Solved: below {line}.")
        parts.append(_(words).format(line=line_said(result.metric, result.line)))
    if result.settings["seeds"] < FEWEST_SEEDS:
        words = _("With fewer than {count} seeds there is no interval, and nothing can be shown.")
        parts.append(words.format(count=whole(FEWEST_SEEDS)))
    return _(" ").join(parts)


def table_html(result: Result) -> str:
    """Return the ruler as an HTML table, the best contender first; every word is escaped."""
    standings = standings_of(result)
    placed, guess = _places(result)
    track = _track(placed, guess, result)
    colours = colours_of([one.row.name for one in standings])
    leader = leader_of(result)
    against = "" if leader is None else _("Against {name}").format(name=trunk_said(leader.name))
    who, worst = _safe(_("Contender")), _safe(_("guessing"))
    best = _safe(_("solved") if result.line is not None else _("better"))
    heads = (
        f"<th scope='col'>{who}</th>"
        f"<th scope='col' class='ends'><span>← {worst}</span><span>{best} →</span></th>"
        f"<th scope='col' class='number'>{_safe(metric_said(result))}</th>"
        f"<th scope='col' class='said'>{_safe(against)}</th>"
    )
    rows = "".join(
        _row(
            Said(
                trunk_said(one.row.name),
                figure_said(result.metric, one.row.mean),
                standing_said(one, result),
                colours[one.row.name],
            ),
            placed.get(one.row.name),
            track,
        )
        for one in standings
    )
    kind = "ruler contenders"
    return f"<table class='{kind}'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True)
class Said:
    """A row in words, and its colour."""

    name: str
    figure: str
    words: str
    colour: str


def _places(result: Result) -> tuple[Mapping[str, Place], float]:
    measured = [
        Measured(row.name, tuple(results_of(row)), row.mean, row.mean_low, row.mean_high)
        for row in result.rows
        if row.mean is not None
    ]
    better = METRICS[result.metric].higher_is_better
    found, guess = places_of(measured, scale_of(result), higher_is_better=better)
    return {one.name: one for one in found}, guess


def _track(placed: Mapping[str, Place], guess: float, result: Result) -> Track:
    ends = [guess, *(seed for one in placed.values() for seed in one.seeds)]
    if result.line is not None:
        sign = 1.0 if METRICS[result.metric].higher_is_better else -1.0
        ends.append(sign * scale_of(result).drawn(result.line))
    room = ROOM * (max(ends) - min(ends)) or 0.5
    return Track(min(ends) - room, max(ends) + room, guess)


def _row(said: Said, place: Place | None, track: Track) -> str:
    spoken = _("{name}: {figure}, {words}").format(
        name=said.name, figure=said.figure, words=said.words
    )
    marks = f"<i class='line' style='left:{track.share(track.guess):.2f}%'></i>"
    if place is not None:
        marks += _marks(place, track)
    words = _safe(said.words)
    return (
        f"<tr style='--mark:{said.colour}'><th scope='row'>{_safe(said.name)}"
        f"<span class='under'>{words}</span></th>"
        f"<td><div class='track' role='img' aria-label='{_safe(spoken)}'>{marks}</div></td>"
        f"<td class='number'>{_safe(said.figure)}</td><td class='said'>{words}</td></tr>"
    )


def _marks(place: Place, track: Track) -> str:
    marks = ""
    if place.low is not None and place.high is not None:
        left, right = track.share(place.low), track.share(place.high)
        marks += f"<i class='bar' style='left:{left:.2f}%;width:{right - left:.2f}%'></i>"
    for seed in place.seeds:
        marks += f"<i class='seed' style='left:{track.share(seed):.2f}%'></i>"
    return marks + f"<i class='dot' style='left:{track.share(place.value):.2f}%'></i>"


def _safe(text: str) -> str:
    return html.escape(text, quote=True)


def show_pairs(result: Result) -> None:
    """Draw the closed table of every two contenders."""
    if not result.pairs:
        return
    told = sum(bool(pair.better) for pair in result.pairs)
    label = _("Every two compared: {told} of {total} pairs told apart")
    with more(label.format(told=whole(told), total=whole(len(result.pairs))), key="compare-pairs"):
        columns = {
            _("Pair"): [f"{trunk_said(one.a)} − {trunk_said(one.b)}" for one in result.pairs],
            _("Difference, interval at 95%"): [
                difference_said(result.metric, one) for one in result.pairs
            ],
            _("What it shows"): [say(one.statement) for one in result.pairs],
        }
        st.table(columns, border="horizontal", hide_index=True)
        st.caption(
            _(
                "First minus second, on the same batches and test sequences; the interval is drawn"
                " from seeds and sequences together. Where it holds zero, no difference is shown."
            )
        )


def show_spent(result: Result) -> None:
    """Draw the closed table of what each contender was given and what it used."""
    rows = result.rows
    with more(_("What each had and used"), key="compare-spent"):
        columns = {
            _("Contender"): [trunk_said(row.name) for row in rows],
            _("Parameters"): [whole(row.parameters) for row in rows],
            _("Updates"): [_middle([float(run.updates) for run in row.runs], 0) for row in rows],
            _("Core-seconds"): [_middle([run.core_seconds for run in row.runs], 1) for row in rows],
            _("Rate"): [number(row.rate, 2) for row in rows],
            _("Tuning, core-seconds"): [_tuning(row) for row in rows],
            _("FLOPs a step"): [whole(row.flops) for row in rows],
            _("Kept, MiB"): [number(row.saved_mib) for row in rows],
            _("Kernel"): [_(row.kernel) for row in rows],
            _("Solved, share at 95%"): [_solved_share(row) for row in rows],
        }
        st.table(columns, border="horizontal", hide_index=True)
        _longer(result)
        _published(result)


def _middle(values: list[float], decimals: int) -> str:
    return f"{float(np.median(values)):,.{decimals}f}" if values else NOTHING


def _tuning(row: Row) -> str:
    return number(sum(trial.core_seconds for trial in row.trials), 3) if row.trials else NOTHING


def _solved_share(row: Row) -> str:
    if all(run.solved is None for run in row.runs):
        return NOTHING
    return span(percent(row.low, 0), percent(row.high, 0))


def _longer(result: Result) -> None:
    """Draw how right the last step is on longer sequences, where the task asks for them."""
    times = TASKS[str(result.settings["task"])].longer
    rows = [row for row in result.rows if any(run.longer for run in row.runs)]
    if not times or not rows:
        return
    columns = {_("Last step of longer sequences"): [trunk_said(row.name) for row in rows]}
    for one in map(str, times):
        means = [np.mean([run.longer[one] for run in row.runs if run.longer]) for row in rows]
        columns[_("{times} × the length").format(times=one)] = [percent(float(m)) for m in means]
    st.table(columns, border="horizontal", hide_index=True)


def _published(result: Result) -> None:
    """Say what the literature reports of these very data, where it does."""
    if not result.published:
        return
    said = _(", ").join(f"{trunk_said(n)} {value:.2f}" for n, value in result.published.items())
    words = _("Published, with about 300,000 parameters: {figures} nats a step (arXiv 1803.01271).")
    st.caption(words.format(figures=said))
