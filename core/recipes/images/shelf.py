"""The models of pictures that are shipped, made by `make pretrained`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.runs import load_artifact
from core.training.progress import Artifact

SHIPPED = Path(__file__).parents[3] / "assets" / "pretrained"
PRETRAINED_MARK = "pretrained:"


@cache
def pretrained(name: str = "digits") -> Artifact:
    """Return a shipped model: "digits" (patches) or "shapes" (ResNet-18).

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    """
    return load_artifact(SHIPPED / f"images-{Path(name).name}")


def find(named: str) -> Artifact:
    """Return the artifact that a command line names: a folder, or "pretrained:NAME".

    Raises
    ------
    NoArtifact
        If there is none.
    DamagedArtifact
        If what is there was changed.
    """
    if named.startswith(PRETRAINED_MARK):
        return pretrained(named.removeprefix(PRETRAINED_MARK))
    return load_artifact(Path(named))
