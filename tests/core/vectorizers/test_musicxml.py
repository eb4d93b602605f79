"""A written score sounds as it is meant, and no file can plan against its reader."""

from __future__ import annotations

import random
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import errors
from core.vectorizers.musicxml import LIMIT_MB, read
from core.vectorizers.recognise import kind_of
from core.vectorizers.score import Metre, Track
from tests.core.vectorizers.scores import (
    CONTAINER,
    attributes,
    document,
    mxl,
    note,
    pitch,
    sounding,
    zipped,
)

UNITS = 12  # of a beat, in the invented scores
BAR = 4 * UNITS
Row = tuple[int, float, float, int]
Voice = list[tuple[int, tuple[int, ...]]]
HEADER = '<?xml version="1.0" encoding="UTF-8"?>'
DOCTYPE = (
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 2.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">'
)
ONE_NOTE = document([note(69, 1)])


def heard(*parts: list[str], part_list: str = "") -> list[Row]:
    return sounding(read(document(*parts, part_list=part_list).encode(), "score.xml"))


# Whatever is written is what was meant: pieces are invented, written down, and read.


@st.composite
def voices(draw: st.DrawFn, lowest: int) -> Voice:
    """Draw what one voice does: lengths in units and the pitches of each chord, none for a rest."""
    chord = st.sets(st.integers(lowest, lowest + 11), max_size=3).map(tuple)
    return draw(st.lists(st.tuples(st.integers(1, 2 * BAR), chord), min_size=1, max_size=8))


@st.composite
def pieces(draw: st.DrawFn) -> list[list[Voice]]:
    """Draw parts of voices; each voice has pitches of its own, so that ties have one meaning."""
    num_voices = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    return [[draw(voices(36 + 12 * v)) for v in range(count)] for count in num_voices]


def meant(part: list[Voice]) -> list[tuple[float, float, int]]:
    rows = []
    for voice in part:
        onset = 0
        for length, chord in voice:
            rows += [(onset / UNITS, length / UNITS, number) for number in chord]
            onset += length
    return rows


def written(part: list[Voice], num_bars: int, rng: random.Random) -> list[str]:
    """Return the bars of a part: each voice cut at bar lines and anywhere else, and tied."""
    fines = [rng.randint(1, 3) for _ in range(num_bars)]
    bars = [attributes(UNITS * fine, (4, 4)) for fine in fines]
    for voice in part:
        ends, place = [0] * num_bars, 0
        for length, chord in voice:
            cuts = {place, place + length, *range(BAR, num_bars * BAR, BAR)}
            cuts.add(rng.randint(place, place + length))
            inside = sorted(cut for cut in cuts if place <= cut <= place + length)
            for start, end in pairwise(inside):
                tie = ["stop"] * (start > place) + ["start"] * (end < place + length)
                bar = start // BAR
                duration = (end - start) * fines[bar]
                first, *others = chord or (None,)
                bars[bar] += note(first, duration, tie=tie if chord else ())
                bars[bar] += "".join(note(n, duration, "<chord/>", tie) for n in others)
                ends[bar] = end - bar * BAR
            place += length
        for bar in range(num_bars):
            back = ends[bar] * fines[bar]
            bars[bar] += f"<backup><duration>{back}</duration></backup>" if back else ""
    return [bar + note(None, BAR * fine) for bar, fine in zip(bars, fines, strict=True)]


