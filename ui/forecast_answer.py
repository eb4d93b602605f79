"""The third step of the forecast page, from the verdict down to the closed expanders."""

from __future__ import annotations

import streamlit as st

from core.recipes import forecast
from core.recipes.forecast.result import Result
from core.runs import Source
from ui.data_panel import Chosen
from ui.errors import show_error
from ui.forecast_article import show_article
from ui.forecast_doubts import show_doubts
from ui.forecast_result import (
    error_figure,
    interval_figure,
    show_fan,
    show_lags,
    show_scores,
    skill_figure,
)
from ui.forecast_shown import Showing, source_of, use_sample_next
from ui.forecast_take import downloads
from ui.forecast_trading import show_trading
from ui.forecast_words import has_learnt, steps_ahead, subject
from ui.i18n import _, percent, say, span
from ui.result_panel import Figure, Listing, nothing_yet, take_along, verdict_box


def answer_summary(showing: Showing) -> str:
    """Say the step's own line: on how much it was judged."""
    if showing.result is None:
        return ""
    count = len(showing.result.scored.times)
    template = _("{steps} the model never saw")
    return template.format(steps=steps_ahead(showing.result, count))


def show_answer(showing: Showing, chosen: Chosen) -> None:
    """Draw the result, or what stands in its place."""
    if showing.error is not None:
        show_error(showing.error, key="forecast-answer")
    if showing.result is None:
        _nothing()
        return
    result = showing.result
    how = _verdict(result)
    show_fan(result)
    if result.lags is not None:
        left, right = st.columns([1, 1], gap="large")
        with left:
            show_scores(result)
        with right:
            show_lags(result, result.lags)
    else:
        show_scores(result)
    take_along(
        downloads(result, showing.run, source_of(chosen), how),
        _code(result, source_of(chosen)),
        key="forecast",
    )
    show_doubts(result)
    if result.quantity in ("return", "direction"):
        show_trading(result)
    show_article(chosen, result.column)


def _verdict(result: Result) -> str:
    """Draw the verdict and return how it is known."""
    row = next(one for one in result.rows if one.name == subject(result))
    figures = [error_figure(result, row), skill_figure(result, row), interval_figure(result)]
    how = _how(result)
    learnt, outcome = has_learnt(result), result.verdict.outcome
    verdict_box(
        outcome if learnt or outcome == "too_little_data" else "ties",
        say(result.verdict.sentence),
        how,
        [Figure(*figure) for figure in figures if figure is not None],
        word="" if learnt else _("Baselines alone, nothing is learnt yet"),
    )
    return how


def _how(result: Result) -> str:
    """Say how the verdict is known, and how often the direction was right."""
    parts = [say(result.verdict.how)]
    if result.direction is not None:
        template = _("direction right in {share} ({range}), the commoner sign in {majority}")
        low, high = percent(result.direction.low), percent(result.direction.high)
        parts.append(
            template.format(
                share=percent(result.direction.accuracy),
                range=span(low, high),
                majority=percent(result.direction.majority),
            )
        )
    return _(" · ").join(parts)


def _nothing() -> None:
    pressed = nothing_yet(
        "query_stats",
        _("No result yet"),
        _(
            "The verdict, the forecast and the reasons appear here,"
            " about 2 seconds after a table is read."
        ),
        _("Open the finished S&P 500 example"),
        key="forecast",
    )
    if pressed:
        use_sample_next()


def _code(result: Result, source: Source) -> list[Listing]:
    settings = forecast.SETTINGS.from_record(result.settings)
    return [
        Listing(_("The command that repeats it"), forecast.command(source, settings)),
        Listing(_("The recipe"), forecast.source_code(settings)),
    ]
