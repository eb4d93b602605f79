"""The piano roll in a real browser: it sounds, its playhead follows, and what is picked is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    ROOT,
    START_SECONDS,
    Server,
    free_port,
    grave_faults,
    scrolls_sideways,
    settle,
)
from tests.browser.music.pieces import BARS, TEMPO, chorale

Visit = Callable[[str], Page]
SECONDS = BARS * 4 * 60 / TEMPO
GUTTER, HEAD = 50, 22  # pixels left of the notes, and above them
TITLE = "A made-up chorale"
# the columns of the playhead's head, in pixels of the page; light theme
PLAYHEAD = """canvas => {
  const [ratio, context] = [devicePixelRatio, canvas.getContext("2d")]
  const row = context.getImageData(0, Math.round(17 * ratio), canvas.width, 1).data
  const dark = []
  for (let x = 0; x < canvas.width; x++)
    if (row[4 * x + 3] > 200 && row[4 * x] < 60 && row[4 * x + 1] < 60) dark.push(x / ratio)
  return (dark[0] + dark[dark.length - 1]) / 2
}"""
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server of the small app of this folder."""
    folder, port = tmp_path_factory.mktemp("music"), free_port()
    command = [sys.executable, "-m", "streamlit", "run", "tests/browser/music/app.py"]
    home = folder / "home"
    environment = {**os.environ, "SEQLAB_HOME": str(home), "PYTHONPATH": str(ROOT)}
    log = folder / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    running = Server(process, f"http://127.0.0.1:{port}", home, log)
    wait_for(running)
    yield running
    process.kill()
    process.wait()


def wait_for(server: Server) -> None:
    """Wait until a server says that it is well."""
    for _ in range(START_SECONDS * 10):
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(server.log.read_text(errors="replace"))


@pytest.fixture
def opened(visit: Visit) -> Page:
    """Open the page and wait until its last roll is drawn."""
    page = visit("/")
    expect(page.locator(".st-key-band .time")).to_have_text(re.compile("0:00 / 1:0"))
    return page


def main_of(page: Page) -> Locator:
    return page.locator(".st-key-main")


def told(page: Page) -> Locator:
    return page.get_by_test_id("stText")


def moment(roll: Locator) -> float:
    return float(roll.locator("audio").evaluate("audio => audio.currentTime"))


def place_of(roll: Locator, seconds: float) -> float:
    """Return where a moment lies on the canvas while all of the piece is shown."""
    return GUTTER + seconds / SECONDS * (width_of(roll) - GUTTER)


def width_of(roll: Locator) -> float:
    return float(roll.locator("canvas").evaluate("canvas => canvas.clientWidth"))


def point(roll: Locator, bar: float, y: float) -> tuple[float, float]:
    """Return the page's coordinates of a place in a bar; 9.5 is the middle of bar 9."""
    box = roll.locator("canvas").bounding_box()
    assert box is not None
    return box["x"] + place_of(roll, SECONDS * (bar - 1) / BARS), box["y"] + y


def drag_bars(page: Page, first: float, last: float) -> None:
    roll = main_of(page)
    page.mouse.move(*point(roll, first, 8))
    page.mouse.down()
    page.mouse.move(*point(roll, last, 8), steps=5)
    page.mouse.up()


def test_the_playhead_follows_the_sound(opened: Page) -> None:
    roll = main_of(opened)
    canvas = roll.locator("canvas")
    roll.get_by_role("button", name=f"Play {TITLE}").click()
    expect(roll.locator(".time")).to_have_text(re.compile("0:02"))
    before = moment(roll)
    drawn = float(canvas.evaluate(PLAYHEAD))
    after = moment(roll)
    assert place_of(roll, before - 0.5) <= drawn <= place_of(roll, after + 0.1) + 2
    roll.get_by_role("button", name=f"Pause {TITLE}").click()
    expect(roll.get_by_role("button", name=f"Play {TITLE}")).to_be_visible()
    assert abs(float(canvas.evaluate(PLAYHEAD)) - place_of(roll, moment(roll))) <= 2
    assert moment(roll) > after


def test_the_roll_and_the_range_seek(opened: Page) -> None:
    roll = main_of(opened)
    opened.mouse.click(*point(roll, 7.0, 318))  # below the lowest note
    expect(roll.locator(".time")).to_have_text("0:15 / 0:30")
    assert moment(roll) == pytest.approx(SECONDS / 2, abs=0.1)
    roll.get_by_role("slider", name="Position in the piece").fill("25.5")
    expect(roll.locator(".time")).to_have_text("0:25 / 0:30")
    assert abs(float(roll.locator("canvas").evaluate(PLAYHEAD)) - place_of(roll, 25.5)) <= 2


