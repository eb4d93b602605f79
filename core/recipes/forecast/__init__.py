"""Forecast: from a table over time to an honest answer.

The story, in the order it is told: read the table, make the series and cut it into folds
(`prepare`), ask the simple forecasts first (`baselines`), learn before each fold and forecast it
(`train`), judge all of them on the same rows, and keep what was learnt (`use` opens it again).
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import monotonic

from core.recipes.commands import source_words, turned_options
from core.recipes.forecast import learning, walking
from core.recipes.forecast.answering import answer
from core.recipes.forecast.earlier import NOTHING, find_earlier, tags
from core.recipes.forecast.keeping import pack_result, unpack_result
from core.recipes.forecast.leaks import LeakReport, check_leaks
from core.recipes.forecast.looking import explain_lags
from core.recipes.forecast.planning import Plan, plan_walk
from core.recipes.forecast.predictions import prediction_lines
from core.recipes.forecast.result import Result
from core.recipes.forecast.series import build_series
from core.recipes.forecast.settings import ForecastSettings
from core.recipes.forecast.walking import Walked, learner_of, num_walks, walk_nth
from core.recipes.shelf import shipped
from core.recipes.sources import read_source
from core.runs import Source, Work, load_artifact
from core.training.devices import use_one_thread_if_narrow
from core.training.progress import Artifact, Finished, Progress

__all__ = [
    "KIND",
    "SETTINGS",
    "baselines",
    "check",
    "command",
    "load_artifact",
    "predictions",
    "prepare",
    "pretrained",
    "source_code",
    "tags",
    "train",
    "use",
]

KIND = "forecast"
SETTINGS = ForecastSettings
PRETRAINED = "forecast-sp500-volatility"


def prepare(source: Source, settings: ForecastSettings, home: Path) -> Plan:
    """Read the table, make the series and cut it into folds.

    Raises
    ------
    SeqLabError
        If the table cannot be read, has no such column, never changes or is too short.
    """
    table = read_source(source, home)
    return plan_walk(build_series(table, settings.quantity, settings.column), settings)


def baselines(source: Source, settings: ForecastSettings, home: Path) -> Result:
    """Answer at once, with the simple forecasts alone.

    Raises
    ------
    SeqLabError
        As `prepare`.
    """
    return answer(prepare(source, settings, home), [], NOTHING, monotonic())


def train(work: Work) -> Generator[Progress, None, None]:
    """Learn before each fold, forecast it, judge, and finish with the artifact.

    After each seed but the last, the answer so far is published: who stops then keeps it.

    Raises
    ------
    SeqLabError
        As `prepare`.
    """
    began = monotonic()
    settings = ForecastSettings.from_record(work.settings)
    use_one_thread_if_narrow(settings.hidden_size)
    plan = prepare(work.source, settings, work.home)
    earlier = find_earlier(work, settings, plan)
    walked: list[Walked] = []
    for number in range(num_walks(settings)):
        walked.append((yield from walk_nth(plan, number, work.folder, work.device)))
        if len(walked) < num_walks(settings):
            so_far = answer(plan, walked, earlier, began)
            work.publish(pack_result(so_far, plan, walked))
    result = answer(plan, walked, earlier, began)
    best = next(one for one in walked if one.trunk == result.best)
    learner = learner_of(plan, best.trunk, work.folder, work.device)
    result = replace(result, lags=explain_lags(plan, learner, best.final))
    yield Finished(pack_result(result, plan, walked))


def use(artifact: Artifact) -> Result:
    """Return the answer that an artifact holds."""
    return unpack_result(artifact)


@cache
def pretrained() -> Result:
    """Return the answer that is shipped: S&P 500 volatility, made by `make pretrained`."""
    return use(shipped(PRETRAINED))


def check(source: Source, settings: ForecastSettings, home: Path, device: str) -> LeakReport:
    """Overwrite the future and tell what of the past moves.

    Raises
    ------
    SeqLabError
        As `prepare`.
    """
    return check_leaks(read_source(source, home), settings, device)


def predictions(artifact: Artifact) -> Iterator[tuple[str, ...]]:
    """Yield every scored prediction, heading first."""
    return prediction_lines(use(artifact))


def command(source: Source, settings: ForecastSettings) -> str:
    """Return the command that repeats a forecast."""
    options = turned_options(settings, "quantity")
    return shlex.join(["python", "-m", "core", "forecast", *source_words(source), *options])


def source_code(settings: ForecastSettings) -> str:
    """Return the recipe as it runs, with the settings it ran with."""
    turned: Mapping[str, object] = settings.record()
    lines = [f"# {name} = {value!r}" for name, value in turned.items()]
    code = [inspect.getsource(one) for one in (train, walking.walk_once, learning.Learner.learn)]
    return "\n".join([*lines, "", *code])
