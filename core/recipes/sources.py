"""From where data is kept to what was read: a built-in sample, or an upload by its hash."""

from __future__ import annotations

from pathlib import Path

from core.runs import Source, keep_blob, read_blob
from core.vectorizers.recognise import kind_of
from core.vectorizers.samples import table_sample
from core.vectorizers.table import ReadOptions, Table, read

SAMPLE_PREFIX = "sample:"


def read_source(source: Source, home: Path) -> Table:
    """Read and repair the table that `source` names, with the options it names.

    Raises
    ------
    SeqLabError
        If it is not there or cannot be read; each reader says why.
    """
    options = ReadOptions.from_record(dict(source.reading))
    if source.sample is not None:
        return table_sample(source.sample, options)
    assert source.sha256 is not None, "a source is a sample or an upload"  # noqa: S101 -- for us
    return read(read_blob(home, source.sha256), source.name, options)


def reading_of(options: ReadOptions) -> tuple[tuple[str, object], ...]:
    """Return those of the reader's options that were turned, as a source names them."""
    usual = ReadOptions.defaults()
    turned = {name: getattr(options, name) for name in usual}
    return tuple((name, value) for name, value in turned.items() if value != usual[name])


def keep_upload(data: bytes, name: str, home: Path) -> tuple[Source, str]:
    """Keep the bytes of a file; return where they are and what kind of file it is.

    Raises
    ------
    UnknownKind
        If it is no kind of file that we know.
    """
    kind = kind_of(data, name)
    return Source(name=name, sha256=keep_blob(home, data)), kind
