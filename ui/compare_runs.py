"""How a study, or one contender that was kept whole, is told in the list of runs."""

from __future__ import annotations

from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.tasks import METRICS, TASKS
from core.runs import Run
from ui.compare_words import figure_said, trunk_said
from ui.i18n import NOTHING, _, whole

MOST_NAMED = 2
BASELINE = "baseline"


def contenders_of(run: Run) -> str:
    """Return who learnt: “LSTM, GRU”, or how many."""
    names = [name for name in run.settings.get("trunks", ()) if name in CONTENDERS]
    if len(names) > MOST_NAMED:
        return _("{count} contenders").format(count=whole(len(names)))
    return _(", ").join(trunk_said(name) for name in names) or NOTHING


def task_of(run: Run) -> str:
    """Return the task, and the data where they are somebody's own."""
    task = TASKS.get(str(run.settings.get("task")))
    if task is None:
        return run.opening.source.name
    title = _(task.title)
    source = run.opening.source
    return title if source.sample is not None else _(" · ").join([title, source.name])


def figure_of(run: Run) -> str:
    """Return the best mean figure: “best 0.00034”."""
    task = TASKS.get(str(run.settings.get("task")))
    found = [value for name, value in run.metrics.items() if name != BASELINE]
    if task is None or not found:
        return NOTHING
    pick = max if METRICS[task.metric].higher_is_better else min
    return _("best {figure}").format(figure=figure_said(task.metric, pick(found)))
