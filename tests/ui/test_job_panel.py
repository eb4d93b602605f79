"""The panel of a job: what it says follows from the job's snapshot, and its buttons are obeyed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import UNFINISHED, JobManager, Order, Snapshot, job_manager
from core.runs import Source
from core.training.progress import Epoch
from ui.job_panel import curve_title, is_by_heart

SECONDS = 20


def page() -> None:
    import streamlit as st

    from ui.job_panel import find_job, is_unfinished, job_mark, job_panel
    from ui.state import job_of

    job_mark()
    job = job_of("forecast")
    if job is not None:
        job_panel(job, reference="HAR")
        st.text(f"unfinished: {is_unfinished(find_job(job))}")


@pytest.fixture
def jobs() -> Iterator[JobManager]:
    manager = job_manager()
    yield manager
    manager.close()


def order(**settings: Any) -> Order:
    return Order(
        function="tests.ui.tiny:train",
        kind="forecast",
        title="tiny",
        source=Source("S&P 500", sample="sp500"),
        settings=settings,
        command="python -m core forecast sample:sp500 --quantity volatility --hidden-size 64",
    )


def until(jobs: JobManager, job: str, *states: str) -> Snapshot:
    """Wait for a job to come into one of `states`, with its first epochs."""
    seen = jobs.snapshot(job)
    for _ in range(2000):
        if str(seen.state) in states and seen.epochs:
            return seen
        time.sleep(0.01)
        seen = jobs.snapshot(job)
    pytest.fail(f"{job} is {seen.state}")


def watching(job: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.query_params["job"] = job
    test.run()
    assert not test.exception
    return test


def said(test: AppTest) -> str:
    return "\n".join(str(m.value) for m in test.markdown)


def test_a_running_job_is_watched_and_stopped_and_goes_on(jobs: JobManager) -> None:
    job = jobs.submit(order(wait=True))
    until(jobs, job, "running")
    test = watching(job)
    assert "**Learning**" in said(test)
    assert "seed 2 of 3" in said(test)
    assert "**Forecast** is learning" in said(test)
    assert [m.label for m in test.metric] == [
        "Time left",
        "Training loss",
        "Validation loss",
        "Best so far",
        "Speed",
    ]
    test.button(key="job-stop").click().run()
    until(jobs, job, "cancelled")
    test.run()
    assert "**Stopped**" in said(test)
    assert "is learning" not in said(test)
    test.button(key="job-resume").click().run()
    assert jobs.snapshot(job).state in UNFINISHED


def test_a_failed_job_says_its_three_parts(jobs: JobManager) -> None:
    job = jobs.submit(order(fail=True))
    until(jobs, job, "failed")
    test = watching(job)
    assert "**Stopped on an error**" in said(test)
    body = "".join(element.proto.body for element in test.get("html"))
    assert "The series has 61 usable steps." in body
    assert "At least 250 steps" in body
    assert test.button(key="job-resume")


def test_a_waiting_job_says_how_many_are_before_it(jobs: JobManager) -> None:
    first = jobs.submit(order(wait=True))
    second = jobs.submit(order(wait=True, number=2))
    until(jobs, first, "running")
    test = watching(second)
    assert "**Waiting** :gray[1 job is learnt first]" in said(test).replace("\u2002", " ")


def test_a_job_nobody_knows_is_said_to_be_unknown() -> None:
    assert "no longer known" in said(watching("0123456789"))


def test_a_job_of_the_session_comes_back_into_the_address(jobs: JobManager) -> None:
    job = jobs.submit(order())
    until(jobs, job, "done")
    test = watching(job)
    assert "unfinished: False" in test.text[0].value
    test.query_params.pop("job")
    test.run()
    assert test.query_params["job"] == job


def epochs(*losses: float, best: int, reference: float | None) -> list[Epoch]:
    return [
        Epoch(i, 60, loss, loss, min(i, best), reference_loss=reference)
        for i, loss in enumerate(losses, start=1)
    ]


@pytest.mark.parametrize(
    ("losses", "best", "reference", "title"),
    [
        ((0.9, 0.8, 0.4), 3, 0.5, "Validation loss is still falling and below HAR"),
        ((0.9, 0.8, 0.7), 3, 0.5, "Validation loss is still falling and not yet below HAR"),
        ((0.9, *(0.7,) * 7), 2, 0.5, "Validation loss is level since epoch 2 and not below HAR"),
        ((0.9, *(0.4,) * 7), 2, 0.5, "Validation loss is level since epoch 2 and below HAR"),
        ((0.9, 0.8, 0.7), 3, None, "Validation loss is still falling"),
    ],
)
def test_the_title_says_what_the_curve_does(
    losses: tuple[float, ...], best: int, reference: float | None, title: str
) -> None:
    assert curve_title(epochs(*losses, best=best, reference=reference), "HAR") == title


@pytest.mark.parametrize(
    ("training", "validation", "by_heart"),
    [
        ((2.0, 1.0, 0.8, 0.6, 0.4, 0.3, 0.2), (2.0, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0), True),
        ((2.0, 1.0, 0.8, 0.6, 0.4, 0.3, 0.2), (2.0, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5), False),
        ((2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), (2.0, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0), False),
        ((2.0, 1.0, 0.8), (2.0, 1.5, 1.6), False),
    ],
)
def test_learning_by_heart_is_training_that_falls_while_validation_rises(
    training: tuple[float, ...], validation: tuple[float, ...], by_heart: bool
) -> None:
    told = [
        Epoch(number, 10, learnt, said, best_epoch=2)
        for number, (learnt, said) in enumerate(zip(training, validation, strict=True), start=1)
    ]
    assert is_by_heart(told) is by_heart
