"""From where pictures are kept to the set that they are: built in, or an upload by its hash.

A set that was read is remembered for a while: a page asks for it again with every click.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from threading import Lock

from core.runs import Source, keep_blob, read_blob
from core.vectorizers.image_sets import (
    BETWEEN_NAMES,
    ImageSet,
    SetOptions,
    built_in,
    narrowed,
    reading,
)

REMEMBERED_SETS = 3
_remembered: OrderedDict[tuple[Source, Path], ImageSet] = OrderedDict()
_lock = Lock()


def keep_set(data: bytes, name: str, home: Path, options: SetOptions) -> Source:
    """Keep an archive and return it as a source; only options that were turned are named."""
    return Source(name=name, sha256=keep_blob(home, data), reading=turned(options))


def load_set(source: Source, home: Path) -> ImageSet:
    """Return the labelled pictures of a source.

    Raises
    ------
    SeqLabError
        If they are not there or cannot be used; each reader says why.
    """
    steps = loading(source, home)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: ImageSet = end.value
            return found


def loading(source: Source, home: Path) -> Generator[tuple[int, int], None, ImageSet]:
    """Do the same step by step: yield how many files of how many are read, return the set.

    Raises
    ------
    SeqLabError
        If they are not there or cannot be used.
    """
    with _lock:
        if (source, home) in _remembered:
            _remembered.move_to_end((source, home))
            return _remembered[source, home]
    options = SetOptions.from_record(dict(source.reading))
    found = narrowed((yield from _whole(source, options, home)), options)
    with _lock:
        _remembered[source, home] = found
        while len(_remembered) > REMEMBERED_SETS:
            _remembered.popitem(last=False)
    return found


def _whole(
    source: Source, options: SetOptions, home: Path
) -> Generator[tuple[int, int], None, ImageSet]:
    if source.sample is not None:
        return built_in(source.sample)
    assert source.sha256 is not None, "a source is a sample or an upload"  # noqa: S101 -- for us
    return (yield from reading(read_blob(home, source.sha256), source.name, options))


def turned(options: SetOptions) -> tuple[tuple[str, object], ...]:
    """Return the options that are not as usual, as a source names them: classes without spaces."""
    names = [name.strip() for name in options.classes.split(BETWEEN_NAMES)]
    usual, asked = SetOptions.defaults(), replace(options, classes=BETWEEN_NAMES.join(names))
    return tuple((name, value) for name, value in asked.record().items() if value != usual[name])
