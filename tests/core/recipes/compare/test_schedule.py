"""The same number of trials for all, then seed by seed; what has ended is not learnt again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.recipes.compare.schedule import TRIAL_SEED, Schedule
from core.recipes.compare.settings import RATES
from core.recipes.compare.units import Unit
from tests.core.recipes.compare.factories import SMALL, check, ended, schedule, scored

THREE = replace(SMALL, trunks=("rnn", "gru", "lstm"), rates=2, seeds=2)


def run_all(plan: Schedule, side_by_side: int = 2) -> list[Unit]:
    """Carry a schedule out without learning; return the units in the order they began."""
    begun: list[Unit] = []
    at_work: list[Unit] = []
    while not plan.over:
        while len(at_work) < side_by_side and (unit := plan.next_unit()) is not None:
            at_work.append(unit)
            begun.append(unit)
        unit = at_work.pop(0)
        plan.keep(unit, ended(0.5) if unit.stage == "try" else scored(0.5, unit.seed))
    assert plan.next_unit() is None
    return begun


def test_every_contender_has_as_many_trials_and_runs(tmp_path: Path) -> None:
    begun = run_all(schedule(THREE, tmp_path))
    assert len({unit.key for unit in begun}) == len(begun) == 3 * (2 + 2)
    for name in THREE.trunks:
        tried = [unit for unit in begun if unit.contender == name and unit.stage == "try"]
        assert [unit.rate for unit in tried] == list(RATES[:2])
        assert {unit.seed for unit in tried} == {TRIAL_SEED}
        assert {unit.amount for unit in tried} == {15}
    runs = [unit for unit in begun if unit.stage == "score"]
    assert [unit.seed for unit in runs] == sorted(unit.seed for unit in runs)
    assert {unit.amount for unit in runs} == {30}


def test_the_rate_that_did_best_on_validation_is_used(tmp_path: Path) -> None:
    plan = schedule(THREE, tmp_path)
    for name in THREE.trunks:
        for unit in plan.trials[name]:
            assert plan.rate_of(name) is None
            favoured = (name == "gru") == (unit.rate == RATES[1])
            plan.next_unit()
            plan.keep(unit, ended(0.9 if favoured else 0.4))
    assert [plan.rate_of(name) for name in THREE.trunks] == [RATES[0], RATES[1], RATES[0]]


def test_smaller_is_better_for_errors(tmp_path: Path) -> None:
    plan = schedule(replace(THREE, task="adding"), tmp_path)
    for unit, figure in zip(plan.trials["gru"], (0.2, 0.1), strict=True):
        plan.keep(unit, ended(figure))
    assert plan.rate_of("gru") == RATES[1]


def test_one_rate_needs_no_trial(tmp_path: Path) -> None:
    begun = run_all(schedule(replace(THREE, rates=1), tmp_path))
    assert {unit.stage for unit in begun} == {"score"}
    assert {unit.rate for unit in begun} == {RATES[0]}


def test_a_stopped_study_goes_on_with_what_has_not_ended(tmp_path: Path) -> None:
    first = schedule(THREE, tmp_path)
    done = [unit for unit in (first.next_unit() for _ in range(3)) if unit]
    for unit in done[:2]:
        first.keep(unit, ended(0.5))
    later = schedule(THREE, tmp_path)
    assert later.ended == first.ended
    begun = {unit.key for unit in run_all(later)}
    assert not begun & {unit.key for unit in done[:2]}
    assert done[2].key in begun
    assert schedule(THREE, tmp_path).over


def test_the_share_done_rises_to_one(tmp_path: Path) -> None:
    plan = schedule(THREE, tmp_path)
    shares = [plan.fraction]
    while (unit := plan.next_unit()) is not None:
        plan.hear(unit, check(7, 0.5))
        shares.append(plan.fraction)
        plan.keep(unit, ended(0.5))
        shares.append(plan.fraction)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
