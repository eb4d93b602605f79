"""The messages of one track: mido reads them, its exceptions become ours, its gaps are closed.

Three things mido does not do alone. A meta event of a kind it does not know loses its delta time,
which moves all that follows: every kind is made known through mido's own extension point. A key
signature that names no key loses the whole file: it is blanked and the track read again. Values
above 127 likewise: the track is read again with `clip`, and that is reported.
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Mapping
from typing import Any

import mido
from mido.midifiles.meta import (
    KeySignatureError,
    UnknownMetaMessage,
    add_meta_spec,
    build_meta_message,
)

from core.errors import DamagedTrack
from core.words import N_, Sentence

ONE_TRACK = b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk"
KEY_SIGNATURE = re.compile(rb"\xff\x59\x02(.)(.)", re.DOTALL)
NO_KEY = b"\xff\x59\x02\x00\x00"
MOST_SHARPS = 7
BEYOND_127 = "data byte must be in range"  # what mido says of values that it can clip
# a number goes on while its bytes are above 127; mido would follow one through a whole file
ENDLESS_NUMBER = re.compile(rb"[\x80-\xff]{2048}")
IMPOSSIBLE = N_("it holds a message with impossible values")
FAULTS: Mapping[type[Exception], str] = {
    EOFError: N_("it ends in the middle of a message"),
    OSError: N_("it holds bytes that are no message"),
    KeySignatureError: IMPOSSIBLE,
    struct.error: IMPOSSIBLE,
    LookupError: IMPOSSIBLE,
    ValueError: IMPOSSIBLE,
    TypeError: IMPOSSIBLE,
    ArithmeticError: IMPOSSIBLE,
}


class AnyMeta:
    """A kind of meta event that mido has no name for: its bytes and its time are kept."""

    attributes = ("data",)
    defaults = ((),)

    def __init__(self, type_byte: int) -> None:
        self.type_byte = type_byte
        self.type = f"meta_{type_byte:02x}"

    def decode(self, message: Any, data: list[int]) -> None:
        """Keep the bytes."""
        message.data = tuple(data)

    def encode(self, message: Any) -> list[int]:
        """Return the bytes as they were."""
        return list(message.data)

    def check(self, name: str, value: object) -> None:
        """Accept any bytes."""


def _know_every_meta() -> None:
    for type_byte in range(0x100):
        if isinstance(build_meta_message(type_byte, [0] * 8), UnknownMetaMessage):
            add_meta_spec(lambda type_byte=type_byte: AnyMeta(type_byte))


_know_every_meta()


def messages_of(body: bytes, name: str, track: int) -> tuple[Any, Counter[str]]:
    """Return mido's messages of a track, and how often what was mended in it.

    Parameters
    ----------
    body : bytes
        What stands in the track's chunk.
    name : str
        What the file is called.
    track : int
        Which track of the file it is, from 1.

    Raises
    ------
    DamagedTrack
        If mido cannot read it.
    """
    if ENDLESS_NUMBER.search(body):
        raise DamagedTrack(name=name, track=track, fault=Sentence(FAULTS[OSError]))
    mended: Counter[str] = Counter()
    while True:
        try:
            return _by_mido(body, clip="clipped" in mended), mended
        except tuple(FAULTS) as error:
            if isinstance(error, KeySignatureError) and "keys" not in mended:
                body, mended["keys"] = _without_odd_keys(body)
            elif BEYOND_127 in str(error) and "clipped" not in mended:
                mended["clipped"] = 1
            else:
                fault = next(words for kind, words in FAULTS.items() if isinstance(error, kind))
                raise DamagedTrack(name=name, track=track, fault=Sentence(fault)) from None


def _by_mido(body: bytes, *, clip: bool) -> Any:
    """Return the messages of a track: one track a file, so that no fault spreads to the next."""
    file = io.BytesIO(ONE_TRACK + struct.pack(">I", len(body)) + body)
    return mido.MidiFile(file=file, clip=clip).tracks[0]


def _without_odd_keys(body: bytes) -> tuple[bytes, int]:
    """Return the track with key signatures that name no key blanked, and how many they were."""
    count = 0

    def mended(found: re.Match[bytes]) -> bytes:
        nonlocal count
        sharps = int.from_bytes(found[1], "big", signed=True)
        if abs(sharps) <= MOST_SHARPS and found[2] in {b"\x00", b"\x01"}:
            return found[0]
        count += 1
        return NO_KEY

    return KEY_SIGNATURE.sub(mended, body), count
