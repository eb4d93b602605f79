"""One training of a recipe from its beginning to its end, in a home that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from core.knobs import Settings
from core.runs import Source, Work, keep_blob
from core.training.progress import Finished, Progress


@dataclass(frozen=True)
class Trained:
    """What the command line would have printed, and the seconds it took."""

    contract: dict[str, Any]
    seconds: float

    @property
    def seeds(self) -> list[dict[str, Any]]:
        """The rows of the single seeds."""
        return [row for row in self.contract["rows"] if row["kind"] == "model"]

    @property
    def outcome(self) -> str:
        """The verdict in one word."""
        return str(self.contract["verdict"]["outcome"])


def train(
    recipe: Callable[[Work], Iterator[Progress]], data: str | Path, settings: Settings
) -> Trained:
    """Train on a sample, named by a string, or on a file, named by a path.

    Raises
    ------
    RuntimeError
        If the training ends without a result.
    """
    began = perf_counter()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if isinstance(data, Path):
            source = Source(name=data.name, sha256=keep_blob(home, data.read_bytes()))
        else:
            source = Source(name=data, sample=data)
        work = Work(source, settings.record(), home, home, "cpu")
        for said in recipe(work):
            if isinstance(said, Finished):
                return Trained(dict(said.artifact.record["contract"]), perf_counter() - began)
    raise RuntimeError("the training ended without a result")
