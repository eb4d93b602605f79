from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.vectorizers.image_sets import Preprocessing
from core.vectorizers.image_sets.records import fit
from core.vectorizers.image_sets.splitting import aside, split


def test_train_pictures_end_with_mean_zero_and_spread_one() -> None:
    random = np.random.default_rng(0)
    images = random.integers(40, 200, (70, 9, 11, 3), dtype=np.uint8)
    images[..., 1] //= 3
    x = Preprocessing.of(images).standardised(images)
    assert x.shape == (70, 3, 9, 11)
    assert x.dtype == np.float32
    np.testing.assert_allclose(x.mean(axis=(0, 2, 3)), 0, atol=1e-4)
    np.testing.assert_allclose(x.std(axis=(0, 2, 3)), 1, atol=1e-4)


def test_pictures_of_one_grey_stay_finite() -> None:
    images = np.full((5, 4, 4, 1), 77, np.uint8)
    assert (Preprocessing.of(images).standardised(images) == 0).all()


@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    wanted=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    channels=st.tuples(st.sampled_from([1, 3]), st.sampled_from([1, 3])),
)
def test_any_picture_fits_and_one_colour_stays_so(
    height: int, width: int, wanted: tuple[int, int], channels: tuple[int, int]
) -> None:
    picture = np.full((height, width, channels[0]), 90, np.uint8)
    fitted = fit(picture, *wanted, channels[1])
    assert fitted.shape == (*wanted, channels[1])
    assert np.abs(fitted.astype(int) - 90).max() <= 1


def test_a_picture_that_fits_is_left_as_it_is() -> None:
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (3, 5, 7, 3), dtype=np.uint8)
    assert Preprocessing.of(images).fitted(images) is images
    wide = random.integers(0, 256, (5, 21, 3), dtype=np.uint8)
    np.testing.assert_array_equal(fit(wide, 5, 7, 3), wide[:, 7:14])


@given(st.lists(st.integers(3, 40), min_size=1, max_size=6))
def test_every_class_is_in_every_part_and_the_split_never_changes(counts: list[int]) -> None:
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(counts)), counts))
    parts = split(labels)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(labels)))
    for part in parts:
        assert set(labels[part]) == set(range(len(counts)))
    for one, other in zip(parts, split(labels), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_is_put_aside_is_a_share_of_every_class() -> None:
    labels = np.repeat([0, 1, 2], [50, 30, 4])
    places = np.flatnonzero(labels < 2)
    kept, taken = aside(places, labels, 0.1)
    assert np.bincount(labels[taken]).tolist() == [5, 3]
    assert sorted([*kept, *taken]) == places.tolist()
