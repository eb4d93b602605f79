"""The keyboard in a real browser: clicks wait for nothing, and the page follows when it is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import grave_faults, scrolls_sideways, settle
from tests.browser.test_music import ready_roll

WIDTHS = (1280, 400)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_tune_is_clicked_gone_on_from_and_cleared(
    visit: Callable[[str], Page], width: int
) -> None:
    page = visit("/music?piece.keys=60q-64h&piece.bars=4")
    page.set_viewport_size({"width": width, "height": 800})
    roll = ready_roll(page)
    expect(page.locator(".st-key-music-strip-3")).to_be_visible(timeout=60_000)
    settle(page)
    first = roll.locator("audio").get_attribute("src")
    page.locator(".st-key-music-more-knobs button").first.click()
    said = "C4 · E4 (Half)"
    for key, name in ((67, "G4"), (67, "G4"), (66, "F♯4")):
        page.locator(f".st-key-piece-key-{key} button").click()
        said = f"{said} · {name}"  # two clicks before an answer come in the order of the keys
        expect(page.get_by_text(said, exact=True)).to_be_visible()
    keys = [page.locator(f".st-key-piece-key-{key} button") for key in (60, 71)]
    left, right = (key.bounding_box() for key in keys)
    assert left is not None
    assert right is not None
    assert left["x"] >= 0
    assert right["x"] + right["width"] <= width
    names = page.locator("[class*=st-key-music-octave-] button p")
    expect(names).to_have_count(24)
    heights = names.evaluate_all("all => all.map(name => name.getBoundingClientRect().height)")
    assert max(heights) < 1.5 * min(heights)  # each stands on one line
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []
    page.locator(".st-key-piece-keys-use button").click()
    expect(page).to_have_url(re.compile("piece.keys=60q-64h-67q-67q-66q"))
    expect(roll.locator("audio")).not_to_have_attribute("src", str(first))
    page.locator(".st-key-piece-keys-clear button").click()
    expect(page).not_to_have_url(re.compile("piece.keys"))
