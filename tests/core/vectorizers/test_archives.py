"""A ZIP of many files: guarded on the way in, the same bytes on the way out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.errors import SeqLabError
from core.vectorizers.archives import (
    Limits,
    Member,
    is_packed_score,
    members,
    names_together,
    packed,
    unfolded,
    unpacking,
)
from core.vectorizers.archives.kinds import MOST_FILES
from core.vectorizers.archives.unpacking import MOST_MB
from core.vectorizers.recognise import kind_of
from tests.core.vectorizers.midi.forms import FORMS, riff

SONG = FORMS["one note"]
CONTAINER = "META-INF/container.xml"
FILE = st.tuples(st.text(max_size=20), st.binary(max_size=200))


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def with_flags(data: bytes, flags: int) -> bytes:
    """Return an archive of one file whose flags say something else."""
    at = data.index(b"PK\x01\x02") + 8
    data = data[:6] + struct.pack("<H", flags) + data[8:]
    return data[:at] + struct.pack("<H", flags) + data[at + 2 :]


@given(st.lists(FILE, min_size=1, max_size=5))
def test_what_is_packed_comes_out_in_order(files: list[tuple[str, bytes]]) -> None:
    got = members(packed(files), "x.zip")
    assert [member.data for member in got] == [data for _, data in files]
    assert all(member.refused is None for member in got)
    assert packed(files) == packed(files)


def test_names_stay_and_two_of_one_name_are_both_kept() -> None:
    files = [("曲.mid", b"1"), ("曲.mid", b"2"), ("a b.mxl", b"3")]
    assert [(m.name, m.data) for m in members(packed(files), "x.zip")] == files


def test_packing_is_the_same_on_every_day_and_system() -> None:
    data = packed([("a", b"b")])
    assert zlib.crc32(data) == zlib.crc32(packed([("a", b"b")]))
    (entry,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert (entry.date_time, entry.create_system) == ((1980, 1, 1, 0, 0, 0), 0)
    assert entry.compress_type == zipfile.ZIP_STORED


def test_names_are_never_paths() -> None:
    data = zipped(("../../etc/a.mid", b"1"), ("/b.mid", b"2"), (r"C:\c\d.mid", b"3"), ("..", b"4"))
    assert [member.name for member in members(data, "x.zip")] == ["a.mid", "b.mid", "d.mid"]


def test_the_innermost_folder_is_told_and_is_never_a_path() -> None:
    files = ("a.png", "cats/b.png", "pets/dogs/c.png", "../../d.png", "/e.png", r"C:\x\..\f.png")
    data = zipped(*[(name, b"1") for name in files], ("貓/.h/g.png", b"2"))
    assert [m.folder for m in members(data, "x.zip")] == ["", "cats", "dogs", "", "", "x", "h"]


def test_limits_can_be_others() -> None:
    data = zipped(*[(str(number), bytes(600_000)) for number in range(3)])
    assert len(members(data, "x.zip", Limits(files=3, mb=2))) == 3
    with pytest.raises(errors.TooManyFiles):
        members(data, "x.zip", Limits(files=2))
    with pytest.raises(errors.UnpacksTooLarge):
        members(data, "x.zip", Limits(mb=1))


def test_folders_and_what_systems_add_are_left_out() -> None:
    data = zipped(
        *[("songs/", b""), ("songs/a.mid", SONG), ("__MACOSX/songs/._a.mid", b"?")],
        *[("songs/.DS_Store", b"?"), ("Thumbs.db", b"?")],
    )
    assert [(m.name, m.data) for m in members(data, "x.zip")] == [("a.mid", SONG)]


@pytest.mark.parametrize("encoding", ["cp437", "big5", "gbk", "utf-8"])
def test_names_in_old_encodings(encoding: str) -> None:
    name = {"cp437": "Für Elise.mid", "gbk": "钢琴.mid"}.get(encoding, "鋼琴.mid")
    raw = name.encode(encoding)
    placeholder = "x" * len(raw)
    data = zipped((placeholder, SONG)).replace(placeholder.encode(), raw)
    assert [(m.name, m.data) for m in members(data, "x.zip")] == [(name, SONG)]


def test_an_archive_inside_stays_packed() -> None:
    inner = zipped(("a.mid", SONG))
    assert members(zipped(("inner.zip", inner)), "x.zip")[0].data == inner


def names(files: Sequence[Member]) -> list[str]:
    return [member.name for member in files]


def test_the_files_of_a_zip_inside_stand_in_its_place() -> None:
    deepest = zipped(("d.mid", SONG))
    inner = zipped(("songs/b.mid", SONG), ("deep.zip", deepest), ("c.mid", SONG * 2))
    files = [("a.mid", SONG), ("inner.zip", inner), ("e.mid", SONG)]
    whole = ["a.mid", "b.mid", "deep.zip", "c.mid", "e.mid"]
    assert names(unfolded(zipped(*files), "x.zip")) == whole
    together = ["a.mid", "b.mid", "d.mid", "c.mid", "e.mid"]  # as if each had come alone
    assert names(unfolded(packed(files), "a.mid + 2")) == together
    assert names(unfolded(inner, "inner.zip")) == together[1:4]


@pytest.mark.parametrize("mark", ["META-INF/container.xml", "[Content_Types].xml"])
def test_a_zip_inside_that_is_one_document_stays_packed(mark: str) -> None:
    document = zipped((mark, b"<x/>"), ("a.xml", b"<y/>"))
    assert unfolded(packed([("one.xyz", document)]), "x")[0].data == document


def test_a_zip_inside_that_cannot_be_unpacked_costs_no_other() -> None:
    broken, empty = zipped(("b.mid", SONG))[:-30], zipped(("songs/", b""))
    files = [("broken.zip", broken), ("empty.zip", empty), ("a.mid", SONG)]
    first, second, third = unfolded(packed(files), "x")
    assert isinstance(first.refused, errors.DamagedArchive)
    assert isinstance(second.refused, errors.EmptyArchive)
    assert (third.refused, third.data) == (None, SONG)


def test_zips_inside_share_the_limits_of_the_whole() -> None:
    three = zipped(*[(f"{number}.mid", bytes(400_000)) for number in range(3)])
    files = packed([("first.zip", three), ("second.zip", three), ("last.mid", SONG)])
    *read, refused, last = unfolded(files, "first.zip + 2", Limits(files=8))
    assert (names(read), last.data) == (["0.mid", "1.mid", "2.mid"], SONG)
    assert isinstance(refused.refused, errors.TooManyFiles)
    told = {"name": "first.zip + 2", "files": 9, "most": 8}
    assert (refused.name, refused.refused.facts) == ("second.zip", told)
    *read, refused, last = unfolded(files, "first.zip + 2", Limits(mb=2))
    assert (names(read), last.data) == (["0.mid", "1.mid", "2.mid"], SONG)
    assert isinstance(refused.refused, errors.UnpacksTooLarge)


@given(st.lists(FILE, min_size=1, max_size=5))
def test_what_is_packed_keeps_its_names(files: list[tuple[str, bytes]]) -> None:
    data = packed(files)
    assert list(names_together(data)) == names(members(data, "x.zip"))
    assert names_together(zipped(("a.mid", data))) == names_together(data[:-1]) == ()


def test_a_file_that_cannot_be_had_costs_no_other() -> None:
    data = bytearray(zipped(("a.mid", SONG), ("b.mid", SONG * 2), method=zipfile.ZIP_STORED))
    data[data.index(b"MThd")] ^= 1  # its checksum is wrong now
    first, second = members(bytes(data), "x.zip")
    assert isinstance(first.refused, errors.DamagedArchive)
    assert (first.name, first.data) == ("a.mid", b"")
    assert (second.refused, second.data) == (None, SONG * 2)


def test_locked_and_oddly_packed_files_are_named() -> None:
    (locked,) = members(with_flags(zipped(("a.mid", SONG)), 1), "x.zip")
    assert isinstance(locked.refused, errors.LockedFile)
    (odd,) = members(zipped(("a.mid", SONG), method=zipfile.ZIP_LZMA), "x.zip")
    assert isinstance(odd.refused, errors.UnusualPacking)


def test_a_bomb_is_stopped() -> None:
    bomb, song = members(zipped(("bomb", bytes(9 << 20)), ("a.mid", SONG)), "x.zip")
    assert isinstance(bomb.refused, errors.GrowsTooMuch)
    assert song.data == SONG


def test_a_large_file_is_named_and_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MEMBER_MB", 1)
    stored = zipfile.ZIP_STORED
    large = zipped(("large", bytes(2 << 20)), ("a.mid", SONG), method=stored)
    first, second = members(large, "x.zip")
    assert isinstance(first.refused, errors.UnpacksTooLarge)
    assert second.data == SONG
    many = zipped(*[(f"{n}", bytes(1 << 19)) for n in range(2 * MOST_MB + 1)])
    with pytest.raises(errors.UnpacksTooLarge):
        members(many, "x.zip")


def test_what_is_thrown_away_counts_too() -> None:
    # each is refused after a mebibyte; together they may not unpack more than one archive may
    bombs = zipped(*[(f"{n}", bytes(2 << 20)) for n in range(MOST_MB + 1)])
    with pytest.raises(errors.UnpacksTooLarge):
        members(bombs, "x.zip")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.DamagedArchive),
        (b"PK\x03\x04rest", errors.DamagedArchive),
        (zipped(("a.mid", SONG))[:-9], errors.DamagedArchive),
        (zipped(), errors.EmptyArchive),
        (zipped(("folder/", b"")), errors.EmptyArchive),
        (zipped(*[(f"{n}", b"") for n in range(MOST_FILES + 1)]), errors.TooManyFiles),
        (b"PK\x01\x02" * 30_000, errors.TooManyFiles),
    ],
)
def test_what_cannot_be_unpacked_is_explained(data: bytes, error: type[SeqLabError]) -> None:
    with pytest.raises(error) as refused:
        members(data, "x.zip")
    assert all(part.say() for part in refused.value.explain())


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), min_size=1, max_size=5))
def test_accidents_meet_nothing_but_our_own_errors(accidents: list[tuple[int, bytes]]) -> None:
    data = zipped(("a.mid", SONG), ("曲.mid", SONG), ("folder/b.mid", SONG * 3))
    for at, piece in accidents:
        data = data[:at] + piece + data[at + len(piece) :]
    with suppress(SeqLabError):
        members(data, "x.zip")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped((CONTAINER, b"<container/>"), ("score.xml", b"<score-partwise/>")), "musicxml"),
        (zipped(("mimetype", b""), (CONTAINER, b""), ("content.opf", b"")), "archive"),
        (zipped(("a.mid", SONG), ("b.mid", SONG)), "archive"),
        (packed([("a.mxl", zipped((CONTAINER, b"<container/>")))]), "archive"),
        (b"PK\x03\x04rest", "archive"),
        (riff(SONG), "midi"),
        (SONG, "midi"),
    ],
)
def test_a_packed_score_is_told_from_an_archive(data: bytes, kind: str) -> None:
    assert kind_of(data, "unnamed") == kind
    assert is_packed_score(data) == (kind == "musicxml")
