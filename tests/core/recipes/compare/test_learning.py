"""A run learns within its budget, keeps its best weights, and repeats itself by updates."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from core.recipes.compare.budget import CHECKS, Clock
from core.recipes.compare.building import new_model
from core.recipes.compare.learning import Check, Learner
from core.recipes.compare.material import TRAINED, Reading
from core.recipes.compare.preparing import source_of, subject_of
from core.recipes.compare.scoring import judge_steps, loss_of
from core.recipes.compare.subjects.base import Subject
from core.recipes.compare.units import Ended, Unit, carry_out
from core.vectorizers.signal_tasks import Batch
from tests.core.recipes.compare.factories import SMALL, signals

UNIT = Unit("score", "gru", 8, 4e-3, seed=3, amount=60)


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject[Any]:
    return subject_of(SMALL, source_of(SMALL), tmp_path_factory.mktemp("home"))


def end_of(steps: Generator[Check, None, Ended]) -> tuple[list[Check], Ended]:
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as stop:
            return said, stop.value


def test_by_updates_a_run_repeats_itself_to_the_last_bit(subject: Subject[Any]) -> None:
    (_, once), (_, again) = (end_of(carry_out(UNIT, SMALL, subject, "cpu")) for _ in range(2))
    assert once.scores == again.scores
    assert once.result == again.result
    assert [c.figure for c in once.curve] == [c.figure for c in again.curve]
    _, other = end_of(carry_out(replace(UNIT, seed=4), SMALL, subject, "cpu"))
    assert other.scores != once.scores
    assert other.stream != once.stream


def test_two_contenders_of_a_seed_learn_the_same_stream(subject: Subject[Any]) -> None:
    ends = [
        end_of(carry_out(replace(UNIT, contender=name), SMALL, subject, "cpu"))[1]
        for name in ("gru", "rnn", "gru:again")
    ]
    assert len({one.stream for one in ends}) == 1
    assert len({one.scores for one in ends}) == 3


def test_a_run_spends_its_updates_and_looks_at_validation_evenly(subject: Subject[Any]) -> None:
    said, found = end_of(carry_out(UNIT, SMALL, subject, "cpu"))
    assert found.updates == 60
    assert [check.updates for check in said] == list(range(0, 61, 3))
    assert said == list(found.curve)
    assert len(said) == CHECKS + 1
    assert found.core_seconds > 0
    assert found.figure == max(check.figure for check in said)


def test_few_updates_are_looked_at_one_by_one(subject: Subject[Any]) -> None:
    said, _ = end_of(carry_out(replace(UNIT, amount=3), SMALL, subject, "cpu"))
    assert [check.updates for check in said] == [0, 1, 2, 3]


def test_core_seconds_are_kept(subject: Subject[Any]) -> None:
    timed = replace(SMALL, budget_unit="core_seconds")
    said, found = end_of(carry_out(replace(UNIT, amount=0.3), timed, subject, "cpu"))
    assert 0.3 <= found.core_seconds < 0.5
    assert found.updates > 3
    spent = [check.core_seconds for check in said]
    assert spent == sorted(spent)
    assert said[-1].share == 1


def test_a_trial_is_not_judged_on_the_test_sequences(subject: Subject[Any]) -> None:
    _, found = end_of(carry_out(replace(UNIT, stage="try"), SMALL, subject, "cpu"))
    assert found.result is None
    assert found.scores == found.longer == ()


def test_a_small_gru_learns_short_parity(subject: Subject[Any]) -> None:
    _, found = end_of(carry_out(replace(UNIT, width=16, amount=500), SMALL, subject, "cpu"))
    assert found.result is not None
    assert found.result > 0.95
    assert len(found.scores) == subject.num_test
    assert found.result == pytest.approx(np.mean(found.scores))


def test_a_run_that_explodes_keeps_what_was_best_before(subject: Subject[Any]) -> None:
    _, found = end_of(carry_out(replace(UNIT, rate=1e30), SMALL, subject, "cpu"))
    assert found.result is not None
    assert np.isfinite(found.result)
    assert np.isfinite(found.figure)


def test_the_model_ends_with_its_best_weights(subject: Subject[Any]) -> None:
    model = new_model(subject, "rnn", 8, seed=0)
    learner = Learner(model, subject, 0.5, Clock(80, by_time=False), higher_is_better=True)
    batch = next(subject.batches(Reading(0, TRAINED, 16)))
    checks = list(learner.learn(iter([batch] * 80)))
    best = max(check.figure for check in checks)
    assert subject.judge(model, "validation").figure == pytest.approx(best)


def test_scores_are_those_of_the_steps_that_count() -> None:
    model = signals(1, 2, 4).build("rnn", 8).eval()
    random = np.random.default_rng(0)
    inputs = random.normal(size=(5, 4, 1)).astype(np.float32)
    counted = np.array([[1, 1, 0, 1], [0, 0, 0, 1], [1, 1, 1, 1], [1, 0, 0, 0], [0, 1, 1, 0]]) > 0
    with torch.no_grad():
        answers = model(torch.from_numpy(inputs)).output.numpy().astype(np.float64)

    classes = random.integers(0, 2, (5, 4))
    judged, last_scores = judge_steps("class", model, Batch(inputs, classes, counted))
    right = answers.argmax(axis=-1) == classes
    np.testing.assert_allclose(judged.scores, [right[i][counted[i]].mean() for i in range(5)])
    np.testing.assert_array_equal(judged.weights, counted.sum(axis=1))
    assert judged.figure == pytest.approx(right[counted].mean())
    last = [right[i][counted[i]][-1] for i in range(5)]
    np.testing.assert_array_equal(last_scores, last)

    values = random.normal(size=(5, 4, 2)).astype(np.float32)
    batch = Batch(inputs, values, counted)
    squares = np.square(answers - values).mean(axis=-1)[counted]
    assert judge_steps("value", model, batch).judged.figure == pytest.approx(
        squares.mean(), rel=1e-5
    )
    assert loss_of("value", model, batch).item() == pytest.approx(squares.mean(), rel=1e-5)

    bits = (values > 0).astype(np.float32)
    chance = 1 / (1 + np.exp(-answers))
    nats = -np.log(np.where(bits == 1, chance, 1 - chance)).sum(axis=-1)[counted]
    found = judge_steps("bits", model, Batch(inputs, bits, counted)).judged
    assert found.figure == pytest.approx(nats.mean(), rel=1e-5)
    assert found.loss == pytest.approx(nats.mean(), rel=1e-5)


def test_many_sequences_are_judged_as_a_few(
    subject: Subject[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = new_model(subject, "gru", 8, seed=0)
    whole = subject.judge(model, "test")
    monkeypatch.setattr("core.recipes.compare.scoring.STEPS_AT_ONCE", 35)
    in_lots = subject.judge(model, "test")
    np.testing.assert_array_equal(whole.scores, in_lots.scores)
    assert whole.loss == pytest.approx(in_lots.loss, rel=1e-6)
