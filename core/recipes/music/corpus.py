"""From where music is kept to the scores in it: a built-in corpus, one file, or many in a ZIP.

A ZIP among several files counts as the files in it. Of many files those that cannot be read are
listed with their reason, and the rest is learnt from; only where nothing is left is there an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.errors import NoMusicInside, NoNotes, NotMusic, SeqLabError, UnknownKind
from core.runs import Source, keep_blob, read_blob
from core.vectorizers import archives, corpora, midi, musicxml
from core.vectorizers.recognise import kind_of
from core.vectorizers.score import Score
from core.words import Sentence

REMEMBERED_CORPORA = 4


@dataclass(frozen=True)
class ReadFile:
    """One file: its notes and what was mended in it, or why it cannot be used."""

    name: str
    num_notes: int = 0
    repairs: tuple[Sentence, ...] = ()
    error: SeqLabError | None = None


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Corpus:
    """What was read of a source; `licence` is the line that a built-in corpus asks for."""

    name: str
    scores: tuple[Score, ...]
    files: tuple[ReadFile, ...] = ()
    licence: Sentence | None = None

    @property
    def num_notes(self) -> int:
        """Notes of all scores."""
        return sum(len(score.notes) for score in self.scores)

    @property
    def refused(self) -> tuple[ReadFile, ...]:
        """The files that could not be used."""
        return tuple(file for file in self.files if file.error is not None)


def keep_files(files: Sequence[tuple[str, bytes]], home: Path) -> Source:
    """Keep files, each a name and its bytes, as one source: a single one as it is."""
    if len(files) == 1:
        name, data = files[0]
        return Source(name=name, sha256=keep_blob(home, data))
    name = f"{files[0][0]} + {len(files) - 1}"
    return Source(name=name, sha256=keep_blob(home, archives.packed(files)))


@lru_cache(maxsize=REMEMBERED_CORPORA)
def file_names(source: Source, home: Path) -> tuple[str, ...]:
    """Return what each of the files of an upload is called.

    Raises
    ------
    NoSuchBlob
        If they are no longer there.
    """
    assert source.sha256 is not None, "a sample is not made of files"  # noqa: S101 -- for us
    return archives.names_together(read_blob(home, source.sha256)) or (source.name,)


@lru_cache(maxsize=REMEMBERED_CORPORA)
def read_corpus(source: Source, home: Path) -> Corpus:
    """Read all that a source holds.

    Raises
    ------
    SeqLabError
        If it is not there, or holds nothing that can be used; each reader says why.
    """
    if source.sample is not None:
        sample = corpora.load(source.sample, home)
        return Corpus(source.name, sample.scores, licence=sample.licence)
    assert source.sha256 is not None, "a source is a sample or an upload"  # noqa: S101 -- for us
    return read_bytes(read_blob(home, source.sha256), source.name)


def read_bytes(data: bytes, name: str) -> Corpus:
    """Read one file, or all that are packed in it.

    Raises
    ------
    NoMusicInside
        If none of the files in it can be used.
    SeqLabError
        If it is a single file that cannot be used.
    """
    if _kind(data, name) != "archive":
        return Corpus(name, *_together([read_file(data, name)]))
    scores, files = _together([_tried(member) for member in archives.unfolded(data, name)])
    if not scores:
        first = files[0]
        raise NoMusicInside(name=name, files=len(files), first=first.name, reason=_reason(first))
    return Corpus(name, scores, files)


def read_file(data: bytes, name: str) -> tuple[Score, ReadFile]:
    """Read one MIDI or MusicXML file.

    Raises
    ------
    NotMusic
        If it is of another kind.
    NoNotes
        If no note sounds in it.
    SeqLabError
        If its reader refuses it.
    """
    kind = _kind(data, name)
    if kind == "midi":
        file = midi.read(data, name)
        score, repairs = file.score, tuple(repair.detail for repair in file.repairs)
    elif kind == "musicxml":
        score, repairs = musicxml.read(data, name), ()
    else:
        raise NotMusic(name=name)
    if not len(score.notes):
        raise NoNotes(name=name)
    return score, ReadFile(name, len(score.notes), repairs)


def _kind(data: bytes, name: str) -> str:
    try:
        return kind_of(data, name)
    except UnknownKind:
        return "unknown"


def _tried(member: archives.Member) -> tuple[Score | None, ReadFile]:
    if member.refused is not None:
        return None, ReadFile(member.name, error=member.refused)
    try:
        return read_file(member.data, member.name)
    except SeqLabError as error:
        return None, ReadFile(member.name, error=error)


def _together(
    found: Sequence[tuple[Score | None, ReadFile]],
) -> tuple[tuple[Score, ...], tuple[ReadFile, ...]]:
    scores = tuple(score for score, _ in found if score is not None)
    return scores, tuple(file for _, file in found)


def _reason(file: ReadFile) -> Sentence | str:
    return "" if file.error is None else file.error.explain().found
