"""What is shipped with the program, made by `make pretrained`: a folder for each artifact."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.runs import load_artifact
from core.training.progress import Artifact

SHIPPED = Path(__file__).parents[2] / "assets" / "pretrained"
PRETRAINED_MARK = "pretrained:"


@cache
def shipped(name: str) -> Artifact:
    """Return a shipped artifact, such as "music-chorales"; the same object each time.

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    DamagedArtifact
        If what is there was changed.
    """
    return load_artifact(SHIPPED / Path(name).name)


def named_artifact(named: str, kind: str) -> Artifact:
    """Return the artifact that a command line names: a folder, or "pretrained:NAME" of a kind.

    Raises
    ------
    NoArtifact
        If there is none.
    DamagedArtifact
        If what is there was changed.
    """
    if named.startswith(PRETRAINED_MARK):
        return shipped(f"{kind}-{named.removeprefix(PRETRAINED_MARK)}")
    return load_artifact(Path(named))
