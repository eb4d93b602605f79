"""How long it takes until something stands on the screen: reading, baselines, the command line.

Run: `python -m benchmarks.loading`. A made-up table of 60,000 hourly rows is read in this process,
in turns with pandas' own parser, which does a part of the same work: no encoding, no delimiter, no
roles, no repairs, no exact times. Then the baselines of the S&P 500's volatility, and the command
line as a whole process, in turns with a Python that imports nothing but pandas.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.bars import Figure, conclude, machine, seconds_of, spread, take_turns
from core.vectorizers.table import read

BASELINES_BAR, COMMAND_BAR = 2.0, 1.5
SMALL_ROWS = 250


def made_up_table(rows: int) -> bytes:
    """Return a table of hourly prices as a CSV file."""
    chance = np.random.default_rng(rows)
    close = 100 * np.exp(np.cumsum(chance.normal(0, 0.004, rows)))
    before = np.concatenate([[100.0], close[:-1]])
    reach = 1 + np.abs(chance.normal(0, 0.003, (2, rows)))
    table = pd.DataFrame(
        {
            "Date": pd.date_range("2016-01-04 09:00", periods=rows, freq="h"),
            "Open": before,
            "High": np.maximum(before, close) * reach[0],
            "Low": np.minimum(before, close) / reach[1],
            "Close": close,
            "Volume": chance.integers(1_000, 5_000_000, rows),
        }
    )
    return table.to_csv(index=False, float_format="%.4f").encode()


def reading(rows: int, passes: int) -> list[Figure]:
    """Measure our reader and pandas' parser on the same bytes, in turns."""
    data = made_up_table(rows)
    ours, plain = take_turns(
        passes,
        lambda: read(data, "made-up.csv"),
        lambda: pd.read_csv(io.BytesIO(data), parse_dates=["Date"]),
    )
    name = f"a CSV of {rows:,} rows, {len(data) / 2**20:.1f} MiB"
    ratio = ours / plain
    return [
        Figure(f"read {name}", float(np.median(ours)), "s", note=spread(ours)),
        Figure(f"pandas.read_csv on {name}", float(np.median(plain)), "s", note=spread(plain)),
        Figure("read, times as long as pandas.read_csv", float(np.median(ratio)), "×"),
    ]


def first_answer(folder: Path, passes: int) -> list[Figure]:
    """Measure the baselines of the sample: the first time, and once everything is loaded."""
    from core.recipes.forecast import baselines
    from core.recipes.forecast.settings import ForecastSettings
    from core.runs import Source

    def answer() -> object:
        return baselines(Source(name="S&P 500", sample="sp500"), ForecastSettings(), folder)

    first = seconds_of(answer)
    later = [seconds_of(answer) for _ in range(passes)]
    return [
        Figure("baselines of S&P 500 volatility, the first time", first, "s", note="with imports"),
        Figure(
            "baselines of S&P 500 volatility",
            float(np.median(later)),
            "s",
            BASELINES_BAR,
            note=spread(later),
        ),
    ]


def command_line(folder: Path, rows: int, passes: int) -> list[Figure]:
    """Measure `python -m core read` as a whole process, on a large table and on a small one."""
    large, small = folder / "large.csv", folder / "small.csv"
    large.write_bytes(made_up_table(rows))
    small.write_bytes(made_up_table(SMALL_ROWS))
    turns = take_turns(
        passes,
        python("-m", "core", "read", str(large), "--json"),
        python("-m", "core", "read", str(small), "--json"),
        python("-c", "import pandas"),
    )
    names = (
        f"`python -m core read`, {rows:,} rows",
        f"`python -m core read`, {SMALL_ROWS} rows",
        "`python -c 'import pandas'`",
    )
    bars = (COMMAND_BAR, COMMAND_BAR, None)
    return [
        Figure(name, float(np.median(seconds)), "s", bar, note=spread(seconds))
        for name, seconds, bar in zip(names, turns, bars, strict=True)
    ]


def python(*words: str) -> Callable[[], object]:
    """Return what runs a Python with these words to its end."""
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--passes", type=int, default=7)
    given = parser.parse_args(arguments)
    where = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = reading(given.rows, given.passes)
        figures += command_line(folder, given.rows, given.passes)
        figures += first_answer(folder, given.passes)
    return conclude(where, figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
