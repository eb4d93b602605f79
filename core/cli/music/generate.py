"""`music generate ARTIFACT`: new pieces from a model that was learnt, and what they copy."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.cli.sources import given, refuse_unless_writable
from core.errors import OutOfRange
from core.metrics.copying import Citation, Copies
from core.recipes import music
from core.recipes.music.corpus import read_bytes
from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import Made, open_studio
from core.runs import home

MOST_PIECES = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model, how many pieces, where they go, and every knob of a piece."""
    parser.add_argument("artifact", metavar="ARTIFACT", help="a folder, or pretrained:NAME")
    parser.add_argument("--count", type=int, default=1, metavar=f"1..{MOST_PIECES}")
    parser.add_argument("--primer", metavar="FILE", default=None)
    parser.add_argument("--out", type=Path, metavar="X", required=True)
    parser.add_argument("--wav", type=Path, metavar="X.wav", default=None)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    add_knobs(parser, PieceSettings)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make the pieces, write them, and return the contract's object; with several, means.

    Raises
    ------
    OutOfRange
        If so many pieces are not made at once.
    """
    if not 1 <= arguments.count <= MOST_PIECES:
        raise OutOfRange(setting="count", value=arguments.count, low=1, high=MOST_PIECES)
    wishes = PieceSettings.from_record(given_knobs(arguments))
    where = home(arguments.home)
    for path in filter(None, (arguments.out, arguments.wav)):
        refuse_unless_writable(path)
    studio = open_studio(music.find(arguments.artifact), where, arguments.device)
    primer = None
    if arguments.primer is not None:
        file = given(arguments.primer)
        primer = read_bytes(file.data, file.name).scores[0]
    made = studio.compose(wishes, count=arguments.count, primer=primer)
    _write(made, arguments)
    return _told(made, [studio.copies(one) for one in made], arguments.out)


def _write(made: list[Made], arguments: argparse.Namespace) -> None:
    if arguments.count == 1:
        arguments.out.write_bytes(made[0].midi())
    else:
        arguments.out.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(made, start=1):
            (arguments.out / f"{number:03d}.mid").write_bytes(one.midi())
    if arguments.wav is not None:
        arguments.wav.write_bytes(made[0].wav())


def _told(made: list[Made], copies: list[Copies], out: Path) -> dict[str, Any]:
    """Return what was made: figures of one piece, or means of several."""
    count = len(made)
    shares = [one.share_of_8_note_runs or 0.0 for one in copies]
    longest = max(copies, key=lambda one: one.longest_notes)
    return {
        "out": str(out),
        "notes": sum(len(one.nats) for one in made) / count,
        "seconds_of_music": sum(one.score.seconds for one in made) / count,
        "nats_per_note": sum(one.nats_per_note for one in made) / count,
        "copied": {
            "longest_notes": longest.longest_notes,
            "share_of_8_note_runs": sum(shares) / count,
            "source": _place(longest.longest),
        },
        "notes_per_second": made[0].notes_per_second,
    }


def _place(citation: Citation | None) -> str | None:
    return None if citation is None else f"{citation.source.piece}, bar {citation.source.first_bar}"
