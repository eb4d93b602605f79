"""Settings that know their own limits.

A setting is one line: its default, its limits and its words. The slider, the command-line option,
the check of a loaded artifact and the row in a table of settings all read that line.

Conventions: a value may come as it is or as the text that a command line or an address carries;
it is kept in the knob's own type. `step` is how far a slider jumps, not a limit: every number
between the limits is allowed. Each field of a `Settings` class is declared by `number`, `choice`,
`several`, `flag` or `text`, so that `record` leaves nothing out.

>>> @dataclass(frozen=True)
... class Example(Settings):
...     hidden_size: int = number(64, low=8, high=512, step=8, label="Hidden size")
>>> Example(hidden_size=128).record()
{'hidden_size': 128}
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from numbers import Real
from typing import Any, Self

from core.errors import OutOfRange, UnknownOption, UnknownSetting, WrongType
from core.words import N_, Sentence

NUMBER = Sentence(N_("a number"))
WHOLE_NUMBER = Sentence(N_("a whole number"))
YES_OR_NO = Sentence(N_("yes or no"))
SHORT_TEXT = Sentence(N_("a short text"))
LONGEST_SHOWN = 40  # characters of a refused value that its error repeats
YES = frozenset({"true", "1", "yes"})
NO = frozenset({"false", "0", "no"})


def shown(value: object) -> str:
    """Return a refused value as an error may repeat it: short, however long it was."""
    words = str(value)
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"


@dataclass(frozen=True)
class Knob:
    """What every knob says of itself: its words, and whether it hides under "Advanced"."""

    label: str
    help: str = ""
    advanced: bool = False

    def check(self, name: str, value: object) -> object:
        """Return `value` in the knob's own type.

        Raises
        ------
        BadSetting
            If the knob cannot take the value.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Knob):
    """A number between two limits, both included; whole when its default is."""

    low: float = 0
    high: float = 1
    step: float = 1
    whole: bool = True
    unit: str = ""

    def check(self, name: str, value: object) -> object:
        """Return `value` as int or float.

        Raises
        ------
        WrongType
            If it is no number, or no whole one where the knob wants that.
        OutOfRange
            If it lies outside the limits.
        """
        kind = WHOLE_NUMBER if self.whole else NUMBER
        if isinstance(value, bool) or not isinstance(value, Real | str):
            raise WrongType(setting=name, value=shown(value), kind=kind)
        try:
            number = float(value)
        except ValueError:
            raise WrongType(setting=name, value=shown(value), kind=kind) from None
        except OverflowError:  # an int beyond every float is beyond every limit too
            raise OutOfRange(
                setting=name, value=shown(value), low=self.low, high=self.high
            ) from None
        if math.isnan(number) or (self.whole and math.isfinite(number) and number % 1):
            raise WrongType(setting=name, value=shown(value), kind=kind)
        if not self.low <= number <= self.high:
            raise OutOfRange(setting=name, value=shown(value), low=self.low, high=self.high)
        return int(number) if self.whole else number


@dataclass(frozen=True)
class Choice(Knob):
    """One of a few named options; `words` maps each option's id to what the screen says."""

    words: Mapping[str, str] = field(default_factory=dict)

    def check(self, name: str, value: object) -> object:
        """Return `value` if it is one of the options.

        Raises
        ------
        UnknownOption
            If it is none of them.
        """
        if not isinstance(value, str) or value not in self.words:
            raise UnknownOption(setting=name, value=shown(value), options=", ".join(self.words))
        return value


@dataclass(frozen=True)
class Several(Knob):
    """A few named options at once, in the order of the table; at least `at_least` of them."""

    words: Mapping[str, str] = field(default_factory=dict)
    at_least: int = 1

    def check(self, name: str, value: object) -> object:
        """Return `value`, a list of option ids or a text with commas between, as a tuple.

        Raises
        ------
        UnknownOption
            If one of them is no option, or too few are given.
        """
        if isinstance(value, str):
            given: list[object] = [item.strip() for item in value.split(",") if item.strip()]
        else:
            given = list(value) if isinstance(value, list | tuple) else [value]
        unknown = [item for item in given if not isinstance(item, str) or item not in self.words]
        chosen = tuple(item for item in self.words if item in given)
        if unknown or len(chosen) < self.at_least:
            refused = ", ".join(map(str, unknown or given))
            options = ", ".join(self.words)
            raise UnknownOption(setting=name, value=shown(refused), options=options)
        return chosen


@dataclass(frozen=True)
class Flag(Knob):
    """Yes or no."""

    def check(self, name: str, value: object) -> object:
        """Return `value` as a bool.

        Raises
        ------
        WrongType
            If it is neither.
        """
        said = str(value).lower()
        if said not in YES | NO:
            raise WrongType(setting=name, value=shown(value), kind=YES_OR_NO)
        return said in YES


@dataclass(frozen=True)
class Text(Knob):
    """A short free text, such as the name of a column; empty means "choose for me"."""

    longest: int = 200

    def check(self, name: str, value: object) -> object:
        """Return `value` as str.

        Raises
        ------
        WrongType
            If it is no text or too long.
        """
        if not isinstance(value, str) or len(value) > self.longest:
            raise WrongType(setting=name, value=shown(value), kind=SHORT_TEXT)
        return value


def number(
    default: float, *, low: float, high: float, step: float = 1, unit: str = "", **words: Any
) -> Any:
    """Declare a number; `words` are `label`, `help`, `advanced`."""
    whole = isinstance(default, int)
    knob = Number(low=low, high=high, step=step, whole=whole, unit=unit, **words)
    return field(default=default, metadata={"knob": knob})


def choice(default: str, options: Mapping[str, str], **words: Any) -> Any:
    """Declare a choice among `options` (id to words)."""
    return field(default=default, metadata={"knob": Choice(words=options, **words)})


def several(
    default: tuple[str, ...], options: Mapping[str, str], *, at_least: int = 1, **words: Any
) -> Any:
    """Declare a choice of `at_least` or more among `options` (id to words)."""
    knob = Several(words=options, at_least=at_least, **words)
    return field(default=default, metadata={"knob": knob})


def flag(default: bool, **words: Any) -> Any:
    """Declare a yes or no."""
    return field(default=default, metadata={"knob": Flag(**words)})


def text(default: str = "", **words: Any) -> Any:
    """Declare a short free text."""
    return field(default=default, metadata={"knob": Text(**words)})


@dataclass(frozen=True)
class Settings:
    """The base of every settings class: frozen, checked when made."""

    def __post_init__(self) -> None:
        for name, knob in self.knobs().items():
            object.__setattr__(self, name, knob.check(name, getattr(self, name)))

    @classmethod
    def knobs(cls) -> dict[str, Knob]:
        """Return the knob of each field, in the order they are declared."""
        return {f.name: f.metadata["knob"] for f in fields(cls) if "knob" in f.metadata}

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Return the default of each knob."""
        return {f.name: f.default for f in fields(cls) if "knob" in f.metadata}

    def record(self) -> dict[str, Any]:
        """Return the settings as plain JSON values."""
        values = {name: getattr(self, name) for name in self.knobs()}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the settings that `record` describes; what it leaves out keeps its default.

        Raises
        ------
        UnknownSetting
            If `record` names a setting that this class does not have.
        BadSetting
            If a value is outside its knob's limits.
        """
        unknown = sorted(set(record) - set(cls.knobs()))
        if unknown:
            raise UnknownSetting(setting=unknown[0], known=", ".join(cls.knobs()))
        return cls(**record)
