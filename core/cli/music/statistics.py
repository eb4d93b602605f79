"""`music statistics FILE…`: what music is made of, and how far from other music it is."""

from __future__ import annotations

import argparse
from typing import Any

from core.cli.music.train import source_of_files
from core.recipes.music.corpus import read_corpus
from core.recipes.music.counting import statistics_of
from core.runs import home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files, and those to hold them against."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="notes, or sample:NAME")
    parser.add_argument("--against", metavar="FILE", nargs="+", default=None)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the statistics, and their divergence from other files where those are named."""
    where = home(arguments.home)
    corpus = read_corpus(source_of_files(arguments.files, where), where)
    other = None
    if arguments.against is not None:
        other = read_corpus(source_of_files(arguments.against, where), where)
    return statistics_of(corpus, other)
