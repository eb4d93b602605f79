"""Pictures: from a labelled set to a model that says which class, judged on pictures it never saw.

The story, in the order it is told: read the set and keep some of it aside (`prepare`), learn the
rest for as long as the settings say, from nothing or from another model's trunk, judge it beside
what learns nothing (`train`), and keep the model with what its pictures go through (`use` opens
what is known of it, `open_model` the model itself).
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Generator, Mapping
from pathlib import Path

from core.recipes.commands import source_words, turned_options
from core.recipes.images import judging, task, teaching
from core.recipes.images.keeping import KIND, Opened, open_model, pack_model, unpack_result
from core.recipes.images.planning import Plan, plan_set
from core.recipes.images.result import Result
from core.recipes.images.sets import keep_set, load_set, turned
from core.recipes.images.settings import ImageSettings
from core.recipes.images.transfer import base_of, follow, keep_base, preprocessing_of
from core.recipes.shelf import named_artifact, shipped
from core.runs import Source, Work
from core.training.progress import Artifact, Finished, Progress

__all__ = [
    "KIND",
    "SETTINGS",
    "Opened",
    "command",
    "find",
    "keep_base",
    "keep_set",
    "load_set",
    "open_model",
    "prepare",
    "pretrained",
    "source_code",
    "train",
    "turned",
    "use",
]

SETTINGS = ImageSettings


def prepare(source: Source, settings: ImageSettings, home: Path) -> Plan:  # noqa: ARG001 -- as all
    """Read the set and part it into what is learnt, what decides when to stop, and what judges.

    Raises
    ------
    SeqLabError
        If there is nothing in it to learn from.
    """
    return plan_set(load_set(source, home))


def train(work: Work) -> Generator[Progress, None, None]:
    """Learn, judge, and finish with the artifact.

    Whenever a better model was found it is published: who stops then keeps it.

    Raises
    ------
    SeqLabError
        As `prepare`; or if the model to go on from cannot be used.
    """
    asked = ImageSettings.from_record(work.settings)
    base = base_of(asked, work)
    settings = follow(asked, base)
    pictures = yield from teaching.reading(work.source, work.home)
    plan = plan_set(pictures, preprocessing_of(base))
    taught = yield from teaching.teach(plan, settings, base, work)
    result = yield from teaching.judged(plan, taught, settings)
    yield Finished(pack_model(taught.model, plan, result, work.source))


def use(artifact: Artifact) -> Result:
    """Return what is known of the model that an artifact holds."""
    return unpack_result(artifact)


def pretrained(name: str = "digits") -> Artifact:
    """Return a shipped model: "digits" or "textures" (patches), or "shapes" (ResNet-18).

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    """
    return shipped(f"{KIND}-{name}")


def find(named: str) -> Artifact:
    """Return the artifact that a command line names: a folder, or "pretrained:NAME".

    Raises
    ------
    NoArtifact
        If there is none.
    DamagedArtifact
        If what is there was changed.
    """
    return named_artifact(named, KIND)


def command(source: Source, settings: ImageSettings) -> str:
    """Return the command that repeats a training."""
    options = turned_options(settings, "model", "seconds")
    words = ["images", "train", *source_words(source), *options, "--out", "model"]
    return shlex.join(["python", "-m", "core", *words])


def source_code(settings: ImageSettings) -> str:
    """Return the recipe as it runs, with the settings it ran with."""
    turned: Mapping[str, object] = settings.record()
    lines = [f"# {name} = {value!r}" for name, value in turned.items()]
    code = [
        inspect.getsource(one) for one in (train, teaching.teach, task.ImageTask, judging.judge)
    ]
    return "\n".join([*lines, "", *code])
