"""The whole street: settings to a judged study, stopped and gone on, and out of its artifact."""

from __future__ import annotations

import shlex
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli import parser_of
from core.cli.compare import settings_of
from core.errors import DamagedArtifact, NoEqualSizes, WorkerLost
from core.jobs import JobManager, State
from core.recipes import compare
from core.recipes.compare.pool import Pool
from core.recipes.compare.preparing import source_of
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.units import Unit
from core.runs import Work, run_store
from core.training.progress import Artifact, Epoch, Tick
from tests.core.jobs.waiting import until
from tests.core.recipes.compare.conftest import Made, make, order
from tests.core.recipes.compare.factories import SMALL


def test_a_study_says_where_it_is_and_what_it_sees(made: Made) -> None:
    fractions = [told.fraction for told in made.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] > 0.9
    epochs = [told for told in made.told if isinstance(told, Epoch)]
    seen = {(epoch.parts[0].word, epoch.parts[0].number) for epoch in epochs}
    assert seen == {(name, number) for name in ("rnn", "gru") for number in (1, 2)}
    store = run_store(made.home)
    curve = store.history(made.run, "gru 2/validation_loss")
    assert len(curve.values) == 21


def test_the_result_has_all_that_was_learnt(made: Made) -> None:
    result = compare.use(made.artifact)
    assert result.complete
    assert [row.name for row in result.rows] == ["rnn", "gru"]
    for row in result.rows:
        assert [run.seed for run in row.runs] == [0, 1]
        assert [run.updates for run in row.runs] == [30, 30]
        assert all(run.core_seconds > 0 for run in row.runs)
        assert all(len(run.scores) == 2000 for run in row.runs)
        assert all(run.curve.updates[-1] == 30 for run in row.runs)
        assert len(row.trials) == 2
        assert row.saved_mib > 0
        assert row.flops > row.parameters
        assert row.kernel
    assert 0 < result.machine.share <= 1.05
    assert result.baseline == pytest.approx(0.5, abs=0.05)


def test_all_contenders_of_a_seed_learnt_the_same_batches(made: Made) -> None:
    streams = [[run.stream for run in row.runs] for row in compare.use(made.artifact).rows]
    assert streams[0] == streams[1]
    assert streams[0][0] != streams[0][1]


def test_parameters_are_matched(made: Made) -> None:
    sizes = [row.parameters for row in compare.use(made.artifact).rows]
    assert max(sizes) <= 1.1 * min(sizes)


def test_the_contract_has_its_words(made: Made) -> None:
    contract = made.artifact.record["contract"]
    assert {"task", "metric", "baseline", "rows", "pairs"} <= set(contract)
    row_words = {
        *("trunk", "parameters", "results", "solved", "n", "updates", "core_seconds"),
        *("saved_mib", "tuning"),
    }
    assert all(row_words <= set(row) for row in contract["rows"])
    assert [row["tuning"]["trials"] for row in contract["rows"]] == [2, 2]
    (pair,) = contract["pairs"]
    assert set(pair) == {"a", "b", "difference", "low", "high", "statement"}


def test_a_study_by_updates_repeats_itself(made: Made, tmp_path: Path) -> None:
    again = make(replace(SMALL, seeds=1), tmp_path)
    once, twice = (one.artifact.record["contract"]["rows"] for one in (made, again))
    for first, second in zip(once, twice, strict=True):
        assert first["results"][:1] == second["results"]
        assert first["rate"] == second["rate"]


def test_a_stopped_study_keeps_what_is_done_and_goes_on(tmp_path: Path) -> None:
    settings = replace(SMALL, budget_amount=150, rates=1)
    manager = JobManager(tmp_path)
    try:
        job = manager.submit(order(settings))
        until(lambda: (seen := compare.live(tmp_path, job)) is not None and bool(seen.rows[1].runs))
        manager.cancel(job)
        until(lambda: manager.snapshot(job).state == State.CANCELLED)
        kept = compare.use(run_store(tmp_path).artifact(job))
        assert not kept.complete
        first = kept.rows[0].runs[0]
        assert first.result is not None
        manager.resume(job)
        until(lambda: manager.snapshot(job).state == State.DONE)
    finally:
        manager.close()
    whole = compare.use(run_store(tmp_path).artifact(job))
    assert whole.complete
    np.testing.assert_array_equal(whole.rows[0].runs[0].scores, first.scores)
    straight = make(settings, tmp_path / "other").artifact.record["contract"]["rows"]
    assert [row["results"] for row in straight] == [
        [run.result for run in row.runs] for row in whole.rows
    ]


def test_nothing_is_live_before_it_began(tmp_path: Path) -> None:
    assert compare.live(tmp_path, "0123456789") is None
    assert compare.live(tmp_path, "../../etc") is None


def test_another_artifact_is_no_study() -> None:
    with pytest.raises(DamagedArtifact):
        compare.use(Artifact({"kind": "music"}, {}))


def test_sizes_that_cannot_be_equal_are_refused_before_anything_is_learnt(tmp_path: Path) -> None:
    settings = replace(SMALL, trunks=("rnn", "transformer"), parameters=20)
    with pytest.raises(NoEqualSizes):
        compare.prepare(source_of(settings), settings, tmp_path)


def test_a_worker_that_is_lost_is_said(tmp_path: Path) -> None:
    study = {
        "settings": SMALL.record(),
        "source": source_of(SMALL).record(),
        "home": str(tmp_path),
        "device": "cpu",
    }
    with Pool(study, 1) as pool:
        pool.give(Unit("score", "nobody", 8, 1e-3, 0, 10))
        with pytest.raises(WorkerLost):
            pool.hear(60)


def test_the_command_repeats_the_study() -> None:
    for settings in (
        CompareSettings(),
        SMALL,
        CompareSettings(match="updates", budget_unit="updates", seed=4),
    ):
        words = shlex.split(compare.command(compare.source_of(settings), settings))
        assert words[:4] == ["python", "-m", "core", "compare"]
        assert settings_of(parser_of("compare").parse_args(words[4:])) == settings


def test_the_code_that_is_shown_is_the_recipe() -> None:
    code = compare.source_code(SMALL)
    assert "# task = 'parity'" in code
    assert "def train(work" in code
    assert "class Learner" in code


def test_whoever_leaves_ends_the_workers(tmp_path: Path) -> None:
    settings = replace(SMALL, budget_unit="core_seconds", budget_amount=50.0)
    work = Work(source_of(settings), settings.record(), tmp_path, tmp_path, "cpu")
    steps = compare.train(work)
    began = time.monotonic()
    for told in steps:
        if isinstance(told, Tick | Epoch) and told.fraction > 0:
            break
        assert time.monotonic() - began < 60
    stopped = time.monotonic()
    steps.close()
    assert time.monotonic() - stopped < 3
