"""Bytes to text: which encoding a table was written in.

A mark at the beginning decides; then UTF-8 if it fits; then the old Chinese encodings, told from
each other and from western ones by the words and characters that come out.
"""

from __future__ import annotations

import codecs
import re

from core.errors import NotATable
from core.vectorizers.table.gate import is_document

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEADING_WORDS = re.compile(
    "日付|始値|終値|日期|時間|时间|成交|開盤|开盘|收盤|收盘|最高|最低|漲跌|涨跌|年|月|代號|代码|名稱|名称|證券|股票"
)
CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
SAMPLE_BYTES = 1 << 16
MOST_BROKEN = 0.02  # share of the characters beyond ASCII that may be damaged in UTF-8
MOST_CONTROL = 0.002  # share of the characters that may be control characters
FREQUENT_LEADS = range(0xA1, 0xC7)  # Big5 orders its characters by how often they are used
ASCII_END = 0x80


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding, as Python's codecs name it.

    Raises
    ------
    NotATable
        If no encoding makes text of it.
    """
    text, encoding = _decoded(data)
    control = len(CONTROL.findall(text[:SAMPLE_BYTES]))
    if "\x00" in text or control > MOST_CONTROL * len(text[:SAMPLE_BYTES]) + 1:
        raise NotATable(name=name)
    return text.removesuffix("\x1a"), encoding  # DOS ended its texts so


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    wide = _wide(data)
    if wide is not None:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _not_quite_utf8(data) or _old(data)


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 that was written without a mark, by where its zeros stand."""
    sample = data[:4096]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return None
    return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"


def _not_quite_utf8(data: bytes) -> tuple[str, str] | None:
    """Return UTF-8 with a few damaged characters, such as one cut in two at the end."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond = sum(character > "\x7f" for character in text)
    return (text, "utf-8") if broken <= max(MOST_BROKEN * beyond, beyond > 1) else None


def _old(data: bytes) -> tuple[str, str]:
    candidates = []
    for encoding in ("cp950", "gb18030", "cp932"):
        text = _chinese(data, encoding)
        if text is not None:
            words = len(HEADING_WORDS.findall(text[:SAMPLE_BYTES]))
            candidates.append((words, encoding == "cp950", text, encoding))
    if candidates:
        words, _, text, encoding = max(candidates)
        if words or (encoding == "cp950" and _looks_like_big5(data)):
            return text, encoding
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _chinese(data: bytes, encoding: str) -> str | None:
    """Return the text, or None if more than a character here and there does not fit."""
    text = data.decode(encoding, errors="replace")
    broken, beyond = text.count("\ufffd"), sum(character > "\x7f" for character in text)
    return text if broken <= MOST_BROKEN * beyond else None


def _looks_like_big5(data: bytes) -> bool:
    """Tell Big5 from a western text whose accents happen to form pairs."""
    leads = trails = pairs = index = 0
    sample = data[:SAMPLE_BYTES]
    while index < len(sample) - 1:
        if sample[index] < ASCII_END:
            index += 1
            continue
        pairs += 1
        leads += sample[index] in FREQUENT_LEADS
        trails += sample[index + 1] >= ASCII_END
        index += 2
    return pairs > 0 and leads >= pairs / 2 and trails > 0


def looks_like_table(data: bytes) -> bool:
    """Tell whether the first bytes are text in lines, so that reading them as a table may help."""
    if is_document(data):
        return False
    try:
        text, _ = decode(data[:SAMPLE_BYTES], "")
    except NotATable:
        return False
    return any(character.isdigit() for character in text)
