"""A picture to look at: the same for the same choice, cut and coded as the vectorizers do it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from PIL import Image

from core.errors import BadSetting, BrokenOff, OutOfRange
from core.recipes.images.looking import (
    FITS,
    PICTURES,
    CodeSettings,
    Laid,
    PatchSettings,
    PictureOptions,
    examples,
    holds_pictures,
    is_picture,
    keep_picture,
    kept_aside,
    lay,
    layout_of,
    likeness,
    offered_sizes,
    parts_of,
    patch_at,
    patches_csv,
    patches_npz,
    see,
    usual_size,
)
from core.runs import Source
from core.vectorizers.archives import packed
from core.vectorizers.image_sets import built_in
from core.vectorizers.patch_codes import sincos2d
from core.vectorizers.patches import Patches, unpatchify
from tests.core.vectorizers.image.pictures import saved, scene

PLAIN = PictureOptions()
SIZES = st.tuples(st.integers(1, 70), st.integers(1, 70))


def laid(height: int = 40, width: int = 61, patch: int = 8, fit: str = "pad") -> Laid:
    cutting = PatchSettings(patch_size=patch, fit=fit)
    return lay(scene(height, width), cutting, CodeSettings(encoding_length=16))


def three_frames() -> bytes:
    frames = [Image.new("RGB", (9, 7), colour) for colour in ("red", "lime", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=40)
    return file.getvalue()


@pytest.mark.parametrize("name", PICTURES)
def test_a_built_in_picture_is_read_once_and_stays_as_it_is(name: str, tmp_path: Path) -> None:
    source = Source(name=name, sample=name)
    picture = see(source, tmp_path, PLAIN)
    assert picture is see(source, tmp_path, PLAIN)
    assert min(picture.pixels.shape[:2]) > 300
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 1


def test_any_frame_of_an_upload_can_be_seen(tmp_path: Path) -> None:
    source = keep_picture(three_frames(), "走馬燈.gif", tmp_path)
    colours = [see(source, tmp_path, PLAIN, k).pixels[0, 0].tolist() for k in range(3)]
    assert colours == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
    assert see(source, tmp_path, PLAIN).name == "走馬燈.gif"
    with pytest.raises(OutOfRange):
        see(source, tmp_path, PLAIN, 3)


def test_the_part_of_a_broken_file_is_seen_only_on_request(tmp_path: Path) -> None:
    whole = scene(80, 60)
    data = saved(whole, "PNG")
    source = keep_picture(data[: len(data) // 2], "half.png", tmp_path)
    with pytest.raises(BrokenOff):
        see(source, tmp_path, PLAIN)
    part = see(source, tmp_path, PictureOptions(partial=True, background="black"))
    assert "truncated" in [repair.code for repair in part.repairs]
    np.testing.assert_array_equal(part.pixels[:20], whole[:20])
    assert not part.pixels[-5:].any()


def test_a_test_picture_comes_with_its_class_and_its_mask() -> None:
    shapes = built_in("shapes")
    kept = kept_aside(shapes, 41)
    place = shapes.test[41]
    np.testing.assert_array_equal(kept.pixels, shapes.images[place])
    assert kept.label == shapes.labels[place]
    assert shapes.masks is not None
    np.testing.assert_array_equal(kept.mask, shapes.masks[place])


def test_a_grey_picture_gets_three_equal_channels() -> None:
    digits = built_in("digits")
    kept = kept_aside(digits, 5)
    assert kept.mask is None
    for channel in range(3):
        np.testing.assert_array_equal(
            kept.pixels[..., channel], digits.images[digits.test[5], ..., 0]
        )


@pytest.mark.parametrize("number", [-1, 800])
def test_there_is_no_picture_beyond_the_last(number: int) -> None:
    with pytest.raises(OutOfRange):
        kept_aside(built_in("shapes"), number)


def test_examples_are_of_the_class_and_of_what_is_learnt() -> None:
    shapes = built_in("shapes")
    shown = examples(shapes, 3, 4)
    assert shown.shape == (4, 32, 32, 3)
    learnt = shapes.images[shapes.train[shapes.labels[shapes.train] == 3]]
    np.testing.assert_array_equal(shown, learnt[:4])
    assert parts_of(shapes) == (3200, 400, 800)


def test_a_picture_that_was_padded_is_put_together_again() -> None:
    pixels = scene()
    found = laid()
    np.testing.assert_array_equal(unpatchify(Patches(found.vectors, found.layout)), pixels)
    assert found.layout == layout_of((61, 40), 8, "pad")
    np.testing.assert_array_equal(found.codes, sincos2d(5, 8, 16))


@pytest.mark.parametrize("encoding", ["none", "learned"])
def test_without_numbers_no_place_is_told_from_another(encoding: str) -> None:
    found = lay(scene(), PatchSettings(patch_size=8), CodeSettings(encoding=encoding))
    assert found.codes.shape == (40, 0)
    np.testing.assert_array_equal(likeness(found, 7), np.ones((5, 8)))


@given(st.integers(0, 39))
def test_a_place_is_most_like_itself(position: int) -> None:
    alike = likeness(laid(), position)
    assert alike.shape == (5, 8)
    assert alike.argmax() == position
    assert alike.max() == pytest.approx(1, abs=1e-6)


@given(SIZES, st.integers(1, 30), st.sampled_from(list(FITS)), st.data())
@example((5, 7), 4, "pad", None)
def test_the_middle_of_a_patch_lies_in_it(
    size: tuple[int, int], patch: int, fit: str, data: st.DataObject | None
) -> None:
    try:
        layout = layout_of(size, patch, fit)
    except BadSetting:
        assume(False)
    last = layout.num_patches - 1
    number = last if data is None else data.draw(st.integers(0, last))
    left, top, right, bottom = layout.boxes[number]
    assert patch_at(layout, ((left + right) / 2, (top + bottom) / 2)) == number


def test_beyond_the_edge_is_the_nearest_patch() -> None:
    layout = layout_of((61, 40), 8, "crop")  # 56 × 40 from the middle
    assert patch_at(layout, (0, 0)) == 0
    assert patch_at(layout, (61, 40)) == layout.num_patches - 1


@given(SIZES)
def test_the_usual_size_is_a_power_of_two_that_is_offered(size: tuple[int, int]) -> None:
    usual = usual_size(*size)
    assert usual.bit_count() == 1
    assert usual in offered_sizes(*size) or max(size) == 1
    assert all(layout_of(size, one, "pad").num_patches for one in offered_sizes(*size))


def test_what_is_taken_along_is_what_is_seen() -> None:
    found = laid(13, 17, 5)
    stored = np.load(io.BytesIO(patches_npz(found)))
    np.testing.assert_allclose(stored["patches"] * 255, found.vectors, atol=1e-4)
    np.testing.assert_array_equal(stored["positions"], found.codes)
    np.testing.assert_array_equal(stored["coverage"], found.layout.coverage)
    rows = list(csv.reader(io.StringIO(patches_csv(found).decode())))
    assert rows[0][:3] == ["row", "column", "v0"]
    table = np.array(rows[1:], dtype=np.int64)
    np.testing.assert_array_equal(table[:, 2:], found.vectors)
    np.testing.assert_array_equal(table[:, 0] * 4 + table[:, 1], np.arange(12))


def test_a_picture_is_told_from_an_archive_by_its_bytes(tmp_path: Path) -> None:
    data = saved(scene(), "PNG")
    archive = packed([("a/one.png", data), ("readme.txt", b"hello")])
    assert is_picture(keep_picture(data, "no name", tmp_path), tmp_path)
    assert not is_picture(keep_picture(archive, "boat.png", tmp_path), tmp_path)
    assert holds_pictures(archive, "set.zip")
    assert not holds_pictures(packed([("readme.txt", b"hello")]), "set.zip")
    assert not holds_pictures(data, "boat.png")
