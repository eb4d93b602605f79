"""`forecast` and `forecast-check`: the forecast page's recipe, headless."""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.progress import tell
from core.cli.sources import refuse_unless_writable, source_of
from core.errors import NothingLearnt, UnknownOption
from core.jobs import Order, perform
from core.recipes import forecast, long_horizon
from core.recipes.sources import reading_of
from core.runs import Source, home
from core.vectorizers.table import ReadOptions

PROTOCOLS: dict[str, Any] = {"walk_forward": forecast, "ltsf": long_horizon}
KEEPS_PREDICTIONS = "walk_forward"  # on long horizons they would be millions of lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the data, the protocol and every knob of both protocols' recipes."""
    parser.add_argument("file", metavar="FILE", help="a table, or sample:NAME")
    parser.add_argument("--protocol", choices=tuple(PROTOCOLS), default="walk_forward")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--out-of-sample-csv", type=Path, metavar="F", default=None)
    add_knobs(parser, *(recipe.SETTINGS for recipe in PROTOCOLS.values()), ReadOptions)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Learn, judge, keep the run, and return the contract's object.

    Raises
    ------
    NothingLearnt
        If it was stopped before there was a result.
    """
    if arguments.command == "forecast-check":
        return _check(arguments)
    recipe = PROTOCOLS[arguments.protocol]
    settings = recipe.SETTINGS.from_record(given_knobs(arguments, without=ReadOptions))
    if arguments.out_of_sample_csv is not None:
        _refuse_predictions_of(arguments.protocol)
        refuse_unless_writable(arguments.out_of_sample_csv)
    where = home(arguments.home)
    source = _source(arguments, where)
    order = Order(
        function=f"{recipe.__name__}:train",
        kind=recipe.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=recipe.command(source, settings),
        device=arguments.device,
        tags=recipe.tags(source, settings),
    )
    performed = perform(order, where, tell)
    if performed.artifact is None:
        raise NothingLearnt(run=performed.run)
    if arguments.out_of_sample_csv is not None:
        _write_predictions(performed.artifact, arguments.out_of_sample_csv)
    return {**performed.artifact.record["contract"], "run": performed.run}


def _source(arguments: argparse.Namespace, where: Path) -> Source:
    reading = ReadOptions.from_record(given_knobs(arguments, only=ReadOptions))
    return replace(source_of(arguments.file, where), reading=reading_of(reading))


def _check(arguments: argparse.Namespace) -> dict[str, Any]:
    settings = forecast.SETTINGS.from_record(given_knobs(arguments, without=ReadOptions))
    where = home(arguments.home)
    source = _source(arguments, where)
    report = forecast.check(source, settings, where, arguments.device)
    return {
        "prefix_invariance": report.prefix_invariance,
        "future_overwrite": report.future_overwrite,
        "scaler_train_only": report.scaler_train_only,
    }


def _refuse_predictions_of(protocol: str) -> None:
    """Refuse predictions where a protocol keeps none.

    Raises
    ------
    UnknownOption
        If the protocol keeps no predictions.
    """
    if protocol != KEEPS_PREDICTIONS:
        raise UnknownOption(setting="protocol", value=protocol, options=KEEPS_PREDICTIONS)


def _write_predictions(artifact: Any, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(forecast.predictions(artifact))
