"""From the figures to one sentence.

Outcomes: `beats`, `ties` and `worse` (against the better rival that learns nothing, p < 0.05 in an
exact test on the pictures that only one of the two got right), `too_little_data` (fewer than 50
pictures to judge by), `not_judged` (stopped before).
"""

from __future__ import annotations

from collections.abc import Mapping

from core.metrics.wording import p_value, percent, whole
from core.recipes.images.result import Judged, Verdict
from core.words import N_, Sentence

LEVEL = 0.05
FEWEST = 50
RIVALS: Mapping[str, str] = {
    "nearest": N_("the most alike picture"),
    "majority": N_("the commonest class"),
}
SENTENCES: Mapping[str, str] = {
    "beats": N_("{accuracy} right, more than the {rival_accuracy} of {rival}"),
    "ties": N_("{accuracy} right, no better shown than {rival} with {rival_accuracy}"),
    "worse": N_("{accuracy} right, fewer than the {rival_accuracy} of {rival}"),
    "too_little_data": N_("{accuracy} right, of too few pictures to judge by"),
}


def not_judged() -> Verdict:
    """Return the verdict on a training that was stopped before it was judged."""
    return Verdict(
        "not_judged",
        Sentence(N_("Stopped before it was judged")),
        Sentence(N_("What it had learnt by then can be tried below.")),
    )


def verdict_on(judged: Judged) -> Verdict:
    """Return the verdict on a model."""
    count = len(judged.said)
    facts = {
        "accuracy": percent(judged.accuracy),
        "rival": Sentence(RIVALS[judged.rival]),
        "rival_accuracy": percent(judged.rival_accuracy),
    }
    how = Sentence(
        N_("{count} pictures that it never saw · interval at 95% {low} to {high} · {p}"),
        {
            "count": whole(count),
            "low": percent(judged.low),
            "high": percent(judged.high),
            "p": p_value(judged.p),
        },
    )
    outcome = outcome_of(judged)
    return Verdict(outcome, Sentence(SENTENCES[outcome], facts), how)


def outcome_of(judged: Judged) -> str:
    """Return one of the outcomes."""
    if len(judged.said) < FEWEST:
        return "too_little_data"
    if judged.p >= LEVEL:
        return "ties"
    return "beats" if judged.same_accuracy > judged.rival_accuracy else "worse"
