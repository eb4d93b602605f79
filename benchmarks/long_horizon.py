"""ETTh1, 96 steps ahead, by the protocol of the literature, whose figures stand beside ours.

Run: `python -m benchmarks.long_horizon`. It needs `tables/ETTh1.csv` in the folder that
SEQLAB_CASES names, or else in ../shared/cases; without it, it says so and ends with 0. Repeating
the last value must score 1.2944: otherwise it is another protocol, and nothing may be compared.
Published on the same windows: PatchTST 0.370, NLinear 0.374, DLinear 0.375, Informer 0.865.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.bars import Figure, conclude, machine
from benchmarks.trained import train
from core.recipes import long_horizon
from core.recipes.long_horizon.settings import LongHorizonSettings
from tests.cases import CASES

BEST_BAR, SEED_BAR, SECONDS_BAR = 0.362, 0.380, 150.0
REPEATING, SLACK = 1.2944, 0.002


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--max-epochs", type=int, default=4)
    given = parser.parse_args(arguments)
    table = CASES / "tables" / "ETTh1.csv" if CASES else None
    if table is None or not table.exists():
        print("skipped: no ETTh1.csv here; name its folder in SEQLAB_CASES")
        return 0
    where = machine()
    settings = LongHorizonSettings(seeds=given.seeds, max_epochs=given.max_epochs)
    told = train(long_horizon.train, table, settings)
    scores = {row["name"]: row["mse"] for row in told.contract["rows"]}
    best = min(scores, key=scores.__getitem__)
    naive = next(score for name, score in scores.items() if "last" in name)
    figures = [
        Figure(f"ETTh1-96, MSE of {name}", score, "", seed_bar(name, told.seeds))
        for name, score in scores.items()
    ]
    figures += [
        Figure("ETTh1-96, best MSE", scores[best], "", BEST_BAR, note=best),
        Figure(
            "ETTh1-96, repeating the last value, from 1.2944", abs(naive - REPEATING), "", SLACK
        ),
        Figure(f"ETTh1-96, {given.seeds} seeds", told.seconds, "s", SECONDS_BAR),
    ]
    return conclude(where, figures)


def seed_bar(name: str, seeds: Sequence[dict[str, object]]) -> float | None:
    """Return the bar of a row: single seeds have one."""
    return SEED_BAR if name in {row["name"] for row in seeds} else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
