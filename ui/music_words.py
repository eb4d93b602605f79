"""The words of made music on the screen: titles that are generated from the numbers alone.

Conventions: costs are nats a note; shares are from 0 to 1; None is what is not known. Every title
is said in the language of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from core.metrics.copying import Citation
from core.metrics.music_report import MusicReport
from core.recipes.music.result import Copying
from core.words import N_
from ui.i18n import NOTHING, _, counted, percent, whole
from ui.plain import plain

GROUPS: Mapping[str, tuple[str, ...]] = {
    "harmony": ("chord_types", "vertical_intervals", "dissonance", "triads"),
    "melody": ("melodic_intervals", "scale_consistency", "scale_degrees"),
    "rhythm": ("durations", "placed_durations", "onset_positions", "polyphony"),
}
ALIKE = 0.05  # groups whose gaps are closed within this of one another are learnt alike
VOICES: Mapping[str, str] = {
    name: name
    for name in (
        *(N_("Soprano"), N_("Alto"), N_("Tenor"), N_("Bass")),
        *(N_("Violin I"), N_("Violin II"), N_("Viola"), N_("Cello")),
    )
}


def voice_name(name: str) -> str:
    """Say the name of a track; one that is not a usual voice stays as its file has it."""
    return _(VOICES[name]) if name in VOICES else name


def share_said(share: float | None) -> str:
    """Say a share of a piece: 4.8%, and 0% for none at all."""
    is_whole = share is not None and round(share, 3) in (0, 1)
    return percent(share, 0 if is_whole else 1)


def nats_said(nats: float | None) -> str:
    """Say a cost: 1.99."""
    return NOTHING if nats is None else f"{nats:.2f}"


def length_in_bars(bars: int) -> str:
    """Say "12 bars"; 0 bars are a number of notes that stands elsewhere."""
    return counted(bars, N_("{count} bar"), N_("{count} bars")) if bars else _("By notes")


def bars_named(first: int, last: int) -> str:
    """Say "bar 9" or "bars 5–6"."""
    if first == last:
        return _("bar {bar}").format(bar=first)
    return _("bars {first}–{last}").format(first=first, last=last)


def likeness_title(report: MusicReport) -> str:
    """Say what is learnt best and what least."""
    gaps = {row.name: min(row.gap_closed, 1.0) for row in report.rows if row.gap_closed is not None}
    means = {
        group: float(np.mean([gaps[name] for name in names if name in gaps]))
        for group, names in GROUPS.items()
        if any(name in gaps for name in names)
    }
    if len(means) < 2:
        return _("How like real music it is")
    best, least = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    if means[best] <= 0:
        return _("No nearer to real music than shuffled notes are")
    if means[best] - means[least] < ALIKE:
        return _("Harmony, melody and rhythm are learnt alike")
    return _(BEST_AND_LEAST[best, least])


BEST_AND_LEAST: Mapping[tuple[str, str], str] = {
    ("harmony", "melody"): N_("Harmony is learnt best, melody least"),
    ("harmony", "rhythm"): N_("Harmony is learnt best, rhythm least"),
    ("melody", "harmony"): N_("Melody is learnt best, harmony least"),
    ("melody", "rhythm"): N_("Melody is learnt best, rhythm least"),
    ("rhythm", "harmony"): N_("Rhythm is learnt best, harmony least"),
    ("rhythm", "melody"): N_("Rhythm is learnt best, melody least"),
}


def borrowing_title(copying: Copying | None, longest: int | None) -> str:
    """Say whether it borrows more than real pieces do; `longest` is this piece's, in notes."""
    if copying is None:
        return _("What it borrows from the pieces it learnt")
    outcome = copying.outcome
    if outcome == "no_more" and longest is not None and longest > copying.longest_held_out:
        return _("This piece borrows a longer passage than any real one does")
    return _(BORROWING[outcome])


BORROWING: Mapping[str, str] = {
    "no_more": N_("It borrows no more than real pieces do"),
    "more": N_("It borrows more than real pieces do"),
    "by_heart": N_("It plays what it learnt by heart"),
    "too_little_data": N_("Too few pieces to tell what is borrowed"),
}


def longest_line(citation: Citation | None) -> str:
    """Say the longest match of a piece and where it comes from, as Markdown."""
    if citation is None:
        return _("No passage of this piece occurs in what was learnt.")
    here, source = citation.here, citation.source
    return _("Longest: **{notes}**, {here} here = {source}, {there}").format(
        notes=counted(citation.num_notes, N_("{count} note"), N_("{count} notes")),
        here=bars_named(here.first_bar, here.last_bar),
        source=plain(source.piece),
        there=bars_named(source.first_bar, source.last_bar),
    )


