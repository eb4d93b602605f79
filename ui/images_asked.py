"""What a model is asked about a picture, and its answers: made once for all visits.

The answer and the attention cost milliseconds and are there at once. The maps with their figures
are made on a thread; where that is done within a moment, nobody sees that they were waited for.
"""

from __future__ import annotations

from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from core.recipes.images import Opened
from core.recipes.images.asking import Seen, seen, seen_of_set
from core.recipes.images.attending import Attending, attending
from core.recipes.images.believed import Told
from core.recipes.images.believing import (
    ARTICLE,
    SHAP,
    Evidence,
    MapSettings,
    Standings,
    evidence,
    judged_methods,
    standings,
)
from core.recipes.images.explaining import article_faults
from core.vectorizers.image_sets import ImageSet
from core.words import Sentence
from ui.images_choice import Chosen, Looked
from ui.images_shown import Showing
from ui.images_words import class_names
from ui.later import promised

BRIEFLY_SECONDS = 0.8
REMEMBERED = 64
FEWER_STEPS = 32
"""Of integrated gradients, where the figures are means over pictures."""


@dataclass(frozen=True)
class Question:
    """A model, a picture and what is asked of it; the same question has the same answer.

    Attributes
    ----------
    opened : Opened
    key : str
        Of the picture.
    target, contrast : int or None
        The class that is explained, the answer unless given; and what it is held against.
    settings : MapSettings
    looked : Looked
    with_shap : bool
        Whether SHAP is asked as well.
    """

    opened: Opened
    key: str
    target: int | None
    contrast: int | None
    settings: MapSettings
    looked: Looked = field(compare=False)
    with_shap: bool = False


@dataclass(frozen=True, eq=False)
class Judged:
    """The evidence for each map of some pictures, and how they stand."""

    evidence: dict[str, Evidence]
    standings: Standings


@dataclass(frozen=True, eq=False)
class Subject:
    """What the parts of the third step are about: the choice, and the model that is asked."""

    chosen: Chosen
    showing: Showing
    opened: Opened

    @property
    def names(self) -> list[str]:
        """The classes that the model knows, said."""
        return class_names(self.opened.classes, self.showing.source)


def question_of(opened: Opened, looked: Looked) -> Question:
    """Return the plain question: why the answer that is given, by maps as they are usually made."""
    return Question(opened, looked.key, None, None, MapSettings(), looked)


@lru_cache(maxsize=REMEMBERED)
def seen_now(question: Question) -> Seen:
    """Return the picture as the model sees it, and how probable it finds each class."""
    looked = question.looked
    return seen(question.opened, looked.pixels, looked.mask)


@lru_cache(maxsize=REMEMBERED)
def attending_now(question: Question) -> Attending | None:
    """Return the attention of the picture; None where the model has none."""
    return attending(question.opened, seen_now(question))


def told_of(subject: Subject, looked: Looked) -> Told:
    """Return what the model says of the picture, the class in the language of the visit."""
    chances = seen_now(question_of(subject.opened, looked)).chances[0]
    said = int(np.argmax(chances))
    return Told(
        answer=subject.names[said],
        chance=float(chances[said]),
        is_right=None if looked.label is None else looked.label == said,
        num_classes=len(chances),
    )


def judged(question: Question) -> Future[Judged]:
    """Return the promise of the maps of a picture and their figures; wait for it a moment."""
    promise = promised(_judge, question)
    wait([promise], BRIEFLY_SECONDS)
    return promise


def _judge(question: Question) -> Judged:
    found = seen_now(question)
    goal = found.goal(question.target, question.contrast)
    methods = judged_methods(question.opened.model)
    if question.with_shap:
        methods = [*methods, SHAP]
    tried = evidence(question.opened, found, goal, question.settings, methods)
    return Judged(tried, standings(tried))


def judged_together(opened: Opened, pictures: ImageSet) -> Future[Judged]:
    """Return the promise of the same over the first test pictures of the set."""
    return promised(_judge_together, opened, pictures)


def _judge_together(opened: Opened, pictures: ImageSet) -> Judged:
    found = seen_of_set(opened, pictures)
    settings = replace(MapSettings(), most_steps=FEWER_STEPS)
    tried = evidence(opened, found, found.goal(), settings)
    return Judged(tried, standings(tried))


@dataclass(frozen=True, eq=False)
class Pair:
    """The article's Grad-CAM and the right one, and what is wrong with the first."""

    evidence: dict[str, Evidence]
    faults: tuple[Sentence, ...]


def article_of(question: Question) -> Pair:
    """Return the article's map of a picture beside the right one; the model has feature maps."""
    found = seen_now(question)
    goal = found.goal(question.target, question.contrast)
    tried = evidence(question.opened, found, goal, question.settings, (ARTICLE, "grad_cam"))
    faults = article_faults(question.opened.model, found.images, goal)
    return Pair(tried, tuple(faults.values()))
