"""Two tiny models of pictures, learnt in three seconds each, for tests of what asks them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from core.jobs import Order, perform
from core.recipes import images
from core.recipes.images import Opened, load_set, open_model
from core.recipes.images.looking import kept_aside
from core.recipes.images.settings import ImageSettings
from core.runs import Source, home
from core.training.progress import Artifact
from core.vectorizers.image_sets import ImageSet
from ui.images_asked import Subject
from ui.images_choice import Chosen, Looked
from ui.images_shown import Showing

SHAPES = Source("Shapes", sample="shapes")
DIGITS = Source("Digits", sample="digits")
SMALL = ImageSettings(seconds=3, num_layers=2, num_heads=2, hidden_size=32, channels=4)
KINDS = {
    "vit": (SHAPES, replace(SMALL, model="vit")),
    "cnn": (SHAPES, replace(SMALL, model="cnn")),
    "digits": (DIGITS, replace(SMALL, model="vit", pooling="class_token")),
}


@cache
def run_of(kind: str) -> tuple[str, Artifact]:
    """Return the run and the artifact of a training, as every training leaves them."""
    source, settings = KINDS[kind]
    order = Order(
        function="core.recipes.images:train",
        kind=images.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=images.command(source, settings),
        device="cpu",
    )
    performed = perform(order, home(), lambda _told: None)
    assert performed.artifact is not None
    return performed.run, performed.artifact


@cache
def model(kind: str) -> Opened:
    """Return a model ready to be asked; always the same."""
    return open_model(run_of(kind)[1])


@cache
def pictures(kind: str) -> ImageSet:
    """Return the set that a model was learnt from."""
    return load_set(KINDS[kind][0], Path())


@cache
def chosen(kind: str, number: int = 0) -> Chosen:
    """Return what would be chosen on the page: a set and a test picture of it."""
    source, known = KINDS[kind][0], pictures(kind)
    kept = kept_aside(known, number)
    name = f"{source.sample}/test/{number}"
    looked = Looked(name, f"Test picture {number + 1}", kept.pixels, kept.label, kept.mask)
    return Chosen(source, known.classes, looked, None, True, known)


def showing(kind: str, *, run: str | None = None) -> Showing:
    """Return what the page would show of a model."""
    opened = model(kind)
    return Showing(opened, opened.result, run, None, KINDS[kind][0])


def subject(kind: str, number: int = 0) -> Subject:
    """Return what the third step is about."""
    return Subject(chosen(kind, number), showing(kind), model(kind))
