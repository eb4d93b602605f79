"""The knobs of a study: what is to be learnt, by whom, and how much each may spend on it.

A 0 follows the task: its length, size and budget are those with which it tells trunks apart in a
few minutes on two cores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import OtherBudget, OutOfRange, UnfitBudget
from core.knobs import Settings, choice, number, several, text
from core.recipes.compare.contenders import CONTENDER_WORDS, USUAL
from core.recipes.compare.tasks import OWN_DATA, TASK_WORDS, TASKS
from core.words import N_

UNITS: Mapping[str, str] = {
    "core_seconds": N_("Core-seconds"),
    "updates": N_("Updates"),
}
MATCHES: Mapping[str, str] = {
    "parameters": N_("Parameters"),
    "updates": N_("Updates"),
    "core_seconds": N_("Core-seconds"),
}
QUANTITIES: Mapping[str, str] = {
    "volatility": N_("Volatility"),
    "return": N_("Return"),
    "direction": N_("Direction"),
    "value": N_("Value"),
}
"""Those of the forecast recipe, whose libraries a study of something else does not wait for."""
USUAL_UPDATES = 1000
USUAL_WIDTH = 32
MOST_RATES = 4
RATES = (8e-3, 2e-3, 1.6e-2, 5e-4)
"""Learning rates in the order in which they are tried, the usual one first."""


@dataclass(frozen=True)
class CompareSettings(Settings):
    """One study, all of it."""

    task: str = choice(
        "adding",
        TASK_WORDS,
        label=N_("Task"),
        help=N_("What every trunk has to learn."),
    )
    length: int = number(
        0,
        low=0,
        high=2000,
        label=N_("Length"),
        help=N_("How many steps a sequence has, or how long something must be remembered."),
        unit=N_("steps"),
    )
    trunks: tuple[str, ...] = several(
        USUAL,
        CONTENDER_WORDS,
        label=N_("Contenders"),
        help=N_("“Again” is the same trunk under a second name: a difference there is chance."),
    )
    match: str = choice(
        "parameters",
        MATCHES,
        label=N_("Matched by"),
        help=N_("What is made equal for all; parameters, updates and time are always reported."),
    )
    budget_unit: str = choice(
        "core_seconds",
        UNITS,
        label=N_("Budget in"),
        help=N_("With updates, a repeated study gives the same numbers; with time, nearly."),
    )
    budget_amount: float = number(
        0.0,
        low=0.0,
        high=1e6,
        label=N_("Budget"),
        help=N_("How much each trunk may spend with each seed; 0 is the task’s own."),
    )
    seeds: int = number(
        3,
        low=1,
        high=20,
        label=N_("Random seeds"),
        help=N_("A result that holds for one seed only is luck."),
    )
    seed: int = number(0, low=0, high=999_999, label=N_("First random seed"), advanced=True)
    rates: int = number(
        2,
        low=1,
        high=MOST_RATES,
        label=N_("Learning rates tried"),
        help=N_("For each trunk as many, judged on validation data, on a seed of their own."),
        advanced=True,
    )
    trial_share: float = number(
        0.5,
        low=0.05,
        high=1.0,
        step=0.05,
        label=N_("Length of a trial"),
        help=N_("What a trial of a learning rate may spend, as a share of the budget."),
        advanced=True,
    )
    parameters: int = number(
        0,
        low=0,
        high=3_000_000,
        label=N_("Parameters"),
        help=N_("How many each trunk has when matched by parameters; 0 is the task’s own."),
        advanced=True,
    )
    hidden_size: int = number(
        USUAL_WIDTH,
        low=8,
        high=512,
        step=8,
        label=N_("Hidden size"),
        help=N_("The width of every trunk when they are not matched by parameters."),
        advanced=True,
    )
    quantity: str = choice(
        "volatility",
        QUANTITIES,
        label=N_("Predict"),
        help=N_("Tables only: what of the series is predicted."),
        advanced=True,
    )
    column: str = text(
        label=N_("Column"),
        help=N_("Tables only. Empty: the closing price, or else the last column of numbers."),
        advanced=True,
    )
    horizon: int = number(
        1,
        low=1,
        high=64,
        label=N_("Horizon, steps"),
        help=N_("Tables only: how many steps ahead of the last known one."),
        advanced=True,
    )
    train_size: int = number(
        0,
        low=0,
        high=1_000_000,
        label=N_("Training sequences"),
        help=N_("How many different ones there are to learn from; 0 is as many as there can be."),
        advanced=True,
    )
    noise: float = number(
        0.0,
        low=0.0,
        high=10.0,
        step=0.05,
        label=N_("Noise"),
        help=N_("Standard deviation of what is added to every input."),
        advanced=True,
    )
    missing: float = number(
        0.0,
        low=0.0,
        high=0.95,
        step=0.05,
        label=N_("Missing steps"),
        help=N_("The share of steps whose inputs are left out."),
        advanced=True,
    )
    workers: int = number(
        0,
        low=0,
        high=256,
        label=N_("Workers"),
        help=N_("How many trunks learn side by side, one core each; 0 is one for every core."),
        advanced=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        task = TASKS[self.task]
        if task.length and self.length and not task.shortest <= self.length <= task.longest:
            raise OutOfRange(
                setting="length", value=self.length, low=task.shortest, high=task.longest
            )
        for name in ("noise", "missing"):
            if self.task in OWN_DATA and getattr(self, name):
                raise OutOfRange(setting=name, value=getattr(self, name), low=0, high=0)
        if self.match in UNITS and self.match != self.budget_unit:
            raise OtherBudget(match=self.match, unit=self.budget_unit)

    @property
    def steps(self) -> int:
        """The length of the task."""
        return self.length or TASKS[self.task].length

    @property
    def size(self) -> int:
        """How many parameters each trunk is to have; 0 where widths are equal instead."""
        if self.match != "parameters":
            return 0
        return self.parameters or TASKS[self.task].parameters

    @property
    def amount(self) -> float:
        """What each trunk may spend with each seed, in `budget_unit`."""
        if self.budget_amount:
            return self.budget_amount
        return TASKS[self.task].core_seconds if self.by_time else USUAL_UPDATES

    @property
    def by_time(self) -> bool:
        """Whether the budget is core-seconds, so that a repetition is not exact."""
        return self.budget_unit == "core_seconds"


def budget_of(text: str) -> dict[str, str]:
    """Return the two knobs that a budget such as "core_seconds:25" sets.

    Raises
    ------
    UnfitBudget
        If it names no unit or no amount above 0.
    """
    unit, _, amount = text.partition(":")
    try:
        enough = float(amount) > 0
    except ValueError:
        enough = False
    if unit not in UNITS or not enough:
        raise UnfitBudget(value=text[:40], units=", ".join(UNITS))
    return {"budget_unit": unit, "budget_amount": amount}
