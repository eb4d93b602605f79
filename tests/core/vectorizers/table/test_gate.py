"""What is refused by its bytes, and how; what is let out again."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.errors import SeqLabError
from core.vectorizers.table import LIMIT_MB, defused, read
from core.vectorizers.table.layout import MOST_COLUMNS, MOST_HEADER_KB
from tests.table_forms import FORMS


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", FORMS["iso"].data)
    return packed.getvalue()


CROSS = "name,price\n" + "".join(f"share {i},{i}.5\n" for i in range(37))
IRIS = "width,species\n" + "".join(f"{i}.5,{'abc'[i % 3]}\n" for i in range(37))
PANEL = "date,name,close\n" + "".join(
    f"2024-01-{day:02d},{name},{day}.5\n" for name in ("AAA", "BBB", "CCC") for day in range(1, 20)
)
REFUSED = {
    "nothing": (b"", errors.EmptyFile),
    "blank lines": (b"\n \n\n", errors.NotATable),
    "too large": (b"1,2\n" * (LIMIT_MB * 2**18 + 1), errors.TooLarge),
    "zip": (zipped(), errors.Archive),
    "gzip": (gzip.compress(FORMS["iso"].data), errors.Archive),
    "zeros": (b"a,b\n1,\x00\n", errors.NotATable),
    "binary": (bytes(range(256)) * 9, errors.NotATable),
    "a web page": (b"<!doctype html><p>1,2", errors.NotATable),
    "JSON": (b'{"stat": "OK", "data": [[1, 2]]}', errors.NotATable),
    "long header": (b"a" * (MOST_HEADER_KB * 1024 + 1) + b"\n1\n", errors.HeaderTooLong),
    "wide": (b",".join([b"1"] * (MOST_COLUMNS + 1)) + b"\n", errors.TooManyColumns),
    "words": (b"date,word\n2024-01-01,one\n2024-01-02,two\n", errors.NoNumbers),
    "cross-section": (CROSS.encode(), errors.CrossSection),
    "classes": (IRIS.encode(), errors.NoTimeColumn),
    "panel": (PANEL.encode(), errors.ManySeries),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_explained(name: str) -> None:
    data, error = REFUSED[name]
    with pytest.raises(error) as refused:
        read(data, name)
    assert all(part.say() for part in refused.value.explain())


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-1.5", "-1.5"),
        ("+0.5", "+0.5"),
        ("plain", "plain"),
        (-1.5, -1.5),
    ],
)
def test_formulas_are_defused(cell: object, safe: object) -> None:
    assert defused(cell) == safe


@given(st.data())
def test_accidents_meet_nothing_but_our_own_errors(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(sorted(FORMS)))
    seed = FORMS[form].data[:900]
    pieces = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(seed)), st.binary(max_size=4)), min_size=1, max_size=4
        )
    )
    for at, piece in pieces:
        seed = seed[:at] + piece + seed[at + len(piece) // 2 :]
    with suppress(SeqLabError):
        read(seed, form)


@given(st.text(alphabet="0123456789,;.-/: \n\"'年月XeE+", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(SeqLabError):
        read(text.encode(), "text")
