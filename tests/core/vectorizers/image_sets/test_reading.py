"""Uploads: somebody's folders, and CIFAR-10; what is bad in them is named and costs no other."""

from __future__ import annotations

import gzip
import io
import pickle
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core import errors
from core.errors import SeqLabError
from core.vectorizers.image_sets import ImageSet, SetOptions, reading, refuse_if_large
from core.vectorizers.image_sets.cifar import CLASSES
from tests.core.vectorizers.image_sets.archives_of_pictures import (
    batch,
    folders,
    picture,
    tarred,
    zipped,
)

SMALL = SetOptions(image_size=16)


def read(data: bytes, options: SetOptions = SMALL) -> ImageSet:
    steps = reading(data, "set.zip", options)
    told: list[tuple[int, int]] = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            assert told == sorted(told)
            found: ImageSet = end.value
            return found


def test_folders_are_classes_whatever_lies_above_them() -> None:
    files = folders(cats=6, dogs=7)
    moved = {f"pets/{n % 2}/{name}": data for n, (name, data) in enumerate(files.items())}
    found = read(zipped(moved))
    assert found.classes == ("cats", "dogs")
    assert found.images.shape == (13, 16, 16, 3)
    assert np.bincount(found.labels).tolist() == [6, 7]
    assert set(found.labels[found.test]) == {0, 1}
    assert found.mirrors


def test_every_way_to_store_a_picture_is_read() -> None:
    files = folders(a=3, b=3)
    for number, form in enumerate(("JPEG", "WEBP", "BMP", "GIF", "TIFF")):
        files[f"b/{form}.png"] = picture(50 + number, form=form)  # the name never decides
    assert len(read(zipped(files)).images) == 11


def test_bad_files_are_listed_with_their_reason_and_cost_no_other() -> None:
    files = folders(a=4, b=4)
    files["a/readme.txt"] = b"not a picture"
    files["b/cut.png"] = picture(90)[:60]
    files["alone.png"] = picture(91)
    files["../../b/escape.png"] = picture(92)
    found = read(zipped(files))
    reasons = {one.name: type(one.error).__name__ for one in found.refused}
    assert reasons["readme.txt"] == "NotAPicture"
    assert reasons["alone.png"] == "Unlabelled"
    assert reasons["cut.png"] in {"DamagedPicture", "BrokenOff"}
    assert np.bincount(found.labels).tolist() == [4, 5]


def test_a_picture_that_comes_twice_is_taken_once() -> None:
    files = folders(a=4, b=4)
    files["a/again.png"] = files["a/0.png"]
    files["b/again.png"] = files["a/0.png"]
    found = read(zipped(files))
    assert found.num_repeated == 2
    assert len(found.images) == 8


def test_a_picture_is_cut_around_its_middle() -> None:
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = (200, 100, 50)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    files = folders(a=3, b=3)
    files["c/1.png"], files["c/2.png"], files["c/3.png"] = (
        buffer.getvalue(),
        picture(70),
        picture(71),
    )
    found = read(zipped(files))
    place = int(np.flatnonzero(found.labels == 2)[0])
    assert np.abs(found.images[place][:, 2:-2].astype(int) - (200, 100, 50)).max() <= 3


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (zipped({f"{n}.png": picture(n) for n in range(6)}), errors.NoImagesInside),
        (zipped(folders(a=9)), errors.OneClass),
        (zipped(folders(a=9, b=2)), errors.TooFewImages),
        (zipped({f"{n}/{k}.png": picture(3 * n + k, 4, 4) for n in range(201) for k in range(3)}),
         errors.TooManyClasses),
        (zipped({"a/1.txt": b"1", "b/2.txt": b"2"}), errors.NoImagesInside),
        (zipped({}), errors.EmptyArchive),
        (b"PK\x03\x04rest", errors.DamagedArchive),
        (b"\x89PNG", errors.NotAnImageSet),
        (tarred({"readme.html": b"?"}), errors.NotAnImageSet),
        (tarred({"cifar-10-batches-py/data_batch_1": pickle.dumps({})}), errors.PickledSet),
        (tarred({"data_batch_1.bin": batch(20)[:-1]}), errors.DamagedBatch),
        (tarred({"data_batch_1.bin": b"\x0a" + batch(1)[1:]}), errors.DamagedBatch),
        (tarred({"data_batch_1.bin": batch(20)})[:-200], errors.DamagedArchive),
        (gzip.compress(b"no tar at all" * 100, mtime=0), errors.DamagedArchive),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_explained(data: bytes, error: type[SeqLabError]) -> None:
    with pytest.raises(error) as refused:
        read(data)
    assert all(part.say() for part in refused.value.explain())


def test_a_tar_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.vectorizers.image_sets import cifar

    monkeypatch.setattr(cifar, "MOST_MB", 1)
    with pytest.raises(errors.UnpacksTooLarge):
        read(tarred({"zeros": bytes(2 << 20), "data_batch_1.bin": batch(20)}))


def test_an_archive_is_refused_by_its_size_alone() -> None:
    with pytest.raises(errors.SetTooLarge, match="257"):
        refuse_if_large(257 << 20, "x.zip")


@pytest.mark.parametrize("packed", [tarred, lambda files: tarred(files, "w"), zipped])
def test_cifar_is_read_from_its_binary_archive(packed: object) -> None:
    assert callable(packed)
    files = {f"cifar/data_batch_{n}.bin": batch(40, n) for n in (1, 2)}
    found = read(packed({**files, "cifar/test_batch.bin": batch(30, 9), "cifar/readme.html": b"?"}))
    assert found.classes == CLASSES
    assert found.images.shape == (110, 32, 32, 3)
    assert found.test.tolist() == list(range(80, 110))
    assert len(found.validation) == 10
    assert sorted([*found.train, *found.validation]) == list(range(80))
    row = np.frombuffer(files["cifar/data_batch_2.bin"], np.uint8).reshape(-1, 3073)[3]
    assert found.labels[43] == row[0]
    for channel in range(3):
        plane = row[1 + channel * 1024 : 1 + (channel + 1) * 1024].reshape(32, 32)
        np.testing.assert_array_equal(found.images[43][..., channel], plane)


def test_without_a_test_batch_a_part_is_kept_aside() -> None:
    found = read(tarred({"data_batch_1.bin": batch(100)}))
    assert len(found.test) == 20
    assert np.bincount(found.labels[found.test]).tolist() == [2] * 10


@given(st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=3)), min_size=1, max_size=5))
def test_accidents_meet_nothing_but_our_own_errors(accidents: list[tuple[int, bytes]]) -> None:
    for data in (GOOD_ZIP, GOOD_TAR):
        broken = data
        for at, piece in accidents:
            broken = broken[:at] + piece + broken[at + len(piece) :]
        with suppress(SeqLabError):
            read(broken)


GOOD_ZIP = zipped(folders(a=3, b=3))
GOOD_TAR = tarred({"data_batch_1.bin": batch(30)})
