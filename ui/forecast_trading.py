"""The trading back-test: what a rule as plain as the forecast would have earned, after costs."""

from __future__ import annotations

import streamlit as st

from core.figures.checks import Band, Level, Line, draw_lines
from core.figures.style import Axes
from core.metrics.backtest import COSTS
from core.recipes.forecast.result import Result
from core.recipes.forecast.trading import Traded, trade
from ui.forecast_doubts import chart, title
from ui.forecast_result import times_of
from ui.forecast_words import subject
from ui.i18n import _, number, percent, span
from ui.later import lazily
from ui.theme import look


def show_trading(result: Result) -> None:
    """Draw the closed expander of the back-test; only returns can be traded."""
    if result.quantity == "return":
        lazily(_("Trading back-test with costs"), "forecast-trading", _trading, result)


def _trading(result: Result) -> None:
    place = st.container()
    costs = st.segmented_control(
        _("Costs"),
        list(COSTS),
        default="five_basis_points",
        format_func=lambda name: _(COSTS[name].label),
        required=True,
        key="forecast.costs",
    )
    traded = trade(result.scored, subject(result), COSTS[costs])
    test = traded.test
    with place:
        said = title(trading_title(traded))
    lines = [
        Line(_("after costs"), test.net.equity, 0),
        Line(_("before costs"), test.gross.equity, 1),
        Line(_("buy and hold"), test.hold.equity, None),
    ]
    figure = draw_lines(
        times_of(result.scored.times),
        lines,
        Axes(y=_("Growth of 1"), right=104),
        look(),
        level=Level("", 1.0),
        band=Band(traded.low, traded.high, 0),
    )
    chart(figure, "forecast-trading-chart", said)
    st.caption(_caption(traded))


def _caption(traded: Traded) -> str:
    """Say the rule, the band, and how much of what it earned may be chance."""
    net = traded.test.net
    return _(
        "Holds while a rise is forecast, {trades} trades a year. Band: nine in ten resampled"
        " histories. Sharpe ratio {sharpe}, interval at 95% {sharpes}; log return a year over"
        " holding {edge}."
    ).format(
        trades=number(traded.test.trades_a_year, 2),
        sharpe=number(net.sharpe, 2),
        sharpes=span(number(net.sharpe_low, 2), number(net.sharpe_high, 2)),
        edge=span(percent(traded.edge_low, signed=True), percent(traded.edge_high, signed=True)),
    )


def trading_title(traded: Traded) -> str:
    """Say what the rule earned a year after costs, and whether that beats holding."""
    test = traded.test
    net, hold = percent(test.net.growth, signed=True), percent(test.hold.growth, signed=True)
    if traded.edge_low > 0:
        template = _("After costs {net} a year; holding earned {hold}")
    elif traded.edge_high < 0:
        template = _("Holding is better: {hold} a year, after costs {net}")
    else:
        template = _("No better than holding: after costs {net} a year, holding {hold}")
    return template.format(net=net, hold=hold)
