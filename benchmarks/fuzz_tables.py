"""Mutated tables through the gate: nothing but our own errors, and none of them slow.

Run: `python -m benchmarks.fuzz_tables --count 100000 --seconds 600`. It prints how many were tried
and accepted and how long the slowest took, and fails on any other exception or on one slower than
`SLOWEST` seconds. The same seed tries the same tables.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

from core.errors import SeqLabError
from core.vectorizers.recognise import kind_of
from core.vectorizers.table import ReadOptions, read
from tests.table_forms import FORMS

SLOWEST = 2.0
PIECES: Sequence[bytes] = (
    *(b",", b";", b"\t", b"|", b'"', b"'", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\x1a", b" "),
    *(b"-", b"--", b"X0.00", b"1e999", b"-inf", b"nan", b"0", b"-1", b"99999999999999999999"),
    *(b"2024-02-30", b"1/1/1", b"108/13/01", b"24:61", b"9999-12-31", b"0000-00-00", b"1e-320"),
    *("＊年月民國".encode(), "日期".encode("cp950"), b"\xef\xbb\xbf", b"=1+1", b"Date", b"Close"),
    *(b"Open,High,Low,Close", b"sep=;\n", b"1_000", b"0x1F", "²١".encode(), b"-00:00", b"+99:99"),
)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return `data` after one to eight small accidents."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        data = chance.choice(ACCIDENTS)(data, chance)
    return data[:20_000]


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(PIECES) + data[at:]


def _replace_cell(data: bytes, chance: random.Random) -> bytes:
    cells = data.split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(PIECES)
    return b",".join(cells)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, stop = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[stop:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, stop = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:stop] + data[start:stop] + data[stop:]


def _swap_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _swap_marks(data: bytes, chance: random.Random) -> bytes:
    old, new = chance.sample((b",", b";", b"\t", b"|", b".", b"-", b"/", b":", b" "), 2)
    return data.replace(old, new)


def _splice(data: bytes, chance: random.Random) -> bytes:
    other = chance.choice(SEEDS)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]


ACCIDENTS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    *(_flip, _flip, _insert, _insert, _replace_cell, _replace_cell, _cut, _repeat),
    *(_swap_lines, _swap_marks, _splice),
)
SEEDS = [form.data[:1_500] for form in FORMS.values()]
OPTIONS = (ReadOptions(), ReadOptions(day_first="day"), ReadOptions(without=("order", "missing")))


def main(arguments: Sequence[str]) -> int:
    """Try mutated tables until the count or the time is reached; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    chance, codes, slowest, tried = random.Random(given.seed), Counter[str](), 0.0, 0  # noqa: S311
    end = time.monotonic() + given.seconds
    while tried < given.count and time.monotonic() < end:
        data = mutate(chance.choice(SEEDS), chance)
        started = time.perf_counter()
        try:
            kind_of(data, "mutant")
            read(data, "mutant", chance.choice(OPTIONS))
            codes["accepted"] += 1
        except SeqLabError as error:
            codes[error.code] += 1
        except BaseException:
            print(f"number {tried} broke it: {data!r}")
            raise
        slowest = max(slowest, time.perf_counter() - started)
        tried += 1
    print(f"{tried} tried, {codes['accepted']} accepted, slowest {slowest:.3f} s")
    print(", ".join(f"{code} {count}" for code, count in codes.most_common()))
    return int(slowest > SLOWEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
