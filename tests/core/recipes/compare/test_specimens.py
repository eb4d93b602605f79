"""A specimen is the run it repeats, can be stopped, and is found whole in its artifact."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import DamagedArtifact
from core.recipes import compare
from core.recipes.compare import specimens
from core.recipes.compare.insides import answers_of
from core.recipes.compare.specimens import (
    Specimen,
    SpecimenSettings,
    can_be_kept,
    pack_specimen,
    pack_specimens,
    shipped_specimens,
    specimen_settings,
    train,
    unpack_specimen,
)
from core.runs import Work, load_artifact, save_artifact
from core.runs.work import PARTIAL
from core.training.progress import Artifact, Epoch, Finished, Tick
from tests.core.recipes.compare.conftest import Made

QUICK = SpecimenSettings(
    task="parity",
    length=6,
    trunks=("gru",),
    match="updates",
    budget_unit="updates",
    budget_amount=40,
    hidden_size=9,
    seeds=1,
)


def learn(settings: SpecimenSettings, folder: Path) -> Specimen:
    work = Work(compare.source_of(settings), settings.record(), folder, folder)
    *told, last = list(train(work))
    assert isinstance(last, Finished)
    fractions = [one.fraction for one in told if isinstance(one, Epoch | Tick)]
    assert fractions == sorted(fractions)
    return unpack_specimen(last.artifact)


def test_a_contender_of_a_study_learns_the_same_once_more(made: Made, tmp_path: Path) -> None:
    result = compare.use(made.artifact)
    for row in result.rows:
        specimen = learn(specimen_settings(result, row), tmp_path)
        assert specimen.contender == row.name
        assert specimen.result == row.runs[0].result
        assert specimen.curve.figures.tolist() == row.runs[0].curve.figures.tolist()


def test_it_is_kept_with_test_sequences_that_it_answers(tmp_path: Path) -> None:
    specimen = learn(QUICK, tmp_path)
    assert specimen.inputs.shape == (8, 6, 1)
    assert specimen.num_steps == 6
    assert answers_of(specimen).shape == (8, 6)
    again = unpack_specimen(pack_specimen(specimen))
    assert np.array_equal(answers_of(again), answers_of(specimen))
    assert again.settings == QUICK.record()


def test_the_batches_of_another_seed_are_others(tmp_path: Path) -> None:
    one = learn(QUICK, tmp_path)
    same = learn(QUICK, tmp_path)
    other = learn(SpecimenSettings(**{**QUICK.record(), "seed": 1}), tmp_path)
    for name, weights in one.weights.items():
        assert np.array_equal(weights, same.weights[name])
    assert any(not np.array_equal(w, other.weights[name]) for name, w in one.weights.items())


def test_sequences_of_unlike_lengths_are_cut_to_what_all_have(tmp_path: Path) -> None:
    specimen = learn(QUICK, tmp_path)
    specimen.counted[2, 4:] = False
    assert specimen.num_steps == 4


def test_who_is_stopped_keeps_the_best(tmp_path: Path) -> None:
    settings = SpecimenSettings(**{**QUICK.record(), "budget_amount": 400})
    work = Work(compare.source_of(settings), settings.record(), tmp_path, tmp_path)
    steps = train(work)
    checks = (told for told in steps if isinstance(told, Epoch))
    while next(checks).epoch < 3:
        pass
    steps.close()
    kept = unpack_specimen(load_artifact(tmp_path / PARTIAL))
    assert kept.result is None
    assert len(kept.curve.figures) == 3
    assert answers_of(kept).shape == (8, 6)


def test_another_artifact_is_refused() -> None:
    with pytest.raises(DamagedArtifact):
        unpack_specimen(Artifact({"kind": "compare"}, {}))


def test_own_data_cannot_be_kept() -> None:
    assert can_be_kept("adding")
    assert not can_be_kept("forecast")


def test_the_shipped_ones_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specimens, "SHIPPED", tmp_path)
    shipped_specimens.cache_clear()
    assert shipped_specimens() == ()
    shipped_specimens.cache_clear()
    save_artifact(tmp_path / specimens.SHELF, pack_specimens([learn(QUICK, tmp_path)]))
    (found,) = shipped_specimens()
    shipped_specimens.cache_clear()
    assert found.settings == QUICK.record()