def test_bars_are_selected_and_forgotten(opened: Page) -> None:
    drag_bars(opened, 5.4, 7.6)
    expect(told(opened)).to_contain_text("bars (5, 7)")
    expect(main_of(opened).locator("#said")).to_have_text("Bars 5 to 7 selected")
    drag_bars(opened, 9.5, 9.5)
    expect(told(opened)).to_contain_text("bars (9, 9)")
    drag_bars(opened, 9.5, 9.5)
    expect(told(opened)).to_contain_text("bars None")
    drag_bars(opened, 3.5, 4.5)
    expect(told(opened)).to_contain_text("bars (3, 4)")
    opened.get_by_role("button", name="New piece").click()
    expect(told(opened)).to_contain_text("bars None")


def test_a_click_on_a_note_tells_which(opened: Page) -> None:
    piece = chorale()
    index = int(piece.end_seconds.argmax())
    assert piece.start_seconds[index] > 0
    low, high = int(piece.pitch.min()) - 1, int(piece.pitch.max()) + 1
    row = (320 - HEAD) / (high - low + 1)
    bar = 1 + BARS * float(piece.start_seconds[index] + 0.1) / SECONDS
    y = HEAD + (high - int(piece.pitch[index]) + 0.5) * row
    opened.mouse.click(*point(main_of(opened), bar, y))
    expect(told(opened)).to_contain_text(f"picked {index} of {len(piece)}")
    assert moment(main_of(opened)) == pytest.approx(piece.start_seconds[index], abs=0.01)


def test_the_same_piece_stays_as_it_was(opened: Page) -> None:
    roll = main_of(opened)
    canvas = roll.locator("canvas")
    roll.get_by_role("slider", name="Position in the piece").fill("12.25")
    for _ in range(2):
        roll.get_by_role("button", name="Zoom in").click()
    drag_bars(opened, 6.2, 7.4)
    settle(opened)
    canvas.evaluate(
        """canvas => {
            window.seen = { canvas, pictures: new Set() }
            const look = () => {
                seen.pictures.add(canvas.toDataURL())
                requestAnimationFrame(look)
            }
            requestAnimationFrame(look)
        }"""
    )
    opened.get_by_role("button", name="Run again").click()
    opened.wait_for_timeout(500)
    settle(opened)
    assert canvas.evaluate("canvas => canvas === seen.canvas && seen.pictures.size") == 1
    assert moment(roll) == 12.25


def test_a_new_piece_goes_on_sounding_from_its_beginning(opened: Page) -> None:
    roll = main_of(opened)
    roll.get_by_role("slider", name="Position in the piece").fill("20")
    roll.get_by_role("button", name=f"Play {TITLE}").click()
    expect(roll.get_by_role("button", name=f"Pause {TITLE}")).to_be_visible()
    old = roll.locator("audio").get_attribute("src")
    opened.get_by_role("button", name="New piece").click()
    expect(roll.locator("audio")).not_to_have_attribute("src", str(old))
    expect(roll.locator(".time")).to_have_text(re.compile("0:01"))
    expect(roll.get_by_role("button", name=f"Pause {TITLE}")).to_be_visible()


def test_a_repaired_bar_stays_selected_and_is_where_it_plays_from(opened: Page) -> None:
    opened.get_by_role("button", name="Repair bar 9").click()
    expect(told(opened)).to_contain_text("bars (9, 9)")
    expect(main_of(opened).locator(".time")).to_have_text("0:20 / 0:30")
    main_of(opened).locator("canvas").press("Escape")
    expect(told(opened)).to_contain_text("bars None")


def test_a_roll_that_comes_back_goes_on_where_it_was(opened: Page) -> None:
    roll = main_of(opened)
    drag_bars(opened, 2.5, 3.5)
    expect(told(opened)).to_contain_text("bars (2, 3)")
    roll.get_by_role("slider", name="Position in the piece").fill("8.5")
    switch = opened.locator("label", has_text="On the page")
    switch.click()
    expect(roll.locator("canvas")).to_have_count(0)
    expect(told(opened)).to_contain_text("bars None")
    switch.click()
    expect(told(opened)).to_contain_text("bars (2, 3)")
    expect(roll.locator(".time")).to_have_text("0:08 / 0:30")


def test_sound_is_made_when_asked_for_and_one_sounds_at_a_time(opened: Page) -> None:
    roll, strip = main_of(opened), opened.locator(".st-key-strips .roll").nth(2)
    assert strip.locator("audio").get_attribute("src") is None
    roll.get_by_role("button", name=f"Play {TITLE}").click()
    strip.get_by_role("button", name="Play Temperature 1.0").click()
    expect(strip.get_by_role("button", name="Pause Temperature 1.0")).to_be_visible()
    expect(roll.get_by_role("button", name=f"Play {TITLE}")).to_be_visible()
    expect(strip.locator("audio")).to_have_attribute("src", re.compile("^/media/"))
    others = opened.locator(".st-key-strips audio[src]")
    expect(others).to_have_count(1)


def test_everything_can_be_done_with_the_keyboard(opened: Page) -> None:
    roll, piece = main_of(opened), chorale()
    canvas = roll.locator("canvas")
    canvas.focus()
    for _ in range(3):
        canvas.press("ArrowRight")
    assert moment(roll) == pytest.approx(3 * SECONDS / BARS, abs=0.01)
    canvas.press("Shift+ArrowRight")
    canvas.press("Shift+ArrowRight")
    expect(told(opened)).to_contain_text("bars (4, 5)")
    canvas.press("Escape")
    expect(told(opened)).to_contain_text("bars None")
    canvas.press("Home")
    canvas.press("ArrowUp")
    canvas.press("ArrowUp")
    canvas.press("Enter")
    expect(told(opened)).to_contain_text(f"picked 1 of {len(piece)}")
    expect(roll.locator("#said")).to_have_text(
        re.compile(r"^[A-G]♯?\d, (Soprano|Alto|Tenor|Bass)$")
    )
    canvas.press("Space")
    expect(roll.get_by_role("button", name=f"Pause {TITLE}")).to_be_visible()
    canvas.press("Space")
    expect(roll.get_by_role("button", name=f"Play {TITLE}")).to_be_visible()
    still = canvas.evaluate(PICTURE)
    canvas.press("+")
    opened.wait_for_timeout(100)
    assert canvas.evaluate(PICTURE) != still
    canvas.press("-")
    opened.wait_for_timeout(100)
    assert canvas.evaluate(PICTURE) == still


def test_the_wheel_zooms_with_control_alone(opened: Page) -> None:
    roll = main_of(opened)
    canvas = roll.locator("canvas")
    opened.mouse.move(*point(roll, 7.0, 150))
    still = canvas.evaluate(PICTURE)
    opened.mouse.wheel(0, -200)
    opened.wait_for_timeout(200)
    assert canvas.evaluate(PICTURE) == still
    opened.mouse.move(*point(roll, 7.0, 150))
    opened.keyboard.down("Control")
    opened.mouse.wheel(0, -200)
    opened.keyboard.up("Control")
    opened.wait_for_timeout(200)
    assert canvas.evaluate(PICTURE) != still
    expect(roll.get_by_role("button", name="Zoom out")).to_be_enabled()


def test_a_theme_that_changes_is_drawn_without_the_server(opened: Page) -> None:
    sent: list[int] = []
    opened.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    opened.reload()
    settle(opened)
    roll = main_of(opened)
    canvas, box = roll.locator("canvas"), roll.locator(".roll")
    roll.get_by_role("slider", name="Position in the piece").fill("12.25")
    roll.get_by_role("button", name="Zoom in").click()
    drag_bars(opened, 6.2, 7.4)
    expect(told(opened)).not_to_contain_text("bars None")
    settle(opened)
    light = canvas.evaluate(PICTURE)
    sent.clear()
    opened.emulate_media(color_scheme="dark")
    expect(box).to_have_attribute("style", re.compile("color-scheme: dark"))
    opened.wait_for_timeout(100)
    assert canvas.evaluate(PICTURE) != light
    opened.emulate_media(color_scheme="light")
    expect(box).to_have_attribute("style", re.compile("color-scheme: light"))
    opened.wait_for_timeout(100)
    assert canvas.evaluate(PICTURE) == light
    assert not sent


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_it_fits_and_can_be_read(opened: Page, scheme: str, width: int) -> None:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened.set_viewport_size({"width": width, "height": 900})
    settle(opened)
    opened.wait_for_timeout(300)
    assert not scrolls_sideways(opened)
    assert width_of(main_of(opened)) < width
    assert grave_faults(opened) == []
