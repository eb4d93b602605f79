"""Going on from a model that has learnt something else: its trunk, a head of one's own.

The model is named by "pretrained:NAME", or by the hash of what `keep_base` kept. A training copies
it into its own folder, so that it can be resumed when nobody remembers the model any more.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from core.errors import DamagedArtifact, OtherModel
from core.models import ImageModel
from core.recipes.images.building import with_trunk
from core.recipes.images.keeping import KIND, unpack_result
from core.recipes.images.settings import ARCHITECTURE, ImageSettings
from core.recipes.packing import unpack
from core.recipes.shelf import PRETRAINED_MARK, named_artifact
from core.runs import Work, keep_blob, load_artifact, read_blob, save_artifact
from core.runs.artifacts import ARRAYS, RECORD
from core.runs.artifacts import pack as to_files
from core.runs.artifacts import unpack as of_files
from core.training.progress import Artifact
from core.vectorizers.image_sets import Preprocessing

COPY = "base"


def keep_base(artifact: Artifact, home: Path) -> str:
    """Keep a model to go on from, and return what the settings call it."""
    files = to_files(artifact)
    keep_blob(home, files[ARRAYS])  # the record names it by the same hash
    return keep_blob(home, files[RECORD])


def base_of(settings: ImageSettings, work: Work) -> Artifact | None:
    """Return the model that a training goes on from, None where it begins from nothing.

    Raises
    ------
    SeqLabError
        If it is no longer there, or is no model of pictures.
    OtherModel
        If it is of another kind than the settings ask for.
    """
    if not settings.base:
        return None
    copy = work.folder / COPY
    if not copy.is_dir():
        save_artifact(copy, kept_base(settings.base, work.home))
    base = load_artifact(copy)
    theirs = str(unpack_result(base).settings["model"])
    if theirs != settings.model:
        raise OtherModel(theirs=theirs, ours=settings.model)
    return base


def kept_base(name: str, home: Path) -> Artifact:
    """Return a model by what the settings call it.

    Raises
    ------
    SeqLabError
        If it is not there.
    DamagedArtifact
        If it is no model.
    """
    if name.startswith(PRETRAINED_MARK):
        return named_artifact(name, KIND)
    record = read_blob(home, name)
    try:
        arrays = json.loads(record)["arrays_sha256"]
    except (ValueError, TypeError, KeyError):
        raise DamagedArtifact(name=name[:12]) from None
    return of_files({RECORD: record, ARRAYS: read_blob(home, arrays)}, name[:12])


def follow(settings: ImageSettings, base: Artifact | None) -> ImageSettings:
    """Return the settings with the shape of the model that is gone on from."""
    if base is None:
        return settings
    theirs = unpack_result(base).settings
    return replace(settings, **{name: theirs[name] for name in ARCHITECTURE})


def preprocessing_of(base: Artifact | None) -> Preprocessing | None:
    """Return how a model reads pictures; None where there is none to go on from."""
    if base is None:
        return None
    found: Preprocessing = unpack(Preprocessing, base.record["preprocessing"], base.arrays)
    return found


def prepared(model: ImageModel, settings: ImageSettings, base: Artifact | None) -> ImageModel:
    """Return a new model with the trunk of the one gone on from, frozen if the settings say so."""
    if base is not None:
        model = with_trunk(model, base.arrays)
    if settings.freeze == "trunk":
        model.freeze(model.trunk_parts())
    elif settings.freeze == "early":
        model.freeze(model.early_parts())
    return model
