"""Command-line options drawn from settings: every knob is an option of the same name."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from core.knobs import Choice, Knob, Number, Settings, Several


def add_knobs(parser: argparse.ArgumentParser, *classes: type[Settings]) -> None:
    """Add an option for every knob of `classes`; a knob that two of them share is added once.

    An option that is not given stays out of the record, so each class keeps its own default.
    """
    knobs: dict[str, Knob] = {}
    for one in classes:
        knobs = one.knobs() | knobs
    for name, knob in knobs.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            dest=f"knob_{name}",
            default=None,
            nargs="+" if isinstance(knob, Several) else None,
            metavar=_metavar(knob),
            help=f"{knob.label}. {knob.help}".strip().replace("%", "%%"),
        )


def given_knobs(
    arguments: argparse.Namespace,
    *,
    only: type[Settings] | None = None,
    without: type[Settings] | None = None,
) -> dict[str, Any]:
    """Return the knobs that were given on the command line, by name.

    Those of `only` where it is named, and none of those of `without`.
    """
    given = {
        name.removeprefix("knob_"): value
        for name, value in vars(arguments).items()
        if name.startswith("knob_") and value is not None
    }
    return {
        name: _flat(value) if isinstance(value, list) else value
        for name, value in given.items()
        if (only is None or name in only.knobs())
        and (without is None or name not in without.knobs())
    }


def _flat(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(item for value in values for item in value.split(",") if item)


def _metavar(knob: Knob) -> str:
    if isinstance(knob, Number):
        return f"{knob.low:g}..{knob.high:g}"
    if isinstance(knob, Choice | Several):
        return "|".join(knob.words)
    return "TEXT"
