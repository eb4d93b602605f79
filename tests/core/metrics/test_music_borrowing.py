"""Whether what was made borrows more than real music does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.metrics.copying import RUN_LENGTHS, CopyIndex
from core.metrics.music_borrowing import OUTCOMES, Rates, borrowing, copy_rates
from core.vectorizers.grid import Piece
from tests.core.metrics.music_pieces import piece_of, styled

TRAINED = [styled(seed) for seed in range(20)]
INDEX = CopyIndex.of(TRAINED)
HELD_OUT = [styled(seed) for seed in range(100, 125)]
RATES = copy_rates(INDEX, HELD_OUT)


def test_rates_are_the_runs_of_all_pieces() -> None:
    found = [INDEX.copied(piece) for piece in HELD_OUT]
    for length in RUN_LENGTHS:
        runs = RATES.runs(length)
        assert runs.copied == sum(one.runs[length].copied for one in found)
        assert runs.total == sum(one.runs[length].total for one in found)
    assert RATES.longest_notes == max(one.longest_notes for one in found)
    assert RATES.counts.shape == (25, 3, 2)


def test_stretches_hold_the_same_runs() -> None:
    cut = copy_rates(INDEX, HELD_OUT, stretch_notes=100)
    assert len(cut.counts) == 50
    np.testing.assert_array_equal(cut.counts.sum(axis=0), RATES.counts.sum(axis=0))
    assert cut.counts[0, 0, 1] == 100
    assert copy_rates(INDEX, [styled(1, 110)]).counts.shape[0] == 1
    assert copy_rates(INDEX, []).counts.shape == (0, 3, 2)


def test_intervals_hold_the_share() -> None:
    share = RATES.runs(8).share
    interval = RATES.interval(8)
    assert share is not None
    assert interval is not None
    assert interval[0] < share < interval[1]
    assert interval == RATES.interval(8)
    assert copy_rates(INDEX, HELD_OUT[:1]).interval(8) is None
    assert copy_rates(INDEX, [piece_of([]), piece_of([])]).interval(8) is None


def outcome(made: list[Piece], held_out: Rates = RATES) -> str:
    found = borrowing(copy_rates(INDEX, made), held_out)
    assert found.outcome in OUTCOMES
    return found.outcome


def test_real_music_borrows_no_more_than_real_music() -> None:
    found = []
    for first in range(1000, 1000 + 20 * 12, 12):
        rates = copy_rates(INDEX, [styled(seed) for seed in range(first, first + 12)])
        made, held_out = Rates(rates.counts[:4], 0), Rates(rates.counts[4:], 0)
        found.append(borrowing(made, held_out).outcome)
    assert set(found) <= {"no_more", "more"}
    assert stats.binom.sf(found.count("more") - 1, len(found), 0.05) > 0.01


def test_a_parrot_knows_by_heart() -> None:
    assert outcome(TRAINED[3:4]) == "by_heart"
    assert outcome(TRAINED[:10]) == "by_heart"
    nothing_aside = borrowing(copy_rates(INDEX, TRAINED[:2]), copy_rates(INDEX, []))
    assert (nothing_aside.outcome, nothing_aside.p) == ("by_heart", None)


def test_a_magpie_borrows_more() -> None:
    fresh, stolen = [styled(seed) for seed in range(300, 312)], TRAINED[:4]
    assert outcome([*fresh, *stolen]) == "more"


def test_little_data_is_said() -> None:
    few = copy_rates(INDEX, HELD_OUT[:3])
    assert outcome([styled(300)], few) == "too_little_data"
    assert outcome([styled(300)]) != "too_little_data"
    assert borrowing(copy_rates(INDEX, []), RATES).outcome == "too_little_data"


def test_what_repeats_itself_is_no_parrot() -> None:
    assert outcome(TRAINED[:10], copy_rates(INDEX, TRAINED[5:])) == "no_more"


def invented(random: np.random.Generator, count: int) -> Rates:
    """Return rates of pieces of one population, most of which copy nothing of 24 notes."""
    share = random.beta(2, 5, count)[:, None] * np.array([1, 0.2, 0.02])
    total = np.tile([280, 270, 260], (count, 1))
    return Rates(np.stack([random.binomial(total, share), total], axis=2), 30)


@pytest.mark.parametrize(("num_made", "num_held_out"), [(1, 47), (16, 47), (16, 9)])
def test_pieces_of_one_population_are_rarely_told_apart(num_made: int, num_held_out: int) -> None:
    random = np.random.default_rng(1)
    found = [
        borrowing(invented(random, num_made), invented(random, num_held_out)).outcome
        for _ in range(150)
    ]
    assert set(found) <= {"no_more", "more"}
    assert stats.binom.sf(found.count("more") - 1, 150, 0.05) > 0.01


def test_a_real_surplus_is_seen() -> None:
    random = np.random.default_rng(2)
    made, held_out = invented(random, 16), invented(random, 47)
    doubled = np.minimum(made.counts * np.array([2, 1]), made.counts[..., 1:])
    assert borrowing(Rates(doubled, 30), held_out).outcome == "more"
