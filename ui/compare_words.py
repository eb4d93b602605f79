"""What the page of comparisons says of numbers: figures of each metric, and titles that they make.

Conventions: a figure of a metric is said with as many digits as tell something; "solved" and
"guessing" mean what `core.recipes.compare` means by them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.result import Machine, Pair, Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import (
    BETTER,
    LEADS,
    LEVEL_WITH,
    UNKNOWN,
    WORSE,
    Standing,
    leader_of,
    standings_of,
)
from core.recipes.compare.tasks import METRICS, TASKS
from core.words import N_
from ui.i18n import NOTHING, _, counted, day, number, percent, span, whole
from ui.plain import plain

SMALLEST = 1e-3  # below that a squared error is said with one digit less


def trunk_said(name: str) -> str:
    """Return the name of a contender."""
    return _(CONTENDERS[name].title)


def listed(words: Sequence[str]) -> str:
    """Return words as one list: “A, B and C”."""
    if len(words) < 2:
        return "".join(words)
    first = _(", ").join(words[:-1])
    return _("{first} and {last}").format(first=first, last=words[-1])


def figure_said(metric: str, value: float | None) -> str:
    """Write a figure of a metric: 0.00034, 99.9%, 8.45."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if metric == "accuracy":
        return percent(value, 2 if 0.99 <= value < 1 else 1)
    return number(value, 2 if 0 < abs(value) < SMALLEST else 3)


def line_said(metric: str, value: float) -> str:
    """Write the figure from which on a task is solved, a round number: 0.001, 99%."""
    return f"{100 * value:g}%" if metric == "accuracy" else f"{value:g}"


def difference_said(metric: str, pair: Pair) -> str:
    """Write a difference and its interval."""
    if metric == "accuracy":
        low, value, high = (
            percent(v, 1, signed=True) for v in (pair.low, pair.difference, pair.high)
        )
    else:
        low, value, high = (number(v, 2) for v in (pair.low, pair.difference, pair.high))
    if not math.isfinite(pair.low):
        return value
    return _("{value} ({range})").format(value=value, range=span(low, high))


def standing_said(standing: Standing, result: Result) -> str:
    """Say how often a contender solved the task, and how it stands beside the leader."""
    parts = []
    num_ended = len(standing.results)
    if not num_ended:
        return _("not judged yet")
    if result.line is not None:
        words = _("solved {solved} of {count}")
        parts.append(words.format(solved=standing.row.solved, count=num_ended))
    if standing.guesses and not standing.row.solved:
        parts.append(_("no better than guessing"))
    elif standing.against in AGAINST:
        parts.append(_(AGAINST[standing.against]))
    return _(" · ").join(parts)


AGAINST = {
    WORSE: N_("worse"),
    BETTER: N_("better"),
    LEVEL_WITH: N_("no difference"),
    UNKNOWN: N_("nothing can be shown"),
}


def scores_title(result: Result) -> str:
    """Say what the table of contenders shows, from its numbers alone."""
    standings = [one for one in standings_of(result) if one.results]
    if not standings:
        return _("Nobody has been judged yet")
    total = len(standings)
    if result.line is not None:
        always = sum(one.row.solved == len(one.results) for one in standings)
        if always:
            one, many = (
                N_("{count} of {total} solves it every time"),
                N_("{count} of {total} solve it every time"),
            )
            template = one if always == 1 else many
            return _(template).format(count=whole(always), total=whole(total))
        sometimes = sum(one.row.solved > 0 for one in standings)
        if sometimes:
            words = _("{count} of {total} solve it now and then, nobody every time")
            return words.format(count=whole(sometimes), total=whole(total))
        return _("Nobody solves it")
    worse = sum(one.against == WORSE for one in standings)
    first = next((one for one in standings if one.against == LEADS), standings[0])
    name = trunk_said(first.row.name)
    if not worse:
        return _("{name} has the best figure, and nobody is shown to be worse").format(name=name)
    template = _("{name} has the best figure; {count} of {total} others are worse")
    return template.format(name=name, count=whole(worse), total=whole(total - 1))


