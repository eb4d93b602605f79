"""The sets that need no file: always the same, parted cleanly, told where they come from."""

from __future__ import annotations

from importlib import import_module
from itertools import combinations

import numpy as np
import pytest

from core.errors import NoInstalledImages, NoSuchSample
from core.vectorizers.image_sets import SETS, built_in
from core.vectorizers.image_sets.installed import installed_file
from core.vectorizers.image_sets.shapes import OUTLINES, area, boundary_at, drawn, shapes
from core.vectorizers.image_sets.textures import TEST_ROWS, TRAIN_ROWS, VALIDATION_ROWS, picture

EVERY = pytest.mark.parametrize("name", SETS)


@EVERY
def test_parts_do_not_meet_and_have_every_class(name: str) -> None:
    found = built_in(name)
    assert found.images.dtype == np.uint8
    parts = [found.train, found.validation, found.test]
    assert not any(set(one) & set(other) for one, other in combinations(parts, 2))
    assert sum(map(len, parts)) == len(found.images) == len(found.labels)
    for part in parts:
        assert set(found.labels[part]) == set(range(len(found.classes)))


@EVERY
def test_no_picture_is_both_learnt_and_judged_by(name: str) -> None:
    found = built_in(name)
    train = {image.tobytes() for image in found.images[found.train]}
    repeated = [image for image in found.images[found.test] if image.tobytes() in train]
    assert not repeated


@EVERY
def test_every_set_says_where_it_comes_from(name: str) -> None:
    told = SETS[name]
    assert all((told.title, told.description, told.licence, told.source))


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(NoSuchSample, match="digits, shapes, textures"):
        built_in("faces")


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(NoInstalledImages, match="scikit-nothing"):
        installed_file("sknothing", "scikit-nothing", "data.csv")
    with pytest.raises(NoInstalledImages, match="numpy"):
        installed_file("numpy", "numpy", "no/such/file")


def test_shapes_are_the_same_every_time() -> None:
    again = shapes()
    assert np.array_equal(again.images, built_in("shapes").images)


@pytest.mark.parametrize("name", OUTLINES)
def test_an_outline_reaches_its_corners_and_has_its_area(name: str) -> None:
    corners = OUTLINES[name]
    angles, reaches = (np.array(column, dtype=np.float32) for column in zip(*corners, strict=True))
    np.testing.assert_allclose(boundary_at(angles, corners), reaches, rtol=1e-4)
    around = np.linspace(0, 2 * np.pi, 200_000, endpoint=False, dtype=np.float32)
    measured = np.pi * np.square(boundary_at(around, corners)).mean()
    assert measured == pytest.approx(area(corners), rel=1e-3)


def test_a_mask_covers_the_area_whatever_the_shape() -> None:
    found = built_in("shapes")
    assert found.masks is not None
    sizes = found.masks.sum(axis=(1, 2))
    means = [sizes[found.labels == label].mean() for label in range(len(found.classes))]
    assert max(means) / min(means) < 1.1  # size does not give the class away
    coverage = drawn(np.arange(5).repeat(40), np.random.default_rng(0))
    assert coverage.min() == 0
    assert coverage.max() == 1


def test_colours_differ_where_the_mask_is() -> None:
    found = built_in("shapes")
    assert found.masks is not None
    for image, mask in zip(found.images[:50], found.masks[:50], strict=True):
        inside, outside = image[mask].mean(axis=0), image[~mask].mean(axis=0)
        assert np.abs(inside - outside).max() > 50


def test_texture_squares_come_from_rows_of_their_own() -> None:
    assert TRAIN_ROWS[1] <= VALIDATION_ROWS[0] < VALIDATION_ROWS[1] <= TEST_ROWS[0]
    found = built_in("textures")
    surface = picture("brick")[slice(*TEST_ROWS)]
    np.testing.assert_array_equal(found.images[found.test][0, ..., 0], surface[:32, :32])
    np.testing.assert_array_equal(found.images[found.test][17, ..., 0], surface[32:64, 32:64])


def test_digits_are_those_of_the_package() -> None:
    theirs, ours = import_module("sklearn.datasets").load_digits(), built_in("digits")
    np.testing.assert_array_equal(ours.labels, theirs.target)
    np.testing.assert_array_equal(np.rint(ours.images[..., 0] / 255 * 16), theirs.images)
    assert not ours.mirrors
