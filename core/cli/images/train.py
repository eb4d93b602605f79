"""`images train FILE`: learn a set of labelled pictures and keep the model in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.progress import tell
from core.cli.sources import SAMPLE_MARK, refuse_unless_writable
from core.errors import NoSuchFile, NothingLearnt
from core.jobs import Order, perform
from core.recipes import images
from core.recipes.images.settings import ImageSettings
from core.runs import Source, home, save_artifact
from core.vectorizers.image_sets import SetOptions, refuse_if_large


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the set, the model to go on from, where the new one goes, and every knob."""
    what = "sample:NAME, a ZIP of folders, or CIFAR-10's binary archive"
    parser.add_argument("file", metavar="FILE", help=what)
    parser.add_argument(
        "--from",
        dest="origin",
        metavar="ARTIFACT",
        help="the model to go on from, whose kind and size are kept: a folder or pretrained:NAME",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", required=True)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add_knobs(parser, images.SETTINGS, SetOptions)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Learn, judge, keep the run and the model, and return the contract's object.

    Raises
    ------
    NothingLearnt
        If it was stopped before there was a result.
    """
    where = home(arguments.home)
    settings = settings_of(arguments, where)
    refuse_unless_writable(arguments.out)
    options = SetOptions.from_record(given_knobs(arguments, only=SetOptions))
    source = source_of_set(arguments.file, options, where)
    order = Order(
        function="core.recipes.images:train",
        kind=images.KIND,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=images.command(source, settings),
        device=arguments.device,
    )
    performed = perform(order, where, tell)
    if performed.artifact is None:
        raise NothingLearnt(run=performed.run)
    save_artifact(arguments.out, performed.artifact)
    contract = performed.artifact.record["contract"]
    return {"artifact": str(arguments.out), "run": performed.run, **contract}


def settings_of(arguments: argparse.Namespace, where: Path) -> ImageSettings:
    """Return the settings that were given; a model to go on from is kept, and says its kind.

    Raises
    ------
    SeqLabError
        If a setting does not fit, or there is no such model.
    """
    given = given_knobs(arguments, only=ImageSettings)
    if arguments.origin:
        artifact = images.find(arguments.origin)
        theirs = images.use(artifact).settings["model"]
        given = {"model": theirs, **given, "base": images.keep_base(artifact, where)}
    return ImageSettings.from_record(given)


def source_of_set(file: str, options: SetOptions, where: Path) -> Source:
    """Return what FILE stands for as a source that a run can name; an archive is kept.

    Raises
    ------
    NoSuchFile
        If there is no such file, or it may not be read.
    SetTooLarge
        If it is larger than what is read.
    """
    if file.startswith(SAMPLE_MARK):
        name = file.removeprefix(SAMPLE_MARK)
        return Source(name=name, sample=name, reading=images.turned(options))
    path = Path(file)
    try:
        if not path.is_file():
            raise NoSuchFile(path=file)
        refuse_if_large(path.stat().st_size, path.name)
        data = path.read_bytes()
    except (OSError, ValueError):  # ValueError: a path with a zero in it
        raise NoSuchFile(path=file) from None
    return images.keep_set(data, path.name, where, options)