@given(pieces(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=60)
def test_what_is_written_is_what_was_meant(
    piece: list[list[Voice]], rng: random.Random, timewise: bool
) -> None:
    piece[0][0].append((UNITS, (60,)))  # something always sounds
    wanted = [meant(part) for part in piece]
    longest = max(sum(length for length, _ in voice) for part in piece for voice in part)
    num_bars = -(-longest // BAR)
    text = document(*(written(part, num_bars, rng) for part in piece), timewise=timewise)
    score = read(text.encode(), "invented.xml")
    sounds = [rows for rows in wanted if rows]  # a part in which nothing sounds is no track
    assert sounding(score) == sorted((t, *row) for t, rows in enumerate(sounds) for row in rows)
    assert score.metres == (Metre(0, 4, 4),)


# Known answers.


def test_voices_chords_and_rests() -> None:
    upper = note(72, 2) + note(76, 2, "<chord/>") + note(None, 1) + note(74, 1)
    back = "<backup><duration>4</duration></backup>"
    lower = "<forward><duration>1</duration></forward>" + note(48, 3)
    assert heard([attributes(1, (4, 4)) + upper + back + lower]) == [
        (0, 0, 2, 72),
        (0, 0, 2, 76),
        (0, 1, 3, 48),
        (0, 3, 1, 74),
    ]


def test_ties_join_across_bars_and_other_pitches_do_not() -> None:
    bars = [
        note(60, 4, tie=["start"]) + note(64, 4, "<chord/>"),
        note(60, 4, tie=["stop", "start"]) + note(64, 4, "<chord/>", ["stop"]),
        note(60, 1, tie=["stop"]) + note(62, 1, tie=["start"]) + note(60, 2, tie=["stop"]),
    ]
    assert heard(bars) == [
        (0, 0, 4, 64),
        (0, 0, 9, 60),
        (0, 4, 4, 64),
        (0, 9, 1, 62),
        (0, 10, 2, 60),
    ]


def test_graces_and_cues_are_silent_and_a_cue_takes_its_time() -> None:
    grace = f"<note><grace/>{pitch(70)}</note>"
    assert heard([grace + note(60, 1) + note(67, 1, "<cue/>") + note(62, 1)]) == [
        (0, 0, 1, 60),
        (0, 2, 1, 62),
    ]


def test_divisions_last_until_they_change() -> None:
    bars = [attributes(2) + note(60, 3), note(61, 1), attributes(7) + note(62, 3) + note(63, 4)]
    assert heard(bars) == [
        (0, 0, 1.5, 60),
        (0, 1.5, 0.5, 61),
        (0, 2, pytest.approx(3 / 7), 62),
        (0, pytest.approx(2 + 3 / 7), pytest.approx(4 / 7), 63),
    ]


def test_divisions_that_no_ticks_can_hold_are_rounded_without_drift() -> None:
    bars = [attributes(11_113, (4, 4)) + note(60, 11_113 * 4 / 3) * 3] * 30
    score = read(document(bars).encode(), "score.xml")
    assert score.ticks_per_beat < 2**15
    assert score.end_ticks == 120 * score.ticks_per_beat


def test_a_transposing_part_sounds_where_it_sounds() -> None:
    clarinet = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    bass = "<transpose><chromatic>0</chromatic><octave-change>-1</octave-change></transpose>"
    lower = "<transpose number='2'><chromatic>-12</chromatic></transpose>"
    on_staff = [note(60, 1), note(60, 1, "<staff>1</staff>"), note(60, 1, "<staff>2</staff>")]
    parts = [
        [attributes(1, more=clarinet) + note(60, 1)],
        [attributes(1, more=bass) + note(60, 1)],
        [attributes(1, more=lower) + "".join(on_staff)],
    ]
    assert [row[3] for row in heard(*parts)] == [58, 48, 60, 60, 48]


@pytest.mark.parametrize(
    ("written_pitch", "number"),
    [
        ("<step>C</step><octave>-1</octave>", 0),
        ("<step>G</step><octave>9</octave>", 127),
        ("<step>B</step><alter>1</alter><octave>3</octave>", 60),
        ("<step> F </step><alter>-2</alter><octave> 4 </octave>", 63),
    ],
)
def test_pitches(written_pitch: str, number: int) -> None:
    bar = f"<note><pitch>{written_pitch}</pitch><duration>1</duration></note>"
    assert heard([bar]) == [(0, 0, 1, number)]


def test_a_pick_up_moves_the_metre_to_where_full_bars_begin() -> None:
    bars = [attributes(2, (3, 4)) + note(60, 2), note(62, 6), note(64, 6), note(65, 4)]
    score = read(document(bars).encode(), "score.xml")
    assert score.metres == (Metre(480, 3, 4),)
    assert sounding(score)[1] == (0, 1, 3, 62)


def test_a_bar_in_two_halves_moves_no_metre_and_a_change_does() -> None:
    first = [attributes(1, (4, 4)) + note(60, 4), note(61, 3), note(62, 1), note(63, 4)]
    then = [attributes(1, (6, 8)) + note(64, 3), note(65, 3), attributes(1, (4, 4)) + note(66, 4)]
    score = read(document(first + then).encode(), "score.xml")
    beats = [(m.tick / 480, m.numerator, m.denominator) for m in score.metres]
    assert beats == [(0, 4, 4), (12, 6, 8), (18, 4, 4)]


@pytest.mark.parametrize(
    ("beats", "unit", "metre"),
    [("3+2", 8, (5, 8)), ("2", 2, (2, 2)), ("0", 4, None), ("3", 5, None), ("x", 4, None)],
)
def test_metres(beats: str, unit: int, metre: tuple[int, int] | None) -> None:
    score = read(document([attributes(1, (beats, unit)) + note(60, 4)]).encode(), "score.xml")
    assert [(m.numerator, m.denominator) for m in score.metres] == ([metre] if metre else [])


def test_parts_stay_together_when_one_writes_too_little_or_too_much() -> None:
    full = [attributes(1, (4, 4)) + note(60, 4), note(61, 4), note(62, 4)]
    short = [attributes(1, (4, 4)) + note(40, 4), note(41, 2), note(42, 4)]
    long = [attributes(1, (4, 4)) + note(30, 4), note(31, 5), note(32, 4)]
    onsets = {row[3]: row[1] for row in heard(full, short, long)}
    assert onsets[62] == onsets[42] == onsets[32] == 8


def test_an_empty_bar_lasts_as_its_metre_says() -> None:
    bars = [attributes(1, (3, 4)) + note(60, 3), "", note(61, 3)]
    assert heard(bars)[1] == (0, 6, 3, 61)


def test_tempo_by_sound_or_by_metronome() -> None:
    def mark(unit: str, minute: str) -> str:
        inside = f"<beat-unit>{unit}</beat-unit><beat-unit-dot/><per-minute>{minute}</per-minute>"
        return f"<direction-type><metronome>{inside}</metronome></direction-type>"

    bar = (
        f"<direction>{mark('eighth', 'c. 80')}</direction>"
        + note(60, 1)
        + f"<direction>{mark('half', '50')}<sound tempo='75'/></direction>"
        + note(60, 1)
        + "<sound tempo='0'/><sound tempo='fast'/>"
        + note(60, 1)
        + "<sound tempo='100'/>"
        + note(60, 1)
    )
    score = read(document([bar]).encode(), "score.xml")
    told = [(t.tick / 480, round(60e6 / t.microseconds_per_beat)) for t in score.tempos]
    assert told == [(0, 60), (1, 75), (3, 100)]


def test_who_plays() -> None:
    part_list = """
      <score-part id='P1'><part-name> Violin
         I </part-name><midi-instrument id='v'><midi-program>41</midi-program></midi-instrument>
      </score-part>
      <score-part id='P2'><part-name>Kit</part-name>
        <midi-instrument id='kick'><midi-channel>10</midi-channel>
          <midi-unpitched>37</midi-unpitched></midi-instrument>
        <midi-instrument id='hat'><midi-channel>10</midi-channel>
          <midi-unpitched>43</midi-unpitched></midi-instrument></score-part>
      <score-part id='P3'><part-name/><midi-instrument id='x'>
        <midi-program>loud</midi-program></midi-instrument></score-part>
      <score-part id='P4'><part-name>Silent</part-name></score-part>"""
    unpitched = "<unpitched><display-step>C</display-step></unpitched><duration>1</duration>"
    hit = f"<note>{unpitched}<instrument id='hat'/></note><note>{unpitched}</note>"
    parts = [[note(60, 1)], [hit], [note(62, 1) + f"<note>{unpitched}</note>"], [note(None, 1)]]
    score = read(document(*parts, part_list=part_list).encode(), "score.xml")
    assert score.tracks == (
        Track("Violin I", 40),
        Track("Kit", 0, is_drum=True),
        Track("P3", 0),
        Track("P3", 0, is_drum=True),
    )
    assert [row[3] for row in sounding(score)] == [60, 42, 36, 62, 38]


# Every form of file.


@pytest.mark.parametrize(
    "data",
    [
        ONE_NOTE.encode(),
        (HEADER + DOCTYPE + ONE_NOTE).encode(),
        ONE_NOTE.encode("utf-8-sig"),
        ONE_NOTE.encode("utf-16"),
        ONE_NOTE.encode("utf-16-be"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + ONE_NOTE).encode("utf-16-le"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + ONE_NOTE).encode(),  # it is not
        ('<?xml version="1.0" encoding="idna"?>' + ONE_NOTE).encode(),  # no encoding of texts
        mxl(ONE_NOTE),
        mxl(ONE_NOTE, "deep/inside/音樂.musicxml"),
        zipped({"a.xml": ONE_NOTE}),
        zipped({"META-INF/container.xml": CONTAINER.format(path="../../a"), "../../a": ONE_NOTE}),
    ],
)
def test_each_form_of_file(data: bytes) -> None:
    assert sounding(read(data, "one")) == [(0, 0, 1, 69)]


@pytest.mark.parametrize(("encoding", "name"), [("big5", "長笛"), ("iso-8859-1", "Flöte")])
def test_names_in_old_encodings(encoding: str, name: str) -> None:
    part_list = f"<score-part id='P1'><part-name>{name}</part-name></score-part>"
    text = document([note(69, 1)], part_list=part_list)
    data = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    assert read(data, "one").tracks[0].name == name


@pytest.mark.parametrize("data", [ONE_NOTE.encode(), ONE_NOTE.encode("utf-16"), mxl(ONE_NOTE)])
def test_its_kind_is_known(data: bytes) -> None:
    assert kind_of(data, "one") == "musicxml"


# Every fault has its own error.

BILLION = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
FILLED = '<!ATTLIST measure number CDATA "' + "9" * 1000 + '">'
LOCKED = bytearray(mxl(ONE_NOTE))
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyFile),
        (b" " * (LIMIT_MB * 2**20 + 1), errors.ScoreTooLarge),
        (b"\x00" * 100, errors.DamagedScore),
        (ONE_NOTE[:-20].encode(), errors.DamagedScore),
        (ONE_NOTE.encode()[:60] + b"\xff\xfe" + ONE_NOTE.encode()[60:], errors.DamagedScore),
        (b"<html><body/></html>", errors.NotAScore),
        (b"<score-partwise/>", errors.NotAScore),
        (b"<note/>", errors.NotAScore),
        (document([""]).encode(), errors.NoNotes),
        (document([note(60, 0)]).encode(), errors.NoNotes),
        (f'<!DOCTYPE x [<!ENTITY a0 "lol">{BILLION}]>{ONE_NOTE}'.encode(), errors.UnsafeXml),
        (f"<!DOCTYPE x [{FILLED}]>{ONE_NOTE}".encode(), errors.UnsafeXml),
        (f'<!DOCTYPE x [<!ENTITY % r SYSTEM "file:///etc/passwd"> %r;]>{ONE_NOTE}'.encode("utf-16"),
         errors.UnsafeXml),
        (document(["<x>" * 70 + "</x>" * 70 + note(60, 1)]).encode(), errors.OvergrownXml),
        (document(["<x/>" * 1_000_001]).encode(), errors.OvergrownXml),
        (document([note(60, "one")]).encode(), errors.UnreadableElement),
        (document([note(60, "nan")]).encode(), errors.UnreadableElement),
        (document([note(60, "1e99")]).encode(), errors.UnreadableElement),
        (document([note(60, -1)]).encode(), errors.UnreadableElement),
        (document([note(60, "")]).encode(), errors.UnreadableElement),
        (document([attributes(0) + note(60, 1)]).encode(), errors.UnreadableElement),
        (document([note(128, 1)]).encode(), errors.UnreadableElement),
        (ONE_NOTE.replace("A</step>", "H</step>").encode(), errors.UnreadableElement),
        (document([note(60, 50_001)]).encode(), errors.TooManyBeats),
        (document(*[[note(60, 1)]] * 257).encode(), errors.TooManyTracks),
        (document(["<sound tempo='10'/>" + note(60, 1_201)]).encode(), errors.PieceTooLong),
        (mxl(ONE_NOTE)[:-30], errors.DamagedMxl),
        (b"PK\x03\x04nothing", errors.DamagedMxl),
        (bytes(LOCKED), errors.DamagedMxl),
        (zipped({"readme.txt": "none"}), errors.DamagedMxl),
        (zipped({"META-INF/container.xml": CONTAINER.format(path="/etc/passwd")}),
         errors.DamagedMxl),
        (zipped({f"{n}.xml": "" for n in range(1_001)}), errors.DamagedMxl),
        (zipped({"a.xml": ONE_NOTE}, zipfile.ZIP_LZMA), errors.DamagedMxl),
        (zipped({"a.xml": "<x>" + " " * 2**24}), errors.GrowsTooMuch),
        (zipped({"a.xml": " " * (LIMIT_MB * 2**20 + 1)}, zipfile.ZIP_STORED), errors.ScoreTooLarge),
    ],
)  # fmt: skip
def test_each_fault_has_its_error(data: bytes, error: type[errors.SeqLabError]) -> None:
    with pytest.raises(error):
        read(data, "bad.xml")


