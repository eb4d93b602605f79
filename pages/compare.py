"""Compare: recurrent nets and Transformers put to the same test, and an answer with evidence."""

from __future__ import annotations

from ui.compare_answer import answer_summary, show_answer
from ui.compare_choice import chosen_task
from ui.compare_contenders import contend, contenders_summary
from ui.compare_order import LEARN
from ui.compare_shown import find_result, watched_job
from ui.compare_task import task_panel, task_summary
from ui.i18n import _
from ui.steps import head, step


def show() -> None:
    """Draw the head and the three steps: task, contenders, result."""
    head(
        _("Compare"),
        _(
            "Put recurrent nets and Transformers to the same test, and get an answer with its"
            " uncertainty."
        ),
    )
    snapshot = watched_job()
    chosen = chosen_task()
    showing = find_result(chosen)
    with step(
        1, _("Task"), task_summary(chosen), key="compare-task", expanded=not chosen.may_be_learnt
    ):
        task_panel(chosen)
    with step(2, _("Contenders"), contenders_summary(chosen), key=LEARN):
        contend(chosen, snapshot)
    said = answer_summary(showing)
    with step(3, _("Result"), said, key="result", expanded=True, change=False):
        show_answer(showing)


show()
