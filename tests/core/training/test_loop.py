from __future__ import annotations

import math
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import torch
from torch import Tensor

from core.errors import Diverged
from core.models import MODELS, SequenceModel
from core.training import course
from core.training.loop import FitSettings, Fitted, fit
from core.training.progress import Epoch, Tick
from tests.core.training.example import Example, Worsens, example, new_model, shuffling, weights


def run(
    model: SequenceModel, task: Any, settings: FitSettings, stop_after: int | None = None
) -> tuple[list[Epoch], list[Tick], Fitted]:
    said: list[Epoch | Tick] = []

    def told() -> Generator[Epoch | Tick, None, Fitted]:
        return (yield from fit(model, task, settings, generator=shuffling(), stop_after=stop_after))

    fitting = told()
    while True:
        try:
            said.append(next(fitting))
        except StopIteration as end:
            epochs = [each for each in said if isinstance(each, Epoch)]
            return epochs, [each for each in said if isinstance(each, Tick)], end.value


def untimed(epochs: list[Epoch]) -> list[Epoch]:
    return [replace(epoch, steps_per_second=0.0) for epoch in epochs]


@pytest.mark.parametrize("trunk", MODELS)
def test_training_learns_and_ends_with_the_best_weights(trunk: str) -> None:
    model, task = new_model(trunk), example()
    epochs, _, fitted = run(model, task, FitSettings(learning_rate=1e-2, max_epochs=40))
    losses = [epoch.validation_loss or math.nan for epoch in epochs]
    assert [epoch.epoch for epoch in epochs] == list(range(len(epochs)))
    assert epochs[0].train_loss is None
    assert min(losses) < 0.5 * losses[0]
    assert losses[fitted.best_epoch] == fitted.best_loss == task.validate(model)
    assert min(losses) >= losses[fitted.best_epoch] - FitSettings().min_gain
    assert epochs[-1].fraction == 1
    assert not model.training


def test_same_seed_same_history_to_the_last_bit_while_others_draw() -> None:
    settings = FitSettings(max_epochs=4, ema_decay=0.9)
    first, model = run(new_model(), example(), settings)[0], new_model()
    stop = threading.Event()

    def draw() -> None:
        while not stop.is_set():
            torch.rand(1)

    other = threading.Thread(target=draw)
    other.start()
    try:
        second = run(model, example(), settings)[0]
    finally:
        stop.set()
        other.join()
    assert untimed(first) == untimed(second)


def worsens() -> Worsens:
    return Worsens(example().x, example().y)


def test_the_untrained_model_is_kept_when_nothing_beats_it_and_patience_ends() -> None:
    model = new_model()
    before = weights(model)
    epochs, _, fitted = run(model, worsens(), FitSettings(patience=3))
    assert [epoch.epoch for epoch in epochs] == [0, 1, 2, 3]
    assert (fitted.best_epoch, fitted.best_loss, fitted.epochs) == (0, 1.0, 3)
    assert torch.equal(weights(model), before)


@dataclass
class Creeps(Worsens):
    """Validation gets better by 0.01 an epoch."""

    def validate(self, model: SequenceModel) -> float | None:
        return 1 - 0.01 * (super().validate(model) or 0)


@pytest.mark.parametrize(("patience", "best_epoch", "num_epochs"), [(1, 0, 1), (2, 4, 5)])
def test_a_gain_too_small_does_not_count(patience: int, best_epoch: int, num_epochs: int) -> None:
    settings = FitSettings(max_epochs=5, patience=patience, min_gain=0.015)
    fitted = run(new_model(), Creeps(example().x, example().y), settings)[2]
    assert (fitted.best_epoch, fitted.epochs) == (best_epoch, num_epochs)


def test_a_refit_runs_exactly_so_many_epochs_on_the_same_schedule() -> None:
    settings = FitSettings(learning_rate=1e-2, max_epochs=9, patience=1)
    refitted, judged = new_model(), new_model()
    epochs, _, fitted = run(refitted, example(), settings, stop_after=3)
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert all(epoch.validation_loss is None for epoch in epochs)
    assert (fitted.best_epoch, fitted.best_loss, fitted.epochs) == (3, None, 3)
    fitting = fit(judged, example(), replace(settings, patience=9), generator=shuffling())
    for said in fitting:
        if isinstance(said, Epoch) and said.epoch == 3:
            break
    fitting.close()
    assert torch.equal(weights(refitted), weights(judged))


def test_a_refit_of_no_epochs_is_the_untrained_model() -> None:
    model = new_model()
    before = weights(model)
    epochs, _, fitted = run(model, example(), FitSettings(), stop_after=0)
    assert (epochs, fitted.best_epoch) == ([], 0)
    assert torch.equal(weights(model), before)


def test_without_validation_the_last_weights_stay() -> None:
    model, task = new_model(), replace(example(), judged=False)
    epochs, _, fitted = run(model, task, FitSettings(max_epochs=3, patience=1))
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert (fitted.best_epoch, fitted.best_loss) == (3, None)


