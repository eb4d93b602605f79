"""`images explain ARTIFACT FILE|sample:NAME`: where a model looked, and whether to believe it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.sources import SAMPLE_MARK, given, refuse_unless_writable
from core.errors import OutOfRange
from core.explain.images import METHODS, Goal, MapSettings
from core.figures.maps import map_png
from core.knobs import Settings, number
from core.recipes import images
from core.recipes.images.explaining import (
    Explained,
    article_faults,
    explained,
    goal_of,
    place_of,
)
from core.runs import Source, home
from core.vectorizers import image
from core.vectorizers.image_sets import ImageSet
from core.words import N_, Sentence

MOST_PICTURES = 10_000


@dataclass(frozen=True)
class Choosing(Settings):
    """Which pictures of a sample are explained; of 100 an AUROC is known to 0.01, in seconds."""

    count: int = number(
        100,
        low=1,
        high=MOST_PICTURES,
        label=N_("Pictures"),
        help=N_("Of a sample: how many of its test pictures the figures are means of."),
    )
    picture: int = number(
        0,
        low=0,
        high=MOST_PICTURES - 1,
        label=N_("Picture"),
        help=N_("Of a sample: which of them is drawn, the first is 0."),
    )


@dataclass(frozen=True, eq=False)
class Shown:
    """Pictures as they are, uint8, each (h,w,C), and where the thing is in each, if known."""

    pictures: list[np.ndarray]
    masks: np.ndarray | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model, what is explained, for which class, and every knob of a map."""
    parser.add_argument("artifact", metavar="ARTIFACT", help="a folder, or pretrained:NAME")
    parser.add_argument("file", metavar="FILE", help="a picture, or sample:NAME")
    parser.add_argument("--method", default="grad_cam", metavar="|".join(METHODS))
    parser.add_argument("--target", metavar="CLASS", help="what is explained; default: the answer")
    parser.add_argument("--contrast", metavar="CLASS", help="the class it is held against")
    parser.add_argument("--out", type=Path, metavar="map.png")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add_knobs(parser, MapSettings, Choosing)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Explain, judge the explanation, draw it where asked, and return the contract's object."""
    began = perf_counter()
    settings = MapSettings.from_record(given_knobs(arguments, only=MapSettings))
    choosing = Choosing.from_record(given_knobs(arguments, only=Choosing))
    where = home(arguments.home)
    if arguments.out is not None:
        refuse_unless_writable(arguments.out)
    opened = images.open_model(images.find(arguments.artifact), arguments.device)
    shown = _shown(arguments, choosing, opened, where)
    x = opened.preprocessing.standardised(opened.preprocessing.fitted(shown.pictures))
    goal = goal_of(opened, x, arguments.target, arguments.contrast)
    found = explained(arguments.method, opened.model, x, goal, settings, shown.masks)
    one = choosing.picture
    if arguments.out is not None:
        arguments.out.write_bytes(_drawn(found.map.values[one], shown.pictures[one], opened))
    article = arguments.method == "article_grad_cam"
    drawn = slice(one, one + 1)
    return {
        "out": None if arguments.out is None else str(arguments.out),
        "method": arguments.method,
        "target": opened.classes[int(goal.target_B[one])],
        "contrast": arguments.contrast,
        "pictures": len(shown.pictures),
        **_told(found),
        "faults": _sentences(opened, x[drawn], goal.of(drawn)) if article else None,
        "seconds": perf_counter() - began,
    }


def _shown(
    arguments: argparse.Namespace, choosing: Choosing, opened: images.Opened, where: Path
) -> Shown:
    """Return the pictures that are explained.

    Raises
    ------
    OutOfRange
        If the one that is to be drawn is not among them.
    """
    if arguments.file.startswith(SAMPLE_MARK):
        name = arguments.file.removeprefix(SAMPLE_MARK)
        sample = images.load_set(Source(name=name, sample=name), where)
        shown = _of_sample(sample, arguments.target, choosing.count, opened)
    else:
        file = given(arguments.file)
        shown = Shown([image.read(file.data, file.name).pixels])
    last = len(shown.pictures) - 1
    if choosing.picture > last:
        raise OutOfRange(setting="picture", value=choosing.picture, low=0, high=last)
    return shown


def _of_sample(sample: ImageSet, target: str | None, count: int, opened: images.Opened) -> Shown:
    """Return the first test pictures: those of the target's class where one is asked for."""
    places = sample.test
    if target in sample.classes:
        places = places[sample.labels[places] == sample.classes.index(target)]
    places = places[:count]
    as_seen = sample.shape[1:] == opened.preprocessing.shape[1:]
    masks = sample.masks[places] if sample.masks is not None and as_seen else None
    return Shown(list(sample.images[places]), masks)


def _drawn(values: np.ndarray, picture: np.ndarray, opened: images.Opened) -> bytes:
    height, width = picture.shape[:2]
    coloured = np.broadcast_to(picture, (height, width, 3))
    return map_png(coloured, values, place_of(opened.preprocessing, (width, height)))


def _sentences(opened: images.Opened, x: np.ndarray, goal: Goal) -> list[Sentence]:
    return list(article_faults(opened.model, x, goal).values())


def _told(found: Explained) -> dict[str, Any]:
    """Return the figures of a map beside those of chance and of the middle."""
    rows = {"": found.figures, "centre_prior_": found.centre, "random_": found.random}
    return {
        **{
            prefix + name: value
            for prefix, row in rows.items()
            for name, value in vars(row).items()
        },
        "randomised_correlation": found.randomised,
        "completeness_error": found.map.completeness_error,
    }
