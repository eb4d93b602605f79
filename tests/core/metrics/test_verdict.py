"""The verdict: every outcome, its sentence, and how rarely it errs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.metrics import wording
from core.metrics.significance import Contest, Evidence, SeedEvidence, Verdict, verdict, weigh
from core.metrics.verdict import LONGEST_SENTENCE

Floats = NDArray[np.float64]

GOOD = SeedEvidence(skill=0.09, dm_p=0.002, in_mcs=True, below_all=True)
LUCK = SeedEvidence(skill=0.03, dm_p=0.2, in_mcs=None, below_all=True)
OUTDONE = SeedEvidence(skill=0.09, dm_p=0.002, in_mcs=False, below_all=False)
BAD = SeedEvidence(skill=-0.07, dm_p=0.001, in_mcs=None, below_all=False)
BEATS = Evidence(
    model="lstm",
    reference="har",
    rival="har",
    quantity="volatility",
    daily=True,
    origins=1012,
    horizon=1,
    skill=0.089,
    low=0.05,
    high=0.13,
    dm_p=0.003,
    smallest_seen=0.02,
    seeds=(GOOD,) * 5,
)
TIES = replace(
    BEATS, skill=0.012, low=-0.008, high=0.031, dm_p=0.24, seeds=(LUCK, LUCK, GOOD, LUCK, LUCK)
)
WORSE = replace(BEATS, skill=-0.064, dm_p=0.001, seeds=(BAD,) * 5, reference="last", rival="last")


@pytest.mark.parametrize(
    ("evidence", "outcome", "sentence"),
    [
        (
            BEATS,
            "beats",
            "Tomorrow’s volatility is predicted 8.9% better than HAR, on 5 of 5 seeds",
        ),
        (replace(BEATS, seeds=(GOOD, GOOD, LUCK)), "beats", "2 of 3 seeds"),
        (replace(BEATS, seeds=(GOOD, LUCK)), "ties", "but on 1 of 2 seeds only"),
        (replace(BEATS, tried=7, spa_p=0.02), "beats", "8.9% better"),
        (replace(BEATS, tried=7, spa_p=0.2), "ties", "the best of 7 tries: may be luck"),
        (replace(BEATS, tried=30), "ties", "the best of 30 tries"),
        (replace(BEATS, tried=3), "beats", "8.9% better"),
        (
            replace(BEATS, rival="lhar", seeds=(OUTDONE,) * 3),
            "ties",
            "8.9% better than HAR, but not shown to be better than HAR with 13 features",
        ),
        (
            replace(BEATS, skill=0.004, seeds=(replace(GOOD, skill=0.004),) * 3),
            "ties",
            "Only 0.4% better than HAR: real, but too little to matter",
        ),
        (TIES, "ties", "No difference from HAR is shown: 1.2% better, interval −0.8% to 3.1%"),
        (replace(TIES, skill=-0.012), "ties", "No difference from HAR is shown: 1.2% worse"),
        (
            replace(TIES, skill=0.0, dm_p=1.0, smallest_seen=0.0, reference="zero"),
            "ties",
            "The model says the same as always zero",
        ),
        (WORSE, "worse", "6.4% worse than the last value, on 5 of 5 seeds"),
        (replace(WORSE, seeds=(BAD, LUCK, LUCK)), "ties", "but on 1 of 3 seeds only"),
        (
            replace(BEATS, origins=61),
            "too_little_data",
            "61 days are left for testing; at least 100 are needed",
        ),
        (
            replace(BEATS, origins=700, horizon=24, daily=False),
            "too_little_data",
            "700 steps are left for testing; at least 720 are needed",
        ),
        (replace(BEATS, skill=float("nan"), dm_p=1.0), "ties", "No difference from HAR"),
    ],
)
def test_table_of_outcomes(evidence: Evidence, outcome: str, sentence: str) -> None:
    found = verdict(evidence)
    assert found.outcome == outcome
    assert sentence in found.sentence.say()
    assert (found.model, found.reference) == (evidence.model, evidence.reference)


def test_how_it_is_known() -> None:
    assert verdict(BEATS).how.say() == (
        "Diebold–Mariano p = 0.003 · you have tried 1 setting on this data"
    )
    assert verdict(TIES).how.say() == (
        "Diebold–Mariano p = 0.24 · 1,012 days · a difference below 2.0% could not have been seen"
    )
    assert (
        "SPA p = 0.020 · you have tried 7" in verdict(replace(BEATS, tried=7, spa_p=0.02)).how.say()
    )
    assert "use the last value instead" in verdict(WORSE).how.say()
    assert verdict(replace(BEATS, origins=61)).how.say() == "Add rows, or choose fewer steps ahead"


SHARE = st.floats(-5, 1)
SEED = st.builds(
    SeedEvidence,
    skill=SHARE,
    dm_p=st.floats(0, 1),
    in_mcs=st.sampled_from([True, False, None]),
    below_all=st.booleans(),
)
EVIDENCE = st.builds(
    Evidence,
    model=st.just("lstm"),
    reference=st.sampled_from([*wording.RIVALS, "a baseline with a very long name of its own"]),
    rival=st.sampled_from(list(wording.RIVALS)),
    quantity=st.sampled_from(list(wording.SUBJECTS)),
    daily=st.booleans(),
    origins=st.integers(0, 100_000),
    horizon=st.integers(1, 720),
    skill=SHARE,
    low=SHARE,
    high=SHARE,
    dm_p=st.floats(0, 1),
    smallest_seen=st.floats(0, 3) | st.just(float("inf")),
    seeds=st.lists(SEED, min_size=1, max_size=10).map(tuple),
    tried=st.integers(1, 200),
    spa_p=st.floats(0, 1) | st.none(),
)


@given(EVIDENCE)
@settings(max_examples=300, deadline=None)
def test_every_verdict_can_be_said_and_is_short(evidence: Evidence) -> None:
    found = verdict(evidence)
    assert found.outcome in {"beats", "ties", "worse", "too_little_data"}
    assert "{" not in found.sentence.say() + found.how.say()
    assert len(found.sentence.say()) <= LONGEST_SENTENCE
    if found.outcome == "beats":
        assert evidence.skill >= 0.01
        assert evidence.dm_p < 0.05


def walk_contest(trial: int, rows: int = 260) -> Contest:
    """Return the contest of three seeds that learnt from noise against forecasting nothing."""
    random = np.random.default_rng(trial)
    returns = random.normal(0, 0.01, rows + 200)
    slope = float(returns[:199] @ returns[1:200] / (returns[:199] @ returns[:199]))
    past, actual = returns[199:-1], returns[200:]
    said = [slope * past + random.normal(0, 0.0003, rows) for _ in range(3)]
    return Contest(
        model="lstm",
        loss=(actual - np.mean(said, axis=0)) ** 2,
        seeds=tuple((actual - one) ** 2 for one in said),
        baselines={"zero": actual**2, "mean": (actual - returns[:200].mean()) ** 2},
        reference="zero",
        horizon=1,
        quantity="return",
        daily=True,
    )


def test_random_walks_are_not_beaten() -> None:
    outcomes = [verdict(weigh(walk_contest(trial))).outcome for trial in range(200)]
    assert outcomes.count("beats") <= 12
    assert outcomes.count("too_little_data") == 0


def contest(gain: float, rows: int = 700) -> Contest:
    random = np.random.default_rng(6)
    shared = random.chisquare(2, rows)
    seeds = tuple(shared * (1 - gain) + random.normal(0, 0.05, rows) for _ in range(3))
    return Contest(
        model="gru",
        loss=np.mean(seeds, axis=0),
        seeds=seeds,
        baselines={"har": shared, "last": shared * 1.4, "mean22": shared * 1.1},
        reference="har",
        horizon=3,
        quantity="volatility",
    )


def judged(given: Contest) -> Verdict:
    return verdict(weigh(given))


def test_what_is_real_is_seen() -> None:
    assert judged(contest(0.1)).outcome == "beats"
    assert judged(contest(-0.1)).outcome == "worse"
    assert judged(contest(0.0)).outcome == "ties"


def test_evidence_is_repeatable_and_counts_tries() -> None:
    given = contest(0.1)
    assert weigh(given) == weigh(given)
    earlier = (given.baselines["last"], given.baselines["mean22"])
    known = weigh(replace(given, earlier=earlier))
    assert known.tried == 3
    assert known.spa_p is not None
    assert known.spa_p < 0.05
    forgotten = weigh(replace(given, num_earlier=6))
    assert (forgotten.tried, forgotten.spa_p) == (7, None)
    assert "you have tried 7 settings" in verdict(forgotten).how.say()


def test_a_model_that_is_its_reference_ties() -> None:
    given = contest(0.1)
    same = replace(given, loss=given.baselines["har"], seeds=(given.baselines["har"],) * 3)
    assert judged(same).sentence.say() == "The model says the same as HAR"


def test_another_baseline_that_is_better_forbids_beats() -> None:
    given = contest(0.1)
    stronger = {**given.baselines, "lhar": given.baselines["har"] * 0.7}
    found = judged(replace(given, baselines=stronger))
    assert found.outcome == "ties"
    assert "HAR with 13 features" in found.sentence.say()
