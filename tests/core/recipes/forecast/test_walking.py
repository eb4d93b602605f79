"""The walk learns from the past alone, says where it is, and ends the same though it was killed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.recipes import forecast
from core.recipes.forecast.leaks import largest_change
from core.recipes.forecast.learning import Frame
from core.recipes.forecast.opponents import reference_of, said_before
from core.recipes.forecast.planning import Plan, plan_walk
from core.recipes.forecast.series import build_series
from core.recipes.forecast.walking import Walked, learner_of, walk
from core.runs import Source, Work, keep_blob, load_artifact
from core.training.checkpoints import Checkpoint
from core.training.progress import Epoch, Tick
from tests.core.recipes.forecast.tables import finish, prices, quick, table

CUT = 290  # inside the second of two test blocks, which begins at 265


def plan_of(data: bytes, quantity: str = "volatility", **turned: int) -> Plan:
    chosen = quick(quantity=quantity, **turned)
    return plan_walk(build_series(table(data), quantity, ""), chosen)


def other_future(data: bytes, cut: int) -> bytes:
    """Return the table with other prices from row `cut` on."""
    lines, others = data.splitlines(keepends=True), prices(seed=99).splitlines(keepends=True)
    return b"".join([*lines[: cut + 1], *others[cut + 1 :]])


def all_of(plan: Plan, folder: Path) -> tuple[list[Epoch | Tick], Walked]:
    told, walked = finish(walk(plan, folder, "cpu"))
    assert len(walked) == 1
    return told, walked[0]


@pytest.mark.parametrize("quantity", ["volatility", "value"])
def test_no_forecast_depends_on_what_comes_after_it(quantity: str, tmp_path: Path) -> None:
    data = prices()
    plan = plan_of(data, quantity, horizon=2)
    wild = plan_of(other_future(data, CUT), quantity, horizon=2)
    assert plan.folds[1].test.start < CUT < plan.folds[1].test.stop
    (_, one), (_, other) = all_of(plan, tmp_path / "a"), all_of(wild, tmp_path / "b")
    known = CUT - plan.test.start
    np.testing.assert_array_equal(one.predictions_NH[:known], other.predictions_NH[:known])
    assert largest_change(one.predictions_NH[known:], other.predictions_NH[known:]) > 0
    np.testing.assert_array_equal(one.first_validation_VH, other.first_validation_VH)


@pytest.mark.parametrize("quantity", ["volatility", "return", "direction", "value"])
def test_no_net_learns_from_a_label_after_the_embargo(quantity: str, tmp_path: Path) -> None:
    data, horizon = prices(seed=3), 2
    fold = plan_of(data, quantity, horizon=horizon).folds[0]
    learnt = []
    for cut in (347, fold.test.start, fold.test.start - 6):  # the last label is the row before test
        plan = plan_of(other_future(data, cut), quantity, horizon=horizon)
        learner = learner_of(plan, "rnn", tmp_path / str(cut), "cpu")
        labels_TH = plan.series.learnt(plan.labels_TH)
        _, one = finish(learner.relearn("x", 0, labels_TH, fold.development, 2))
        learnt.append(learner.predict(one, range(fold.test.start - 19, fold.test.start - 7)))
    np.testing.assert_array_equal(learnt[0], learnt[1])
    assert largest_change(learnt[0], learnt[2]) > 0


@pytest.mark.parametrize("quantity", ["volatility", "value"])
def test_a_walk_that_is_killed_again_and_again_ends_the_same(
    quantity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Checkpoint, "due", True)  # else these fits are over before the first save
    plan = plan_of(prices(seed=5), quantity)
    told, whole = all_of(plan, tmp_path / "whole")
    assert whole.final.members
    for place in (1, 4, 7, 10, 12):
        walking = walk(plan, tmp_path / "killed", "cpu")
        for _ in range(min(place, len(told) - 1)):
            if next(walking, None) is None:
                break
        walking.close()
    _, killed = all_of(plan, tmp_path / "killed")
    np.testing.assert_array_equal(whole.predictions_NH, killed.predictions_NH)
    np.testing.assert_array_equal(whole.first_validation_VH, killed.first_validation_VH)
    np.testing.assert_array_equal(whole.future_H, killed.future_H)
    assert whole.final.epochs == killed.final.epochs
    assert len(whole.final.members) == len(killed.final.members)
    for a, b in zip(whole.final.members, killed.final.members, strict=True):
        assert all(torch.equal(a[name], b[name]) for name in a)


def test_progress_never_goes_back_and_every_fit_has_its_place(tmp_path: Path) -> None:
    told, walked = finish(walk(plan_of(prices(seed=5), seeds=2, members=2), tmp_path, "cpu"))
    assert [one.seed for one in walked] == [0, 1]
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < 0.1
    assert 0.8 < fractions[-1] <= 1  # less where the last model learns for no epoch at all
    epochs = [one for one in told if isinstance(one, Epoch)]
    places = {(one.parts, one.epoch) for one in epochs}
    assert len(places) == len(epochs)
    words = {tuple(part.word for part in one.parts) for one in epochs}
    assert words >= {("seed", "fold"), ("seed", "fold", "member")}


def test_the_reference_is_told_beside_the_validation_loss(tmp_path: Path) -> None:
    plan = plan_of(prices(seed=5), horizon=3)
    told, _ = all_of(plan, tmp_path)
    fold = plan.folds[0]
    first = next(one for one in told if isinstance(one, Epoch))
    learnt_TH = plan.series.learnt(plan.labels_TH)
    frame = Frame.fit(plan.series, learnt_TH, fold.train)
    wanted_VH = learnt_TH[fold.validation.start : fold.validation.stop]
    skip_VH = frame.skip_of(plan.series, fold.validation)
    assert first.epoch == 0
    assert first.validation_loss == pytest.approx(frame.loss(skip_VH, wanted_VH), rel=1e-5)
    har_VH = said_before(plan, reference_of(plan), fold.train, fold.validation)
    by_hand = np.mean(((har_VH - wanted_VH) / frame.rho_H) ** 2)
    assert first.reference_loss == pytest.approx(by_hand)
    members = [one for one in told if isinstance(one, Epoch) and one.parts[-1].word == "member"]
    assert {one.reference_loss for one in members} <= {None}


def test_no_epochs_leave_the_skip_alone(tmp_path: Path) -> None:
    plan = plan_of(prices(seed=6), horizon=2)
    learner = learner_of(plan, "lstm", tmp_path, "cpu")
    learnt_TH = plan.series.learnt(plan.labels_TH)
    told, learnt = finish(learner.relearn("x", 0, learnt_TH, range(22, 200), 0))
    assert (told, learnt.members) == ([], ())
    said_NH = learner.predict(learnt, range(210, 223))
    x_NF = plan.series.features_TF
    design = np.column_stack([np.ones(178), x_NF[22:200]])
    slopes = np.linalg.lstsq(design, learnt_TH[22:200], rcond=None)[0]
    expected = np.column_stack([np.ones(13), x_NF[210:223]]) @ slopes
    np.testing.assert_allclose(said_NH, expected, rtol=1e-8)


def test_the_untrained_net_says_what_the_skip_says(tmp_path: Path) -> None:
    plan = plan_of(prices(seed=6))
    learner = learner_of(plan, "gru", tmp_path, "cpu")
    frame = Frame.fit(plan.series, plan.series.learnt(plan.labels_TH), range(22, 200))
    task = learner.task(frame, plan.series.learnt(plan.labels_TH), range(22, 180), range(181, 200))
    by_hand = frame.loss(
        frame.skip_of(plan.series, range(181, 200)), plan.series.learnt(plan.labels_TH)[181:200]
    )
    assert task.validate(learner.model(7)) == pytest.approx(by_hand, rel=1e-5)


def test_a_missing_label_is_left_out_of_the_fit() -> None:
    data = prices(seed=7, x_days={60, 90})
    series = build_series(table(data), "return", "")
    learnt_TH = series.learnt(series.labels(1))
    frame = Frame.fit(series, learnt_TH, range(22, 200))
    known = np.isfinite(learnt_TH[22:200, 0])
    assert known.sum() == 176
    assert frame.rho_H[0] == pytest.approx(learnt_TH[22:200, 0][known].std())


def test_whoever_stops_after_a_seed_keeps_the_answer_so_far(tmp_path: Path) -> None:
    settings = quick(quantity="return", seeds=2, max_epochs=1)
    source = Source("prices.csv", sha256=keep_blob(tmp_path, prices()))
    work = Work(source, settings.record(), tmp_path, tmp_path / "job")
    training = forecast.train(work)
    for told in training:
        if isinstance(told, Epoch | Tick) and told.parts and told.parts[0].number == 2:
            break
    training.close()
    kept = forecast.use(load_artifact(work.folder / "partial"))
    assert kept.protocol["seeds"] == 1
    assert kept.best == "lstm"
