"""How good a model of pictures is: beside the most alike picture, and beside the commonest class.

Rivals learn nothing: one answers with the class of the train picture that is nearest in pixels, one
always with the commonest class. The better of the two is the line to beat, on the same pictures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from core.metrics.forecast import wilson
from core.models import ImageModel
from core.recipes.images.planning import Plan
from core.recipes.images.result import Judged
from core.recipes.images.task import Pictures, logits_of

IntArray = NDArray[np.int64]
MOST_ASKED, MOST_REMEMBERED = 1_000, 4_000  # of the rival: an exact search through more takes long


def judge(model: ImageModel, plan: Plan, pictures: Pictures) -> Judged:
    """Return how often the model is right about the test pictures."""
    logits_NK = logits_of(model, pictures)
    chances = logits_NK.softmax(dim=1).cpu().numpy()
    said, true = chances.argmax(axis=1).astype(np.int64), plan.labels("test")
    num_right = int((said == true).sum())
    low, high = wilson(num_right, len(true))
    rivals = {name: answers == true[: len(answers)] for name, answers in _rivals(plan).items()}
    rival = max(rivals, key=lambda name: float(rivals[name].mean()))
    num_compared = len(rivals[rival])
    right = (said == true)[:num_compared]
    return Judged(
        accuracy=num_right / len(true),
        low=low,
        high=high,
        confusion=confusion(true, said, len(plan.classes)),
        said=said,
        confidence=chances.max(axis=1).astype(np.float32),
        rival=rival,
        rival_accuracy=float(rivals[rival].mean()),
        same_accuracy=float(right.mean()),
        num_compared=num_compared,
        p=sign_test(right, rivals[rival]),
    )


def confusion(true: IntArray, said: IntArray, num_classes: int) -> IntArray:
    """Return how often each class (row) was called each (column), int64, shape (K, K)."""
    counts = np.bincount(true * num_classes + said, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes).astype(np.int64)


def sign_test(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Return how probable so uneven a count would be, were neither better, from answers (N,).

    McNemar (1947), exact: of the pictures that only one of the two got right, half each.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    if not only_first + only_second:
        return 1.0
    return float(binomtest(only_first, only_first + only_second).pvalue)


def _rivals(plan: Plan) -> dict[str, IntArray]:
    train, labels = plan.images("train")[:MOST_REMEMBERED], plan.labels("train")
    test = plan.images("test")[:MOST_ASKED]
    commonest = int(np.bincount(labels).argmax())
    return {
        "nearest": nearest(train, labels[: len(train)], test),
        "majority": np.full(len(test), commonest, dtype=np.int64),
    }


def nearest(train: NDArray[np.uint8], labels: IntArray, test: NDArray[np.uint8]) -> IntArray:
    """Return the class of the most alike train picture, for pictures (N, H, W, C), shape (N,)."""
    known, asked = (
        (images.reshape(len(images), -1) / np.float32(255)).astype(np.float32)
        for images in (train, test)
    )
    distances = np.square(known).sum(axis=1) - 2 * asked @ known.T
    found: IntArray = labels[distances.argmin(axis=1)]
    return found
