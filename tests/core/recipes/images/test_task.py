"""Batches: what is random in them, what stays, and that nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from core.models import SimpleCNN, initialise
from core.recipes.images.task import Augmentation, ImageTask, Pictures, logits_of
from core.training.checkpoints import Checkpoint
from core.training.loop import FitSettings, fit
from core.vectorizers.image_sets import Preprocessing

N, H, W, C, K = 23, 9, 12, 3, 4
CPU = torch.device("cpu")


def pictures(count: int = N) -> Pictures:
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (count, H, W, C), dtype=np.uint8)
    labels = np.arange(count, dtype=np.int64) % K
    return Pictures(images, labels, Preprocessing.of(images), CPU)


def changed(how: Augmentation, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return pictures().augmented(torch.arange(N), how, generator)


def task(how: Augmentation | None = None, **settings: float) -> ImageTask:
    return ImageTask(pictures(), pictures(7), 5, how or Augmentation(), **settings)


def test_pictures_as_they_are_are_those_of_the_preprocessing() -> None:
    given = pictures()
    images = given.images_NHWC.numpy()
    theirs = torch.from_numpy(Preprocessing.of(images).standardised(images))
    torch.testing.assert_close(given.as_they_are(slice(0, N)), theirs, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(changed(Augmentation()), theirs, atol=1e-4, rtol=1e-4)


def test_a_shift_moves_all_of_a_picture_and_leaves_the_mean() -> None:
    plain, moved = changed(Augmentation()), changed(Augmentation(shift=2))
    seen = set()
    for before, after in zip(plain, moved, strict=True):
        found = [
            (down, across)
            for down in range(-2, 3)
            for across in range(-2, 3)
            if torch.equal(shifted(before, down, across), after)
        ]
        assert len(found) == 1
        seen.add(found[0])
    assert len(seen) > 10


def shifted(image_CHW: Tensor, down: int, across: int) -> Tensor:
    padded = torch.nn.functional.pad(image_CHW, (2, 2, 2, 2))
    return padded[:, 2 + down : 2 + down + H, 2 + across : 2 + across + W]


def test_half_of_the_pictures_are_mirrored() -> None:
    plain, mirrored = changed(Augmentation()), changed(Augmentation(flip=True))
    same = [torch.equal(a, b) for a, b in zip(plain, mirrored, strict=True)]
    turned = [torch.equal(a.flip(-1), b) for a, b in zip(plain, mirrored, strict=True)]
    assert all(a != b for a, b in zip(same, turned, strict=True))
    assert 5 < sum(turned) < N - 5


def test_a_square_is_covered_in_all_channels() -> None:
    plain, covered = changed(Augmentation()), changed(Augmentation(cutout=4))
    for before, after in zip(plain, covered, strict=True):
        hidden = (after == 0).all(dim=0)
        assert torch.equal(before[:, ~hidden], after[:, ~hidden])
        rows, columns = hidden.nonzero().amin(dim=0), hidden.nonzero().amax(dim=0)
        height, width = (columns - rows + 1).tolist()
        assert 1 < height <= 4
        assert 1 < width <= 4
        assert int(hidden.sum()) == height * width


def test_the_same_seed_changes_pictures_in_the_same_way() -> None:
    how = Augmentation(shift=2, flip=True, cutout=3)
    assert torch.equal(changed(how), changed(how))
    assert not torch.equal(changed(how), changed(how, seed=1))


def test_a_pass_shows_each_picture_once_at_most() -> None:
    given = task()
    batches = list(given.batches(torch.Generator().manual_seed(0)))
    assert len(batches) == given.num_batches == N // 5
    shown = [tuple(image.flatten().tolist()) for images, _ in batches for image in images]
    assert len(set(shown)) == len(shown) == 20
    labels = torch.cat([labels for _, labels in batches])
    own = {
        tuple(image.flatten().tolist()): label
        for image, label in zip(
            given.train.as_they_are(slice(0, N)), given.train.labels_N.tolist(), strict=True
        )
    }
    assert [own[image] for image in shown] == labels.tolist()


def test_smoothing_costs_who_is_sure() -> None:
    class Sure(SimpleCNN):
        def forward(self, images_BCHW: Tensor) -> Tensor:
            logits = torch.zeros(len(images_BCHW), K)
            logits[:, 0] = 20.0
            return logits

    batch = torch.zeros(3, C, H, W), torch.zeros(3, dtype=torch.int64)
    model = Sure((C, H, W), K, width=2, dropout=0.0)
    assert task().loss(model, batch).item() == pytest.approx(0, abs=1e-6)
    assert task(label_smoothing=0.1).loss(model, batch).item() == pytest.approx(1.5, abs=0.01)


def cnn() -> SimpleCNN:
    model = SimpleCNN((C, H, W), K, width=4, dropout=0.2)
    initialise(model, torch.Generator().manual_seed(0))
    return model


def test_logits_do_not_depend_on_the_lots_they_are_asked_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = cnn()
    whole = logits_of(model, pictures())
    monkeypatch.setattr("core.recipes.images.task.PICTURES_AT_ONCE", 7)
    torch.testing.assert_close(logits_of(model, pictures()), whole, atol=1e-5, rtol=0)
    assert len(logits_of(model, pictures(), 10)) == 10
    assert not model.training


def test_a_killed_training_goes_on_to_the_same_last_bit(tmp_path: Path) -> None:
    settings = FitSettings(max_epochs=4, patience=50, warmup_steps=3, ema_decay=0.9)
    how = Augmentation(shift=2, flip=True, cutout=3)

    def weights(stop_after: int | None) -> list[Tensor]:
        model = cnn()
        kept = Checkpoint(tmp_path / "kept.pt", seconds_between=0) if stop_after else None
        generator = torch.Generator().manual_seed(3)
        fitting = fit(model, task(how), settings, generator=generator, checkpoint=kept)
        for told in fitting:
            if stop_after and getattr(told, "epoch", 0) == stop_after:
                fitting.close()
        return [tensor.clone() for tensor in model.state_dict().values()]

    whole = weights(None)
    weights(2)
    resumed = weights(99)
    assert all(torch.equal(a, b) for a, b in zip(resumed, whole, strict=True))
