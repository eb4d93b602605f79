"""What is handed to a training: where its data is, its settings, and a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from core.runs.artifacts import save_artifact
from core.training.progress import Artifact

PARTIAL = "partial"


@dataclass(frozen=True)
class Source:
    """Where data comes from: a built-in sample or an upload kept by its hash, never both.

    `name` is what the screen says: the sample's name or the file's. `reading` holds the options of
    the reader that are not its own, such as repairs that were switched off, as pairs.
    """

    name: str
    sample: str | None = None
    sha256: str | None = None
    reading: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if (self.sample is None) == (self.sha256 is None):
            raise ValueError("a source is a sample or an upload, exactly one of them")

    def record(self) -> dict[str, Any]:
        """Return the source as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the source that `record` describes."""
        reading = tuple(
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in record.get("reading", ())
        )
        return cls(record["name"], record.get("sample"), record.get("sha256"), reading)


@dataclass(frozen=True)
class Work:
    """One training to be done.

    Attributes
    ----------
    source : Source
    settings : mapping
        The record of the recipe's Settings.
    home : Path
    folder : Path
        The job's own folder: checkpoints go here, and are found here when the job is resumed.
    device : str
        "auto", "cpu" or "cuda".
    """

    source: Source
    settings: Mapping[str, Any]
    home: Path
    folder: Path
    device: str = "auto"

    def publish(self, artifact: Artifact) -> None:
        """Keep a result that can be used although the training is not over.

        Call it whenever there is a better one, such as after each seed: when the person stops the
        job, the last one published is its result.
        """
        save_artifact(self.folder / PARTIAL, artifact)
