"""The forecast page from an upload to a verdict, in a real browser, in both languages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Server, grave_faults, scrolls_sideways, settle

Visit = Callable[[str], Page]
LEARNING_MS = 120_000
SMALL = {"seeds": 2, "folds": 3, "members": 1, "max_epochs": 30, "hidden_size": 16}
LONG = {"seeds": 10, "folds": 10, "max_epochs": 500, "patience": 100, "hidden_size": 64}


def exchange_table(num_rows: int = 700) -> bytes:
    """Return a table as the Taiwan exchange writes it: Big5, its own years, quoted thousands."""
    random = np.random.default_rng(num_rows)
    lines = ['"2330 台積電 各日成交資訊"', "日期,成交股數,開盤價,最高價,最低價,收盤價,漲跌價差"]
    close, day = 200.0, datetime.date(2019, 1, 2)
    for step in range(num_rows):
        while day.weekday() >= 5:
            day += datetime.timedelta(days=1)
        spread = 0.008 * (1.5 + np.sin(step / 40))
        before, close = close, close * float(np.exp(np.clip(random.normal(0, spread), -0.09, 0.09)))
        low, high = (f(before, close) * (1 + s * spread / 2) for f, s in ((min, -1), (max, 1)))
        prices = ",".join(f"{price:.2f}" for price in (before, high, low, close))
        volume = f'"{random.integers(10_000_000, 60_000_000):,}"'
        change = round(close, 2) - round(before, 2)
        lines.append(f"{day.year - 1911}/{day:%m/%d},{volume},{prices},{change:+.2f}")
        day += datetime.timedelta(days=1)
    return "\r\n".join([*lines, ""]).encode("cp950")


def path(language: str, settings: dict[str, int]) -> str:
    """Return a deep link to the page with these settings."""
    knobs = "&".join(f"forecast.{name}={value}" for name, value in settings.items())
    return f"/forecast?lang={language}&{knobs}"


def step(page: Page, name: str) -> Locator:
    """Return the line that opens a step, whatever the language."""
    return page.locator(f".st-key-step-{name} summary").first


def upload(page: Page) -> None:
    """Open the first step and hand the exchange's table over."""
    step(page, "data").click()
    page.locator(".st-key-forecast-from button").last.click()
    settle(page)
    file = FilePayload(name="2330.csv", mimeType="text/csv", buffer=exchange_table())
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("summary", has_text="2330.csv")).to_be_visible()
    settle(page)


def start_learning(page: Page) -> None:
    """Open the second step and press its one button."""
    step(page, "forecast-learn").click()
    expect(page.locator(".st-key-forecast-fan .main-svg").first).to_be_visible()
    settle(page)  # a click while a chart above is still growing would miss
    page.locator(".st-key-forecast-learn-button button").click()
    expect(page.locator(".st-key-job-panel")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_a_table_is_read_learnt_and_judged(visit: Visit, language: str) -> None:
    page = visit(path(language, SMALL))
    expect(page.locator("[class*=st-key-verdict-beats]")).to_be_visible()
    upload(page)
    expect(page.get_by_text("漲跌價差").or_(page.get_by_text("收盤價")).first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("60.*20"), level=3)).to_be_visible()
    expect(page.locator(".st-key-forecast-table .main-svg").first).to_be_visible()
    start_learning(page)
    expect(page.locator(".st-key-job-panel")).to_be_hidden(timeout=LEARNING_MS)
    settle(page)
    expect(page).to_have_url(re.compile(r"job=[0-9a-f]{10}"))
    verdict = page.locator("[class*=st-key-verdict-]").get_by_role("heading", level=2)
    expect(verdict).to_have_count(1)
    expect(page.get_by_text(re.compile("LSTM")).first).to_be_visible()
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []
    said = verdict.inner_text()
    page.reload()
    settle(page)
    expect(verdict).to_have_text(said)
    expect(page.locator("summary", has_text="2330.csv")).to_be_visible()


def test_a_job_outlives_its_page_and_is_stopped(visit: Visit, server: Server) -> None:
    page = visit(path("en", LONG))
    start_learning(page)
    expect(page.locator(".st-key-job-panel canvas")).to_be_visible(timeout=LEARNING_MS)
    expect(page.get_by_text("Forecast is learning")).to_be_visible()
    assert grave_faults(page) == []
    page.reload()
    settle(page)
    panel = page.locator(".st-key-job-panel")
    expect(panel.get_by_text("Learning")).to_be_visible()
    job = re.search(r"job=([0-9a-f]{10})", page.url)
    assert job is not None
    second = page.context.new_page()
    second.goto(f"{server.url}/forecast?job={job[1]}")
    expect(second.locator(".st-key-job-panel").get_by_text("Learning")).to_be_visible()
    second.close()
    panel.get_by_role("button", name="Stop and keep the best").click()
    expect(panel.get_by_role("button", name="Resume")).to_be_visible()


def test_the_steps_of_a_fan_answer_at_once(visit: Visit) -> None:
    page = visit("/forecast?forecast.horizon=10")
    five = page.get_by_role("radio", name="5 days").or_(page.get_by_role("button", name="5 days"))
    five.click()
    expect(page.get_by_role("heading", name=re.compile("next 5 days"), level=3)).to_be_visible()


def test_a_bad_file_is_explained_and_mended(visit: Visit) -> None:
    page = visit("/forecast")
    step(page, "data").click()
    page.locator(".st-key-forecast-from button").last.click()
    settle(page)
    file = FilePayload(name="words.csv", mimeType="text/csv", buffer=b"a,b\nno,numbers\n" * 30)
    page.locator("input[type=file]").set_input_files(file)
    box = page.locator("[class*=st-key-verdict-bad]")
    for part in ("Found", "Expected", "Remedy"):
        expect(box.get_by_text(part, exact=True)).to_be_visible()
    assert grave_faults(page) == []
    page.get_by_role("button", name="Open the finished S&P 500 example").click()
    expect(page.locator("[class*=st-key-verdict-beats]")).to_be_visible()
