"""A learnt model of pictures as an artifact: plain values and arrays, never a pickle.

What pictures go through before the model sees them lies beside the weights, so that a picture of
any size is read as those were that it learnt from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.errors import DamagedArtifact
from core.models import ImageModel
from core.recipes.images.building import WEIGHTS, new_model, weights_of, with_weights
from core.recipes.images.planning import Plan
from core.recipes.images.result import Result
from core.recipes.images.settings import ImageSettings
from core.recipes.packing import pack, unpack
from core.runs import Source
from core.training.devices import device_of, one_thread
from core.training.progress import Artifact
from core.vectorizers.image_sets import Preprocessing

KIND = "images"


@dataclass(frozen=True, eq=False)
class Opened:
    """What an artifact holds, ready for use."""

    model: ImageModel
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    settings: ImageSettings
    result: Result
    source: Source

    @torch.no_grad()
    def chances(
        self, pictures: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]
    ) -> NDArray[np.float32]:
        """Return the probability of every class for pictures of any size, each (h, w, c): (N, K).

        Each is cut around its middle and resized as those were that the model learnt from.
        """
        x = self.preprocessing.standardised(self.preprocessing.fitted(pictures))
        with one_thread():
            logits: torch.Tensor = self.model(torch.from_numpy(x).to(device_of(self.model)))
        chances: NDArray[np.float32] = logits.softmax(dim=1).cpu().numpy()
        return chances


def pack_model(model: ImageModel, plan: Plan, result: Result, source: Source) -> Artifact:
    """Return the artifact of a model and of what is known of it."""
    arrays = weights_of(model)
    record: dict[str, Any] = {
        "kind": KIND,
        "contract": contract_of(result),
        "source": source.record(),
        "preprocessing": pack(plan.preprocessing, arrays, "preprocessing"),
        "result": pack(result, arrays, "result"),
    }
    return Artifact(record, arrays, metrics_of(result))


def halved(artifact: Artifact) -> Artifact:
    """Return the artifact with weights of 16 bits: half as large, for shipping."""
    arrays = {
        name: array.astype(np.float16)
        if name.startswith(WEIGHTS) and array.dtype == np.float32
        else array
        for name, array in artifact.arrays.items()
    }
    return Artifact(artifact.record, arrays, artifact.metrics)


def unpack_result(artifact: Artifact) -> Result:
    """Return what is known of the model of an artifact.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a model of pictures.
    """
    if artifact.record.get("kind") != KIND:
        raise DamagedArtifact(name=str(artifact.record.get("kind")))
    result: Result = unpack(Result, artifact.record["result"], artifact.arrays)
    return result


def open_model(artifact: Artifact, device: str = "cpu") -> Opened:
    """Return the model of an artifact and all that belongs to it.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a model of pictures.
    """
    result = unpack_result(artifact)
    settings = ImageSettings.from_record(dict(result.settings))
    told = artifact.record["preprocessing"]
    preprocessing: Preprocessing = unpack(Preprocessing, told, artifact.arrays)
    model = new_model(preprocessing.shape, len(result.classes), settings, device)
    try:
        model = with_weights(model, artifact.arrays)
    except RuntimeError as cause:  # weights of another shape
        raise DamagedArtifact(name=result.name) from cause
    source = Source.from_record(artifact.record["source"])
    return Opened(model, preprocessing, result.classes, settings, result, source)


def contract_of(result: Result) -> dict[str, Any]:
    """Return what the command line promises of a training."""
    learnt, judged = result.learnt, result.judged
    return {
        "model": result.settings["model"],
        "classes": len(result.classes),
        "class_names": list(result.classes),
        "parameters": learnt.parameters,
        "trainable_parameters": learnt.trainable_parameters,
        "test_accuracy": judged.accuracy if judged else None,
        "low": judged.low if judged else None,
        "high": judged.high if judged else None,
        "confusion": judged.confusion.tolist() if judged else None,
        "baseline": judged.rival if judged else None,
        "baseline_accuracy": judged.rival_accuracy if judged else None,
        "files_refused": list(result.read.refused),
        "updates": learnt.updates,
        "seconds": learnt.seconds,
        "core_seconds": learnt.core_seconds,
    }


def metrics_of(result: Result) -> Mapping[str, float]:
    """Return the final metrics of the run."""
    learnt, judged = result.learnt, result.judged
    found = {
        "validation_loss": learnt.validation,
        "test_accuracy": judged.accuracy if judged else None,
        "baseline_accuracy": judged.rival_accuracy if judged else None,
        "core_seconds": learnt.core_seconds,
    }
    return {name: float(value) for name, value in found.items() if value is not None}