def solved_after(result: Result, name: str) -> float | None:
    """Return the median of the core-seconds after which a contender first solved it."""
    row = next(one for one in result.rows if one.name == name)
    times = [run.solved_after for run in row.runs if run.solved_after is not None]
    return float(np.median(times)) if times and len(times) * 2 > len(row.runs) else None


def curves_title(result: Result) -> str:
    """Say what the curves show: who gets it first, or who ends best."""
    times = {row.name: solved_after(result, row.name) for row in result.rows}
    known = {name: time for name, time in times.items() if time is not None}
    if known:
        first = min(known, key=known.__getitem__)
        words = _("{name} gets it first, after {count} core-seconds")
        return words.format(name=trunk_said(first), count=number(known[first], 2))
    leader = leader_of(result)
    if leader is None:
        return _("What each makes of its budget")
    if all(one.guesses for one in standings_of(result) if one.results):
        return _("Nobody leaves the line of a guess")
    words = _("{name} makes the most of its budget")
    return words.format(name=trunk_said(leader.name))


def fading_title(faded: Mapping[str, int | None]) -> str:
    """Say whose gradient fades to a hundredth and whose does not, by the lag at which it does."""
    lags = [lag for lag in faded.values() if lag is not None]
    if not lags:
        return _("No gradient fades to a hundredth")
    if len(lags) == len(faded):
        words = _("All fade to a hundredth, the first after {count} steps")
        return words.format(count=whole(min(lags)))
    die = [trunk_said(name) for name, lag in faded.items() if lag is not None]
    last = [trunk_said(name) for name, lag in faded.items() if lag is None]
    fewer, templates = (die, DYING) if len(die) <= len(last) else (last, LASTING)
    return _(templates[len(fewer) > 1]).format(names=listed(fewer))


DYING = (
    N_("The gradient of {names} dies, the others’ do not"),
    N_("The gradients of {names} die, the others’ do not"),
)
LASTING = (
    N_("The gradient of {names} lasts, the others’ die"),
    N_("The gradients of {names} last, the others’ die"),
)


def settings_said(settings: CompareSettings) -> str:
    """Say a study in a line: contenders, sizes, budget, seeds."""
    parts = [counted(len(settings.trunks), N_("{count} contender"), N_("{count} contenders"))]
    if settings.size:
        parts.append(_("about {count} parameters each").format(count=whole(settings.size)))
    else:
        parts.append(_("width {count}").format(count=whole(settings.hidden_size)))
    parts.append(budget_said(settings))
    parts.append(counted(settings.seeds, N_("{count} seed"), N_("{count} seeds")))
    return _(" · ").join(parts)


def budget_said(settings: CompareSettings) -> str:
    """Say what each run may spend: 25 core-seconds, 1,000 updates."""
    amount = f"{settings.amount:g}" if settings.amount < 100 else whole(settings.amount)
    words = N_("{count} core-seconds") if settings.by_time else N_("{count} updates")
    return _(words).format(count=amount)


def task_said(settings: CompareSettings) -> str:
    """Say a task and its length: Adding two numbers, 100 steps."""
    title = _(TASKS[settings.task].title)
    if not settings.steps:
        return title
    return _("{task}, {count} steps").format(task=title, count=whole(settings.steps))


def metric_said(result: Result) -> str:
    """Return the name of the figure that a study is judged by."""
    return _(METRICS[result.metric].title)


def when_said(machine: Machine) -> str:
    """Say on how many cores and on which day something was measured."""
    cores = counted(machine.cores, N_("{count} core"), N_("{count} cores"))
    return _(" · ").join([cores, day(datetime.fromisoformat(machine.finished))])


def machine_said(machine: Machine) -> str:
    """Say where and when something was measured, with versions."""
    torch = f"torch {machine.torch.partition('+')[0]}"
    parts = [when_said(machine), plain(machine.chip), f"Python {machine.python}", torch]
    return _(" · ").join(parts)
