"""Names in whatever encoding they were written, and the names of instruments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vectorizers.midi import DRUMS, program_name
from core.vectorizers.midi.letters import LONGEST_NAME, decoded, shown

TAIWAN = ("鋼琴", "小提琴", "主旋律", "木吉他伴奏", "電貝斯", "鼓組", "人聲", "弦樂合奏", "一")
CHINA = ("钢琴", "小提琴", "主旋律", "贝司", "弦乐", "长笛独奏", "电吉他")
WEST = ("Ärger", "Flûte à bec", "für Elise", "Violín", "Señor ½", "Café", "Ängstliche Öfen")


@pytest.mark.parametrize("name", [*TAIWAN, *CHINA, *WEST, "東京", "Пианино", "plain"])
def test_utf8_is_utf8(name: str) -> None:
    assert decoded(name.encode()) == name


@pytest.mark.parametrize("name", TAIWAN)
def test_big5(name: str) -> None:
    assert decoded(name.encode("big5")) == name


@pytest.mark.parametrize("name", CHINA)
def test_gbk(name: str) -> None:
    assert decoded(name.encode("gbk")) == name


@pytest.mark.parametrize("name", WEST)
def test_western(name: str) -> None:
    assert decoded(name.encode("cp1252")) == name


@given(st.binary(max_size=200))
def test_any_bytes_make_one_short_line(raw: bytes) -> None:
    line = shown(raw)
    assert len(line) <= LONGEST_NAME
    assert line == line.strip()
    assert not any(character in line for character in "\n\r\t\x00\u2028")


def test_programs_have_the_names_of_general_midi() -> None:
    names = [program_name(program) for program in range(128)]
    assert len(set(names)) == 128
    assert (names[0], names[40], names[127]) == ("Acoustic Grand Piano", "Violin", "Gunshot")
    assert program_name(40, is_drum=True) == DRUMS
