"""From rows and pairs to one sentence.

Outcomes: `apart` (some contenders solve the task with every seed, others do not), `all` (every one
solves it with every seed), `mixed` (one or more solve it, none with every seed), `none` (nobody
solves it with any seed); for tasks without a line `best` (one is better than every other),
`together` (one is better than some, and no difference is shown between it and the rest), `tie` (no
difference is shown between any two); `alone` (there is one contender only) and `unfinished`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.metrics.wording import whole
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.result import Pair, Row, Verdict
from core.recipes.compare.tasks import METRICS, Metric, Task
from core.words import N_, Sentence

SENTENCES: Mapping[str, str] = {
    "apart": N_("{solvers}: solved with every seed; {others}: not"),
    "all": N_("Every contender solves it with every seed"),
    "mixed": N_("{solvers}: solved with some seeds, nobody with all"),
    "none": N_("Nobody solves it with any seed"),
    "best": N_("{first} is better than every other"),
    "together": N_("{first} leads; no difference shown to {tied}"),
    "tie": N_("No difference shown between any two"),
    "alone": N_("{first} has nobody to be compared with"),
    "unfinished": N_("Stopped before any seed was judged for all"),
}
HOW = N_(
    "{seeds} seeds each · same batches for all · learning rates tried for each on validation data:"
    " {rates} · one look at the test sequences"
)
HOW_ONE_SEED = N_(
    "One seed each: it says nothing of the next one, so no difference can be shown · same batches"
    " for all · learning rates tried for each: {rates} · one look at the test sequences"
)
SO_FAR = N_("Stopped: {done} of {planned} runs ended. {rest}")


def verdict_on(
    rows: Sequence[Row], pairs: Sequence[Pair], task: Task, planned: tuple[int, int]
) -> Verdict:
    """Return the verdict on a study.

    Parameters
    ----------
    rows : sequence of Row
    pairs : sequence of Pair
    task : Task
    planned : tuple of int
        How many seeds, and how many learning rates are tried.
    """
    outcome, facts = outcome_of(rows, pairs, task)
    return Verdict(outcome, Sentence(SENTENCES[outcome], facts), how(rows, planned))


def how(rows: Sequence[Row], planned: tuple[int, int]) -> Sentence:
    """Return how the verdict is known."""
    num_seeds, num_rates = planned
    template = HOW if num_seeds > 1 else HOW_ONE_SEED
    told = Sentence(template, {"seeds": whole(num_seeds), "rates": whole(num_rates)})
    done = sum(run.result is not None for row in rows for run in row.runs)
    if done == len(rows) * num_seeds:
        return told
    facts = {"done": whole(done), "planned": whole(len(rows) * num_seeds), "rest": told}
    return Sentence(SO_FAR, facts)


def outcome_of(
    rows: Sequence[Row], pairs: Sequence[Pair], task: Task
) -> tuple[str, dict[str, object]]:
    """Return one of the outcomes and the facts of its sentence."""
    judged = [row for row in rows if row.mean is not None]
    if len(judged) < len(rows):
        return "unfinished", {}
    if task.solved is not None:
        return _by_line(judged)
    if len(judged) == 1:
        return "alone", {"first": names(judged)}
    return _by_pairs(judged, pairs, METRICS[task.metric])


def _by_line(rows: Sequence[Row]) -> tuple[str, dict[str, object]]:
    always = [row for row in rows if row.solved == _ended(row)]
    if len(always) == len(rows):
        return "all", {}
    if always:
        others = [row for row in rows if row not in always]
        return "apart", {"solvers": names(always), "others": names(others)}
    sometimes = [row for row in rows if row.solved]
    return ("mixed", {"solvers": names(sometimes)}) if sometimes else ("none", {})


def _by_pairs(
    rows: Sequence[Row], pairs: Sequence[Pair], metric: Metric
) -> tuple[str, dict[str, object]]:
    sign = -1 if metric.higher_is_better else 1
    first = min(rows, key=lambda row: sign * (row.mean or 0.0))
    beaten = {
        (pair.b if pair.better == "a" else pair.a)
        for pair in pairs
        if pair.better and first.name == {"a": pair.a, "b": pair.b}[pair.better]
    }
    tied = [row for row in rows if row.name not in beaten and row is not first]
    if not tied:
        return "best", {"first": names([first])}
    if beaten:
        return "together", {"first": names([first]), "tied": names(tied)}
    shown = any(pair.better for pair in pairs)
    return ("together" if shown else "tie"), {"first": names([first]), "tied": names(tied)}


def _ended(row: Row) -> int:
    return sum(run.result is not None for run in row.runs)


def names(rows: Sequence[Row]) -> Sentence:
    """Return the names of some contenders as one list: “A, B and C”."""
    titles = [Sentence(CONTENDERS[row.name].title) for row in rows]
    told = titles[0]
    for title in titles[1:-1]:
        told = Sentence(N_("{first}, {next}"), {"first": told, "next": title})
    if len(titles) > 1:
        told = Sentence(N_("{first} and {last}"), {"first": told, "last": titles[-1]})
    return told
