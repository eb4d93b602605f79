"""A learnt model of notes as an artifact: plain values and arrays, never a pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from core.errors import DamagedArtifact
from core.models import SequenceModel
from core.recipes.music.learning import WEIGHTS, new_model, weights_of, with_weights
from core.recipes.music.planning import Plan
from core.recipes.music.result import Result
from core.recipes.music.settings import MusicSettings
from core.recipes.music.shelf import shelve, unshelve
from core.recipes.music.verdict import judge
from core.recipes.packing import pack, unpack
from core.runs import Source
from core.training.progress import Artifact
from core.vectorizers.grid import Piece
from core.vectorizers.notes import Vocabulary

KIND = "music"


class Kept(NamedTuple):
    """What an artifact holds."""

    model: SequenceModel
    vocabulary: Vocabulary
    settings: MusicSettings
    result: Result
    source: Source
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]] | None


def pack_model(model: SequenceModel, plan: Plan, result: Result, source: Source) -> Artifact:
    """Return the artifact of a model, of what is known of it, and of what was uploaded for it."""
    arrays = weights_of(model)
    record: dict[str, Any] = {
        "kind": KIND,
        "contract": contract_of(result),
        "source": source.record(),
        "vocabulary": pack(plan.vocabulary, arrays, "vocabulary"),
        "result": pack(result, arrays, "result"),
    }
    if source.sample is None:
        told = shelve((*plan.train, *plan.held_out), arrays)
        record["pieces"] = {"train": len(plan.train), "all": told}
    return Artifact(record, arrays, metrics_of(result))


def halved(artifact: Artifact) -> Artifact:
    """Return the artifact with weights of 16 bits: half as large, for shipping."""
    arrays = {
        name: array.astype(np.float16) if name.startswith(WEIGHTS) else array
        for name, array in artifact.arrays.items()
    }
    return Artifact(artifact.record, arrays, artifact.metrics)


def unpack_result(artifact: Artifact) -> Result:
    """Return what is known of the model of an artifact.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a model of notes.
    """
    if artifact.record.get("kind") != KIND:
        raise DamagedArtifact(name=str(artifact.record.get("kind")))
    result: Result = unpack(Result, artifact.record["result"], artifact.arrays)
    if result.report is None or result.copying is None:
        return result
    # its words are those of today, whatever they were when it was kept
    return replace(result, verdict=judge(result.report, result.copying))


def unpack_model(artifact: Artifact, device: str) -> Kept:
    """Return the model of an artifact and all that belongs to it.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a model of notes.
    """
    result = unpack_result(artifact)
    settings = MusicSettings.from_record(dict(result.settings))
    try:
        vocabulary: Vocabulary = unpack(Vocabulary, artifact.record["vocabulary"], artifact.arrays)
        model = with_weights(new_model(vocabulary, settings, device), artifact.arrays)
        source = Source.from_record(artifact.record["source"])
    except (RuntimeError, KeyError, TypeError, ValueError) as cause:  # RuntimeError: other shapes
        raise DamagedArtifact(name=result.name) from cause
    shelf, pieces = artifact.record.get("pieces"), None
    if shelf is not None:
        every = unshelve(shelf["all"], artifact.arrays, vocabulary.slots)
        pieces = every[: shelf["train"]], every[shelf["train"] :]
    return Kept(model, vocabulary, settings, result, source, pieces)


def contract_of(result: Result) -> dict[str, Any]:
    """Return what the command line promises of a training."""
    learnt, read = result.learnt, result.read
    return {
        "files_read": read.num_pieces,
        "files_refused": list(read.refused),
        "notes": read.num_notes,
        "train_nats_per_note": learnt.train,
        "validation_nats_per_note": learnt.validation,
        "baseline_nats_per_note": learnt.markov,
        "notes_per_second": learnt.notes_per_second,
        "seconds": learnt.seconds,
    }


def metrics_of(result: Result) -> Mapping[str, float]:
    """Return the final metrics of the run."""
    learnt, report = result.learnt, result.report
    found = {
        "validation_nats_per_note": learnt.validation,
        "baseline_nats_per_note": learnt.markov,
        "notes_per_second": learnt.notes_per_second,
        "gap_closed": report.overall if report else None,
    }
    return {name: float(value) for name, value in found.items() if value is not None}
