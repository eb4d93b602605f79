"""`music train FILE…`: learn a corpus of notes and keep the model in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.progress import tell
from core.cli.sources import SAMPLE_MARK, given, refuse_unless_writable
from core.errors import NothingLearnt
from core.jobs import Order, perform
from core.recipes import music
from core.recipes.music.corpus import keep_files
from core.runs import Source, home, save_artifact


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files, where the model goes, and every knob of learning."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="notes, or sample:NAME")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add_knobs(parser, music.SETTINGS)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Learn, judge, keep the run and the model, and return the contract's object.

    Raises
    ------
    NothingLearnt
        If it was stopped before there was a result.
    """
    settings = music.SETTINGS.from_record(given_knobs(arguments))
    where = home(arguments.home)
    refuse_unless_writable(arguments.out)
    source = source_of_files(arguments.files, where)
    order = Order(
        function="core.recipes.music:train",
        kind=music.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=music.command(source, settings, where),
        device=arguments.device,
    )
    performed = perform(order, where, tell)
    if performed.artifact is None:
        raise NothingLearnt(run=performed.run)
    save_artifact(arguments.out, performed.artifact)
    contract = performed.artifact.record["contract"]
    return {"artifact": str(arguments.out), "run": performed.run, **contract}


def source_of_files(files: list[str], where: Path) -> Source:
    """Return files, or one built-in corpus, as a source that a run can name.

    Raises
    ------
    NoSuchFile
        If there is no such file.
    TooLarge
        If one is larger than any file that is read.
    """
    if len(files) == 1 and files[0].startswith(SAMPLE_MARK):
        name = files[0].removeprefix(SAMPLE_MARK)
        return Source(name=name, sample=name)
    found = [given(file) for file in files]
    return keep_files([(one.name, one.data) for one in found], where)
