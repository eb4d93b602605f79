"""From evidence to an outcome and the sentence that says it; no arrays, no tests, no randomness.

Conventions: skill is the share of the reference's loss that is gone. The sentence names the number
and the rival and has at most 75 characters in English; where it would be longer, it says less.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.metrics import wording
from core.words import N_, Sentence

SIGNIFICANT = 0.05
WORTH = 0.01  # a skill below one per cent is not worth a model
FEWEST_ORIGINS = 100
FEWEST_INDEPENDENT = 30
LONGEST_SENTENCE = 75


@dataclass(frozen=True)
class SeedEvidence:
    """One seed: its skill and test against the reference, and how it stands among baselines.

    Attributes
    ----------
    in_mcs : bool or None
        Whether it is in the 90 % model confidence set; None where the rest has decided already.
    below_all : bool
        Whether its loss is smaller than that of every baseline.
    """

    skill: float
    dm_p: float
    in_mcs: bool | None
    below_all: bool

    @property
    def wins(self) -> bool:
        """Whether the seed passes everything that is asked of it."""
        better = self.dm_p < SIGNIFICANT and self.skill >= WORTH
        return better and self.below_all and self.in_mcs is True

    @property
    def loses(self) -> bool:
        """Whether the seed is significantly worse than the reference."""
        return self.dm_p < SIGNIFICANT and self.skill < 0


@dataclass(frozen=True)
class Evidence:
    """All that a verdict may know.

    Attributes
    ----------
    model, reference, rival : str
        The row that is judged, the baseline it is tested against, and the best baseline.
    quantity, daily : str, bool
        What is predicted, and whether a step is a day.
    origins, horizon : int
        Origins scored, and steps ahead.
    skill, low, high : float
        The model's skill over the reference, with its 95 % interval.
    dm_p : float
        Diebold and Mariano's p for the model against the reference.
    smallest_seen : float
        The skill that would have been found four times in five.
    seeds : tuple of SeedEvidence
        At least one.
    tried : int
        Configurations tried on this data, this one included.
    spa_p : float or None
        Hansen's p over all that were tried; None where their losses are not known any more.
    """

    model: str
    reference: str
    rival: str
    quantity: str
    daily: bool
    origins: int
    horizon: int
    skill: float
    low: float
    high: float
    dm_p: float
    smallest_seen: float
    seeds: tuple[SeedEvidence, ...]
    tried: int = 1
    spa_p: float | None = None

    @property
    def needed(self) -> int:
        """The fewest origins that a verdict can rest on."""
        return max(FEWEST_ORIGINS, FEWEST_INDEPENDENT * self.horizon)

    @property
    def picked_p(self) -> float:
        """The p after allowing for the choice among tries: SPA, else Bonferroni's bound."""
        return min(1.0, self.dm_p * self.tried) if self.spa_p is None else self.spa_p

    @property
    def num_wins(self) -> int:
        """Seeds that pass everything."""
        return sum(seed.wins for seed in self.seeds)

    @property
    def num_losses(self) -> int:
        """Seeds that are significantly worse than the reference."""
        return sum(seed.loses for seed in self.seeds)


@dataclass(frozen=True)
class Verdict:
    """An outcome (beats, ties, worse, too_little_data), and how it is said and known."""

    outcome: str
    model: str
    reference: str
    sentence: Sentence
    how: Sentence


def verdict(evidence: Evidence) -> Verdict:
    """Return what the evidence allows to be said, and no more."""
    outcome = _outcome(evidence)
    sentence, how = {
        "too_little_data": _too_little,
        "beats": _beats,
        "worse": _worse,
        "ties": _ties,
    }[outcome](evidence)
    return Verdict(outcome, evidence.model, evidence.reference, sentence, how)


def _outcome(evidence: Evidence) -> str:
    most = len(evidence.seeds) / 2
    if evidence.origins < evidence.needed:
        return "too_little_data"
    itself = evidence.dm_p < SIGNIFICANT and evidence.skill >= WORTH
    real = evidence.tried <= 1 or evidence.picked_p < SIGNIFICANT
    if evidence.num_wins > most and itself and real:
        return "beats"
    if evidence.num_losses > most and evidence.skill < 0:
        return "worse"
    return "ties"


def _facts(evidence: Evidence) -> dict[str, object]:
    seeds = evidence.seeds
    return {
        "subject": wording.subject(evidence.quantity, evidence.horizon, daily=evidence.daily),
        "rival": wording.rival(evidence.reference),
        "best": wording.rival(evidence.rival),
        "skill": wording.percent(evidence.skill),
        "size": wording.percent(abs(evidence.skill)),
        "low": wording.percent(evidence.low),
        "high": wording.percent(evidence.high),
        "smallest": wording.percent(evidence.smallest_seen),
        "p": wording.p_value(evidence.dm_p),
        "spa": wording.p_value(evidence.picked_p),
        "wins": evidence.num_wins,
        "losses": evidence.num_losses,
        "seeds": len(seeds),
        "origins": wording.origins(evidence.origins, daily=evidence.daily),
        "needed": wording.whole(evidence.needed),
        "tried": wording.counted(
            evidence.tried,
            N_("you have tried {count} setting on this data"),
            N_("you have tried {count} settings on this data"),
        ),
        "count": wording.whole(evidence.tried),
    }


