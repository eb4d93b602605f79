"""What every error is: three templates, and the facts that fill them."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from core.words import Sentence


class Explained(NamedTuple):
    """The three parts of an error, not yet said in any language."""

    found: Sentence
    expected: Sentence
    remedy: Sentence


class SeqLabError(Exception):
    """The root: found, expected and remedy are templates; the facts are keyword arguments."""

    found: ClassVar[str]
    expected: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(*(part.say() for part in self.explain()))

    @property
    def code(self) -> str:
        """The name users script against."""
        return type(self).__name__

    def explain(self) -> Explained:
        """Return the three parts, to be said in the reader's language."""
        return Explained(
            *(Sentence(t, self.facts) for t in (self.found, self.expected, self.remedy))
        )

    def __str__(self) -> str:
        return " ".join(part.say() for part in self.explain())


class BadSetting(SeqLabError):
    """A knob that cannot be turned that far."""


class BadInput(SeqLabError):
    """A file that cannot be used."""


class NotHere(SeqLabError):
    """Something asked for by name that does not exist."""


class Busy(SeqLabError):
    """Something that must wait."""
