"""Data of one's own: inputs and heads of the other pages, judged one by one on what was kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from core.errors import NoSuchColumn, OutOfRange, UnknownOption
from core.recipes import compare
from core.recipes.compare.building import count_parameters, new_model, widths_of
from core.recipes.compare.material import TRAINED, Reading, fingerprint
from core.recipes.compare.preparing import source_of, subject_of
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Subject
from core.recipes.compare.subjects.tables import Tables
from core.recipes.compare.tasks import OWN_DATA, TASKS
from core.recipes.music.corpus import keep_files
from core.recipes.sources import keep_upload
from core.vectorizers import midi
from tests.core.recipes.compare.conftest import make
from tests.core.recipes.music.corpora import tune

READING = Reading(seed=1, role=TRAINED, batch_size=8)
THREE = ("rnn", "lstm", "transformer")


def asked(task: str, **more: object) -> CompareSettings:
    return CompareSettings.from_record({"task": task, "trunks": THREE, "parameters": 0, **more})


@pytest.fixture(scope="module", params=OWN_DATA)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject[Any]:
    settings, home = asked(request.param), tmp_path_factory.mktemp("home")
    source = source_of(settings)
    if request.param == "music":
        source = keep_files([(f"{n}.mid", midi.write(tune(n, 100))) for n in range(40)], home)
    return subject_of(settings, source, home)


def test_trunks_differ_and_nothing_else(own: Subject[Any]) -> None:
    task = next(t for t in OWN_DATA if type(own).__name__ == type_of(t))
    widths = widths_of(own, THREE, TASKS[task].parameters)
    counts = [count_parameters(own, trunk, width) for trunk, width in widths.items()]
    assert max(counts) <= 1.1 * min(counts)
    models = [new_model(own, trunk, widths[trunk], seed=0) for trunk in THREE]
    assert len({type(model.trunk).__name__ for model in models}) == 3
    assert len({str(model.get_submodule("inputs")) for model in models}) == 1
    assert len({type(model.get_submodule("head")).__name__ for model in models}) == 1


def type_of(task: str) -> str:
    return {"forecast": "Tables", "music": "Notes", "images": "PatchSequences"}[task]


def test_a_seed_has_one_stream(own: Subject[Any]) -> None:
    once, again = (fingerprint(own.batches(READING)) for _ in range(2))
    assert once == again
    assert once != fingerprint(own.batches(replace(READING, seed=2)))
    assert len(list(islice(own.batches(READING), 200))) == 200  # it goes on after a pass


def test_every_sequence_is_judged_and_learning_helps(own: Subject[Any]) -> None:
    model = new_model(own, "lstm", 16, seed=0)
    with torch.no_grad():
        before = own.judge(model.eval(), "test")
    assert before.scores.shape == before.weights.shape == (own.num_test,)
    assert np.isfinite(before.scores).all()
    assert own.baseline > 0
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    batch = next(own.batches(READING))
    losses = []
    for _ in range(25):
        loss = own.loss(model.train(), batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert np.mean(losses[-5:]) < 0.98 * np.mean(losses[:5])
    with torch.no_grad():
        validation = own.judge(model.eval(), "validation")
    assert np.isfinite(validation.figure)
    assert own.judge_longer(model) == own.longer == ()


def test_an_untrained_forecast_is_the_linear_skip(tmp_path: Path) -> None:
    settings = asked("forecast", quantity="volatility", train_size=400)
    table = subject_of(settings, source_of(settings), tmp_path)
    assert isinstance(table, Tables)
    assert table.fold.validation.stop <= table.fold.test.start - 1
    assert len(table.task.train) == 400
    with torch.no_grad():
        judged = table.judge(new_model(table, "gru", 16, seed=0), "test")
    assert 0 < judged.figure < 2 * table.baseline
    assert table.block >= 10


def test_a_csv_of_ones_own_through_three_trunks(tmp_path: Path) -> None:
    values = np.sin(np.arange(500) / 5) + np.random.default_rng(0).normal(0, 0.1, 500)
    data = "\n".join(["day,level", *(f"{n},{v:.5f}" for n, v in enumerate(values))]).encode()
    source, _ = keep_upload(data, "own.csv", tmp_path)
    settings = asked(
        "forecast", quantity="value", length=12, rates=1, seeds=3, budget_unit="updates",
        budget_amount=8, parameters=3000, workers=1,
    )  # fmt: skip
    result = compare.use(make(settings, tmp_path, source).artifact)
    assert [row.name for row in result.rows] == list(THREE)
    assert len(result.pairs) == 3
    assert result.source == "own.csv"
    assert all(np.isfinite([pair.low, pair.high]).all() for pair in result.pairs)
    assert len(result.rows[0].runs[0].scores) > 50


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    table = asked("forecast", column="nothing")
    with pytest.raises(NoSuchColumn):
        subject_of(table, source_of(table), tmp_path)
    pictures = asked("images", trunks=("tcn", "lstm"))
    with pytest.raises(UnknownOption):
        subject_of(pictures, source_of(pictures), tmp_path)
    with pytest.raises(OutOfRange):
        asked("music", noise=0.5)
