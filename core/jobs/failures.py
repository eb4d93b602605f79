"""An error that outlives its process: its code, its facts and its three parts, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from core.errors import Explained, SeqLabError
from core.runs.artifacts import plain
from core.words import Sentence

JSON_VALUES = (str, int, float, bool, type(None), list, dict)


class Failure(NamedTuple):
    """Why a job failed; `explained` is said in the reader's language."""

    code: str
    explained: Explained
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, error: SeqLabError) -> Self:
        """Return what is kept of an error."""
        return cls(error.code, error.explain(), error.facts)

    def record(self) -> dict[str, Any]:
        """Return the failure as plain JSON values; a fact that is none is kept as its text."""
        return {
            "code": self.code,
            "facts": {name: _kept(fact) for name, fact in self.facts.items()},
            "parts": [_kept(part) for part in self.explained],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the failure that `record` describes."""
        facts = {name: _found(fact) for name, fact in record["facts"].items()}
        return cls(record["code"], Explained(*map(_found, record["parts"])), facts)


def _kept(fact: Any) -> Any:
    if isinstance(fact, Sentence):
        facts = {name: _kept(inner) for name, inner in fact.facts.items()}
        return {"template": fact.template, "facts": facts}
    fact = plain(fact)
    return fact if isinstance(fact, JSON_VALUES) else str(fact)


def _found(kept: Any) -> Any:
    if isinstance(kept, dict) and kept.keys() == {"template", "facts"}:
        return Sentence(kept["template"], {k: _found(v) for k, v in kept["facts"].items()})
    return kept
