"""The page of comparisons in a real browser: at once, stopped and resumed, with a table of ours."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import grave_faults, scrolls_sideways, settle
from tests.browser.test_forecast import exchange_table

Visit = Callable[[str], Page]
LEARNING_MS = 240_000
OPENING_MS = 60_000
PANEL = ".st-key-job-panel"
STOP, RESUME = "Stop and keep what is known", "Resume"
LASTING = (
    "compare.task=parity&compare.length=8&compare.trunks=rnn,gru&compare.budget_unit=updates"
    "&compare.budget_amount=400&compare.seeds=2&compare.rates=1"
)
OWN = (
    "compare.task=forecast&compare.length=16&compare.trunks=rnn,gru,lstm"
    "&compare.budget_unit=updates&compare.budget_amount=30&compare.seeds=2&compare.rates=1"
)


def verdict(page: Page) -> Locator:
    return page.locator("[class*=st-key-verdict-]").get_by_role("heading", level=2)


def gradient(page: Page) -> Locator:
    """Return the heading above the chart of gradients."""
    return page.get_by_role("heading", level=3, name=re.compile("gradient|fade to a"))


def start_learning(page: Page) -> None:
    page.locator("[class*=st-key-step-compare-learn] summary").first.click()
    settle(page)
    page.locator(".st-key-compare-learn-button button").click()
    expect(page.locator(PANEL)).to_be_visible(timeout=OPENING_MS)


@pytest.mark.parametrize("language", ["en", "zh_TW"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_opens_with_a_finished_study(visit: Visit, language: str, colours: str) -> None:
    page = visit("/")
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
    page.goto(f"{page.url}compare?lang={language}")
    settle(page)
    expect(verdict(page)).to_have_count(1)
    expect(page.locator(".contenders tbody tr").first).to_be_visible()
    expect(page.locator(".st-key-compare-curves .main-svg").first).to_be_visible()
    expect(page.locator(".st-key-compare-gradient .main-svg").first).to_be_visible()
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []


def test_a_dial_draws_the_gradients_anew(visit: Visit) -> None:
    page = visit("/compare")
    page.get_by_role("radio", name="Before learning").or_(
        page.get_by_role("button", name="Before learning")
    ).first.click()
    settle(page)
    before = gradient(page).inner_text()
    dial = page.locator(".st-key-compare-forget-bias input[type=range]").first
    dial.focus()
    dial.press("End")
    expect(gradient(page)).not_to_have_text(before)


def test_a_study_is_stopped_resumed_and_found_after_a_reload(visit: Visit) -> None:
    page = visit(f"/compare?{LASTING}")
    start_learning(page)
    panel = page.locator(PANEL)
    expect(panel.locator("canvas")).to_be_visible(timeout=LEARNING_MS)
    assert grave_faults(page) == []
    panel.get_by_role("button", name=STOP).click()
    expect(panel.get_by_role("button", name=RESUME)).to_be_visible(timeout=OPENING_MS)
    panel.get_by_role("button", name=RESUME).click()
    expect(panel.get_by_role("button", name=STOP)).to_be_visible(timeout=OPENING_MS)
    expect(panel).to_be_hidden(timeout=LEARNING_MS)
    settle(page)
    expect(verdict(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"job=[0-9a-f]{10}"))
    said = verdict(page).inner_text()
    page.reload()
    settle(page)
    expect(verdict(page)).to_have_text(said)


def test_a_table_of_ours_is_put_to_three_trunks(visit: Visit) -> None:
    page = visit(f"/compare?{OWN}")
    page.locator("[class*=st-key-step-compare-task] summary").first.click()
    settle(page)
    file = FilePayload(name="2330.csv", mimeType="text/csv", buffer=exchange_table())
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.locator("summary", has_text="2330.csv")).to_be_visible(timeout=OPENING_MS)
    settle(page)
    start_learning(page)
    expect(page.locator(PANEL)).to_be_hidden(timeout=LEARNING_MS)
    settle(page)
    expect(verdict(page)).to_have_count(1)
    expect(page.locator(".contenders tbody tr")).to_have_count(3)
    assert not scrolls_sideways(page)


def test_a_study_is_taken_along(visit: Visit) -> None:
    page = visit("/compare")
    for number, start in enumerate((b"\xef\xbb\xbfcontender", b"{", b"<!doctype html>")):
        with page.expect_download() as taken:
            page.locator(f".st-key-compare-download-{number} button").click()
        assert taken.value.path().read_bytes().startswith(start)


def test_what_is_closed_opens(visit: Visit) -> None:
    page = visit("/compare")
    for key in ("compare-inside", "compare-cost", "compare-ways", "compare-robust"):
        page.locator(f".st-key-{key} summary").first.click()
        settle(page)
    expect(page.locator("[class*=st-key-compare-way-]")).to_have_count(5)
    expect(page.locator(".st-key-compare-wave .main-svg").first).to_be_visible(timeout=OPENING_MS)
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []


def test_a_telephone_shows_all_of_it(visit: Visit) -> None:
    page = visit("/compare")
    page.set_viewport_size({"width": 400, "height": 800})
    settle(page)
    expect(page.locator(".contenders .under").first).to_be_visible()
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []
