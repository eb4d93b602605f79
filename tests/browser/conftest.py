"""A real server and a real browser: what every test in this folder stands on.

Each module gets a server of its own on a free port with a home of its own. After every test the
page must have asked nothing of any other machine and thrown no error, and the server's log must
hold no traceback. Without Chromium these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
START_SECONDS = 120
STOP_SECONDS = 5
GRAVE = {"serious", "critical"}
LOOKS = 3
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Streamlit looks for its own server below a deep link's path first, and at the root then
PROBES = ("_stcore/health", "_stcore/host-config")

expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of this folder where there is no Chromium."""
    if CHROMIUM is None:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="no chromium on this computer"))


@dataclass
class Server:
    """One server of ours: where it answers, where it keeps things, what it wrote."""

    process: subprocess.Popen[bytes]
    url: str
    home: Path
    log: Path

    def stop(self) -> int:
        """Tell the server to end, as a service manager would, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_SECONDS)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def start(folder: Path, **variables: str) -> Server:
    """Start a server and wait until it says that it is well."""
    port, log = free_port(), folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "SEQLAB_HOME": str(folder / "home"), **variables}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    server = Server(process, f"http://127.0.0.1:{port}", folder / "home", log)
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=1):  # noqa: S310
                return server
        except OSError:  # not there yet, or not yet answering
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server for the tests of one module."""
    running = start(tmp_path_factory.mktemp("server"))
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return no base: each module has its server. The plugin's own fixture warns on pytest 9."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium, without a sandbox (we may be root) and without calling home."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look at the page as the drawings do: English, 1280 pixels wide, light."""
    size = {"width": 1280, "height": 900}
    return {
        **browser_context_args,
        "viewport": size,
        "locale": "en-GB",
        "color_scheme": "light",
        "timezone_id": "Asia/Taipei",
    }


@pytest.fixture(autouse=True)
def _nothing_went_wrong(request: pytest.FixtureRequest, page: Page) -> Iterator[None]:
    """Fail a test whose page threw, complained or asked another machine, or whose server did."""
    wrong: list[str] = []

    def asked(asking: Request) -> None:
        if not asking.url.startswith(("http://127.0.0.1:", "data:", "blob:", "ws://127.0.0.1:")):
            wrong.append(f"asked {asking.url}")

    def complained(message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        # A picture or a sound that is replaced at once is gone before the browser has asked for it.
        is_replaced = "/media/" in place and "404" in message.text
        if message.type == "error" and not place.endswith(PROBES) and not is_replaced:
            wrong.append(f"console: {message.text} ({place})")

    page.on("request", asked)
    page.on("console", complained)
    page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
    yield
    assert not wrong
    if "server" in request.fixturenames:
        log = request.getfixturevalue("server").log.read_text(errors="replace")
        assert "Traceback" not in log


@pytest.fixture
def visit(page: Page, server: Server) -> Callable[[str], Page]:
    """Return a function that opens a path of the server and waits until it is drawn."""

    def open_path(path: str = "/") -> Page:
        page.goto(server.url + path)
        settle(page)
        return page

    return open_path


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end."""
    expect(page.locator(READY)).to_be_visible()


def scrolls_sideways(page: Page) -> bool:
    """Return whether something is wider than the window."""
    return bool(
        page.evaluate(
            """() => [document.scrollingElement, ...document.querySelectorAll(
                '[data-testid="stMain"], [data-testid="stMainBlockContainer"]')]
                .some((place) => place.scrollWidth > place.clientWidth + 1)"""
        )
    )


def grave_faults(page: Page) -> list[str]:
    """Return what axe finds serious or worse, each with its place, once the page has come to rest.

    A page that is still being drawn has, for a moment, colours on their way from one theme to the
    other and charts without their words; a fault is what is still there two seconds later.
    """
    for _ in range(LOOKS):
        found = Axe().run(page).response["violations"]
        faults = [
            f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
            for fault in found
            if fault["impact"] in GRAVE
            for node in fault["nodes"]
        ]
        if not faults:
            break
        page.wait_for_timeout(1000)
    return faults
