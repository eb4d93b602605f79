"""Forecast: a table of numbers over time, a model that learns from it, and an honest answer."""

from __future__ import annotations

from ui.data_panel import chosen_table, data_panel
from ui.forecast_answer import answer_summary, show_answer
from ui.forecast_data import show_table, table_summary
from ui.forecast_learn import learn, learn_summary, settings_so_far
from ui.forecast_shown import LEARN, PAGE, SAMPLE, find_result, watched_job
from ui.i18n import _
from ui.steps import head, step


def show() -> None:
    """Draw the head and the three steps: data, learn, result."""
    head(
        _("Forecast"),
        _(
            "Learn from a table of numbers over time,"
            " and find out whether the forecast is worth anything."
        ),
    )
    snapshot = watched_job()
    chosen = chosen_table(PAGE, sample=SAMPLE)
    with step(1, _("Data"), table_summary(chosen), key="data", expanded=chosen.table is None):
        data_panel(PAGE, chosen, sample=SAMPLE, picture=show_table)
    with step(2, _("Learn"), learn_summary(settings_so_far(), chosen), key=LEARN):
        settings = learn(chosen, snapshot)
    showing = find_result(chosen, settings)
    with step(3, _("Result"), answer_summary(showing), key="result", expanded=True, change=False):
        show_answer(showing, chosen)


show()
