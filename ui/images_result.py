"""How good the maps of the picture are: the ruler of maps, and what hiding does to the answer.

Both can be asked of this picture, or of the first test pictures of the set; then a figure is a mean
with its interval, and a map beats the others only where the differences, picture by picture, do.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.figures.images import Course, draw_courses
from core.figures.style import CONFIG, Axes
from core.recipes.images import Opened
from core.recipes.images.believed import NAMES, Told, figure_said
from core.recipes.images.believing import (
    CENTRE,
    METHODS,
    RANDOM,
    Standing,
    Standings,
)
from ui.i18n import NOTHING, _, whole
from ui.images_asked import Judged, judged, judged_together, question_of
from ui.images_choice import Chosen, Looked
from ui.images_words import fall_title, maps_title, others_first
from ui.later import when_ready
from ui.plain import plain
from ui.theme import look

ON = "images-judged-on"
PICTURE, SET = "picture", "set"
ROOM = 0.06  # of the track, left free at both ends
HALF = 5  # the step at which half of the pixels are hidden
NAMES_ROOM = 128
CHART_HEIGHT = 252


@dataclass(frozen=True, eq=False)
class Asked:
    """What the two halves are about."""

    chosen: Chosen
    opened: Opened
    looked: Looked
    told: Told


@st.fragment
def show_judgement(asked: Asked) -> None:
    """Draw the ruler of maps and the curve of the answer side by side."""
    pictures = asked.chosen.pictures
    if pictures is not None and _choose_pictures() == SET:
        promise = judged_together(asked.opened, pictures)
        waiting = _("The maps of many pictures are made and judged …")
    else:
        promise = judged(question_of(asked.opened, asked.looked))
        waiting = _("The maps of this picture are being judged …")
    when_ready(promise, lambda found: _halves(asked, found), waiting, key="images-judged-error")


def _choose_pictures() -> str:
    words = {PICTURE: _("This picture"), SET: _("Test pictures")}
    return str(
        st.segmented_control(
            _("Maps are judged on"),
            list(words),
            format_func=words.__getitem__,
            default=PICTURE,
            required=True,
            key=ON,
            persist_state="session",
        )
    )


def _halves(asked: Asked, found: Judged) -> None:
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.markdown(f"### {maps_title(found.standings)}", anchors=False)
        st.html(maps_html(found.standings))
        st.caption(_how_judged(found.standings))
    with right:
        _curve(asked, found)


def _how_judged(standings: Standings) -> str:
    if standings.by_mask:
        figure = _("Hits: how well the map tells the thing’s pixels from the rest; 0.5 is chance.")
    else:
        figure = _("Effect: the answer with what it marks first, less the answer without it.")
    net = _("Random net: likeness to the map of a net that forgot; near 1 it shows the picture.")
    if standings.num_pictures == 1:
        return _(" ").join([figure, net])
    count = _("Means over {count} test pictures, with their intervals at 95%.")
    return _(" ").join([figure, net, count.format(count=whole(standings.num_pictures))])


@dataclass(frozen=True)
class Track:
    """The scale of the ruler; `line` is the better figure of chance and the middle.

    What lies less than `margin` below it is not worse.
    """

    low: float
    high: float
    line: float
    margin: float

    def place(self, value: float) -> float:
        """Return where a value lies, in percent of the track."""
        share = (value - self.low) / (self.high - self.low)
        return 100 * min(max(share, 0.0), 1.0)


def track_of(standings: Standings) -> Track:
    """Return the scale on which everything has room; that of hits ends where they are perfect."""
    values = [standings.random, standings.centre]
    values += [v for one in standings.maps for v in (one.value, one.low, one.high) if v is not None]
    low, high = min(values), max(values)
    if standings.by_mask:
        high = 1.0
    room = ROOM * (high - low) or 0.5
    return Track(low - room, high + room, standings.to_beat, standings.margin)


def maps_html(standings: Standings) -> str:
    """Return the ruler of maps as an HTML table, the best map first; every word is escaped."""
    track = track_of(standings)
    ends = (_("chance"), _("perfect")) if standings.by_mask else (_("nothing"), _("decides"))
    name, heads = _("Map"), (_("Hits") if standings.by_mask else _("Effect"), _("Random net"))
    rows = [(one.value, _row(one, track)) for one in standings.maps]
    rows += [
        (standings.centre, _reference(_("It is in the middle"), standings.centre, track)),
        (standings.random, _reference(_("A map of chance"), standings.random, track)),
    ]
    body = "".join(row for _value, row in sorted(rows, key=lambda one: -one[0]))
    numbers = "".join(f"<th scope='col' class='number'>{_safe(head)}</th>" for head in heads)
    head = (
        f"<th scope='col'>{_safe(name)}</th><th scope='col' class='ends' style='width:32%'>"
        f"<span>{_safe(ends[0])}</span><span>{_safe(ends[1])}</span></th>{numbers}"
    )
    return f"<table class='ruler'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(one: Standing, track: Track) -> str:
    side = "better" if one.beats else "worse" if _is_behind(one, track) else "level"
    title, value = _(METHODS[one.method].title), figure_said(one.value)
    spoken = {
        "better": _("{name}: {value}, better than chance and the middle"),
        "worse": _("{name}: {value}, worse than chance or the middle"),
        "level": _("{name}: {value}, no better than chance or the middle"),
    }[side].format(name=title, value=value)
    net = NOTHING if one.randomised is None else figure_said(one.randomised)
    numbers = (value, f"<b>{_safe(net)}</b>" if one.shows_the_picture else _safe(net))
    marks = _marks(track, one.value, one.low, one.high)
    return _line(side, title, f"aria-label='{_safe(spoken)}'>{marks}", numbers)


def _is_behind(one: Standing, track: Track) -> bool:
    return (one.value + track.margin if one.high is None else one.high) < track.line


def _reference(name: str, value: float, track: Track) -> str:
    said = figure_said(value)
    spoken = _("{name}: {value}, what everybody can do").format(name=name, value=said)
    drawn = f"aria-label='{_safe(spoken)}'>{_marks(track, value)}"
    return _line("reference", name, drawn, (said, NOTHING))


def _marks(track: Track, value: float, low: float | None = None, high: float | None = None) -> str:
    """Return the dashed line, the bar of an interval where there is one, and the dot."""
    marks = f"<i class='line' style='left:{track.place(track.line):.2f}%'></i>"
    if low is not None and high is not None:
        left, right = track.place(low), track.place(high)
        marks += f"<i class='bar' style='left:{left:.2f}%;width:{right - left:.2f}%'></i>"
    return marks + f"<i class='dot' style='left:{track.place(value):.2f}%'></i>"


def _line(side: str, name: str, drawn: str, numbers: Sequence[str]) -> str:
    cells = "".join(f"<td class='number'>{number}</td>" for number in numbers)
    track = f"<div class='track' role='img' {drawn}</div>"
    return f"<tr class='{side}'><th scope='row'>{_safe(name)}</th><td>{track}</td>{cells}</tr>"


def _safe(text: str) -> str:
    return html.escape(text, quote=True)


def _curve(asked: Asked, found: Judged) -> None:
    standings = found.standings
    best = next(iter(standings.believable), standings.maps[0])
    falls = {name: one.fall.mean(axis=1) for name, one in found.evidence.items()}
    half = {name: float(fall[HALF]) for name, fall in falls.items()}
    answer = _("the answer") if standings.num_pictures > 1 else asked.told.answer
    title = fall_title(answer, half[best.method], half[RANDOM])
    st.markdown(f"### {plain(title)}", anchors=False)
    other = others_first(standings, best)
    courses = [Course(_(NAMES[best.method]), falls[best.method], 0)]
    if other is not None:
        courses.append(Course(_(NAMES[other.method]), falls[other.method], 1))
    courses += [
        Course(_("the middle"), falls[CENTRE], None),
        Course(_("chance"), falls[RANDOM], None),
    ]
    axes = Axes(
        x=_("Pixels out of focus, %"),
        y=_("Probability of {answer}, %").format(answer=html.escape(answer)),
        height=CHART_HEIGHT,
        right=NAMES_ROOM,
    )
    figure = draw_courses(courses, axes, look())
    st.plotly_chart(figure, theme=None, config=CONFIG, key="images-fall", alt=title)
    st.caption(_areas(found, best))


def _areas(found: Judged, best: Standing) -> str:
    """Say the areas under the curve that falls and the one that rises, beside the middle's."""

    def said(values: np.ndarray) -> str:
        return figure_said(float(values.mean()))

    ours, middle = found.evidence[best.method], found.evidence[CENTRE]
    words = _(
        "Area under it: {deletion}, the middle {centre_deletion}; small is good. With what {map}"
        " marks put back first: {insertion}, the middle {centre_insertion}; large is good."
    )
    return words.format(
        map=_(NAMES[best.method]),
        deletion=said(ours.deletion),
        insertion=said(ours.insertion),
        centre_deletion=said(middle.deletion),
        centre_insertion=said(middle.insertion),
    )
