"""The report stands on its own: no script, no address, every text escaped, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from core.recipes.forecast.report import Report, Shown, report_html
from core.words import translator
from tests.core.recipes.forecast.factories import make_result

SHOWN = Shown(
    unit="% a day",
    history=np.array([1.0, np.nan, 1.2, 0.9]),
    median=np.array([1.0, 1.1]),
    low=np.array([[0.8, 0.8], [0.5, 0.4]]),
    high=np.array([[1.2, 1.3], [1.9, 2.2]]),
    levels=(0.5, 0.95),
)
REPORT = Report(
    shown=SHOWN,
    verdict="8.9% better than HAR",
    how="p = 0.003",
    command="python -m core forecast sample:sp500",
    name_of=str.upper,
)


class Balance(HTMLParser):
    """Counts what is opened and closed."""

    VOID = frozenset({"meta", "line", "polygon", "polyline"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_it_is_whole_and_asks_nothing_of_the_network(language: str) -> None:
    text = report_html(make_result(), REPORT, translator(language), language).decode()
    balance = Balance()
    balance.feed(text)
    assert balance.open == []
    assert not re.search(r"<script|https?:|src=|@import|url\(", text)
    assert f"lang='{language.replace('_', '-')}'" in text


def test_every_row_setting_and_year_is_in_it() -> None:
    result = make_result()
    text = report_html(result, REPORT, str, "en").decode()
    for row in result.rows:
        assert f">{row.name.upper()}</th>" in text
    assert REPORT.command in text
    assert result.interval is not None
    assert all(year in text for year in result.interval.by_year)


def test_text_from_a_file_cannot_become_markup() -> None:
    result = replace(make_result(), title="<script>alert(1)</script>")
    text = report_html(result, replace(REPORT, how="<b>&"), str, "en").decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "&lt;b&gt;&amp;" in text


def test_the_picture_leaves_out_what_is_not_known() -> None:
    text = report_html(make_result(), REPORT, str, "en").decode()
    assert "nan" not in text
    assert text.count("<polygon") == len(SHOWN.levels)
