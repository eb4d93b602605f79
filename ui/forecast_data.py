"""The picture of a table on the forecast page: candles, their mean, indicators on demand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.figures.forecast_data import Bars, BarWords, Pane, draw_bars
from core.figures.style import CONFIG, Look
from core.recipes.forecast.overview import Overview, is_daily, overview
from core.vectorizers.table import Table
from core.words import N_
from ui.data_panel import Chosen
from ui.i18n import _, all_words, counted, language
from ui.theme import look

ROWS_OFFERED = (60, 250, 500)
MEAN_ROWS = 20
REMEMBERED_FIGURES = 16
PANES = {"rsi": N_("RSI"), "macd": N_("MACD"), "volume": N_("Volume")}
RSI_BAND = (30.0, 70.0)


def table_summary(chosen: Chosen) -> str:
    """Say the first step's own line: what the table is, its span, its length, its repairs."""
    table = chosen.table
    if table is None:
        return chosen.source.name
    years = [time[:4] for time in (table.found.first, table.found.last) if time]
    name = chosen.source.name
    if len(years) == 2 and all(year.isdigit() for year in years):
        name = _("{name}, {first}–{last}").format(name=name, first=years[0], last=years[1])
    length = len(table.frame)
    if is_daily(table):
        parts = [name, counted(length, N_("{count} day"), N_("{count} days"))]
    else:
        parts = [name, counted(length, N_("{count} row"), N_("{count} rows"))]
    if repairs := sum(repair.applied for repair in table.repairs):
        parts.append(counted(repairs, N_("{count} repair"), N_("{count} repairs")))
    return _(" · ").join(parts)


@st.fragment
def show_table(table: Table) -> None:
    """Draw the newest rows with their mean, and the panes that were asked for."""
    title = st.container()
    offered = [rows for rows in ROWS_OFFERED if rows <= len(table.frame)] or [len(table.frame)]
    with st.container(horizontal=True, horizontal_alignment="distribute", key="forecast-look"):
        rows = st.segmented_control(
            _("Rows"),
            offered,
            default=offered[0],
            required=True,
            key=f"forecast.rows.{len(offered)}",
            label_visibility="collapsed",
        )
        chosen = _choose_panes(table)
    drawn = _drawn_bars(table, rows, tuple(chosen), look(), language())
    title.markdown(f"### {drawn.title}", anchors=False)
    st.plotly_chart(drawn.figure, theme=None, config=CONFIG, key="forecast-table", alt=drawn.title)
    if drawn.has_candles:
        st.caption(_("Hollow: rose. Filled: fell."))


@dataclass(frozen=True)
class _DrawnBars:
    """The newest rows as they stand on the screen, and the title above them."""

    title: str
    figure: go.Figure
    has_candles: bool


@lru_cache(maxsize=REMEMBERED_FIGURES)
def _drawn_bars(
    table: Table, rows: int, panes: tuple[str, ...], seen_as: Look, _language: str
) -> _DrawnBars:
    """Draw the rows once for all visits that see them in the same colours and language."""
    seen = overview(table, rows)
    template = _("The last {count} rows, with their {mean}-row mean")
    if seen.is_daily:
        template = _("The last {count} days, with their {mean}-day mean")
    words = BarWords(unit=seen.column, price=_("price"), mean=_("mean"))
    bars = Bars(seen.times, seen.close, seen.mean, seen.open, seen.high, seen.low)
    figure = draw_bars(bars, tuple(_pane(seen, name) for name in panes), words, seen_as)
    title = template.format(count=len(seen.times), mean=MEAN_ROWS)
    return _DrawnBars(title, figure, bars.has_candles)


def _choose_panes(table: Table) -> list[str]:
    names = all_words(PANES)
    offered = [name for name in PANES if name != "volume" or "volume" in table.frame]
    if "close" not in table.frame:
        return []
    return list(
        st.pills(
            _("Indicators"),
            offered,
            selection_mode="multi",
            format_func=names.__getitem__,
            key="forecast.panes",
            label_visibility="collapsed",
        )
    )


def _pane(seen: Overview, name: str) -> Pane:
    if name == "rsi":
        return Pane(_("RSI, 14 rows"), lines=((_("RSI"), seen.rsi),), band=RSI_BAND)
    if name == "macd":
        lines = ((_("MACD"), seen.macd), (_("signal"), seen.signal))
        return Pane(_("MACD, 12 and 26 rows"), lines=lines, bars=seen.macd - seen.signal)
    return Pane(_("Volume"), bars=np.zeros(0) if seen.volume is None else seen.volume)