def trend(values: Sequence[float | None]) -> int:
    """Return 1 where values rise, -1 where they fall, 0 where they do neither.

    They rise where at least two thirds of their pairs do, over those that fall (Kendall's tau).
    """
    known = [value for value in values if value is not None]
    pairs = [np.sign(later - earlier) for earlier, later in combinations(known, 2)]
    if not pairs or sum(pairs) == 0:
        return 0
    tau = float(np.mean(pairs))
    return int(np.sign(tau)) if abs(tau) >= 2 / 3 - 1e-9 else 0


def strip_title(copied: Sequence[float | None], clash: Sequence[float | None]) -> str:
    """Say what more temperature does to these pieces; shares in the order of the temperatures."""
    return _(WARMER[trend(copied), trend(clash)])


WARMER: Mapping[tuple[int, int], str] = {
    (-1, 1): N_("Warmer copies less and clashes more"),
    (-1, 0): N_("Warmer copies less; clashes follow no order"),
    (-1, -1): N_("Warmer copies less and clashes less"),
    (0, 1): N_("Warmer clashes more; copying follows no order"),
    (0, 0): N_("Neither copying nor clashes follow the temperature here"),
    (0, -1): N_("Warmer clashes less; copying follows no order"),
    (1, 1): N_("Warmer copies more and clashes more"),
    (1, 0): N_("Warmer copies more; clashes follow no order"),
    (1, -1): N_("Warmer copies more and clashes less"),
}


def surprise_title(nats: np.ndarray, bars: np.ndarray) -> str:
    """Say which bar surprises most.

    Parameters
    ----------
    nats : numpy.ndarray, shape (N,)
        What each note cost; NaN for those that were given.
    bars : numpy.ndarray, shape (N,)
        The bar that each note begins in.
    """
    known = np.isfinite(nats)
    if not known.any():
        return _("No note of it was made by the model")
    means = {bar: float(nats[known & (bars == bar)].mean()) for bar in np.unique(bars[known])}
    most = max(means, key=means.__getitem__)
    if len(means) == 1:
        return _("{nats} nats a note").format(nats=nats_said(means[most]))
    return _("Bar {bar} surprises most: {nats} nats a note, {mean} on average").format(
        bar=whole(int(most)),
        nats=nats_said(means[most]),
        mean=nats_said(float(nats[known].mean())),
    )


def next_title(chances: np.ndarray, played: int, name: Mapping[int, str]) -> str:
    """Say what the model expected and what came; `chances` of shape (128,), at temperature 1."""
    likeliest = int(chances.argmax())
    came = percent(float(chances[played]), 0)
    if likeliest == played:
        return _("{came} came, the likeliest: {share}").format(came=name[played], share=came)
    return _("{expected} was likeliest, {most}; {came} came, {share}").format(
        expected=name[likeliest],
        most=percent(float(chances[likeliest]), 0),
        came=name[played],
        share=came,
    )


def reach_title(shares: np.ndarray) -> str:
    """Say how far back half of what mattered lies; `shares` of shape (N,), the oldest first."""
    from_last = np.cumsum(shares[::-1])
    if not len(from_last) or from_last[-1] <= 0:
        return _("Nothing before it mattered")
    half = int(np.searchsorted(from_last, from_last[-1] / 2)) + 1
    return counted(
        half,
        N_("Half of what mattered lies in the last note"),
        N_("Half of what mattered lies in the last {count} notes"),
    )


def candidates_title(nats: Sequence[float], marked: int) -> str:
    """Say how far the likeliest and the least likely lie apart, and how many are copied."""
    low, high = nats_said(min(nats)), nats_said(max(nats))
    template = _("From {low} to {high} nats a note, none copied")
    if marked:
        template = _("From {low} to {high} nats a note, {count} copied")
    return template.format(low=low, high=high, count=whole(marked))


def cost_title(ours: float | None, markov: float | None) -> str:
    """Say what a note costs the model and what it costs who counts pairs of notes."""
    if ours is None:
        return _("Nothing was held out to measure by")
    if markov is None:
        return _("{nats} nats a note").format(nats=nats_said(ours))
    if ours >= markov:
        return _("No better than counting: {nats} nats a note, order-2 Markov {markov}").format(
            nats=nats_said(ours), markov=nats_said(markov)
        )
    return _("{nats} nats a note; counting alone, as order-2 Markov does, {markov}").format(
        nats=nats_said(ours), markov=nats_said(markov)
    )
