"""The gate: bytes to a tree of the elements that are heard, and no way to plan against us.

A score comes as XML, or zipped (`.mxl`) with META-INF/container.xml naming the file that holds it.
Everything is read in memory, a name inside a zip is never used as a path, and nothing is fetched: a
document type by name, as every program writes it, is passed over; one that brings definitions of
its own is refused, for entities and default attributes are how a small file becomes a large one.
Elements that make no sound are counted but not kept.
"""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
import zlib
from io import BytesIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from core.errors import (
    DamagedMxl,
    DamagedScore,
    EmptyFile,
    GrowsTooMuch,
    NotAScore,
    OvergrownXml,
    ScoreTooLarge,
    UnsafeXml,
)

LIMIT_MB = 32
MOST_ELEMENTS = 1_000_000
DEEPEST = 64
MOST_MEMBERS = 1_000
MOST_RATIO, SMALL_BYTES = 250, 2**20  # real scores shrink to a tenth or a fortieth

ZIP_MARK, ENTRY_MARK = b"PK", b"PK\x01\x02"
CONTAINER = "META-INF/container.xml"
CONTAINER_BYTES = 2**16
SCORE_TYPE = "application/vnd.recordare.musicxml+xml"
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(OSError, EOFError, ValueError, LookupError, OverflowError, struct.error),
)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

IN_CONTAINER = frozenset({"container", "rootfiles", "rootfile"})
HEARD = frozenset({
    *("score-partwise", "score-timewise", "part", "measure"),
    *("part-list", "score-part", "part-name", "midi-instrument"),
    *("midi-channel", "midi-program", "midi-unpitched"),
    *("attributes", "divisions", "time", "beats", "beat-type"),
    *("transpose", "chromatic", "octave-change"),
    *("note", "grace", "cue", "chord", "rest", "pitch", "step", "alter", "octave", "unpitched"),
    *("duration", "tie", "instrument", "staff", "backup", "forward"),
    *("direction", "direction-type", "sound"),
    *("metronome", "beat-unit", "beat-unit-dot", "per-minute"),
})  # fmt: skip
TELLING = frozenset({  # whose attributes are read: others only say where things are drawn
    *("part", "measure", "score-part", "midi-instrument", "instrument", "rootfile"),
    *("tie", "transpose", "sound"),
})  # fmt: skip

DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.-]+)["']""")
# Of what a file may call itself only these are looked up: some of Python's codecs are no encodings.
ENCODINGS = frozenset({
    *("us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "macintosh"),
    *("big5", "gbk", "gb2312", "gb18030", "shift_jis", "euc-jp", "euc-kr"),
})  # fmt: skip


def tree_of(data: bytes, name: str) -> Element:
    """Return the root of a score with the elements that are heard.

    Raises
    ------
    EmptyFile
        If there is nothing in it.
    ScoreTooLarge
        If it has more than `LIMIT_MB`, or unpacks to more.
    GrowsTooMuch
        If it was packed tighter than any score.
    DamagedMxl
        If the zip cannot be unpacked, or the score that it names is not in it.
    DamagedScore
        If the text is no XML.
    NotAScore
        If it is XML of another kind.
    UnsafeXml
        If it brings definitions of its own.
    OvergrownXml
        If it has too many elements, or elements nested too deep.
    """
    if not data:
        raise EmptyFile(name=name)
    _within_limit(len(data), name)
    text = _unzipped(data, name) if data.startswith(ZIP_MARK) else data
    return _parsed(text, name, HEARD)


def _within_limit(size: int, name: str) -> None:
    if size > LIMIT_MB * 2**20:
        raise ScoreTooLarge(name=name, size_mb=size / 2**20, limit_mb=LIMIT_MB)


def _unzipped(data: bytes, name: str) -> bytes:
    """Return the score inside a zip, as XML.

    Raises
    ------
    DamagedMxl
        If there is none that can be had.
    """
    if data.count(ENTRY_MARK) > MOST_MEMBERS:
        raise DamagedMxl(name=name)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            member = archive.getinfo(_score_inside(archive, name))
            return _member(archive, member, name, LIMIT_MB * 2**20)
    except BROKEN_ZIP:
        raise DamagedMxl(name=name) from None


def _score_inside(archive: zipfile.ZipFile, name: str) -> str:
    """Return the name of the score: the container says it, else it is the first XML file."""
    if CONTAINER not in archive.namelist():
        return next(
            (
                member
                for member in archive.namelist()
                if member.endswith((".xml", ".musicxml")) and not member.startswith("META-INF/")
            ),
            "",
        )
    told = _member(archive, archive.getinfo(CONTAINER), name, CONTAINER_BYTES)
    files = list(_parsed(told, name, IN_CONTAINER).iter("rootfile"))
    scores = [file for file in files if file.get("media-type", SCORE_TYPE) == SCORE_TYPE]
    return next((file.get("full-path", "") for file in scores or files), "")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limit: int) -> bytes:
    """Return the bytes of a member, unpacking no more than `limit` of them.

    Raises
    ------
    DamagedMxl
        If it is packed in a way that a score is not.
    GrowsTooMuch
        If it was packed tighter than any score.
    ScoreTooLarge
        If there are more.
    """
    if member.compress_type not in METHODS:
        raise DamagedMxl(name=name)
    with archive.open(member) as file:
        data = file.read(limit + 1)
    if len(data) > max(SMALL_BYTES, MOST_RATIO * member.compress_size):
        raise GrowsTooMuch(name=name, most=MOST_RATIO)
    if len(data) > limit:
        raise ScoreTooLarge(name=name, size_mb=len(data) / 2**20, limit_mb=limit / 2**20)
    return data


