"""The music page from three files to a mended bar, in a real browser, in both languages."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from core.vectorizers import midi
from tests.browser.conftest import grave_faults, scrolls_sideways, settle
from tests.core.recipes.music.corpora import tune

Visit = Callable[[str], Page]
LEARNING_MS = 120_000
OPENING_MS = 60_000
QUICK = "music.hidden_size=32&music.seconds=30"
LASTING = "music.hidden_size=32&music.seconds=300"
ROLL = ".st-key-music-roll"
PANEL = ".st-key-job-panel"
BAR_NUMBERS_Y = 8  # pixels below the upper edge of the canvas
PICTURE = "canvas => canvas.toDataURL()"


def ready_roll(page: Page) -> Locator:
    """Wait until the piece can be played, and return its roll."""
    roll = page.locator(ROLL)
    expect(roll.locator(".time")).to_have_text(re.compile(r"/ \d:\d\d"), timeout=OPENING_MS)
    expect(roll.locator("audio")).to_have_attribute("src", re.compile("media"))
    return roll


def moment(roll: Locator) -> float:
    return float(roll.locator("audio").evaluate("audio => audio.currentTime"))


def upload(page: Page, files: list[tuple[str, bytes]]) -> None:
    """Open the first step and hand the files over."""
    page.locator(".st-key-step-music-data summary, .st-key-step-data summary").first.click()
    page.locator("[class*=st-key-music-choice] [role=radiogroup] button").last.click()
    settle(page)
    payloads = [FilePayload(name=name, mimeType="audio/midi", buffer=data) for name, data in files]
    page.locator("input[type=file]").first.set_input_files(payloads)
    settle(page)


def three_files() -> list[tuple[str, bytes]]:
    good = [(f"{seed}.mid", midi.write(tune(seed, 1200))) for seed in (1, 2)]
    return [*good, ("broken.mid", b"MThd\0\0\0\6")]


def start_learning(page: Page) -> None:
    page.locator("[class*=st-key-step-music-learn] summary").first.click()
    settle(page)
    page.locator(".st-key-music-learn-button button").click()
    expect(page.locator(PANEL)).to_be_visible(timeout=OPENING_MS)


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_the_page_opens_with_a_piece_that_plays(visit: Visit, language: str) -> None:
    page = visit(f"/music?lang={language}")
    roll = ready_roll(page)
    expect(page.locator("[class*=st-key-verdict-close]")).to_be_visible()
    roll.locator("button").first.click()
    expect(roll.locator(".time")).to_have_text(re.compile("0:02"))
    assert moment(roll) > 1
    before = roll.locator("canvas").evaluate(PICTURE)
    page.wait_for_timeout(600)
    assert roll.locator("canvas").evaluate(PICTURE) != before  # the playhead moved on
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []


def test_a_slider_makes_another_piece(visit: Visit) -> None:
    page = visit("/music")
    roll = ready_roll(page)
    sound = roll.locator("audio").get_attribute("src")
    slider = page.locator(".st-key-piece-temperature input[type=range]").first
    slider.focus()
    slider.press("ArrowRight")
    expect(roll.locator("audio")).not_to_have_attribute("src", str(sound))
    second = roll.locator("audio").get_attribute("src")
    page.locator(".st-key-music-new button").first.click()
    expect(roll.locator("audio")).not_to_have_attribute("src", str(second))


def test_a_bar_is_mended_and_the_mending_undone(visit: Visit) -> None:
    page = visit("/music")
    roll = ready_roll(page)
    repair = page.locator(".st-key-music-repair button").first
    expect(repair).to_be_disabled()
    box = roll.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + BAR_NUMBERS_Y)
    expect(repair).to_be_enabled()
    sound = roll.locator("audio").get_attribute("src")
    repair.click()
    expect(roll.locator("audio")).not_to_have_attribute("src", str(sound))
    page.locator(".st-key-music-undo button").first.click()
    expect(roll.locator("audio")).to_have_attribute("src", str(sound))


def test_what_is_taken_along_is_music(visit: Visit) -> None:
    page = visit("/music")
    ready_roll(page)
    settle(page)
    with page.expect_download() as taken:
        page.locator(".st-key-music-download-0 button").click()
    assert midi.read(taken.value.path().read_bytes(), "taken.mid").found.notes > 20
    with page.expect_download() as taken:
        page.locator(".st-key-music-download-1 button").click()
    with wave.open(io.BytesIO(taken.value.path().read_bytes())) as sound:
        assert sound.getnframes() / sound.getframerate() > 5


def test_three_files_one_broken_are_read_learnt_and_played(visit: Visit) -> None:
    page = visit(f"/music?{QUICK}")
    ready_roll(page)
    upload(page, three_files())
    expect(page.get_by_text("broken.mid").first).to_be_visible()
    start_learning(page)
    expect(page.locator(f"{PANEL} canvas")).to_be_visible(timeout=LEARNING_MS)
    expect(page.locator(PANEL)).to_be_hidden(timeout=LEARNING_MS)
    settle(page)
    learn = page.locator("[class*=st-key-step-music-learn] details").first
    expect(learn).not_to_have_attribute("open", "")  # it was opened by hand
    ready_roll(page)
    expect(page).to_have_url(re.compile(r"job=[0-9a-f]{10}"))
    verdict = page.locator("[class*=st-key-verdict-]").get_by_role("heading", level=2)
    expect(verdict).to_have_count(1)
    said = verdict.inner_text()
    page.reload()
    settle(page)
    expect(verdict).to_have_text(said)


def test_learning_is_stopped_and_resumed(visit: Visit) -> None:
    page = visit(f"/music?{LASTING}")
    ready_roll(page)
    upload(page, three_files()[:2])
    start_learning(page)
    panel = page.locator(PANEL)
    expect(panel.locator("canvas")).to_be_visible(timeout=LEARNING_MS)
    panel.get_by_role("button", name="Stop and keep the best").click()
    expect(panel.get_by_role("button", name="Resume")).to_be_visible(timeout=OPENING_MS)
    panel.get_by_role("button", name="Resume").click()
    expect(panel.get_by_role("button", name="Stop and keep the best")).to_be_visible(
        timeout=OPENING_MS
    )
    panel.get_by_role("button", name="Stop and keep the best").click()
    expect(panel.get_by_role("button", name="Resume")).to_be_visible(timeout=OPENING_MS)


def test_candidates_are_ranked(visit: Visit) -> None:
    page = visit("/music")
    ready_roll(page)
    settle(page)
    page.get_by_text("Eight candidates, ranked").click()
    expect(page.locator("[class*=st-key-music-candidate-7]").first).to_be_visible(
        timeout=OPENING_MS
    )


def test_a_telephone_shows_all_of_it(visit: Visit) -> None:
    page = visit("/music")
    page.set_viewport_size({"width": 400, "height": 800})
    ready_roll(page)
    settle(page)
    assert not scrolls_sideways(page)
    assert grave_faults(page) == []
