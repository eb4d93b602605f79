"""The gauge: marks where the numbers are, a reason where there is none, nothing breaks out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.test_ruler import Tags
from ui.gauge import BEYOND, Dial, Pointer, gauge_html

DIAL = Dial(name="What", ends=("shuffled", "real"), columns=("Gap closed",))
values = st.floats(min_value=-5, max_value=5)


def places(page: str) -> list[float]:
    return [float(place) for place in re.findall(r"left:([-\d.]+)%", page)]


@given(values, values, values, st.floats(min_value=0.1, max_value=4))
def test_no_mark_lies_far_beyond_an_end(value: float, low: float, ring: float, wide: float) -> None:
    row = Pointer("a", ("1",), "said", value, low, low + wide, ring)
    page = gauge_html([row], DIAL)
    found = places(page)
    assert len(found) == 3
    assert all(-100 * BEYOND <= place <= 100 * (1 + BEYOND) for place in found)
    (length,) = (float(width) for width in re.findall(r"width:([-\d.]+)%", page))
    assert 0 <= length <= 100 * (1 + 2 * BEYOND)


@given(st.floats(min_value=0, max_value=8), st.floats(min_value=0, max_value=8))
def test_within_the_scale_a_mark_lies_where_its_number_is(value: float, ring: float) -> None:
    dial = Dial("a", ("0%", "8%"), ("Here", "Real"), ("dot", "ring"), high=8.0)
    page = gauge_html([Pointer("a", ("x", "y"), "said", value, ring=ring)], dial)
    dot, other = places(page)
    assert abs(dot - 12.5 * value) < 0.01
    assert abs(other - 12.5 * ring) < 0.01


def test_a_row_without_a_value_says_why() -> None:
    page = gauge_html([Pointer("a", ("—",), "Nothing of the kind was found")], DIAL)
    assert "<td class='reason'>Nothing of the kind was found</td>" in page
    assert "track" not in page


def test_words_are_escaped_and_tracks_are_labelled() -> None:
    bad = "<script>alert(1)</script>'\" onload='x"
    rows = [Pointer(bad, (bad,), bad, 0.5), Pointer(bad, (bad,), bad)]
    dial = Dial(bad, (bad, bad), (bad,))
    tags = Tags(gauge_html(rows, dial))
    assert "script" not in {tag for tag, _ in tags.seen}
    assert [a["aria-label"] for _, a in tags.seen if a.get("role") == "img"] == [bad]
    assert not any("onload" in a for _, a in tags.seen)
