"""Which maps of a picture can be believed: each beside a map of chance and "it is in the middle".

A map is judged by one figure. Where it is known which pixels are the thing, that is the AUROC: how
well the map tells them from the rest. Where it is not, it is what hiding and showing do: the area
under the answer while what the map marks comes first, less that while it goes first; 0 is a map
that does not matter. A map can be believed if its figure is higher than those of chance and of the
middle, and if it changes when the model forgets what it learnt. Nothing else is said of a map.

Conventions: B pictures, (B,C,H,W) and standardised; maps (B,H,W); curves of S + 1 answers, 0 to 1,
from the first pixel to the last, (S + 1, B).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.explain.images import METHODS, Goal, MapSettings, explain, methods_for
from core.explain.images.answering import answers_of, out_of_focus
from core.explain.images.map import Map
from core.explain.images.randomised import randomised
from core.explain.images.shap import is_installed as shap_is_installed
from core.metrics.attribution import (
    centre_prior,
    importance_order,
    mask_auroc,
    random_maps,
    rank_correlation,
)
from core.models import ImageModel
from core.recipes.images.asking import Seen
from core.recipes.images.explaining import FEWEST_STEPS
from core.recipes.images.keeping import Opened

__all__ = [
    "ARTICLE",
    "CENTRE",
    "METHODS",
    "RANDOM",
    "SHAP",
    "Evidence",
    "MapSettings",
    "Standing",
    "Standings",
    "evidence",
    "judged_methods",
    "shap_is_installed",
    "standings",
]

RANDOM, CENTRE = "random", "centre"
ARTICLE = "article_grad_cam"
"""The one map that is never judged: it is kept to show what is wrong with it."""
SHAP = "shap"
"""Judged when it is asked for: it asks the model a thousand times about each picture."""
NUM_STEPS = 10
NUM_RANDOM = 5
"""Maps of chance whose figures are averaged, so that no lucky one decides."""
BETTER_BY_MASK, BETTER_BY_EFFECT = 0.02, 0.05
"""The least that a figure of one picture must be higher; less depends on how ties are broken."""
MOST_ALIKE = 0.8
"""The rank correlation with the map of a model that has learnt nothing from which on it is the
picture that is drawn and not what was learnt."""
Z = 1.96
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of one kind of map on B pictures.

    Attributes
    ----------
    strength : numpy.ndarray, shape (B, H, W)
        How much each pixel matters.
    fall, rise : numpy.ndarray, shape (S + 1, B)
        The answer while pixels go, and while they come, those that matter most first.
    auroc : numpy.ndarray, shape (B,), or None
        Where masks are known: 0.5 is chance, 1 perfect.
    randomised : float, optional
        Likeness to the maps of a model that has learnt nothing, −1 to 1; None for what is no
        explanation, and where a map is flat.
    map : Map, optional
        As the method made it.
    """

    strength: np.ndarray
    fall: Floats
    rise: Floats
    auroc: Floats | None
    randomised: float | None = None
    map: Map | None = None

    @property
    def deletion(self) -> Floats:
        """Area under the answer while pixels go, shape (B,); small is good."""
        return area(self.fall)

    @property
    def insertion(self) -> Floats:
        """Area under the answer while pixels come, shape (B,); large is good."""
        return area(self.rise)

    @property
    def figure(self) -> Floats:
        """What the map is judged by, shape (B,); more is better."""
        return self.insertion - self.deletion if self.auroc is None else self.auroc


def area(curve: Floats) -> Floats:
    """Return the mean height of curves (S + 1, B) by trapezoids, shape (B,)."""
    return np.asarray((curve[1:] + curve[:-1]).mean(axis=0) / 2)


def judged_methods(model: ImageModel) -> list[str]:
    """Return the methods whose maps of a model are judged without being asked for."""
    return [name for name in methods_for(model) if name not in (ARTICLE, SHAP)]


def evidence(
    opened: Opened,
    seen: Seen,
    goal: Goal,
    settings: MapSettings | None = None,
    methods: Sequence[str] | None = None,
) -> dict[str, Evidence]:
    """Return the evidence for each method, and for chance and the middle.

    Parameters
    ----------
    opened : Opened
    seen : Seen
    goal : Goal
        Of as many pictures.
    settings : MapSettings, optional
    methods : sequence of str, optional
        Keys of `core.explain.images.METHODS`; `judged_methods` unless given.

    Raises
    ------
    UnknownOption
        If a method cannot explain this model.
    """
    wanted = settings or MapSettings()
    quickly = replace(wanted, most_steps=FEWEST_STEPS)
    forgetful = randomised(opened.model)
    found: dict[str, Evidence] = {}
    for method in judged_methods(opened.model) if methods is None else methods:
        made = explain(method, opened.model, seen.images, goal, wanted)
        nothing = explain(method, forgetful, seen.images, goal, quickly)
        alike = rank_correlation(made.strength, nothing.strength)
        tried = _tried(opened, seen, goal, made.strength)
        found[method] = replace(tried, randomised=_known_mean(alike), map=made)
    shape = (len(seen.images), *seen.images.shape[2:])
    found[RANDOM] = _chance(opened, seen, goal, shape)
    found[CENTRE] = _tried(opened, seen, goal, centre_prior(shape))
    return found


