"""The whole street: a set to a judged model, and the model out of its artifact again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import DamagedArtifact, NoArtifact, NoSuchSample
from core.recipes import images
from core.recipes.images.building import WEIGHTS, weights_of
from core.recipes.images.keeping import halved
from core.recipes.images.sets import loading
from core.recipes.images.settings import ImageSettings
from core.runs import Source
from core.training.progress import Artifact, Epoch
from core.vectorizers.image_sets import SetOptions
from tests.core.recipes.images.conftest import DIGITS, SMALL, TINY_VIT, Trained, train
from tests.core.vectorizers.image_sets.archives_of_pictures import folders, zipped


def test_learning_gets_better_and_says_where_it_is(trained: Trained) -> None:
    epochs = [told for told in trained.told if isinstance(told, Epoch)]
    losses = [epoch.validation_loss for epoch in epochs if epoch.validation_loss is not None]
    assert min(losses) < losses[0] / 4
    right = [epoch.accuracy for epoch in epochs]
    assert right[0] is not None
    assert right[-1] is not None
    assert right[0] < 0.5 < right[-1] <= 1
    fractions = [told.fraction for told in trained.told]
    assert fractions == sorted(fractions)


def test_the_result_says_what_was_learnt_and_how_often_it_is_right(trained: Trained) -> None:
    result = images.use(trained.artifact)
    judged = result.judged
    assert judged is not None
    assert judged.confusion.sum() == len(judged.said) == result.read.num_test == 359
    assert judged.accuracy == pytest.approx(np.trace(judged.confusion) / 359)
    assert judged.low <= judged.accuracy <= judged.high
    assert judged.accuracy > 0.85
    assert judged.rival == "nearest"
    assert result.verdict.outcome in {"beats", "ties", "worse"}
    assert result.learnt.updates > 50
    assert result.learnt.core_seconds > 0


def test_the_contract_has_its_words(trained: Trained) -> None:
    contract = trained.artifact.record["contract"]
    wanted = {
        *("classes", "parameters", "trainable_parameters", "test_accuracy", "low", "high"),
        *("confusion", "seconds", "core_seconds"),
    }
    assert wanted <= set(contract)
    assert contract["classes"] == len(contract["confusion"]) == 10
    assert contract["parameters"] == contract["trainable_parameters"]


def test_the_model_comes_back_with_its_preprocessing(trained: Trained) -> None:
    opened = images.open_model(trained.artifact)
    for name, array in weights_of(opened.model).items():
        np.testing.assert_array_equal(array, trained.artifact.arrays[name])
    digits = images.load_set(DIGITS, trained.home)
    chances = opened.chances(digits.images[digits.test])
    judged = opened.result.judged
    assert judged is not None
    np.testing.assert_array_equal(chances.argmax(axis=1), judged.said)
    np.testing.assert_allclose(chances.max(axis=1), judged.confidence, atol=1e-5)
    large = np.full((40, 30, 3), 128, np.uint8)  # any size, any colours
    assert opened.chances([large, large[:9]]).sum(axis=1) == pytest.approx(1)


def test_halved_weights_say_nearly_the_same(trained: Trained) -> None:
    shipped = halved(trained.artifact)
    kept = [name for name in shipped.arrays if name.startswith(WEIGHTS)]
    assert sum(shipped.arrays[name].nbytes for name in kept) < 0.51 * sum(
        trained.artifact.arrays[name].nbytes for name in kept
    )
    digits = images.load_set(DIGITS, trained.home).images[:50]
    ours, theirs = (images.open_model(one).chances(digits) for one in (shipped, trained.artifact))
    np.testing.assert_allclose(ours, theirs, atol=0.01)


def test_another_artifact_is_refused(trained: Trained) -> None:
    other = Artifact({**trained.artifact.record, "kind": "music"}, trained.artifact.arrays)
    with pytest.raises(DamagedArtifact):
        images.use(other)
    some = dict(list(trained.artifact.arrays.items())[1:])
    with pytest.raises(DamagedArtifact):
        images.open_model(Artifact(trained.artifact.record, some))
    with pytest.raises(NoArtifact):
        images.find("pretrained:nothing-here")
    with pytest.raises(NoArtifact):
        images.find("nothing-here-either")


def test_a_trunk_goes_on_with_a_head_for_other_classes(trained: Trained) -> None:
    base = images.keep_base(trained.artifact, trained.home)
    files = folders(left=12, right=12)
    source = images.keep_set(zipped(files), "own.zip", trained.home, SetOptions(image_size=24))
    settings = ImageSettings(base=base, freeze="trunk", seconds=3, channels=64)
    frozen = train(source, settings, trained.home).artifact
    opened, before = images.open_model(frozen), images.open_model(trained.artifact)
    assert opened.classes == ("left", "right")
    assert opened.preprocessing == before.preprocessing
    assert opened.settings.channels == SMALL.channels  # those of the model that is gone on from
    for name, weight in weights_of(before.model).items():
        if not name.startswith(WEIGHTS + "head."):
            np.testing.assert_array_equal(frozen.arrays[name], weight)
    learnt = opened.result.learnt
    assert learnt.trainable_parameters == 256 * 2 + 2 < learnt.parameters
    assert opened.result.verdict.outcome == "too_little_data"


def test_a_base_of_another_kind_or_no_model_at_all_is_refused(trained: Trained) -> None:
    from core.errors import NoSuchBlob, OtherModel
    from core.runs import keep_blob

    base = images.keep_base(trained.artifact, trained.home)
    for settings, error in (
        (ImageSettings(base=base, model="vit"), OtherModel),
        (ImageSettings(base="0" * 64), NoSuchBlob),
        (ImageSettings(base=keep_blob(trained.home, b"{}")), DamagedArtifact),
        (ImageSettings(base=keep_blob(trained.home, b"?")), DamagedArtifact),
    ):
        with pytest.raises(error):
            train(DIGITS, settings, trained.home)


def test_patches_with_a_class_token_learn_too(tmp_path: Path) -> None:
    artifact = train(DIGITS, TINY_VIT, tmp_path).artifact
    opened = images.open_model(artifact)
    assert opened.model.has_class_token
    assert opened.result.judged is not None
    assert opened.result.judged.accuracy > 0.5
    weights = opened.model.attention(torch.zeros(2, 1, 8, 8))
    assert [layer.shape for layer in weights] == [(2, 4, 17, 17)]


def test_an_upload_is_read_once_and_told_step_by_step(tmp_path: Path) -> None:
    source = images.keep_set(zipped(folders(a=5, b=6)), "own.zip", tmp_path, SetOptions())
    assert source.reading == ()
    assert list(loading(source, tmp_path)) == [(number, 11) for number in range(1, 12)]
    assert list(loading(source, tmp_path)) == []
    found = images.load_set(source, tmp_path)
    assert found.images.shape == (11, 64, 64, 3)
    assert images.load_set(source, tmp_path) is found
    other = images.keep_set(b"PK", "own.zip", tmp_path, SetOptions(image_size=16))
    assert other.reading == (("image_size", 16),)


def test_an_unknown_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSample):
        images.prepare(Source(name="x", sample="sp500"), SMALL, tmp_path)


def test_the_command_repeats_the_training() -> None:
    command = images.command(DIGITS, ImageSettings(model="vit", num_layers=2))
    assert command == (
        "python -m core images train sample:digits --model vit --seconds 30 --num-layers 2"
        " --out model"
    )
    assert "def train(" in images.source_code(SMALL)
