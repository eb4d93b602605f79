"""What music is made of, as plain numbers, and how far two collections are apart."""

from __future__ import annotations

from typing import Any

from core.metrics.music import STATISTICS, Counts, count
from core.metrics.music_distance import distance
from core.recipes.music.corpus import Corpus
from core.recipes.music.planning import place_all


def statistics_of(corpus: Corpus, against: Corpus | None = None) -> dict[str, Any]:
    """Return the statistics of a collection, and its distance from another.

    A histogram is given as shares of 1, a figure as a number; distances are Jensen–Shannon
    divergences in bits, or differences of figures.
    """
    counts = count(place_all(corpus))
    told: dict[str, Any] = {"notes": corpus.num_notes}
    for name, statistic in STATISTICS.items():
        told[name] = counts.figure(name) if statistic.bins is None else _shares(counts, name)
    told["vertical_interval_sizes"] = told["vertical_intervals"]
    told["vertical_intervals"] = _classes(counts)
    told["divergence"] = None if against is None else _apart(counts, count(place_all(against)))
    return told


def _shares(counts: Counts, name: str) -> list[float] | dict[str, float]:
    """Return a short histogram as a list, a long one as the bins that are there."""
    shares = counts.shares(name)
    if len(shares) <= 128:
        return [float(share) for share in shares]
    return {str(place): float(share) for place, share in enumerate(shares) if share > 0}


def _classes(counts: Counts) -> list[float]:
    """Return vertical intervals folded into one octave, twelve shares."""
    folded = [0.0] * 12
    for semitones, share in enumerate(counts.shares("vertical_intervals")):
        folded[semitones % 12] += float(share)
    return folded


def _apart(counts: Counts, other: Counts) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name in STATISTICS:
        value = float(distance(name, counts.pooled(name)[None], other.pooled(name))[0])
        found[name] = value if value == value else None
    return found
