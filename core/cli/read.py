"""`read FILE`: what was understood of a file; nothing is trained."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.sources import given
from core.errors import Archive, NoPageYet
from core.vectorizers.recognise import kind_of
from core.vectorizers.table import ReadOptions, archive_kind, read
from core.words import N_, Sentence

OTHER_KINDS = {
    "midi": N_("a MIDI file"),
    "musicxml": N_("a MusicXML file"),
    "image": N_("a picture"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and how it is to be read."""
    parser.add_argument("file", metavar="FILE", help="a file, or sample:NAME")
    add_knobs(parser, ReadOptions)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what was understood of the file.

    Raises
    ------
    Archive
        If the file is packed.
    NoPageYet
        If it is of a kind that cannot be read yet.
    """
    options = ReadOptions.from_record(given_knobs(arguments))
    source = given(arguments.file)
    kind = kind_of(source.data, source.name)
    if kind == "archive":
        raise Archive(name=source.name, kind=archive_kind(source.data))
    if kind != "table":
        raise NoPageYet(name=source.name, kind=Sentence(OTHER_KINDS[kind]))
    table = read(source.data, source.name, options)
    repairs = [
        {"code": r.code, "count": r.count, "detail": r.detail, "applied": r.applied}
        for r in table.repairs
    ]
    return {"kind": "table", "name": table.name, **asdict(table.found), "repairs": repairs}
