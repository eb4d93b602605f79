"""The picture, its patches in a row and their places, in a real browser: one patch in all."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import scrolls_sideways, settle

Visit = Callable[[str], Page]
HARBOUR = "/patches?images.picture=harbour&look.patch_size=64"  # 7 across, 5 down
VIEW, STRIP, PLACES = ".st-key-images-view", ".st-key-images-strip", ".st-key-images-places"
PICTURE = "canvas => canvas.toDataURL()"
OPENING_MS = 60_000


def opened(visit: Visit, path: str = HARBOUR) -> Page:
    page = visit(path)
    expect(page.locator(f"{VIEW} canvas")).to_be_visible(timeout=OPENING_MS)
    settle(page)
    return page


def expect_patch(page: Page, number: int) -> None:
    """Expect that every part of the page stands on this patch, counted from 1."""
    expect(page.locator("h3", has_text=f"Patch {number} is a vector of")).to_be_visible()
    expect(page.locator("h3", has_text=f"Place {number}:")).to_be_visible()
    expect(page.locator(f"{STRIP} .where")).to_have_text(
        f"Patch {number}: row {(number - 1) // 7 + 1}, column {(number - 1) % 7 + 1}"
    )


def click_at(place: Locator, across: float, down: float) -> None:
    """Click at a share of the width and height of a canvas."""
    box = place.bounding_box()
    assert box is not None
    place.click(position={"x": across * box["width"], "y": down * box["height"]})


def test_a_click_anywhere_chooses_the_patch_everywhere(visit: Visit) -> None:
    page = opened(visit)
    expect_patch(page, 18)
    click_at(page.locator(f"{VIEW} canvas"), 0.01, 0.99)
    expect_patch(page, 29)
    click_at(page.locator(f"{PLACES} canvas"), 0.99, 0.5)
    expect_patch(page, 21)
    click_at(page.locator(f"{STRIP} canvas"), 0.5, 0.3)
    expect(page.locator("h3", has_text="Patch 21 is a vector of")).to_be_hidden()


def test_the_keyboard_goes_from_patch_to_patch(visit: Visit) -> None:
    page = opened(visit)
    page.locator(f"{VIEW} canvas").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(f"{VIEW} #said")).to_have_text("Patch 14: row 2, column 7")
    expect_patch(page, 18)
    page.keyboard.press("Enter")
    expect_patch(page, 14)
    page.locator(f"{STRIP} .window").focus()
    page.keyboard.press("ArrowLeft")
    expect_patch(page, 13)
    page.keyboard.press("End")
    expect_patch(page, 35)


def changed(place: Locator, before: str) -> bool:
    """Return whether a canvas comes to show something else."""
    for _ in range(50):
        if place.evaluate(PICTURE) != before:
            return True
        place.page.wait_for_timeout(100)
    return False


def test_a_walk_shows_in_the_picture_and_ends_on_the_last_patch(visit: Visit) -> None:
    page = opened(visit)
    canvas = page.locator(f"{VIEW} canvas")
    before = canvas.evaluate(PICTURE)
    page.get_by_role("button", name="Play the sequence").click()
    expect(page.locator(f"{STRIP} .where")).to_have_text(re.compile(r"Patch (2\d|3\d)"))
    assert changed(canvas, before)
    expect_patch(page, 35)
    expect(page.get_by_role("button", name="Play the sequence")).to_be_visible()


def test_a_walk_that_is_paused_stays_where_it_came_to(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("button", name="Play the sequence").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play the sequence")).to_be_visible()
    settle(page)
    number = int(page.locator(f"{STRIP} .where").inner_text().split(":")[0].split()[1])
    assert 18 <= number < 35
    expect_patch(page, number)


def test_a_row_of_thousands_scrolls_in_itself_on_a_phone_too(visit: Visit) -> None:
    page = opened(visit, "/patches?images.picture=palace&look.patch_size=5")
    page.set_viewport_size({"width": 400, "height": 800})
    expect(page.locator("h3", has_text="11,008 patches, 128 across and 86 down")).to_be_visible()
    window, canvas = page.locator(f"{STRIP} .window"), page.locator(f"{STRIP} canvas")
    assert window.evaluate("place => place.scrollWidth") > 11_008 * 46
    before = canvas.evaluate(PICTURE)
    window.evaluate("place => { place.scrollLeft = 400000 }")
    assert changed(canvas, before)
    assert not scrolls_sideways(page)
