"""How good the music is, beside the piece: how like real music, and what it borrows from it.

The report and the rates of copying are those of the pieces that were made and judged when learning
ended, at temperature 1; what the piece on the screen borrows is counted once the corpus is at hand.
"""

from __future__ import annotations

import math

import streamlit as st

from core.metrics.copying import RUN_LENGTHS, Citation, Copies
from core.metrics.music_report import Judged, MusicReport
from core.recipes.music.result import Copying, Result
from core.recipes.music.studio import Made, Studio
from ui.gauge import Dial, Pointer, gauge
from ui.i18n import NOTHING, _, language, percent, say, span, whole
from ui.later import when_ready
from ui.music_borrowed import show_passages
from ui.music_corpus import copies_of, learnt_from
from ui.music_play import Playing
from ui.music_words import borrowing_title, likeness_title, longest_line, share_said

COMPARED = (
    *("chord_types", "vertical_intervals", "melodic_intervals", "dissonance"),
    *("scale_consistency", "polyphony", "durations", "onset_positions"),
)
ENDS_OFFERED = (0.02, 0.05, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def show_judgement(playing: Playing, result: Result) -> None:
    """Draw the two columns."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        show_likeness(result.report)
    with right:
        when_ready(
            learnt_from(playing.studio),
            lambda studio: _borrowing(studio, playing.made, result.copying),
            _("It is compared with everything that was learnt …"),
            key="music-borrowing-error",
        )


def show_likeness(report: MusicReport | None) -> None:
    """Draw every statistic between shuffled and real music."""
    if report is None:
        title = _("Not held against real music")
        why = _("Nothing was held out, or learning was stopped before its music was judged.")
        st.markdown(f"### {title}\n:gray[{why}]", anchors=False)
        return
    st.markdown(f"### {likeness_title(report)}", anchors=False)
    dial = Dial(
        name=_("What is compared"), ends=(_("shuffled"), _("real")), columns=(_("Gap closed"),)
    )
    gauge(likeness_rows(report), dial)


def likeness_rows(report: MusicReport) -> list[Pointer]:
    """Return the rows of the report, the best learnt first, those without a gap last."""
    rows = [row for row in report.rows if row.name in COMPARED]
    ranked = sorted(
        rows, key=lambda row: -math.inf if row.gap_closed is None else row.gap_closed, reverse=True
    )
    return [_compared(row) for row in ranked]


def _compared(row: Judged) -> Pointer:
    name = _(row.label)
    if row.unscaled is not None:
        return Pointer(name, (NOTHING,), say(row.unscaled))
    closed = _closed(row.gap_closed)
    spoken = _("{name}: {share} of the gap closed").format(name=name, share=closed)
    if row.low is not None and row.high is not None and row.high >= 0:
        interval = span(_closed(row.low), _closed(row.high))
        spoken = _("{sentence}, {range}").format(sentence=spoken, range=interval)
    return Pointer(name, (closed,), spoken, row.gap_closed, row.low, row.high)


def _closed(share: float | None) -> str:
    """Say how much of a gap is closed; how far beyond shuffled music it went means nothing."""
    return _("below 0%") if share is not None and share < 0 else percent(share, 0)


def _borrowing(studio: Studio, made: Made, copying: Copying | None) -> None:
    copies = copies_of(studio, made)
    st.markdown(f"### {borrowing_title(copying, copies.longest_notes)}", anchors=False)
    rows = borrowing_rows(copies, copying)
    high = _end_of(rows)
    dial = Dial(
        name=_("In any key"),
        ends=(percent(0.0, 0), percent(high, 0)),
        columns=(_("Here"), _("Real")),
        marks=("dot", "ring"),
        high=high,
    )
    gauge(rows, dial)
    _longest(studio, made, copies.longest)


def borrowing_rows(copies: Copies, copying: Copying | None) -> list[Pointer]:
    """Return what a piece borrows beside what real music does, by the length of the runs."""
    real = {} if copying is None else {rate.notes: rate.held_out for rate in copying.rates}
    return [_borrowed(n, copies.runs[n].share, real.get(n)) for n in RUN_LENGTHS]


def _borrowed(notes: int, here: float | None, real: float | None) -> Pointer:
    name = _("{count} notes alike").format(count=whole(notes))
    spoken = _("{name}: {here} here, {real} among real pieces").format(
        name=name, here=share_said(here), real=share_said(real)
    )
    return Pointer(name, (share_said(here), share_said(real)), spoken, value=here, ring=real)


def _end_of(rows: list[Pointer]) -> float:
    """Return a round share that no mark lies beyond."""
    most = max((one for row in rows for one in (row.value, row.ring) if one is not None), default=0)
    return next(end for end in ENDS_OFFERED if end >= most)


def _longest(studio: Studio, made: Made, citation: Citation | None) -> None:
    st.markdown(longest_line(citation))
    if citation is not None:
        show_passages(studio, made, citation, language())
