from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, spearmanr

from core.metrics.attribution import (
    Floats,
    centre_prior,
    deletion,
    importance_order,
    insertion,
    mask_auroc,
    pointing,
    random_maps,
    rank_correlation,
)

B, C, H, W = 4, 2, 6, 7


def maps(seed: int, levels: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, levels, (B, H, W)) / levels


def masks(seed: int) -> np.ndarray:
    return np.random.default_rng(seed + 1).random((B, H, W)) < 0.3


@given(st.integers(0, 200), st.integers(2, 50))
def test_auroc_is_that_of_mann_and_whitney(seed: int, levels: int) -> None:
    given_maps, given_masks = maps(seed, levels), masks(seed)
    expected = [
        mannwhitneyu(one[mask], one[~mask]).statistic / (mask.sum() * (~mask).sum())
        for one, mask in zip(given_maps, given_masks, strict=True)
    ]
    np.testing.assert_allclose(mask_auroc(given_maps, given_masks), expected)


def test_the_ends_of_auroc() -> None:
    mask = masks(0)
    np.testing.assert_allclose(mask_auroc(mask.astype(float), mask), 1)
    np.testing.assert_allclose(mask_auroc(-mask.astype(float), mask), 0)
    np.testing.assert_allclose(mask_auroc(np.zeros((B, H, W)), mask), 0.5)
    assert np.isnan(mask_auroc(maps(0), np.ones((B, H, W), dtype=bool))).all()


def test_a_map_that_knows_nothing_is_at_chance() -> None:
    thing = np.zeros((300, 16, 16), dtype=bool)
    thing[:, 4:10, 5:12] = True
    found = mask_auroc(random_maps((300, 16, 16)), thing)
    assert abs(found.mean() - 0.5) < 0.01
    assert mask_auroc(centre_prior((300, 16, 16)), thing).mean() > 0.85


def test_pointing_shares_a_tie() -> None:
    one = np.zeros((2, 2, 2))
    one[0, 0, 1] = 3
    thing = np.array([[[False, True], [False, False]]] * 2)
    np.testing.assert_allclose(pointing(one, thing), [1, 0.25])


@given(st.integers(0, 200))
def test_rank_correlation_is_spearmans(seed: int) -> None:
    first, second = maps(seed), maps(seed + 1000)
    expected = [
        spearmanr(a.ravel(), b.ravel()).statistic for a, b in zip(first, second, strict=True)
    ]
    np.testing.assert_allclose(rank_correlation(first, second), expected)
    np.testing.assert_allclose(rank_correlation(first, 2 * first + 1), 1)


def test_a_flat_map_agrees_with_nothing() -> None:
    assert np.isnan(rank_correlation(np.zeros((B, H, W)), maps(0))).all()


def test_the_order_is_from_high_to_low_and_ties_are_drawn() -> None:
    given_maps = maps(3, levels=3)
    place = importance_order(given_maps)
    for one, places in zip(given_maps, place, strict=True):
        assert sorted(places.ravel()) == list(range(H * W))
        assert np.all(np.diff(one.ravel()[np.argsort(places.ravel())]) <= 0)
    flat = importance_order(np.zeros((200, H, W)))
    assert abs(flat.mean(axis=0) - (H * W - 1) / 2).max() < 5


def brightness(images: Floats) -> Floats:
    """Stand for a model that answers with the mean of the first channel."""
    return np.asarray(images[:, 0].mean(axis=(1, 2)))


def test_of_a_model_that_adds_up_both_areas_are_known() -> None:
    images = np.random.default_rng(0).random((B, C, H, W)).astype(np.float32)
    best, empty = images[:, 0], np.zeros_like(images)
    ranked = -np.sort(-best.reshape(B, -1), axis=1)
    num_pixels = H * W
    curve = np.concatenate([np.zeros((B, 1)), ranked.cumsum(axis=1)], axis=1) / num_pixels
    came = (curve[:, 1:] + curve[:, :-1]).mean(axis=1) / 2
    whole = ranked.mean(axis=1)
    steps = {"num_steps": num_pixels}
    np.testing.assert_allclose(insertion(images, best, empty, brightness, **steps), came, rtol=1e-5)
    gone = deletion(images, best, empty, brightness, **steps)
    np.testing.assert_allclose(gone, whole - came, rtol=1e-5)


def test_a_map_that_knows_beats_chance_and_its_opposite_does_not() -> None:
    images = np.random.default_rng(0).random((60, C, H, W)).astype(np.float32)
    best, empty = images[:, 0], np.zeros_like(images)
    chance = random_maps((60, H, W))
    gone = [deletion(images, one, empty, brightness).mean() for one in (best, chance, -best)]
    came = [insertion(images, one, empty, brightness).mean() for one in (best, chance, -best)]
    assert gone[0] < gone[1] < gone[2]
    assert came[0] > came[1] > came[2]
    assert gone[1] == pytest.approx(0.25, abs=0.01)


def test_the_pictures_are_left_as_they_were() -> None:
    images = np.random.default_rng(0).random((B, C, H, W)).astype(np.float32)
    before = images.copy()
    deletion(images, maps(0), np.zeros_like(images), brightness)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("shape", [(2, 5, 9), (1, 1, 4), (1, 8, 8)])
def test_the_centre_prior_falls_from_the_middle_to_the_corners(shape: tuple[int, int, int]) -> None:
    found = centre_prior(shape)
    assert found.shape == shape
    np.testing.assert_allclose(found, found[:, ::-1, ::-1], atol=1e-6)
    assert found.argmax() in {
        shape[1] // 2 * shape[2] + shape[2] // 2,
        (found.max() == found).argmax(),
    }
    assert found[0, 0, 0] == found.min()
