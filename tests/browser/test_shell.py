"""What surrounds every page, in a real browser: routing, languages, themes, headers, the door."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, grave_faults, scrolls_sideways, settle, start
from ui.contents import offered
from ui.security import HEADERS

PATHS = [("/" if name == "home" else f"/{name}") for name in offered()]
WIDTHS = [1280, 400]
Visit = Callable[[str], Page]


def test_a_deep_link_on_a_fresh_server_shows_the_router(page: Page, tmp_path: Path) -> None:
    fresh = start(tmp_path)
    try:
        page.goto(f"{fresh.url}/runs")
        settle(page)
        links = page.get_by_test_id("stSidebarNavLink")
        expect(links).to_have_count(len(offered()))
        expect(page.get_by_role("heading", name="Runs", level=1)).to_be_visible()
        page.goto("about:blank")
        assert fresh.stop() in (0, -15)
    finally:
        fresh.process.kill()
    assert "Traceback" not in fresh.log.read_text(errors="replace")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "zh_TW"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_fits_the_window(visit: Visit, path: str, language: str, width: int) -> None:
    page = visit(f"{path}?lang={language}")
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out(visit: Visit, page: Page, path: str, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    visit(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert grave_faults(page) == []


def test_the_language_is_switched_and_the_browser_is_told(visit: Visit) -> None:
    page = visit("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("radio", name="中文").or_(page.get_by_role("button", name="中文")).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")


def test_the_theme_follows_without_a_reload(visit: Visit, page: Page) -> None:
    visit("/")
    expect(page.locator("html")).to_have_css("--lab-background", "#ffffff")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_css("--lab-background", "#101418")


def test_headers_health_and_foreign_names(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/healthz") as answer:  # noqa: S310
        assert answer.read() == b'{"status":"ok"}'
        assert HEADERS.items() <= {k.lower(): v for k, v in answer.headers.items()}.items()
    asking = urllib.request.Request(f"{server.url}/", headers={"Host": "elsewhere.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asking)  # noqa: S310
    refused.value.close()
    assert 400 <= refused.value.code < 500


def test_a_file_that_nobody_knows_is_explained_at_the_door(visit: Visit) -> None:
    page = visit("/")
    zone = page.locator(".st-key-drop-zone input[type=file]")
    header = b"MThd\0\0\0\6\0\0\0\1\1\xe0"
    zone.set_input_files({"name": "song.mid", "mimeType": "audio/midi", "buffer": header})
    box = page.locator("[class*=st-key-verdict-bad]")
    expect(box.get_by_text("Remedy")).to_be_visible()
    assert grave_faults(page) == []


def test_an_empty_list_of_runs_says_what_comes_here(visit: Visit) -> None:
    page = visit("/runs")
    expect(page.get_by_text("No run yet")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("example"))).to_be_visible()
