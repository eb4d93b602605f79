"""Mutated MIDI files through the gate: nothing but our own errors, in little time and memory.

Run: `python -m benchmarks.fuzz_midi --count 100000 --seconds 3600`. It prints how many were tried
and accepted, how long the slowest took and the most memory that the process had, and fails on any
other exception, on one slower than `SLOWEST` seconds or on more than `MOST_MB`. What is accepted is
written and read again, and must be the same notes. The same seed tries the same files.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

from core.errors import SeqLabError
from core.vectorizers.midi import events, read, write
from core.vectorizers.recognise import kind_of
from tests.cases import cases
from tests.core.vectorizers.midi.forms import END, FORMS, midi, note, sounding

SLOWEST, MOST_MB = 3.0, 300
LONGEST_SEED = 6_000  # bytes; a longer case stands in for itself by its beginning
EVERY = 20  # of what is accepted one in so many is written and read again
PIECES: Sequence[bytes] = (
    *(b"MThd", b"MTrk", b"RIFF", b"RMID", b"data", END, b"\xff\x2f\x00", b"\x00", b"\xff", b"\x7f"),
    *(
        b"\x80",
        b"\xf0",
        b"\xf7",
        b"\xf4",
        b"\xf8",
        b"\x90\x3c\x40",
        b"\x80\x3c\x40",
        b"\x90\x3c\x00",
    ),
    *(b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff\x7f", b"\xff" * 300, b"\xff\x51\x03\x00\x00\x00"),
    *(
        b"\xff\x51\x03\xff\xff\xff",
        b"\xff\x51\x00",
        b"\xff\x59\x02\x09\x00",
        b"\xff\x58\x04\x00\xff",
    ),
    *(b"\xff\x54\x05\xff", b"\xff\x00\x01", b"\xff\x20\x00", b"\xff\x08\x02ab", b"\xb0\x40\x7f"),
    *(b"\xc0\x05", b"\xe0\x00\x00", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x06"),
)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return `data` after one to eight small accidents."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        data = chance.choice(ACCIDENTS)(data, chance)
    return data[:40_000]


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(PIECES) + data[at:]


def _replace(data: bytes, chance: random.Random) -> bytes:
    at, piece = chance.randrange(len(data) + 1), chance.choice(PIECES)
    return data[:at] + piece + data[at + len(piece) :]


def _in_the_head(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(30)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, stop = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[stop:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, stop = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:stop] + data[start:stop] + data[stop:]


def _splice(data: bytes, chance: random.Random) -> bytes:
    other = chance.choice(SEEDS)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]


def _fitted(data: bytes, _: random.Random) -> bytes:
    """Return the file with its last track as long as it says, so that its messages are reached."""
    at = data.rfind(b"MTrk")
    body = data[at + 8 :]
    return data if at < 0 else data[: at + 4] + len(body).to_bytes(4, "big") + body


ACCIDENTS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    *(_flip, _flip, _insert, _insert, _replace, _replace, _in_the_head, _cut, _repeat, _splice),
    *(_fitted, _fitted, _fitted, _fitted),
)
MADE = midi(
    *(b"".join(note(pitch, 24, channel) for pitch in range(40, 90)) for channel in range(12))
)
SEEDS = [*FORMS.values(), MADE, *(path.read_bytes()[:LONGEST_SEED] for path in cases("midi"))]
SEEDS = [seed for seed in SEEDS if seed]


def tried(data: bytes, *, again: bool) -> str:
    """Return what became of a file: "accepted" or the code of the error.

    Raises
    ------
    AssertionError
        If other notes come back than were written.
    """
    try:
        kind_of(data, "mutant")
        if again:
            events(data, "mutant", 50)
        score = read(data, "mutant").score
    except SeqLabError as error:
        return error.code
    if again and sounding(read(write(score), "again").score) != sounding(score):
        raise AssertionError("other notes came back")
    return "accepted"


def main(arguments: Sequence[str]) -> int:
    """Try mutated files until the count or the time is reached; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    chance, codes, slowest, count = random.Random(given.seed), Counter[str](), 0.0, 0  # noqa: S311
    began = time.monotonic()
    while count < given.count and time.monotonic() < began + given.seconds:
        data = mutate(chance.choice(SEEDS), chance)
        started = time.perf_counter()
        try:
            codes[tried(data, again=count % EVERY == 0)] += 1
        except BaseException:
            print(f"number {count} broke it: {data!r}")
            raise
        slowest = max(slowest, time.perf_counter() - started)
        count += 1
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kibibytes on Linux
    took = time.monotonic() - began
    print(f"{count} tried in {took:.0f} s, {codes['accepted']} accepted")
    print(
        f"slowest {slowest:.3f} s (at most {SLOWEST}), memory {most_mb:.0f} MB (at most {MOST_MB})"
    )
    print(", ".join(f"{code} {number}" for code, number in codes.most_common()))
    return int(slowest > SLOWEST or most_mb > MOST_MB)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
