"""The page of pictures from an odd picture to its explanation, in a real browser, two languages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import grave_faults, scrolls_sideways, settle

Visit = Callable[[str], Page]
LEARNING_MS = 120_000
OPENING_MS = 60_000
QUICK = "images.seconds=3&images.channels=4"
PANEL = ".st-key-job-panel"
DATA, LEARN = "[class*=st-key-step-images-data]", "[class*=st-key-step-images-learn]"
VERDICT = "[class*=st-key-verdict-]"
WIDTH, HEIGHT = 61, 37


def odd_picture() -> bytes:
    """Return a picture that no usual patch divides: a disc before a slope."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    pixels = np.stack([4 * columns, 6 * rows, 90 + 0 * rows], axis=2).astype(np.uint8)
    pixels[np.hypot(rows - 12, columns - 40) < 8] = (250, 240, 20)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def until_judged(page: Page) -> None:
    """Wait until the maps of the picture are judged."""
    expect(page.locator("table.ruler")).to_be_visible(timeout=OPENING_MS)
    settle(page)


def opened_expander(page: Page, name: str) -> None:
    page.locator(f".st-key-images-{name} summary").first.click()
    settle(page)


def upload(page: Page) -> None:
    """Open the first step and hand a picture over."""
    page.locator(f"{DATA} summary").first.click()
    page.locator(".st-key-images-look [role=radiogroup] button").last.click()
    settle(page)
    file = FilePayload(name="寬.png", mimeType="image/png", buffer=odd_picture())
    page.locator(".st-key-images-picture-upload input[type=file]").set_input_files(file)
    settle(page)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_from_an_odd_picture_to_an_explanation(visit: Visit, language: str) -> None:
    page = visit(f"/patches?lang={language}&images.set=shapes&{QUICK}")
    until_judged(page)
    upload(page)
    expect(page.locator(f"{DATA} summary").first).to_contain_text(f"{WIDTH} × {HEIGHT}")
    until_judged(page)
    first = page.locator("h3", has_text=re.compile(r"^\d+ (patches|塊)|^\d+ ")).first.inner_text()
    sizes = page.locator(".st-key-look-patch_size [role=radiogroup] button")
    sizes.last.click()
    settle(page)
    expect(page.get_by_text(first, exact=True)).to_be_hidden()
    page.locator(f"{LEARN} summary").first.click()
    settle(page)
    page.locator(".st-key-images-learn-button button").click()
    expect(page.locator(PANEL)).to_be_visible(timeout=OPENING_MS)
    expect(page.locator(PANEL)).to_be_hidden(timeout=LEARNING_MS)
    until_judged(page)
    expect(page).to_have_url(re.compile(r"job=[0-9a-f]{10}"))
    opened_expander(page, "confusion")
    cells = page.locator(".st-key-images-confusion-table td button:not([disabled])")
    cells.last.click()
    expect(cells.last).to_have_attribute("aria-pressed", "true")
    settle(page)
    page.locator("[class*=st-key-images-rack-] .rack button").first.click()
    settle(page)
    expect(page.locator(f"{DATA} summary").first).to_contain_text("32 × 32")
    until_judged(page)
    opened_expander(page, "maps")
    expect(page.locator(".st-key-images-map-saliency canvas")).to_be_visible(timeout=OPENING_MS)
    settle(page)
    with page.expect_download() as taken:
        page.locator(".st-key-images-download-0 button").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert {"saliency.png", "figures.csv", "maps.npz"} <= set(archive.namelist())
        saliency = np.load(io.BytesIO(archive.read("maps.npz")))["saliency"]
    assert saliency.shape == (32, 32)
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []


def test_a_head_is_pressed_and_drawn(visit: Visit) -> None:
    page = visit("/patches")
    until_judged(page)
    page.get_by_role("button", name="Layer and head").click()
    page.locator(".st-key-images-heads .rack button").nth(2).click()
    expect(page.get_by_text(re.compile(r"Layer 1 of 4, head 3\."))).to_be_visible()
    assert grave_faults(page) == []


def test_a_digit_is_drawn_and_named(visit: Visit) -> None:
    page = visit("/patches")
    until_judged(page)
    opened_expander(page, "digit")
    pad = page.locator(".st-key-images-pad canvas")
    pad.scroll_into_view_if_needed()
    settle(page)
    box = pad.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"]
    page.mouse.move(x, y + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(x, y + 0.9 * box["height"], steps=12)
    page.mouse.up()
    expect(
        page.get_by_role("heading", level=3, name=re.compile(r"It says 1|It is not"))
    ).to_be_visible()
    page.locator(".st-key-images-pad .clear").click()
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    pad.focus()
    for key in ("ArrowUp", " ", "ArrowDown", " ", "ArrowDown", " "):
        pad.press(key)
    expect(
        page.get_by_role("heading", level=3, name=re.compile(r"It says|It is not"))
    ).to_be_visible()
    assert grave_faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_telephone_shows_all_of_it(visit: Visit, theme: str) -> None:
    page = visit("/")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": 400, "height": 800})
    visit("/patches")
    until_judged(page)
    for name in ("confusion", "maps", "digit", "shuffle", "cost"):
        opened_expander(page, name)
    expect(page.locator(".st-key-images-map-saliency canvas")).to_be_visible(timeout=OPENING_MS)
    expect(page.locator("table.gauge")).to_be_visible(timeout=OPENING_MS)
    settle(page)
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []
