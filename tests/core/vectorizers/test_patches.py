"""Cutting and joining are inverses, and every patch knows where it comes from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.vectorizers.patches import (
    FITS,
    MOST_PATCHES,
    Layout,
    Patches,
    cut,
    joined,
    layout_of,
    patchify,
    unpatchify,
)

SIDES = st.integers(1, 70)
PATCHES = st.integers(1, 24)


def noise(height: int, width: int, channels: int = 3) -> np.ndarray:
    random = np.random.default_rng(height * 1000 + width)
    return random.integers(0, 256, (height, width, channels), dtype=np.uint8)


def one_by_one(pixels: np.ndarray, patch_size: int) -> np.ndarray:
    """Cut a picture of whole patches as the article does: a loop over the grid."""
    rows, columns = pixels.shape[0] // patch_size, pixels.shape[1] // patch_size
    return np.array(
        [
            pixels[
                row * patch_size : (row + 1) * patch_size,
                column * patch_size : (column + 1) * patch_size,
            ].ravel()
            for row in range(rows)
            for column in range(columns)
        ]
    )


@given(SIDES, SIDES, PATCHES, st.integers(1, 5), st.sampled_from([np.uint8, np.float32]))
def test_what_is_padded_comes_back(
    height: int, width: int, size: int, channels: int, dtype: type[np.float32 | np.uint8]
) -> None:
    size = min(size, max(height, width))
    pixels = noise(height, width, channels)
    patches = patchify(pixels, size, "pad", dtype)
    assert patches.vectors.dtype == dtype
    whole = unpatchify(patches)
    assert whole.shape == pixels.shape
    assert (whole == (pixels if dtype is np.uint8 else pixels.astype(np.float32) / 255)).all()


@given(SIDES, SIDES, PATCHES, st.sampled_from(sorted(FITS)))
def test_what_was_made_to_fit_comes_back(height: int, width: int, size: int, fit: str) -> None:
    size = min(size, height, width)
    patches = patchify(noise(height, width), size, fit, np.uint8)
    inner = unpatchify(patches)
    assert inner.shape[1::-1] == patches.layout.inner_size
    again = patchify(inner, size, "pad", np.uint8)
    assert (again.vectors == patches.vectors).all()
    if fit == "crop":
        left, top = (int(place) for place in patches.layout.affine.shift)
        kept = noise(height, width)[top : top + len(inner), left : left + inner.shape[1]]
        assert (inner == kept).all()
        assert abs(height - len(inner) - 2 * top) <= 1


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 9), st.integers(1, 4))
def test_cutting_is_what_a_loop_would_do(rows: int, columns: int, size: int, channels: int) -> None:
    pixels = noise(rows * size, columns * size, channels)
    vectors = cut(pixels, size)
    assert (vectors == one_by_one(pixels, size)).all()
    assert (joined(vectors, (rows, columns), size) == pixels).all()


def test_a_part_of_another_array_is_cut_too() -> None:
    pixels = noise(30, 40)
    assert (cut(pixels[3:27:2, 5:29:2], 4) == one_by_one(pixels[3:27:2, 5:29:2], 4)).all()


def test_patches_stand_row_by_row_and_so_do_their_numbers() -> None:
    pixels = noise(4, 6)
    vectors = patchify(pixels, 2, dtype=np.uint8).vectors
    assert vectors.shape == (6, 12)
    expected = [*pixels[2, 2], *pixels[2, 3], *pixels[3, 2], *pixels[3, 3]]
    assert vectors[4].tolist() == expected


def test_floats_lie_between_0_and_1() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    vectors = patchify(pixels, 4).vectors
    assert (vectors.min(), vectors.max()) == (0, 1)
    again = patchify(unpatchify(Patches(vectors, layout_of((16, 16), 4))), 4, dtype=np.uint8)
    assert (unpatchify(again) == pixels).all()


@pytest.mark.parametrize(
    ("size", "patch_size", "fit", "grid", "fitted"),
    [
        ((225, 227), 16, "pad", (15, 15), (240, 240)),
        ((225, 227), 16, "crop", (14, 14), (224, 224)),
        ((225, 227), 16, "resize", (14, 14), (224, 224)),
        ((225, 227), 16, "stretch", (14, 14), (224, 224)),
        ((640, 427), 32, "pad", (14, 20), (640, 448)),
        ((640, 427), 32, "crop", (13, 20), (640, 416)),
        ((640, 427), 32, "resize", (14, 20), (640, 448)),
        ((640, 427), 32, "stretch", (13, 20), (640, 416)),
        ((1, 3001), 16, "pad", (188, 1), (16, 3008)),
        ((1, 3001), 16, "resize", (188, 1), (16, 3008)),
        ((1, 3001), 16, "stretch", (188, 1), (16, 3008)),
        ((224, 224), 16, "crop", (14, 14), (224, 224)),
    ],
)
def test_known_grids(
    size: tuple[int, int],
    patch_size: int,
    fit: str,
    grid: tuple[int, int],
    fitted: tuple[int, int],
) -> None:
    layout = layout_of(size, patch_size, fit)
    assert (layout.grid, layout.fitted_size) == (grid, fitted)


@given(SIDES, SIDES, PATCHES, st.sampled_from(sorted(FITS)))
def test_a_number_per_patch_is_drawn_where_its_patch_is(
    height: int, width: int, size: int, fit: str
) -> None:
    layout = layout_of((width, height), min(size, height, width), fit)
    drawn = layout.on_original(np.arange(layout.num_patches))
    assert drawn.shape == (height, width)
    y, x = np.mgrid[:height, :width] + 0.5
    there = np.isfinite(drawn)
    left, top, right, bottom = layout.boxes[drawn[there].astype(int)].T
    slack = 1e-9 * max(height, width)
    assert ((left - slack <= x[there]) & (x[there] <= right + slack)).all()
    assert ((top - slack <= y[there]) & (y[there] <= bottom + slack)).all()
    if fit != "crop":
        assert there.all()
    else:
        assert there.sum() == np.prod(layout.inner_size)


@given(SIDES, SIDES, PATCHES, st.sampled_from(sorted(FITS)))
def test_there_and_back_again(height: int, width: int, size: int, fit: str) -> None:
    layout = layout_of((width, height), min(size, height, width), fit)
    points = np.array([[0.0, 0.0], [width / 3, height], [width, height / 7]])
    assert np.allclose(layout.affine.to_fitted(layout.affine.to_original(points)), points)
    corner = layout.affine.to_original(np.array([layout.inner_size], float))
    if fit != "crop":
        assert np.allclose(corner, [[width, height]])


@given(SIDES, SIDES, PATCHES, st.sampled_from(sorted(FITS)))
def test_coverage_is_what_is_picture(height: int, width: int, size: int, fit: str) -> None:
    layout: Layout = layout_of((width, height), min(size, height, width), fit)
    area = layout.coverage.sum() * layout.patch_size**2
    assert area == pytest.approx(np.prod(layout.inner_size), rel=1e-5)
    assert (layout.coverage > 0).all()
    assert layout.padded.any() == (layout.inner_size != layout.fitted_size)


def test_padding_repeats_the_edge() -> None:
    pixels = noise(5, 7)
    patches = patchify(pixels, 4, "pad", np.uint8)
    whole = joined(patches.vectors, patches.layout.grid, 4)
    assert (whole == np.pad(pixels, ((0, 3), (0, 1), (0, 0)), mode="edge")).all()
    assert patches.layout.padded.tolist() == [False, True, True, True]


@pytest.mark.parametrize("fit", ["resize", "stretch"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_another_size_is_the_same_picture(fit: str, dtype: type[np.float32 | np.uint8]) -> None:
    across = np.broadcast_to(np.linspace(0, 1, 61)[None, :, None], (45, 61, 2))
    pixels = (across * 255).astype(np.uint8) if dtype is np.uint8 else across.astype(np.float32)
    inner = unpatchify(patchify(pixels, 16, fit, np.float32))
    height, width, _ = inner.shape
    assert (width, height) == layout_of((61, 45), 16, fit).inner_size
    expected = np.interp(
        (np.arange(width) + 0.5) * 61 / width - 0.5, np.arange(61), across[0, :, 0]
    )
    assert np.abs(inner[..., 1] - expected).max() < 0.012


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("patch_size", [0, -4, 1025, 100_000])
def test_no_such_patch(patch_size: int, fit: str) -> None:
    with pytest.raises(errors.OutOfRange):
        layout_of((225, 227), patch_size, fit)


@pytest.mark.parametrize(
    ("size", "patch_size", "fit", "most"),
    [
        ((225, 227), 228, "pad", 227),
        ((225, 227), 226, "crop", 225),
        ((225, 227), 500, "stretch", 227),
        ((1, 3001), 2, "crop", 1),
        ((16_000_000, 1), 16, "pad", 2),
    ],
)
def test_a_patch_that_is_too_large_names_the_largest(
    size: tuple[int, int], patch_size: int, fit: str, most: int
) -> None:
    with pytest.raises(errors.PatchTooLarge) as refused:
        layout_of(size, patch_size, fit)
    assert refused.value.facts["most"] == most
    assert _possible(size, most, fit)
    assert not _possible(size, most + 1, fit)


def _possible(size: tuple[int, int], patch_size: int, fit: str) -> bool:
    try:
        layout_of(size, patch_size, fit)
    except errors.PatchTooLarge:
        return False
    except errors.TooManyPatches:
        return True
    return True


def test_a_sequence_has_an_end() -> None:
    assert layout_of((256, 256), 1).num_patches == MOST_PATCHES
    with pytest.raises(errors.TooManyPatches):
        layout_of((257, 256), 1)


def test_an_unknown_fit_is_refused() -> None:
    with pytest.raises(errors.UnknownOption):
        layout_of((20, 30), 4, "squeeze")
