"""The whole street: files to a judged model, and the model out of its artifact again."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from core.errors import DamagedArtifact, NoArtifact
from core.recipes import music
from core.recipes.music.keeping import halved
from core.recipes.music.learning import WEIGHTS, weights_of
from core.recipes.music.settings import MusicSettings
from core.recipes.music.studio import Studio, open_studio
from core.runs import Source
from core.training.progress import Artifact, Epoch
from tests.core.recipes.music.conftest import Trained


def test_learning_is_told_beside_the_markov_line_and_gets_better(trained: Trained) -> None:
    epochs = [told for told in trained.told if isinstance(told, Epoch)]
    losses = [epoch.validation_loss for epoch in epochs if epoch.validation_loss is not None]
    assert min(losses) < losses[0] - 1
    assert all(epoch.reference_loss == epochs[0].reference_loss for epoch in epochs)
    fractions = [told.fraction for told in trained.told]
    assert fractions == sorted(fractions)


def test_the_result_says_what_was_read_learnt_and_made(trained: Trained) -> None:
    result = music.use(trained.artifact)
    assert result.read.num_pieces == 60
    assert result.read.num_tracks == 2
    assert result.learnt.validation is not None
    assert sum(result.learnt.by_field.values()) == pytest.approx(result.learnt.validation)
    assert result.learnt.validation < result.learnt.uniform
    assert result.report is not None
    assert result.report.num_pieces == 16
    assert result.copying is not None
    assert {rate.notes for rate in result.copying.rates} == {8, 16, 24}
    assert result.verdict.outcome in {"close", "part", "far", "copies", "by_heart"}


def test_the_contract_has_its_words(trained: Trained) -> None:
    contract = trained.artifact.record["contract"]
    assert contract["files_read"] == 60
    assert contract["files_refused"] == []
    assert contract["baseline_nats_per_note"] > 0
    assert contract["notes_per_second"] > 0


def test_weights_come_back_to_the_last_bit(trained: Trained, studio: Studio) -> None:
    kept = weights_of(studio.model)
    for name, array in kept.items():
        np.testing.assert_array_equal(array, trained.artifact.arrays[name])


def test_halved_weights_are_half_as_large_and_nearly_the_same(trained: Trained) -> None:
    shipped = halved(trained.artifact)
    weights = [name for name in shipped.arrays if name.startswith(WEIGHTS)]
    assert all(shipped.arrays[name].dtype == np.float16 for name in weights)
    model = open_studio(shipped, trained.home, "cpu").model
    for name, array in weights_of(model).items():
        np.testing.assert_allclose(array, trained.artifact.arrays[name], rtol=2e-3, atol=1e-4)


def test_the_uploaded_pieces_are_in_the_artifact(studio: Studio) -> None:
    plan = studio.plan  # read in a home where nothing was ever uploaded
    assert len(plan.train) + len(plan.held_out) == 60
    copies = studio.index.copied(plan.train[7])
    assert copies.share_of_8_note_runs == 1.0


def test_a_kept_result_speaks_the_words_of_today(trained: Trained) -> None:
    record = deepcopy(dict(trained.artifact.record))
    record["result"]["verdict"]["how"] = {"template": "as it was said once", "facts": {}}
    old = Artifact(record, trained.artifact.arrays, trained.artifact.metrics)
    assert music.use(old).verdict == music.use(trained.artifact).verdict
    assert "held out" in music.use(old).verdict.how.say()


def test_another_artifact_is_refused(trained: Trained) -> None:
    other = Artifact({**trained.artifact.record, "kind": "forecast"}, trained.artifact.arrays)
    with pytest.raises(DamagedArtifact):
        music.use(other)
    some = dict(list(trained.artifact.arrays.items())[1:])
    with pytest.raises(DamagedArtifact):
        open_studio(Artifact(trained.artifact.record, some), trained.home, "cpu")


def test_a_model_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoArtifact):
        music.find("pretrained:nothing-here")
    with pytest.raises(NoArtifact):
        music.find("nothing-here-either")


def test_the_command_repeats_the_training(tmp_path: Path) -> None:
    source = Source(name="chorales", sample="chorales")
    command = music.command(source, MusicSettings(hidden_size=128), tmp_path)
    assert command == (
        "python -m core music train sample:chorales --trunk lstm --hidden-size 128"
        " --seconds 75 --out model"
    )
