"""Music: from files of notes to a model that makes new ones, judged and checked for copies.

The story, in the order it is told: read the corpus and hold some of it out (`prepare`), learn the
rest for as long as the settings say, make pieces and judge them between shuffled and real music,
measure what was copied (`train`), and keep the model (`use` opens what is known of it, a `Studio`
plays it).
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Generator, Mapping
from pathlib import Path

from core.errors import NoSuchBlob
from core.recipes.commands import source_words, turned_options
from core.recipes.music import judging, teaching
from core.recipes.music.corpus import file_names, read_corpus
from core.recipes.music.keeping import KIND, pack_model, unpack_result
from core.recipes.music.planning import Plan, plan_corpus
from core.recipes.music.result import Result
from core.recipes.music.settings import MusicSettings
from core.recipes.shelf import named_artifact, shipped
from core.runs import Source, Work
from core.runs.gate import UPLOAD
from core.training.progress import Artifact, Finished, Progress

__all__ = [
    "KIND",
    "SETTINGS",
    "UPLOAD",
    "command",
    "find",
    "prepare",
    "pretrained",
    "source_code",
    "train",
    "use",
]

SETTINGS = MusicSettings
LONGEST_NAMES = 3_000  # letters: what is kept of a run has room for 4,000 in a whole command
NO_PATH = ("-", "sample:")  # a file whose name begins so would be taken for something else


def prepare(source: Source, settings: MusicSettings, home: Path) -> Plan:
    """Read the corpus and hold some of it out.

    Raises
    ------
    SeqLabError
        If there is no note in it that can be learnt from.
    """
    return plan_corpus(read_corpus(source, home), settings.seed)


def train(work: Work) -> Generator[Progress, None, None]:
    """Learn, make pieces, judge them, and finish with the artifact.

    Whenever a better model was found it is published: who stops then keeps it.

    Raises
    ------
    SeqLabError
        As `prepare`.
    """
    settings = MusicSettings.from_record(work.settings)
    corpus = yield from teaching.reading(work.source, work.home)
    plan = plan_corpus(corpus, settings.seed)
    taught = yield from teaching.teach(plan, settings, work)
    result = yield from teaching.judged(plan, taught, settings)
    yield Finished(pack_model(taught.model, plan, result, work.source))


def use(artifact: Artifact) -> Result:
    """Return what is known of the model that an artifact holds."""
    return unpack_result(artifact)


def pretrained(name: str = "chorales") -> Artifact:
    """Return a model that is shipped.

    Raises
    ------
    NoArtifact
        If none of this name is shipped.
    """
    return shipped(f"{KIND}-{name}")


def find(named: str) -> Artifact:
    """Return the artifact that a command line names: a folder, or "pretrained:NAME".

    Raises
    ------
    NoArtifact
        If there is none.
    DamagedArtifact
        If what is there was changed.
    """
    return named_artifact(named, KIND)


def command(source: Source, settings: MusicSettings, home: Path) -> str:
    """Return the command that repeats a training, for a folder in which the files lie.

    Where files are too many to be named, or two have one name, it takes `UPLOAD`, which holds them
    all: see `core.runs.export_zip`.
    """
    options = turned_options(settings, "trunk", "seconds")
    words = ["music", "train", *_data_words(source, home), *options, "--out", "model"]
    return shlex.join(["python", "-m", "core", *words])


def _data_words(source: Source, home: Path) -> list[str]:
    """Return what a command line calls the data of a source."""
    if source.sample is not None:
        return source_words(source)
    try:
        names = file_names(source, home)
    except NoSuchBlob:
        return [source.name]
    words = [f"./{name}" if name.startswith(NO_PATH) else name for name in names]
    too_long = len(words) > 1 and len(shlex.join(words)) > LONGEST_NAMES
    return [UPLOAD] if too_long or len(set(words)) < len(words) else words


def source_code(settings: MusicSettings) -> str:
    """Return the recipe as it runs, with the settings it ran with."""
    turned: Mapping[str, object] = settings.record()
    lines = [f"# {name} = {value!r}" for name, value in turned.items()]
    code = [inspect.getsource(one) for one in (train, teaching.teach, judging.sample)]
    return "\n".join([*lines, "", *code])
