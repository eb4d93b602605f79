"""The article's pipeline: its leaks are measured, and a run of it is the same twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch

from core.errors import TooShort
from core.recipes.forecast.article import (
    EPOCHS,
    FEWEST_ROWS,
    NEWEST_ROWS,
    WINDOW,
    ArticleResult,
    article_columns,
    leak_report,
    learn,
    normalise,
)
from core.training.progress import Epoch, Tick


def walk(num_rows: int, seed: int = 0) -> pd.DataFrame:
    """Return a random walk of prices with the article's columns."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, num_rows)))
    volume = random.uniform(1e6, 2e6, num_rows)
    return pd.DataFrame({"high": 1.01 * close, "close": close, "volume": volume})


def test_the_first_rows_are_copies_of_a_later_one() -> None:
    scaled = normalise(walk(300))
    assert (scaled.iloc[0] == scaled.iloc[WINDOW - 1]).all()
    assert not (scaled.iloc[WINDOW] == scaled.iloc[WINDOW - 1]).all()


def test_the_leak_report_says_so_in_figures() -> None:
    leak = leak_report(walk(300)[["close"]])
    assert leak.copied_rows == WINDOW - 1
    assert leak.moved > 0.1
    assert leak.cap == pytest.approx(7.617, abs=1e-3)


def test_no_price_can_lie_further_out_than_the_cap() -> None:
    jump = pd.DataFrame({"close": [1.0] * 299 + [1e9]})
    assert normalise(jump)["close"].iloc[-1] == pytest.approx(leak_report(jump).cap, rel=1e-6)


def test_the_target_is_the_last_column_and_the_newest_rows_are_kept() -> None:
    columns = article_columns(walk(NEWEST_ROWS + 7))
    assert list(columns) == ["high", "volume", "close"]
    assert len(columns) == NEWEST_ROWS


def test_a_short_table_is_refused() -> None:
    with pytest.raises(TooShort):
        article_columns(walk(FEWEST_ROWS - 1))


def finish(columns: pd.DataFrame) -> tuple[list[Epoch | Tick], ArticleResult]:
    """Run the pipeline to its end; return what it said and its result."""
    said: list[Epoch | Tick] = []
    learning = learn(columns)
    try:
        while True:
            said.append(next(learning))
    except StopIteration as stop:
        return said, stop.value


def test_it_does_not_beat_the_last_price_and_is_the_same_twice() -> None:
    torch.set_num_threads(1)
    columns = article_columns(walk(FEWEST_ROWS + 3))
    said, result = finish(columns)
    torch.manual_seed(12345)
    again, same = finish(columns)
    assert result == same
    assert len(said) == len(again)
    assert sum(isinstance(item, Epoch) for item in said) == EPOCHS
    fractions = [item.fraction for item in said]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert result.rmse_ratio > 1
    assert result.naive_r2 > result.r2