class Clock:
    """A clock that only the training moves."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ours = Clock()
    monkeypatch.setattr(course, "time", ours)
    return ours


@dataclass
class Slow(Example):
    """Take a tenth of a second a step."""

    clock: Clock = field(default_factory=Clock)
    num_steps: int = 0

    def loss(self, model: SequenceModel, batch: Tensor) -> Tensor:
        self.clock.now += 0.1
        self.num_steps += 1
        return super().loss(model, batch)


def slow(clock: Clock) -> Slow:
    return Slow(example().x, example().y, clock=clock)


def test_it_says_at_least_twice_a_second_that_it_lives(clock: Clock) -> None:
    epochs, ticks, _ = run(new_model(), slow(clock), FitSettings(max_epochs=2))
    # after three of five steps, and before the judgement of each epoch
    assert [tick.fraction for tick in ticks] == [0.3, 0.5, 0.8, 1.0]
    assert [epoch.fraction for epoch in epochs] == [0.0, 0.5, 1.0]
    assert epochs[1].steps_per_second == pytest.approx(10)


def test_closing_stops_it_at_once(clock: Clock) -> None:
    task = slow(clock)
    fitting = fit(new_model(), task, FitSettings(max_epochs=1000), generator=shuffling())
    while not isinstance(next(fitting), Tick):
        pass
    fitting.close()
    with pytest.raises(StopIteration):
        next(fitting)
    assert task.num_steps == 3


def test_a_time_budget_ends_a_pass_and_its_epoch_is_judged(clock: Clock) -> None:
    task = slow(clock)
    epochs, _, fitted = run(new_model(), task, FitSettings(max_epochs=1000, seconds=0.75))
    assert task.num_steps == 8  # the second pass of five was cut short
    assert fitted.epochs == 2
    assert fitted.seconds == pytest.approx(0.8)
    assert epochs[-1].validation_loss is not None
    assert epochs[-1].fraction == 1


def test_a_time_budget_anneals_the_rate(clock: Clock) -> None:
    settings = FitSettings(learning_rate=1.0, max_epochs=1000, floor=0.0, seconds=2.0)
    on_its_way = course.Course(new_model(), slow(clock), settings, shuffling(), None)
    assert on_its_way.rate == 1
    clock.now += 1.0
    assert on_its_way.rate == pytest.approx(0.5, abs=1e-6)
    clock.now += 1.0
    assert on_its_way.rate == pytest.approx(0.0, abs=1e-6)


@dataclass
class Explodes(Example):
    """The loss is no number from the seventh step on."""

    num_steps: int = 0

    def loss(self, model: SequenceModel, batch: Tensor) -> Tensor:
        self.num_steps += 1
        loss = super().loss(model, batch)
        return loss * math.nan if self.num_steps > 6 else loss


def test_a_training_that_diverges_goes_back_to_its_best_weights() -> None:
    model, task = new_model(), Explodes(example().x, example().y)
    epochs, _, fitted = run(model, task, FitSettings(max_epochs=9))
    assert fitted.epochs == 2
    assert epochs[-1].train_loss is None
    assert epochs[-1].fraction == 1
    assert task.validate(model) == fitted.best_loss


def test_a_training_that_diverges_with_nothing_to_go_back_to_is_refused() -> None:
    task = Explodes(example().x, example().y)
    with pytest.raises(Diverged, match=r"10 steps at learning rate 0\.002"):
        run(new_model(), task, FitSettings(), stop_after=5)


def test_a_pass_without_a_batch_is_a_bug_and_said() -> None:
    class Empty(Example):
        def batches(self, generator: torch.Generator) -> Iterator[Tensor]:  # noqa: ARG002
            yield from ()

    with pytest.raises(ValueError, match="no batch"):
        run(new_model(), Empty(example().x, example().y), FitSettings())


def test_gradients_are_clipped_and_zero_leaves_them() -> None:
    free, clipped = new_model(), new_model()
    # One step of plain AdamW moves each weight by the learning rate whatever the gradient's size,
    # so the second step tells.
    for model, limit in ((free, 0.0), (clipped, 1e-4)):
        run(model, example(), FitSettings(max_epochs=1, max_grad_norm=limit), stop_after=1)
    assert not torch.equal(weights(free), weights(clipped))


def test_the_optimiser_remembers_as_long_as_it_is_told() -> None:
    one = course.Course(new_model(), example(), FitSettings(beta2=0.9), shuffling(), None)
    assert [group["betas"] for group in one.optimiser.param_groups] == [(0.9, 0.9)]


def test_the_model_may_learn_in_16_bits_and_still_answers_in_32() -> None:
    model = new_model()
    settings = FitSettings(learning_rate=1e-2, max_epochs=10, precision="bfloat16")
    epochs, _, fitted = run(model, example(), settings)
    assert (fitted.best_loss or math.inf) < 0.7 * (epochs[0].validation_loss or 0)
    assert model(example().x).output.dtype == torch.float32


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this computer")
@pytest.mark.parametrize("trunk", MODELS)
def test_it_learns_on_a_gpu(trunk: str) -> None:
    task = Example(example().x.cuda(), example().y.cuda())
    settings = FitSettings(learning_rate=1e-2, max_epochs=40, ema_decay=0.9)
    epochs, _, fitted = run(new_model(trunk).cuda(), task, settings)
    assert (fitted.best_loss or math.inf) < 0.6 * (epochs[0].validation_loss or 0)
