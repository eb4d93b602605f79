"""Shuffling keeps every patch and loses its place; without a code that changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.recipes.images.asking import seen_together
from core.recipes.images.shuffling import Rate, shuffled_patches, shuffling, without_code
from core.vectorizers.image_sets import ImageSet
from tests.core.recipes.images.made_models import PATCH, coloured, lit, reader, weighing


def patches(picture: np.ndarray, side: int) -> list[bytes]:
    _, height, width = picture.shape
    return sorted(
        picture[:, top : top + side, left : left + side].tobytes()
        for top in range(0, height - side + 1, side)
        for left in range(0, width - side + 1, side)
    )


@given(st.integers(1, 5), st.integers(5, 13), st.integers(5, 11), st.integers(0, 99))
def test_every_patch_is_kept(side: int, height: int, width: int, seed: int) -> None:
    images = np.random.default_rng(1).normal(size=(2, 3, height, width)).astype(np.float32)
    mixed = shuffled_patches(images, side, seed)
    for before, after in zip(images, mixed, strict=True):
        assert patches(before, side) == patches(after, side)
    bottom, right = height // side * side, width // side * side
    np.testing.assert_array_equal(images[:, :, bottom:], mixed[:, :, bottom:])
    np.testing.assert_array_equal(images[:, :, :, right:], mixed[:, :, :, right:])


def test_each_picture_is_shuffled_its_own_way_and_the_same_each_time() -> None:
    images = np.repeat(np.random.default_rng(1).normal(size=(1, 1, 12, 12)), 2, axis=0)
    mixed = shuffled_patches(images.astype(np.float32), 3)
    assert not np.array_equal(mixed[0], mixed[1])
    np.testing.assert_array_equal(mixed, shuffled_patches(images.astype(np.float32), 3))


@pytest.mark.parametrize("encoding", ["sincos2d", "learned"])
@pytest.mark.parametrize("class_token", [True, False])
def test_without_its_code_a_transformer_reads_a_bag(class_token: bool, encoding: str) -> None:
    opened = reader(class_token=class_token, encoding=encoding)
    images = seen_together(opened, coloured(3)).images[..., :12]  # whole patches alone
    filled = np.zeros((3, 3, 12, 15), np.float32)
    filled[..., :12] = images
    mixed = filled.copy()
    mixed[..., :12] = shuffled_patches(images, PATCH)
    bare = without_code(opened.model)
    with torch.no_grad():
        before, after = (bare(torch.from_numpy(x)) for x in (filled, mixed))
        coded = [opened.model(torch.from_numpy(x)) for x in (filled, mixed)]
    torch.testing.assert_close(before, after, atol=1e-4, rtol=1e-4)
    assert not torch.allclose(coded[0], coded[1], atol=1e-3)
    assert not torch.allclose(coded[0], before, atol=1e-3)


def test_what_order_is_worth() -> None:
    pictures, _masks = lit("corners", 60)
    labels, places = np.arange(60) % 4, np.arange(60)
    none = places[:0]
    known = ImageSet("lit", np.stack(pictures), labels, tuple("abcd"), none, none, places)
    found = shuffling(weighing("corners"), known)
    assert found.without_code is None
    assert found.patch_size == 2
    assert found.learnt.kept == Rate(60, 60)
    assert found.learnt.shuffled.share < 0.6
    low, high = found.learnt.shuffled.interval
    assert low < found.learnt.shuffled.share < high
