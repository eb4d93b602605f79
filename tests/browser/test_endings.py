"""A server that is killed, or told to end, in the middle of a training that the page started."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.jobs import State, perform
from core.jobs.orders import kept_job
from core.runs import run_store
from tests.browser.conftest import Server, settle, start
from tests.browser.test_forecast import LEARNING_MS, LONG, path, start_learning

SHORT = {"seeds": 3, "folds": 4, "members": 2, "max_epochs": 40, "patience": 40, "hidden_size": 32}
NOWHERE = "about:blank"  # a page whose server goes away would complain


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """Run a server for one test; it may be gone at the end."""
    running = start(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def learning(page: Page, server: Server, settings: dict[str, int]) -> str:
    """Let the page learn, wait until it does, leave the page, and return the job's id."""
    page.goto(server.url + path("en", settings))
    settle(page)
    start_learning(page)
    expect(page.locator(".st-key-job-panel canvas")).to_be_visible(timeout=LEARNING_MS)
    job = re.search(r"job=([0-9a-f]{10})", page.url)
    assert job is not None
    page.goto(NOWHERE)
    return job[1]


def test_a_killed_training_is_resumed_to_the_same_weights(
    page: Page, mortal: Server, tmp_path: Path
) -> None:
    job = learning(page, mortal, SHORT)
    mortal.process.kill()
    mortal.process.wait()
    assert kept_job(mortal.home, job).state == State.RUNNING  # nobody could say anything else
    again = start(tmp_path)
    try:
        page.goto(f"{again.url}/forecast?job={job}")
        settle(page)
        panel = page.locator(".st-key-job-panel")
        panel.get_by_role("button", name="Resume").click()
        expect(panel.get_by_role("button", name="Stop and keep the best")).to_be_visible()
        expect(panel).to_be_hidden(timeout=LEARNING_MS)
        page.goto(NOWHERE)
        resumed = run_store(again.home).artifact(job)
        order = kept_job(again.home, job).order
    finally:
        again.process.kill()
        again.process.wait()
    whole = perform(order, tmp_path / "elsewhere", lambda _: None).artifact
    assert whole is not None
    weights = [name for name in whole.arrays if name.startswith("models.")]
    assert weights
    for name in weights:
        np.testing.assert_array_equal(resumed.arrays[name], whole.arrays[name], err_msg=name)


def test_a_server_that_is_told_to_end_does_so_in_time(page: Page, mortal: Server) -> None:
    job = learning(page, mortal, LONG)
    mortal.stop()  # raises if it takes longer than a service manager waits
    assert kept_job(mortal.home, job).state == State.INTERRUPTED
    assert "Traceback" not in mortal.log.read_text(errors="replace")
