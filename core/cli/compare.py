"""`compare`: several trunks learn one task under one budget, headless."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.images.train import source_of_set
from core.cli.knob_options import add_knobs, given_knobs
from core.cli.music.train import source_of_files
from core.cli.progress import tell
from core.cli.sources import source_of
from core.errors import NothingLearnt
from core.jobs import Order, perform
from core.recipes import compare
from core.recipes.compare.settings import UNITS, CompareSettings
from core.runs import Source, home
from core.vectorizers.image_sets import SetOptions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the data, the budget in one word, and every knob."""
    parser.add_argument(
        "--data",
        metavar="FILE",
        help="a file of your own, or sample:NAME, for the tasks that take one",
    )
    parser.add_argument(
        "--budget",
        metavar="UNIT:AMOUNT",
        help="for each trunk and seed, such as core_seconds:25 or updates:1000",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add_knobs(parser, compare.SETTINGS)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make the study, keep the run, and return the contract's object.

    Raises
    ------
    NothingLearnt
        If it was stopped before there was a result.
    """
    settings = settings_of(arguments)
    where = home(arguments.home)
    source = source_given(arguments.data, settings, where)
    compare.refuse_unfit(source, settings)
    order = Order(
        function="core.recipes.compare:train",
        kind=compare.KIND,
        title=settings.task,
        source=source,
        settings=settings.record(),
        command=compare.command(source, settings),
        device=arguments.device,
    )
    performed = perform(order, where, tell)
    if performed.artifact is None:
        raise NothingLearnt(run=performed.run)
    return {**performed.artifact.record["contract"], "run": performed.run}


def source_given(data: str | None, settings: CompareSettings, where: Path) -> Source:
    """Return what --data stands for, as the command of its own kind would take it.

    Raises
    ------
    SeqLabError
        If there is no such file, or it is too large.
    """
    if data is None:
        return compare.source_of(settings)
    if settings.task == "music":
        return source_of_files([data], where)
    if settings.task == "images":
        return source_of_set(data, SetOptions(), where)
    return source_of(data, where)


def settings_of(arguments: argparse.Namespace) -> CompareSettings:
    """Return the settings that were given; what is matched says what the budget counts.

    Raises
    ------
    SeqLabError
        If one of them does not fit.
    """
    given = given_knobs(arguments, only=CompareSettings)
    if arguments.budget is not None:
        given |= compare.budget_of(arguments.budget)
    elif given.get("match") in UNITS:
        given.setdefault("budget_unit", given["match"])
    return CompareSettings.from_record(given)
