from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from core.recipes.images.judging import confusion, nearest, sign_test
from core.recipes.images.result import Judged
from core.recipes.images.verdict import not_judged, verdict_on


def test_confusion_counts_what_is_against_what_was_said() -> None:
    true, said = np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 2])
    table = confusion(true, said, 4)
    assert table.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [1, 0, 2, 0], [0, 0, 0, 0]]


def test_the_nearest_picture_is_found() -> None:
    random = np.random.default_rng(0)
    train = random.integers(0, 256, (40, 6, 7, 3), dtype=np.uint8)
    labels = np.arange(40, dtype=np.int64) % 9
    test = np.clip(train[::-1].astype(int) + random.integers(-9, 9, train.shape), 0, 255)
    np.testing.assert_array_equal(nearest(train, labels, test.astype(np.uint8)), labels[::-1])


def test_only_pictures_that_one_of_two_got_right_count() -> None:
    first = np.array([True] * 30 + [False] * 30 + [True] * 11 + [False] * 2)
    second = np.array([True] * 30 + [False] * 30 + [False] * 11 + [True] * 2)
    exact = 2 * binom.cdf(2, 13, 0.5)
    assert sign_test(first, second) == pytest.approx(exact)
    assert sign_test(first, first) == 1.0


def judged(accuracy: float, rival_accuracy: float, p: float, count: int = 200) -> Judged:
    return Judged(
        accuracy=accuracy,
        low=accuracy - 0.02,
        high=accuracy + 0.01,
        confusion=np.zeros((2, 2), np.int64),
        said=np.zeros(count, np.int64),
        confidence=np.ones(count, np.float32),
        rival="nearest",
        rival_accuracy=rival_accuracy,
        same_accuracy=accuracy,
        num_compared=count,
        p=p,
    )


@pytest.mark.parametrize(
    ("found", "outcome", "sentence"),
    [
        (judged(0.98, 0.91, 0.001), "beats", "98.0% right, more than the 91.0%"),
        (judged(0.98, 0.97, 0.3), "ties", "no better shown than the most alike picture"),
        (judged(0.80, 0.91, 0.001), "worse", "80.0% right, fewer than"),
        (judged(0.98, 0.20, 0.001, count=49), "too_little_data", "too few pictures"),
    ],
)
def test_the_sentence_follows_from_the_figures(found: Judged, outcome: str, sentence: str) -> None:
    verdict = verdict_on(found)
    assert verdict.outcome == outcome
    assert sentence in verdict.sentence.say()
    assert len(verdict.sentence.say()) <= 75
    assert str(len(found.said)) in verdict.how.say()


def test_what_was_stopped_is_not_judged() -> None:
    assert not_judged().outcome == "not_judged"
