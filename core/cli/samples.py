"""`samples`: the built-in data."""

from __future__ import annotations

import argparse
from typing import Any

from core.vectorizers.samples import SAMPLES
from core.words import Sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the list has no options."""


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return every sample with its licence and where it comes from."""
    del arguments
    return {
        "samples": [
            {
                "name": sample.name,
                "kind": sample.kind,
                "title": Sentence(sample.title),
                "description": Sentence(sample.description),
                "licence": Sentence(sample.licence),
                "source": sample.source,
            }
            for sample in SAMPLES.values()
        ]
    }
