"""All forecasts on the same rows: scores, tests, intervals, and the verdict that follows from them.

Conventions: the loss of an origin is its squared error, meant over the steps ahead; origins with a
missing outcome are left out of every comparison alike. The model that is judged is the mean over
seeds of the best trunk; each seed must stand on its own in the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.metrics import forecast as measures
from core.metrics.bootstrap import block_length, skill_interval
from core.metrics.diebold_mariano import Comparison, compare
from core.metrics.model_sets import confidence_set
from core.metrics.significance import Contest, weigh
from core.metrics.verdict import Verdict, verdict
from core.recipes.forecast.opponents import best_reference
from core.recipes.forecast.planning import Plan
from core.recipes.forecast.result import Row
from core.recipes.forecast.walking import Walked


@dataclass(frozen=True)
class Entry:
    """A forecast that takes part: what it said, shape (N, H), and how long it took."""

    name: str
    kind: str
    seed: int | None
    said_NH: np.ndarray
    seconds: float


def enter(
    opponents: Mapping[str, tuple[np.ndarray, float]], walked: Sequence[Walked]
) -> list[Entry]:
    """Return everyone who takes part: baselines, each seed, the mean of each trunk's seeds."""
    entries = [
        Entry(name, "baseline", None, said, seconds) for name, (said, seconds) in opponents.items()
    ]
    for trunk in dict.fromkeys(one.trunk for one in walked):
        seeds = [one for one in walked if one.trunk == trunk]
        entries += [
            Entry(f"{trunk}/{one.seed}", "model", one.seed, one.predictions_NH, one.seconds)
            for one in seeds
        ]
        mean_NH = np.mean([one.predictions_NH for one in seeds], axis=0)
        entries.append(Entry(trunk, "ensemble", None, mean_NH, sum(one.seconds for one in seeds)))
    return entries


@dataclass(frozen=True)
class Standings:
    """Everyone's losses over the same origins, and who is the reference."""

    plan: Plan
    entries: tuple[Entry, ...]
    losses: Mapping[str, np.ndarray]
    reference: str
    kept: frozenset[str]

    def compared(self, name: str) -> Comparison:
        """Return the test of one entry against the reference."""
        difference_N = self.losses[self.reference] - self.losses[name]
        return compare(difference_N, self.plan.settings.horizon)

    def other_trunks(self, name: str) -> list[np.ndarray]:
        """Return the losses, each of shape (N,), of the trunks that were learnt beside `name`."""
        beside = [one for one in self.entries if one.kind == "ensemble" and one.name != name]
        return [self.losses[one.name] for one in beside]

    def skill(self, name: str) -> float:
        """Return the share of the reference's squared error that is gone."""
        return measures.skill(self.losses[name], self.losses[self.reference])


def hold(plan: Plan, entries: Sequence[Entry]) -> Standings:
    """Score everyone; the reference is the best of those the quantity names."""
    actual_NH = plan.actual_NH
    losses = {one.name: np.mean((one.said_NH - actual_NH) ** 2, axis=1) for one in entries}
    reference = best_reference(plan, {one.name: one.said_NH for one in entries})
    return Standings(plan, tuple(entries), losses, reference, _kept(plan, entries, losses))


def _kept(plan: Plan, entries: Sequence[Entry], losses: Mapping[str, np.ndarray]) -> frozenset[str]:
    """Return who is in the 90 % model confidence set: seeds one by one, against the baselines.

    All together, the mean of the seeds would push the seeds out that it is made of.
    """
    block = block_length(plan.settings.horizon)
    whole = {one.name: losses[one.name] for one in entries if one.kind != "model"}
    rivals = {one.name: losses[one.name] for one in entries if one.kind == "baseline"}
    kept = set(confidence_set(whole, block=block))
    for one in entries:
        if one.kind == "model":
            alone = rivals | {one.name: losses[one.name]}
            kept |= confidence_set(alone, block=block) & {one.name}
    return frozenset(kept)


def score(standings: Standings) -> tuple[Row, ...]:
    """Return the table of scores, in the order of the entries."""
    plan = standings.plan
    train = plan.series.target_T[: plan.folds[0].development.stop]
    scale = measures.mase_scale(train, plan.series.season)
    return tuple(_row(standings, one, scale) for one in standings.entries)


def _row(standings: Standings, one: Entry, scale: float) -> Row:
    actual_NH, is_reference = standings.plan.actual_NH, one.name == standings.reference
    reference_N = standings.losses[standings.reference]
    block = block_length(standings.plan.settings.horizon)
    low, high = skill_interval(standings.losses[one.name], reference_N, block)
    mase = measures.mase(actual_NH, one.said_NH, scale)
    return Row(
        name=one.name,
        kind=one.kind,
        seed=one.seed,
        rmse=measures.rmse(actual_NH, one.said_NH),
        mae=measures.mae(actual_NH, one.said_NH),
        mase=mase if np.isfinite(mase) else None,
        r2_vs_reference=standings.skill(one.name),
        skill_low=0.0 if is_reference else low,
        skill_high=0.0 if is_reference else high,
        dm_p=None if is_reference else standings.compared(one.name).p,
        in_mcs=one.name in standings.kept,
        seconds=one.seconds,
    )


def weigh_model(
    standings: Standings, model: str, earlier: Sequence[np.ndarray], num_earlier: int
) -> Verdict:
    """Return the verdict on one trunk, or on the best baseline where nothing has learnt yet.

    Parameters
    ----------
    model : str
        The entry that the sentence is about. Other trunks of the same job were tried as well, and
        count as such.
    earlier : sequence of numpy.ndarray, shape (N,)
        Losses of configurations that were tried before, as far as they are known.
    num_earlier : int
        How many were tried before.
    """
    plan = standings.plan
    others = standings.other_trunks(model)
    baselines = {
        one.name: standings.losses[one.name]
        for one in standings.entries
        if one.kind == "baseline" and one.name != model
    }
    seeds = tuple(
        standings.losses[one.name]
        for one in standings.entries
        if one.kind == "model" and one.name.startswith(f"{model}/")
    )
    contest = Contest(
        model=model,
        loss=standings.losses[model],
        seeds=seeds,
        baselines=baselines,
        reference=standings.reference,
        horizon=plan.settings.horizon,
        quantity=plan.series.quantity,
        daily=plan.series.daily,
        earlier=[*others, *earlier],
        num_earlier=len(others) + num_earlier,
    )
    return verdict(weigh(contest))
