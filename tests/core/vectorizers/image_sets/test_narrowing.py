from __future__ import annotations

import numpy as np
import pytest

from core.errors import TooFewClasses, UnknownOption
from core.vectorizers.image_sets import ImageSet, SetOptions, built_in, narrowed

DIGITS = built_in("digits")


def of(pictures: ImageSet, part: str) -> np.ndarray:
    labels: np.ndarray = pictures.labels[getattr(pictures, part)]
    return labels


def test_all_of_it_is_the_set_itself() -> None:
    assert narrowed(DIGITS, SetOptions()) is DIGITS


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_the_classes_that_are_left_keep_their_pictures(part: str) -> None:
    found = narrowed(DIGITS, SetOptions(classes="7, 2"))
    assert found.classes == ("2", "7")
    there = getattr(DIGITS, part)
    expected = there[np.isin(DIGITS.labels[there], [2, 7])]
    assert np.array_equal(getattr(found, part), expected)
    assert np.array_equal(of(found, part) == 1, DIGITS.labels[expected] == 7)


def test_few_are_learnt_from_and_all_judge() -> None:
    found = narrowed(DIGITS, SetOptions(classes="0,1,5", few=4))
    assert np.array_equal(np.bincount(of(found, "train")), [4, 4, 4])
    assert set(found.train) <= set(DIGITS.train)
    whole = narrowed(DIGITS, SetOptions(classes="0,1,5"))
    assert np.array_equal(found.test, whole.test)
    assert np.array_equal(found.validation, whole.validation)


def test_what_cannot_be_learnt_is_refused() -> None:
    with pytest.raises(UnknownOption):
        narrowed(DIGITS, SetOptions(classes="2,eleven"))
    with pytest.raises(TooFewClasses):
        narrowed(DIGITS, SetOptions(classes="2, 2"))
