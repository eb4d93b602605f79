"""`read FILE`: what was understood of a file; nothing is trained."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.sources import Given, given
from core.errors import Archive
from core.vectorizers import image
from core.vectorizers.image import PictureOptions
from core.vectorizers.recognise import kind_of
from core.vectorizers.table import ReadOptions, archive_kind, read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and how it is to be read."""
    parser.add_argument("file", metavar="FILE", help="a file, or sample:NAME")
    add_knobs(parser, ReadOptions, PictureOptions)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what was understood of the file.

    Raises
    ------
    Archive
        If the file is packed.
    """
    options = ReadOptions.from_record(given_knobs(arguments, only=ReadOptions))
    pictured = PictureOptions.from_record(given_knobs(arguments, only=PictureOptions))
    source = given(arguments.file)
    kind = kind_of(source.data, source.name)
    if kind == "archive":
        raise Archive(name=source.name, kind=archive_kind(source.data))
    if kind in MUSIC:
        return {"kind": kind, "name": source.name, **MUSIC[kind](source)}
    if kind == "image":
        return {"kind": kind, "name": source.name, **_image(source, pictured)}
    table = read(source.data, source.name, options)
    repairs = [
        {"code": r.code, "count": r.count, "detail": r.detail, "applied": r.applied}
        for r in table.repairs
    ]
    return {"kind": "table", "name": table.name, **asdict(table.found), "repairs": repairs}


def _image(source: Given, options: PictureOptions) -> dict[str, Any]:
    picture = image.read(source.data, source.name, options)
    repairs = [{"code": r.code, "count": r.count, "detail": r.detail} for r in picture.repairs]
    return {**asdict(picture.found), "repairs": repairs}


def _midi(source: Given) -> dict[str, Any]:
    from core.vectorizers import midi  # a table waits for no reader of music

    piece = midi.read(source.data, source.name)
    repairs = [{"code": r.code, "count": r.count, "detail": r.detail} for r in piece.repairs]
    return {**asdict(piece.found), "repairs": repairs}


def _musicxml(source: Given) -> dict[str, Any]:
    from core.vectorizers import midi, musicxml

    score = musicxml.read(source.data, source.name)
    facts = asdict(midi.facts_of(score, 1, len(score.tracks)))
    del facts["format"]  # a format of MIDI files
    return {**facts, "repairs": []}


MUSIC: Mapping[str, Callable[[Given], dict[str, Any]]] = {"midi": _midi, "musicxml": _musicxml}
