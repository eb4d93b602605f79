from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from core.errors import RunsUnreachable
from core.runs.writer import MOST_POINTS, Point, Writer


class Sink:
    """Takes points, and refuses the first few times."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.points: list[tuple[str, Point]] = []
        self.largest = 0
        self.arrived = threading.Event()

    def write(self, run: str, points: Sequence[Point]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise RunsUnreachable(place="a test")
        self.largest = max(self.largest, len(points))
        self.points += [(run, point) for point in points]
        self.arrived.set()


def test_points_are_written_in_batches_and_in_order() -> None:
    sink = Sink()
    writer = Writer(sink.write)
    for step in range(1700):
        writer.log("a" if step % 3 else "b", {"train": step, "validation": -step}, step)
    writer.flush()
    assert len(sink.points) == 3400
    assert sink.largest <= MOST_POINTS
    for run in "ab":
        steps = [p.step for r, p in sink.points if r == run and p.key == "train"]
        assert steps == sorted(steps)


def test_a_flush_that_fails_loses_nothing() -> None:
    sink = Sink(refusals=1_000_000)
    writer = Writer(sink.write)
    for step in range(23):
        writer.log("a", {"loss": step}, step)
    with pytest.raises(RunsUnreachable):
        writer.flush()
    sink.refusals = 0
    writer.flush()
    assert {p.step for _, p in sink.points} == set(range(23))


def test_the_thread_writes_by_itself_and_tries_again() -> None:
    sink = Sink(refusals=1)
    writer = Writer(sink.write)
    writer.log("a", {"loss": 1.0}, 5)
    assert sink.arrived.wait(60)
    assert [p.step for _, p in sink.points] == [5]
