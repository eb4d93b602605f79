"""The titles of made music say what the numbers say, and nothing else."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.copying import Citation, Passage
from core.metrics.music_report import Judged, MusicReport
from core.recipes.music.result import Copying
from tests.catalogue import asked
from ui.music_words import (
    BEST_AND_LEAST,
    GROUPS,
    bars_named,
    borrowing_title,
    candidates_title,
    cost_title,
    likeness_title,
    longest_line,
    next_title,
    reach_title,
    share_said,
    strip_title,
    surprise_title,
    trend,
)

numbers = st.lists(st.floats(min_value=-9, max_value=9), min_size=4, max_size=4)


def report(**gaps: float | None) -> MusicReport:
    rows = tuple(
        Judged(name, name, None, None, 0.1, 0.1, 0.2, gap, gap, gap) for name, gap in gaps.items()
    )
    return MusicReport(rows, 0.9, 0.8, 0.95, 16, 50)


@given(numbers)
def test_a_trend_turns_with_its_values(values: list[float]) -> None:
    assert trend(values[::-1]) == -trend(values)
    assert trend([-value for value in values]) == -trend(values)
    assert trend(sorted(values)) >= 0


def test_a_trend_needs_most_of_the_pairs() -> None:
    assert trend([0.9, 0.5, 0.3, 0.0]) == -1
    assert trend([5.1, 5.8, 6.4, 9.7]) == 1
    assert trend([1.0, 3.0, 2.0, 4.0]) == 1
    assert trend([2.0, 1.0, 4.0, 3.0]) == 0
    assert trend([0.0, 0.0, 0.0, 0.0]) == 0
    assert trend([None, 1.0, None, 2.0]) == 1
    assert trend([None, None, None, None]) == 0


def test_the_strip_says_only_what_its_figures_say() -> None:
    falls, rises = [0.9, 0.5, 0.3, 0.0], [5.1, 5.8, 6.4, 9.7]
    assert strip_title(falls, rises) == "Warmer copies less and clashes more"
    assert strip_title(rises, falls) == "Warmer copies more and clashes less"
    assert "copies" not in strip_title([0.0] * 4, rises)


def test_nothing_is_learnt_best_where_all_is_worse_than_shuffled() -> None:
    gaps = {GROUPS[group][0]: -0.44 - place for place, group in enumerate(GROUPS)}
    assert likeness_title(report(**gaps)) == "No nearer to real music than shuffled notes are"
    gaps[GROUPS["melody"][0]] = 0.1
    assert likeness_title(report(**gaps)).startswith("Melody is learnt best")


@given(st.sampled_from(sorted(BEST_AND_LEAST)), st.floats(min_value=0.06, max_value=0.4))
def test_best_and_least_are_named(pair: tuple[str, str], apart: float) -> None:
    best, least = pair
    gaps = {GROUPS[group][0]: 0.5 for group in GROUPS}
    gaps[GROUPS[best][0]] += apart
    gaps[GROUPS[least][0]] -= apart
    title = likeness_title(report(**gaps)).lower()
    assert title.startswith(best)
    assert title.endswith(f"{least} least")


def test_what_lies_close_together_is_learnt_alike() -> None:
    near = report(chord_types=1.3, melodic_intervals=0.97, durations=1.0)
    assert likeness_title(near) == "Harmony, melody and rhythm are learnt alike"
    alone = report(chord_types=0.9, melodic_intervals=None)
    assert likeness_title(alone) == "How like real music it is"


def copying(outcome: str, longest: int) -> Copying:
    return Copying(outcome, (), 12, longest)


def test_borrowing_is_the_models_unless_this_piece_goes_further() -> None:
    assert borrowing_title(copying("no_more", 20), 20) == "It borrows no more than real pieces do"
    assert "longer passage" in borrowing_title(copying("no_more", 20), 21)
    assert borrowing_title(copying("more", 20), 21) == "It borrows more than real pieces do"
    assert "heart" in borrowing_title(copying("by_heart", 20), 300)
    assert borrowing_title(None, 5) == "What it borrows from the pieces it learnt"


def test_the_longest_match_is_cited_and_names_cannot_break_out() -> None:
    here = Passage("", tuple(range(11)), 5, 6)
    source = Passage("[BWV](https://a.b) 269", tuple(range(11)), 9, 9)
    line = longest_line(Citation(here, source, 0, 0))
    assert line.startswith("Longest: **11 notes**, bars 5–6 here = ")
    assert line.endswith(" 269, bar 9")
    assert "](" not in line
    assert "No passage" in longest_line(None)
    assert bars_named(3, 3) == "bar 3"


@given(st.integers(0, 7), st.integers(0, 4))
def test_the_bar_that_costs_most_is_named(at: int, given_notes: int) -> None:
    bars = np.repeat(np.arange(1, 9), 5)
    nats = np.where(bars == at + 1, 3.0, 1.0)
    nats[:given_notes] = np.nan
    assert surprise_title(nats, bars).startswith(f"Bar {at + 1} surprises most: 3.00 nats")


def test_a_piece_that_was_given_whole_surprises_nowhere() -> None:
    assert "No note" in surprise_title(np.full(3, np.nan), np.ones(3, dtype=int))
    assert surprise_title(np.array([1.5, 2.5]), np.ones(2, dtype=int)) == "2.00 nats a note"


@given(st.lists(st.floats(min_value=0.01, max_value=1), min_size=2, max_size=40))
def test_half_of_what_mattered_lies_where_it_says(shares: list[float]) -> None:
    title = reach_title(np.array(shares))
    told = 1 if "the last note" in title else int(title.rsplit(" ", 2)[1])
    total = sum(shares)
    assert sum(shares[-told:]) >= total / 2 - 1e-9
    assert sum(shares[len(shares) - told + 1 :]) <= total / 2 + 1e-9


def test_nothing_before_it_is_said() -> None:
    assert reach_title(np.array([])) == reach_title(np.zeros(4)) == "Nothing before it mattered"


def test_what_came_and_what_was_likeliest() -> None:
    names = {60: "C4", 64: "E4"}
    chances = np.zeros(128)
    chances[[60, 64]] = 0.75, 0.25
    assert next_title(chances, 64, names) == "C4 was likeliest, 75%; E4 came, 25%"
    assert next_title(chances, 60, names) == "C4 came, the likeliest: 75%"


def test_costs_are_held_against_counting() -> None:
    assert (
        cost_title(1.81, 3.257) == "1.81 nats a note; counting alone, as order-2 Markov does, 3.26"
    )
    assert cost_title(3.5, 3.257).startswith("No better than counting")
    assert cost_title(None, None) == "Nothing was held out to measure by"
    assert cost_title(2.0, None) == "2.00 nats a note"


def test_one_thing_has_one_name() -> None:
    said = {
        text: place
        for text, place in asked().items()
        if place.startswith(("ui/music_", "core/recipes/music/", "core/cli/music/"))
    }
    assert any("order-2 Markov" in text for text in said)
    assert any("held out" in text for text in said)
    for text, place in said.items():
        assert "aside" not in text, place
        named = re.sub(r"[Oo]rder-2 Markov", "", text)
        assert "Markov" not in named, place


def test_candidates_are_counted() -> None:
    assert candidates_title([2.0, 1.5], 0) == "From 1.50 to 2.00 nats a note, none copied"
    assert candidates_title([2.0, 1.5], 2) == "From 1.50 to 2.00 nats a note, 2 copied"


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0%"), (0.0004, "0%"), (0.061, "6.1%"), (None, "—"), (1.0, "100%")]
)
def test_shares(share: float | None, said: str) -> None:
    assert share_said(share) == said
