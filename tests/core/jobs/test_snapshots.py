from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OutOfRange
from core.jobs.failures import Failure
from core.jobs.snapshots import MOST_EPOCHS, Watch
from core.jobs.wire import progress_of, progress_record
from core.training.progress import Epoch, Part, Tick
from core.words import Sentence


def epoch(number: int, parts: tuple[Part, ...] = (), loss: float | None = None) -> Epoch:
    return Epoch(number, 9000, loss, loss, number, 3.0, parts, number / 9000, 0.5)


@given(count=st.integers(1, 5000))
def test_a_curve_is_thinned_and_keeps_its_ends(count: int) -> None:
    watch = Watch()
    for number in range(count):
        watch.note(epoch(number, loss=abs(number - 700.0)))
    view = watch.view()
    numbers = [e.epoch for e in view.epochs]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, count - 1)
    assert min(count, MOST_EPOCHS // 2) <= len(numbers) <= MOST_EPOCHS
    assert all(e.train_loss == abs(e.epoch - 700.0) for e in view.epochs)
    assert view.best is not None
    assert view.best.epoch == min(count - 1, 700)
    assert len({b - a for a, b in pairwise(numbers[:-1])}) <= 1


def test_a_new_fit_begins_a_new_curve() -> None:
    watch = Watch()
    for seed in (1, 2):
        for number in range(3):
            watch.note(epoch(number, (Part("seed", seed, 2),)))
        watch.note(Tick(0.5, (Part("seed", seed, 2),)))
    view = watch.view()
    assert [e.epoch for e in view.epochs] == [0, 1, 2]
    assert view.epochs[0].train_loss is None
    assert view.best is None
    assert view.parts == (Part("seed", 2, 2),)
    assert (view.fraction, watch.view(curve=False).epochs) == (0.5, ())
    watch.note(epoch(1, (Part("seed", 2, 2),)))
    assert [e.epoch for e in watch.view().epochs] == [1]


def test_the_time_left_follows_the_pace_since_it_was_begun() -> None:
    now = [100.0]
    watch = Watch(fraction=0.25, clock=lambda: now[0])
    assert (watch.view().seconds_left, watch.view().fraction) == (None, 0.25)
    watch.note(Tick(0.25))
    assert watch.view().seconds_left is None
    now[0] = 110.0
    watch.note(Tick(0.5))
    assert watch.view().seconds_left == pytest.approx(20.0)
    now[0] = 115.0
    assert watch.view().seconds_left == pytest.approx(15.0)
    watch.restart()
    assert watch.view().seconds_left is None


LOSSES = st.none() | st.floats(allow_nan=False)
PARTS = st.lists(st.builds(Part, st.text(), st.integers(), st.integers())).map(tuple)


@given(
    item=st.builds(Tick, st.floats(0, 1), PARTS)
    | st.builds(
        Epoch,
        epoch=st.integers(0),
        num_epochs=st.integers(0),
        train_loss=LOSSES,
        validation_loss=LOSSES,
        best_epoch=st.integers(0),
        parts=PARTS,
        reference_loss=LOSSES,
    )
)
def test_what_is_said_arrives_as_it_was_said(item: Epoch | Tick) -> None:
    assert progress_of(progress_record(item)) == item


def test_a_failure_outlives_its_process() -> None:
    setting = Sentence("the {name}", {"name": Sentence("hidden size")})
    failure = Failure.of(OutOfRange(setting=setting, value=3, low=1.5, high=2))
    assert Failure.from_record(failure.record()) == failure
    odd = Failure.of(OutOfRange(setting=b"x", value=float("nan"), low=1, high=2))
    assert Failure.from_record(odd.record()).facts == {
        "setting": "b'x'",
        "value": None,
        "low": 1,
        "high": 2,
    }
