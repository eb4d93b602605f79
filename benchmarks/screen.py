"""How fast the screen answers, alone and while something is learnt, and what it costs the learning.

Run: `python -m benchmarks.screen`; it needs Chromium. Server and browser are its own. A click is
timed in the page, from the click to the first change of the heading that it changes. Two clicks are
timed: on a chip above the fan, which draws one figure again, and on the quantity to predict, which
draws the whole page again with a result that is known already. The visitors who only poll, and the
one who reruns the page 2,000 times, are websockets without a browser.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.bars import Figure, conclude, machine, spread
from benchmarks.visitor import visiting
from tests.browser.conftest import CHROMIUM, Server, settle, start

IDLE_BAR, TRAINING_BAR, POLL_BAR, MEMORY_BAR, KEPT_BAR = 100.0, 150.0, 250.0, 20.0, 0.7
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
QUIET += ["--disable-background-networking", "--disable-component-update"]
CLICKS = (Path(__file__).parent / "clicks.js").read_text("utf-8")
HORIZON = 10
# One long fit after another: learning so slowly that every epoch is the best one yet.
LONG = {
    "horizon": HORIZON,
    "hidden_size": 64,
    "learning_rate": 0.00001,
    "batch_size": 2,
    "seeds": 10,
    "folds": 10,
    "max_epochs": 500,
    "patience": 100,
}
ADDRESS = "&".join(f"forecast.{name}={value}" for name, value in LONG.items())
LEARN_BUTTON = ".st-key-forecast-learn-button button"
PANEL = ".st-key-job-panel"
TARGETS = {
    "chip": {
        "group": f".st-key-forecast-steps-{HORIZON} [role=radiogroup] button",
        "watched": "h3",
    },
    "whole page": {"group": ".st-key-forecast-quantity [role=radiogroup] button", "watched": "h2"},
}
FIRST_EPOCH_MS = 120_000
WARM_RERUNS = 200


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    clicks: int = 60
    slices: int = 5
    slice_seconds: float = 6.0
    visitors: int = 10
    poll_seconds: float = 20.0
    reruns: int = 2_000
    rerun_seconds: float = 600.0


def click(page: Page, target: str, count: int = 1_000_000, seconds: float = 600.0) -> np.ndarray:
    """Click one of the targets so often or so long; return milliseconds to the change."""
    asked = {**TARGETS[target], "ignored": PANEL, "pause": 100, "count": count, "seconds": seconds}
    return np.array(page.evaluate(CLICKS, asked))


def clicking(page: Page, size: Size, when: str, bar: float) -> list[Figure]:
    """Measure both kinds of click; the one on a chip has the bar."""
    figures = []
    for target in TARGETS:
        click(page, target, count=4)  # what is computed once is computed now
        taken = click(page, target, count=size.clicks)
        middle, late = np.percentile(taken, [50, 95])
        name = f"click to change, {target}, {when}"
        figures += [
            Figure(f"{name}, p50", float(middle), "ms"),
            Figure(f"{name}, p95", float(late), "ms", bar if target == "chip" else None),
        ]
    return figures


def begin_learning(page: Page) -> str:
    """Press the button, wait for the first epochs, and return the job's id.

    Raises
    ------
    RuntimeError
        If the page names no job.
    """
    button = page.locator(LEARN_BUTTON)
    if not button.is_visible():
        page.locator(".st-key-step-forecast-learn summary").first.click()
    button.click()
    expect(page.locator(f"{PANEL} canvas").first).to_be_visible(timeout=FIRST_EPOCH_MS)
    settle(page)
    found = re.search(r"job=([0-9a-f]+)", page.url)
    if found is None:
        raise RuntimeError(f"no job in {page.url}")
    return found[1]


def epochs_between(home: Path, begun: float, ended: float) -> int:
    """Return how many epochs were learnt between two moments (Unix time), from the store."""
    with closing(sqlite3.connect(home / "runs.sqlite")) as database:
        counted = database.execute(
            "SELECT COUNT(*) FROM metrics"
            " WHERE key LIKE '%train_loss' AND timestamp >= ? AND timestamp < ?",
            (begun * 1000, ended * 1000),
        )
        return int(counted.fetchone()[0])


def speed_kept(page: Page, home: Path, size: Size) -> list[Figure]:
    """Measure how much of its speed a training keeps while somebody clicks without a break."""
    figures = []
    for target in TARGETS:
        slices = []
        num_clicks = 0
        for _ in range(size.slices):
            begun = time.time()
            page.wait_for_timeout(size.slice_seconds * 1000)
            middle = time.time()
            num_clicks += len(click(page, target, seconds=size.slice_seconds))
            slices.append((begun, middle, time.time()))
        page.wait_for_timeout(2_000)  # the store is written twice a second
        kept = [
            (epochs_between(home, middle, ended) / (ended - middle))
            / (max(epochs_between(home, begun, middle), 1) / (middle - begun))
            for begun, middle, ended in slices
        ]
        pace = num_clicks / sum(ended - middle for _, middle, ended in slices)
        figures.append(
            Figure(
                f"training speed kept while clicking, {target}",
                float(np.median(kept)),
                "",
                KEPT_BAR if target == "chip" else None,
                at_least=True,
                note=f"{pace:.1f} clicks/s, {spread(kept)}",
            )
        )
    return figures


async def polling(server: Server, job: str, size: Size) -> list[Figure]:
    """Measure how long a poll takes when many visitors watch one training."""
    everybody_is_here = asyncio.Barrier(size.visitors)

    async def watch(number: int) -> list[float]:
        async with visiting(server.url, "forecast", f"{ADDRESS}&job={job}") as visitor:
            await everybody_is_here.wait()
            await asyncio.sleep(number / size.visitors)
            return await visitor.poll(size.poll_seconds)

    told = await asyncio.gather(*(watch(number) for number in range(size.visitors)))
    taken = 1000 * np.concatenate(told)
    middle, late = np.percentile(taken, [50, 95])
    name = f"poll of {size.visitors} visitors, one training"
    return [
        Figure(f"{name}, p50", float(middle), "ms", note=f"{len(taken)} polls"),
        Figure(f"{name}, p95", float(late), "ms", POLL_BAR),
    ]


async def rerunning(server: Server, size: Size) -> list[Figure]:
    """Measure whole reruns of the page, and how much the server's memory grows over them."""
    async with visiting(server.url, "forecast") as visitor:
        for _ in range(min(WARM_RERUNS, size.reruns)):
            await visitor.rerun()
        before = memory_of(server)
        taken: list[float] = []
        end = time.monotonic() + size.rerun_seconds
        while len(taken) < size.reruns and time.monotonic() < end:
            taken.append(1000 * await visitor.rerun())
        grown = memory_of(server) - before
    middle, late = np.percentile(taken, [50, 95])
    return [
        Figure("rerun of the whole page, server alone, p50", float(middle), "ms"),
        Figure("rerun of the whole page, server alone, p95", float(late), "ms"),
        Figure(
            f"memory grown over {len(taken):,} reruns",
            grown,
            "MB",
            MEMORY_BAR,
            note=f"from {before:.0f} MB",
        ),
    ]


def memory_of(server: Server) -> float:
    """Return the resident memory of the server, MB; it is one process (Linux)."""
    told = Path(f"/proc/{server.process.pid}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", told)
    return float(found[1]) / 1000 if found else float("nan")


def in_the_browser(server: Server, size: Size) -> tuple[list[Figure], str]:
    """Measure what needs a browser; leave one training running and return its id."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 900})
        page.goto(f"{server.url}/forecast?{ADDRESS}")
        expect(page.locator(TARGETS["chip"]["group"]).first).to_be_visible(timeout=60_000)
        settle(page)
        figures = clicking(page, size, "idle", IDLE_BAR)
        job = begin_learning(page)
        figures += clicking(page, size, "one training", TRAINING_BAR)
        figures += speed_kept(page, server.home, size)
        browser.close()
    return figures, job


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    size = Size(**vars(parser.parse_args(arguments)))
    if CHROMIUM is None:
        print("skipped: no Chromium on this computer")
        return 0
    where = machine()
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder))
        try:
            figures = asyncio.run(rerunning(server, size))
            clicked, job = in_the_browser(server, size)
            figures += clicked + asyncio.run(polling(server, job, size))
        finally:
            server.process.kill()
            server.process.wait()
    return conclude(where, figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
