"""The comparison: several trunks learn one task under one budget, and evidence says who is better.

The story, in the order it is told: draw or read the task's data (`prepare`), size the contenders
alike, try as many learning rates for each on validation data, let each learn the same batches with
every seed, ask each once about the test sequences, and say of every two what their interval says
(`train`). A study is its artifact; `use` opens it, `live` one that is still being made.
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

from core.errors import NoArtifact
from core.recipes.commands import source_words, turned_options
from core.recipes.compare import building, judging, learning, units
from core.recipes.compare.keeping import KIND, pack_result, unpack_result
from core.recipes.compare.preparing import refuse_unfit, source_of, subject_of
from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings, budget_of
from core.recipes.compare.study import Plan, Study, plan_study
from core.runs import Source, Work, load_artifact
from core.runs.folders import is_id, job_folder
from core.runs.work import PARTIAL
from core.training.devices import choose_device
from core.training.progress import Artifact, Finished, Progress, Tick

__all__ = [
    "KIND",
    "SETTINGS",
    "Result",
    "budget_of",
    "command",
    "live",
    "prepare",
    "refuse_unfit",
    "source_code",
    "source_of",
    "train",
    "use",
]

SETTINGS = CompareSettings


def prepare(source: Source, settings: CompareSettings, home: Path) -> Plan:
    """Draw or read the task's data, and size the contenders.

    Raises
    ------
    SeqLabError
        If the data cannot be used, or the contenders cannot be made of about the same size.
    """
    return plan_study(settings, subject_of(settings, source, home))


def train(work: Work) -> Generator[Progress, None, None]:
    """Make the study, and finish with its artifact.

    What is known so far is published on the way: who stops keeps it, and who goes on learns only
    what had not ended.

    Raises
    ------
    SeqLabError
        As `prepare`; if the device is not there; `WorkerLost` if a worker ends in the middle.
    """
    yield Tick()
    settings = CompareSettings.from_record(work.settings)
    if work.device != "auto":
        choose_device(work.device)
    study = Study(prepare(work.source, settings, work.home), work)
    yield from study.make()
    yield Finished(pack_result(study.result()))


def use(artifact: Artifact) -> Result:
    """Return the study that an artifact holds."""
    return unpack_result(artifact)


def live(home: Path, job: str) -> Result | None:
    """Return what a job that is being carried out knows so far; None before its first run."""
    if not is_id(job):
        return None
    try:
        return unpack_result(load_artifact(job_folder(home, job) / "work" / PARTIAL))
    except NoArtifact:
        return None


def command(source: Source, settings: CompareSettings) -> str:
    """Return the command that repeats a study."""
    words = ["compare", *turned_options(settings, "task", "length", "trunks", "seeds")]
    data = [] if source == source_of(settings) else ["--data", source_words(source)[0]]
    return shlex.join(["python", "-m", "core", *words, *data])


def source_code(settings: CompareSettings) -> str:
    """Return the recipe as it runs, with the settings it ran with."""
    turned: Mapping[str, object] = settings.record()
    lines = [f"# {name} = {value!r}" for name, value in turned.items()]
    parts: tuple[Any, ...] = (
        train,
        building.new_model,
        learning.Learner,
        units.carry_out,
        judging.better_of,
    )
    return "\n".join([*lines, "", *map(inspect.getsource, parts)])