class _Growth:
    """Grows a tree of the elements that are kept, and watches how large all of it becomes."""

    def __init__(self, name: str, kept: frozenset[str]) -> None:
        self.name, self.kept = name, kept
        self.tree = TreeBuilder()
        self.elements = self.depth = self.left_out = 0

    def doctype(self, _name: str, _system: object, _public: object, brings_own: bool) -> None:
        """Pass over a document type.

        Raises
        ------
        UnsafeXml
            If it brings definitions.
        """
        if brings_own:
            raise UnsafeXml(name=self.name)

    def entity(self, *_definition: object) -> None:
        """Refuse an entity.

        Raises
        ------
        UnsafeXml
            Always.
        """
        raise UnsafeXml(name=self.name)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element.

        Raises
        ------
        OvergrownXml
            If it is one too many, or stands too deep.
        """
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_ELEMENTS or self.depth > DEEPEST:
            raise OvergrownXml(name=self.name, elements=MOST_ELEMENTS, depth=DEEPEST)
        if self.left_out or tag not in self.kept:
            self.left_out += 1
        else:
            self.tree.start(tag, attributes if tag in TELLING else {})

    def end(self, tag: str) -> None:
        """End an element."""
        self.depth -= 1
        if self.left_out:
            self.left_out -= 1
        else:
            self.tree.end(tag)

    def text(self, text: str) -> None:
        """Take the text of an element; what only indents is dropped."""
        if not self.left_out and not text.isspace():
            self.tree.data(text)


def _parsed(data: bytes, name: str, kept: frozenset[str]) -> Element:
    """Return the root of a document with those elements that are `kept`.

    Raises
    ------
    DamagedScore
        If it is no XML.
    NotAScore
        If its root is none of them.
    """
    growth = _Growth(name, kept)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = growth.doctype
    parser.EntityDeclHandler = growth.entity
    parser.StartElementHandler = growth.start
    parser.EndElementHandler = growth.end
    parser.CharacterDataHandler = growth.text
    try:
        parser.Parse(data.decode(_encoding(data)), True)
    except UnicodeDecodeError as fault:
        raise DamagedScore(name=name, line=data.count(b"\n", 0, fault.start) + 1) from None
    except expat.ExpatError as fault:
        raise DamagedScore(name=name, line=fault.lineno) from None
    if growth.elements == 0 or (tree := growth.tree.close()) is None:
        raise NotAScore(name=name)
    return tree


def _encoding(data: bytes) -> str:
    """Return how the text is encoded: by its byte-order mark, else as it says, else UTF-8.

    A file that calls itself UTF-16 and is none was saved anew by a program that changed the bytes
    and left the words.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[:2] in {b"<\x00", b"\x00<"}:
        return "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    told = DECLARED.match(data[:200])
    named = told[1].decode("ascii").lower() if told else ""
    return named if named in ENCODINGS else "utf-8-sig"