def _said(evidence: Evidence, *templates: str) -> Sentence:
    """Return the first template that is short enough, with the facts it names; else the last."""
    facts = _facts(evidence)
    for template in templates:
        sentence = Sentence(template, {k: v for k, v in facts.items() if f"{{{k}}}" in template})
        if len(sentence.say()) <= LONGEST_SENTENCE:
            break
    return sentence


def _tested(evidence: Evidence) -> Sentence:
    if evidence.tried > 1:
        if evidence.spa_p is None:
            return _how(evidence, N_("Diebold–Mariano {p}, {spa} for the best of all · {tried}"))
        return _how(evidence, N_("Diebold–Mariano {p} · SPA {spa} · {tried}"))
    return _how(evidence, N_("Diebold–Mariano {p} · {tried}"))


def _how(evidence: Evidence, template: str) -> Sentence:
    facts = _facts(evidence)
    return Sentence(template, {k: v for k, v in facts.items() if f"{{{k}}}" in template})


def _beats(evidence: Evidence) -> tuple[Sentence, Sentence]:
    sentence = _said(
        evidence,
        N_("{subject} is predicted {size} better than {rival}, on {wins} of {seeds} seeds"),
        N_("{size} better than {rival}, on {wins} of {seeds} seeds"),
        N_("{size} better than the baseline, on {wins} of {seeds} seeds"),
    )
    return sentence, _tested(evidence)


def _worse(evidence: Evidence) -> tuple[Sentence, Sentence]:
    sentence = _said(
        evidence,
        N_("{subject} is predicted {size} worse than {rival}, on {losses} of {seeds} seeds"),
        N_("{size} worse than {rival}, on {losses} of {seeds} seeds"),
        N_("{size} worse than the baseline, on {losses} of {seeds} seeds"),
    )
    return sentence, _how(evidence, N_("Diebold–Mariano {p} · use {rival} instead"))


def _too_little(evidence: Evidence) -> tuple[Sentence, Sentence]:
    sentence = _said(evidence, N_("{origins} are left for testing; at least {needed} are needed"))
    return sentence, Sentence(N_("Add rows, or choose fewer steps ahead"))


def _ties(evidence: Evidence) -> tuple[Sentence, Sentence]:
    if evidence.smallest_seen == 0 and evidence.skill == 0:
        return _said(evidence, N_("The model says the same as {rival}")), _how(
            evidence, N_("It found nothing to add · {origins} · {tried}")
        )
    if evidence.dm_p >= SIGNIFICANT:
        seen = _how(
            evidence,
            N_(
                "Diebold–Mariano {p} · {origins} · "
                "a difference below {smallest} could not have been seen"
            ),
        )
        return _undecided(evidence), seen
    if evidence.skill >= 0 and evidence.num_wins <= len(evidence.seeds) / 2:
        return _not_enough(evidence), _tested(evidence)
    if 0 <= evidence.skill < WORTH:
        return _too_small(evidence), _tested(evidence)
    if evidence.skill >= WORTH:
        sentence = _said(
            evidence,
            N_("{size} better than {rival}, but as the best of {count} tries: may be luck"),
            N_("{size} better than {rival}; of {count} tries that may be luck"),
            N_("The best of {count} tries: {size} better may be luck"),
        )
        return sentence, _tested(evidence)
    sentence = _said(
        evidence,
        N_("Worse than {rival} by {size}, but on {losses} of {seeds} seeds only"),
        N_("Worse by {size}, but on {losses} of {seeds} seeds only"),
    )
    return sentence, _tested(evidence)


def _undecided(evidence: Evidence) -> Sentence:
    if evidence.skill < 0:
        return _said(
            evidence,
            N_("No difference from {rival} is shown: {size} worse, interval {low} to {high}"),
            N_("No difference is shown: {size} worse, interval {low} to {high}"),
        )
    return _said(
        evidence,
        N_("No difference from {rival} is shown: {size} better, interval {low} to {high}"),
        N_("No difference is shown: {size} better, interval {low} to {high}"),
    )


def _too_small(evidence: Evidence) -> Sentence:
    return _said(
        evidence,
        N_("Only {size} better than {rival}: real, but too little to matter"),
        N_("Only {size} better: real, but too little to matter"),
    )


def _not_enough(evidence: Evidence) -> Sentence:
    """Say what the seeds fail by: their size, another baseline, or their number."""
    if evidence.skill < WORTH:
        return _too_small(evidence)
    outdone = sum(not seed.below_all or seed.in_mcs is False for seed in evidence.seeds)
    if evidence.rival != evidence.reference and outdone >= len(evidence.seeds) / 2:
        return _said(
            evidence,
            N_("{size} better than {rival}, but not shown to be better than {best}"),
            N_("{size} better than {rival}, but not than the best baseline"),
            N_("{size} better, but not than the best baseline"),
        )
    return _said(
        evidence,
        N_("{size} better than {rival}, but on {wins} of {seeds} seeds only"),
        N_("{size} better, but on {wins} of {seeds} seeds only"),
    )
