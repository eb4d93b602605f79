"""How good the forecasts are, and how long they take: where a model wins, and where none does.

Run: `python -m benchmarks.accuracy`. The S&P 500's daily volatility with three seeds must beat HAR
with each; its daily returns must not be said to beat anything. Walk forward, five folds, every
origin scored. The same seed gives the same figures, so only the seconds need a quiet machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.bars import Figure, conclude, machine
from benchmarks.trained import Trained, train
from core.recipes import forecast
from core.recipes.forecast.settings import ForecastSettings

SKILL_BAR, P_BAR, SECONDS_BAR = 0.08, 0.01, 150.0
FAIR_COVERAGE = (0.88, 0.92)


def volatility(settings: ForecastSettings) -> list[Figure]:
    """Learn volatility; every seed must beat HAR clearly."""
    told = train(forecast.train, "sp500", settings)
    figures = [
        Figure(
            f"S&P 500 volatility, R² over HAR, seed {row['seed']}",
            row["r2_vs_reference"],
            "",
            SKILL_BAR,
            at_least=True,
            note=f"{row['seconds']:.0f} s",
        )
        for row in told.seeds
    ]
    worst = max(row["dm_p"] for row in told.seeds)
    return [
        *figures,
        Figure("S&P 500 volatility, largest Diebold–Mariano p", worst, "", P_BAR),
        Figure(
            "S&P 500 volatility, the verdict is “beats”",
            float(told.outcome == "beats"),
            "",
            1,
            at_least=True,
            note=told.outcome,
        ),
        *coverage(told, "volatility"),
        Figure(f"S&P 500 volatility, {settings.seeds} seeds", told.seconds, "s", SECONDS_BAR),
    ]


def returns(settings: ForecastSettings) -> list[Figure]:
    """Learn returns; nobody can, and it must be said."""
    told = train(forecast.train, "sp500", settings)
    return [
        Figure(
            "S&P 500 returns, the verdict is “ties” or “worse”",
            float(told.outcome in ("ties", "worse")),
            "",
            1,
            at_least=True,
            note=told.outcome,
        ),
        *coverage(told, "returns"),
        Figure(f"S&P 500 returns, {settings.seeds} seed", told.seconds, "s"),
    ]


def coverage(told: Trained, name: str) -> list[Figure]:
    """Return how far the share of outcomes inside the 90 % interval is from what was promised."""
    share, (low, high) = told.contract["interval"]["coverage"], FAIR_COVERAGE
    return [
        Figure(
            f"S&P 500 {name}, coverage at 90 %, distance from 0.9",
            abs(share - (low + high) / 2),
            "",
            (high - low) / 2,
            note=f"{share:.3f}",
        )
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--max-epochs", type=int, default=60)
    given = parser.parse_args(arguments)
    size = {"folds": given.folds, "max_epochs": given.max_epochs}
    where = machine()
    figures = volatility(ForecastSettings(seeds=given.seeds, **size))
    figures += returns(ForecastSettings(quantity="return", seeds=1, **size))
    return conclude(where, figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
