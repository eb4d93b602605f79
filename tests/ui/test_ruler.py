"""The ruler: what it says follows from the numbers, and what it is told cannot break out of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from ui.ruler import Heading, Score, ruler_html, side

HEADING = Heading("Model", "worse", "better than HAR", "Error")
values = st.floats(min_value=-5, max_value=5)


class Tags(HTMLParser):
    """The tags of a page, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_side_follows_from_the_interval() -> None:
    assert side(Score("a", 0.1, "", low=0.05, high=0.2), 0.0) == "better"
    assert side(Score("a", 0.1, "", low=-0.05, high=0.2), 0.0) == "level"
    assert side(Score("a", -0.1, "", low=-0.2, high=-0.05), 0.0) == "worse"
    assert side(Score("a", 0.0, "", reference=True), 0.0) == "reference"
    assert side(Score("a", 0.1, ""), 0.3) == "worse"


@given(st.lists(values, min_size=1, max_size=7), values)
def test_every_mark_lies_on_the_track(points: list[float], line: float) -> None:
    scores = [Score(f"m{i}", v, f"{v:g}", v - 0.25, v + 0.5, (v,)) for i, v in enumerate(points)]
    page = ruler_html(scores, HEADING, line=line)
    places = [float(place) for place in re.findall(r"left:([-\d.]+)%", page)]
    assert len(places) == 4 * len(scores)
    assert all(0 <= place <= 100 for place in places)


@given(values, values)
def test_further_right_is_better(one: float, other: float) -> None:
    scores = [Score("one", one, ""), Score("other", other, "")]
    page = ruler_html(scores, HEADING, line=0.0)
    first, second = (float(p) for p in re.findall(r"class='dot' style='left:([-\d.]+)%", page))
    assert (first >= second) == (one >= other) or abs(one - other) < 1e-3


def test_words_are_escaped_and_tracks_are_labelled() -> None:
    name = "<script>alert(1)</script>'\" onload='x"
    tags = Tags(
        ruler_html([Score(name, 0.1, "+10%"), Score("HAR", 0, "0", reference=True)], HEADING)
    )
    assert {tag for tag, _ in tags.seen} <= {
        *("table", "thead", "tbody", "tr", "th", "td", "div", "i", "span")
    }
    labels = [a["aria-label"] for tag, a in tags.seen if a.get("role") == "img"]
    assert len(labels) == 2
    assert name in str(labels[0])
    assert not any("onload" in a for _, a in tags.seen)
