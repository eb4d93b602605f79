"""The letters of names in MIDI files: bytes that no standard gives an encoding.

UTF-8 if it fits; else Big5 or GBK, whichever makes frequent characters of the bytes; else western.
"""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 60
ASCII_END = 0x80
# both encodings put the characters of everyday text first: Big5 by strokes, GBK by sound
BIG5_FREQUENT_LEADS = range(0xA4, 0xC7)
GBK_FREQUENT_LEADS = range(0xB0, 0xD8)
GBK_FREQUENT_TRAILS = range(0xA1, 0xFF)
LEAST_FREQUENT = 0.5  # share of the pairs of bytes that must be frequent characters


def shown(raw: bytes) -> str:
    r"""Return a name as it is shown: decoded, on one line, of at most `LONGEST_NAME` characters.

    Examples
    --------
    >>> shown("鋼琴".encode("big5")), shown("钢琴".encode("gbk")), shown(b"Fl\xfbte \x00")
    ('鋼琴', '钢琴', 'Flûte')
    """
    printable = "".join(
        " " if unicodedata.category(character).startswith(("C", "Z")) else character
        for character in decoded(raw)
    )
    return " ".join(printable.split())[:LONGEST_NAME].rstrip()


def decoded(raw: bytes) -> str:
    """Return the text of bytes in UTF-8, Big5, GBK or a western encoding."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    pairs, single = _pairs(raw)
    # accents stand one by one between plain letters, Chinese characters beside each other
    wide = any(trail >= ASCII_END for _, trail in pairs) or not any(map(_is_letter, single))
    frequent = {
        "cp950": sum(lead in BIG5_FREQUENT_LEADS for lead, _ in pairs),
        "gbk": sum(
            lead in GBK_FREQUENT_LEADS and trail in GBK_FREQUENT_TRAILS for lead, trail in pairs
        ),
    }
    for encoding in sorted(frequent, key=lambda name: -frequent[name]):
        if wide and frequent[encoding] >= LEAST_FREQUENT * len(pairs):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return raw.decode("cp1252", errors="replace")


def _pairs(raw: bytes) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the pairs of bytes that begin with one beyond ASCII, and the bytes in no pair."""
    pairs, single = [], []
    at = 0
    while at < len(raw):
        if raw[at] < ASCII_END or at + 1 == len(raw):
            single.append(raw[at])
            at += 1
        else:
            pairs.append((raw[at], raw[at + 1]))
            at += 2
    return pairs, single


def _is_letter(byte: int) -> bool:
    return byte < ASCII_END and chr(byte).isalpha()
