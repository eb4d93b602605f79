"""What each trunk can and cannot learn, in core-seconds, and whether a study is honest.

Run: `python -m benchmarks.compare`; `--only adding parity` runs some. Every figure is that of the
command line: learning rates are tried first, on top of the budget. The twins are one trunk under
two names, in many small studies: whatever difference is shown between them is wrong. Core-seconds
grow on a machine that is busy otherwise, so nothing else should run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bars import Figure, conclude, machine, spread, take_turns
from benchmarks.trained import Trained, train
from core.explain.flow_settings import FlowSettings, flow_of
from core.models import StartSettings
from core.recipes import compare
from core.recipes.compare.settings import CompareSettings

CASES = Path(os.environ.get("SEQLAB_CASES", Path(__file__).parents[2] / "shared" / "cases"))
ROLLS = CASES / "pianoroll" / "JSB_Chorales.mat"
NUM_TWINS, FEWEST_HONEST = 20, 18
CHANCE = 0.65
PASSES = 7


@dataclass(frozen=True)
class Study:
    """A study that was made: the rows by contender, and the whole of it."""

    rows: Mapping[str, Mapping[str, Any]]
    told: Trained

    def solved(self, contender: str, name: str, bar: float) -> Figure:
        """Return how many seeds a contender solved."""
        row = self.rows[contender]
        after = [None if s is None else round(s, 1) for s in row["solved_after"]]
        return Figure(
            f"{name}, {contender}, seeds of {row['n']} that solve it", row["solved"], "", bar,
            at_least=True, note=f"after {after} core-seconds",
        )  # fmt: skip


def study(task: str, data: Path | None = None, **settings: object) -> Study:
    """Make a study with these settings."""
    asked = CompareSettings.from_record({"task": task, **settings})
    told = train(compare.train, data or task, asked)
    return Study({row["trunk"]: row for row in told.contract["rows"]}, told)


def adding() -> list[Figure]:
    """Gates solve the adding problem of 100 steps, a plain RNN does not.

    That of 200 is solved by an LSTM whose gates begin open; from PyTorch's start it is luck.
    """
    found = study("adding", trunks="rnn,gru,lstm", seeds=5, budget_amount=25)
    worst = min(found.rows["rnn"]["results"]) / found.told.contract["baseline"]
    long = study(
        "adding", trunks="lstm,lstm:chrono", length=200, seeds=5, budget_amount=45, rates=1
    )
    return [
        found.solved("lstm", "adding 100, 25 core-seconds", 4),
        found.solved("gru", "adding 100, 25 core-seconds", 4),
        Figure("adding 100, RNN, least error over the baseline", worst, "", 0.9, at_least=True),
        long.solved("lstm:chrono", "adding 200, 45 core-seconds", 4),
        Figure("adding 200, 45 core-seconds, lstm, seeds of 5", long.rows["lstm"]["solved"], ""),
    ]


def parity() -> list[Figure]:
    """Recurrence counts on beyond what it has learnt; attention and a linear state do not."""
    trunks = "gru,lstm,mingru,transformer"
    found = study("parity", trunks=trunks, seeds=5, budget_amount=5)
    figures = [found.solved(name, "parity 30, 5 core-seconds", 5) for name in ("gru", "lstm")]
    for name, row in found.rows.items():
        far = row["longer"]["8"]
        counts = name in ("gru", "lstm")
        figures.append(
            Figure(
                f"parity at 8 times the length, {name}, {'least' if counts else 'most'} right",
                min(far) if counts else max(far), "", 0.99 if counts else CHANCE, at_least=counts,
            )
        )  # fmt: skip
    return figures


def copy() -> list[Figure]:
    """Convolutions and attention look back; a small gated net cannot."""
    convolution = study("copy", trunks="tcn", seeds=3, budget_amount=10)
    attention = study("copy", trunks="gru,transformer", seeds=3, budget_amount=60)
    return [
        convolution.solved("tcn", "copy 50, 10 core-seconds", 3),
        attention.solved("transformer", "copy 50, 60 core-seconds", 3),
        Figure("copy 50, GRU, seeds of 3 that solve it", attention.rows["gru"]["solved"], "", 0),
    ]


def pianoroll() -> list[Figure]:
    """Learn the published frame-wise benchmark; without its file, say so."""
    if not ROLLS.exists():
        print(f"no file of piano rolls at {ROLLS}")
        return []
    found = study("pianoroll", ROLLS, trunks="lstm", seeds=1, budget_amount=110)
    (nats,) = found.rows["lstm"]["results"]
    note = f"{found.rows['lstm']['updates'][0]} updates; published 8.45"
    return [Figure("JSB piano roll, LSTM, 110 core-seconds", nats, "nats", 8.6, note=note)]


def twins() -> list[Figure]:
    """One trunk under two names, many times; a difference that is shown is wrong."""
    small: dict[str, Any] = {"length": 6, "parameters": 600, "rates": 1, "budget_unit": "updates"}
    shown = []
    for seed in range(NUM_TWINS):
        found = study("parity", trunks="gru,gru:again", seed=100 * seed, budget_amount=150, **small)
        (pair,) = found.told.contract["pairs"]
        shown.append(pair["statement"] == "no difference shown")
    return [
        Figure(
            f"twins, studies of {NUM_TWINS} in which no difference is shown", sum(shown), "",
            FEWEST_HONEST, at_least=True,
        )
    ]  # fmt: skip


def gradient() -> list[Figure]:
    """Follow the gradient of the last of 500 steps back to the first, as the page does."""

    def follow(trunk: str) -> None:
        flow_of(FlowSettings(trunk=trunk, length=500), StartSettings())

    names = ("rnn", "gru", "lstm")
    taken = take_turns(PASSES, *(partial(follow, name) for name in names))
    return [
        Figure(f"gradient of 500 steps, {name}", float(np.median(row)), "s", 0.5, note=spread(row))
        for name, row in zip(names, taken, strict=True)
    ]


def press() -> list[Figure]:
    """Make the study that one press of the button makes."""
    found = study("adding")
    share = found.told.contract["core_share"]
    note = f"{share:.0%} of a core each"
    return [Figure("the default study", found.told.seconds, "s", 240, note=note)]


PARTS: Mapping[str, Callable[[], list[Figure]]] = {
    "parity": parity,
    "adding": adding,
    "copy": copy,
    "pianoroll": pianoroll,
    "twins": twins,
    "gradient": gradient,
    "press": press,
}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    given = parser.parse_args(arguments)
    where = machine()
    return conclude(where, [figure for name in given.only for figure in PARTS[name]()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