def test_an_error_names_the_place() -> None:
    with pytest.raises(errors.UnreadableElement) as caught:
        read(document([note(60, 4), note(60, "long")]).encode(), "bad.xml")
    assert caught.value.facts == {
        "name": "bad.xml",
        "bar": "2",
        "element": "duration",
        "text": "long",
    }
    with pytest.raises(errors.DamagedScore) as broken:
        read(b"<score-partwise>\n<part>\n</score-partwise>", "bad.xml")
    assert broken.value.facts["line"] == 3


WHOLE = document(
    [
        attributes(2, (3, 4)) + "<sound tempo='90'/>" + note(60, 2, tie=["start"]),
        note(60, 4, tie=["stop"]) + note(64, 4, "<chord/>"),
    ],
    part_list="<score-part id='P1'><midi-instrument id='x'/></score-part>",
    before=HEADER + DOCTYPE,
)


@given(st.data(), st.sampled_from([WHOLE.encode(), mxl(WHOLE), WHOLE.encode("utf-16")]))
@settings(max_examples=300)
def test_a_damaged_file_is_read_or_refused(data: st.DataObject, whole: bytes) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(damaged)))
        length = data.draw(st.integers(0, 6))
        swap = st.one_of(st.binary(max_size=4), st.sampled_from([b"9" * 9, b"-", b"<", b"&a;"]))
        damaged[start : start + length] = data.draw(swap)
    try:
        score = read(bytes(damaged), "damaged")
    except errors.SeqLabError:
        return
    assert len(score.notes)
    assert all(score.notes.duration_ticks > 0)
    assert all((score.notes.pitch >= 0) & (score.notes.pitch <= 127))