def _known_mean(values: np.ndarray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def _chance(opened: Opened, seen: Seen, goal: Goal, shape: tuple[int, int, int]) -> Evidence:
    """Return the mean of several maps of chance."""
    tries = [_tried(opened, seen, goal, random_maps(shape, seed)) for seed in range(NUM_RANDOM)]
    aurocs = [one.auroc for one in tries if one.auroc is not None]
    return Evidence(
        strength=tries[0].strength,
        fall=np.mean([one.fall for one in tries], axis=0),
        rise=np.mean([one.rise for one in tries], axis=0),
        auroc=np.mean(aurocs, axis=0) if aurocs else None,
    )


def _tried(opened: Opened, seen: Seen, goal: Goal, maps: np.ndarray) -> Evidence:
    """Return what hiding and showing do in the order of some maps (B,H,W)."""
    images, empty = seen.images, out_of_focus(seen.images)
    place = importance_order(maps)
    return Evidence(
        strength=maps,
        fall=_on_the_way(opened.model, goal, place, images, empty),
        rise=_on_the_way(opened.model, goal, place, empty, images),
        auroc=None if seen.masks is None else mask_auroc(maps, seen.masks),
    )


def _on_the_way(
    model: ImageModel, goal: Goal, place: np.ndarray, start: np.ndarray, end: np.ndarray
) -> Floats:
    """Return the answers while pixels change from start to end (B,C,H,W), shape (S + 1, B).

    All steps of all pictures are asked at once, which costs far less than one after the other.
    """
    steps = np.rint(np.arange(NUM_STEPS + 1) / NUM_STEPS * place[0].size)
    gone = place[None] < steps[:, None, None, None]
    mixed = np.where(gone[:, :, None], end[None], start[None]).astype(np.float32)
    answers = answers_of(model, goal.repeated(len(steps)))(mixed.reshape(-1, *start.shape[1:]))
    return np.asarray(answers, dtype=np.float64).reshape(len(steps), len(start))


@dataclass(frozen=True)
class Standing:
    """How one kind of map does, against the better of chance and the middle.

    Attributes
    ----------
    value : float
        The mean of its figure over the pictures.
    low, high : float, optional
        The interval at 95 % of that mean; None for a single picture.
    beats : bool
        Of one picture: whether the figure is higher by 0.02 or more, 0.05 without a mask. Of
        several: whether the mean of the differences, picture by picture, is above 0 with 95 %
        confidence.
    randomised : float, optional
    """

    method: str
    value: float
    low: float | None
    high: float | None
    beats: bool
    randomised: float | None

    @property
    def shows_the_picture(self) -> bool:
        """Whether the map is much the same where nothing was learnt."""
        return self.randomised is not None and self.randomised > MOST_ALIKE

    @property
    def is_believable(self) -> bool:
        """Whether the map says more than chance and the middle do, and says it of the model."""
        return self.beats and not self.shows_the_picture


@dataclass(frozen=True)
class Standings:
    """All maps, the best first, and the two that everybody can make.

    Attributes
    ----------
    maps : tuple of Standing
    random, centre : float
        The figures of chance and of the middle.
    num_pictures : int
    by_mask : bool
        Whether the figure is the AUROC; else it is what showing gives less what hiding leaves.
    """

    maps: tuple[Standing, ...]
    random: float
    centre: float
    num_pictures: int
    by_mask: bool

    @property
    def margin(self) -> float:
        """By how much the figure of a single picture must be higher."""
        return BETTER_BY_MASK if self.by_mask else BETTER_BY_EFFECT

    @property
    def to_beat(self) -> float:
        """The better figure of chance and the middle."""
        return max(self.random, self.centre)

    @property
    def believable(self) -> tuple[Standing, ...]:
        """The maps that can be believed, the best first."""
        return tuple(one for one in self.maps if one.is_believable)


def standings(found: Mapping[str, Evidence]) -> Standings:
    """Return how the methods of some evidence stand."""
    random, centre = found[RANDOM].figure, found[CENTRE].figure
    rival = random if random.mean() > centre.mean() else centre
    maps = [_standing(name, found[name], rival) for name in found if name in METHODS]
    return Standings(
        maps=tuple(sorted(maps, key=lambda one: -one.value)),
        random=float(random.mean()),
        centre=float(centre.mean()),
        num_pictures=len(rival),
        by_mask=found[CENTRE].auroc is not None,
    )


def _standing(method: str, tried: Evidence, rival: Floats) -> Standing:
    figure = tried.figure
    value, gain = float(figure.mean()), figure - rival
    if len(figure) == 1:
        least = BETTER_BY_EFFECT if tried.auroc is None else BETTER_BY_MASK
        return Standing(method, value, None, None, bool(gain[0] >= least), tried.randomised)
    half, doubt = (Z * float(one.std(ddof=1)) / len(one) ** 0.5 for one in (figure, gain))
    beats = float(gain.mean()) > doubt
    return Standing(method, value, value - half, value + half, beats, tried.randomised)
