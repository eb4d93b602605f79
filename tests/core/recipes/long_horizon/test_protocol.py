"""The literature's windows and figures, and every size of table that can be asked of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from core.errors import TooShort
from core.recipes import long_horizon
from core.recipes.long_horizon.opponents import opponents
from core.recipes.long_horizon.panel import read_panel
from core.recipes.long_horizon.settings import LongHorizonSettings
from core.recipes.long_horizon.windows import WindowTask, literature_split, window_starts
from core.runs import Source, Work, keep_blob
from core.training.progress import Artifact, Epoch, Finished
from core.vectorizers.table import read
from tests.cases import CASES, needs_cases

QUICK = {
    "context_length": 12, "horizon": 5, "segment_length": 4, "hidden_size": 8, "seeds": 2,
    "ridge_context": 30, "max_epochs": 2, "batch_size": 64,
}  # fmt: skip
ETT = {"HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"}


def panel_bytes(rows: int, *, times: bool) -> bytes:
    """Return three waves with noise, an hour a row."""
    random = np.random.default_rng(rows)
    steps = np.arange(rows)[:, None]
    waves = np.sin(steps / np.array([3, 5, 8])) + 0.1 * random.normal(size=(rows, 3))
    hours = pd.date_range("2020-01-01", periods=rows, freq="h").strftime("%Y-%m-%d %H:%M:%S")
    lines = ["date,a,b,c" if times else "a,b,c"]
    for hour, wave in zip(hours, waves, strict=True):
        cells = [f"{value:.6f}" for value in wave]
        lines.append(",".join([hour, *cells] if times else cells))
    return "\n".join([*lines, ""]).encode()


def learnt(folder: Path, data: bytes, **turned: object) -> Artifact:
    settings = LongHorizonSettings.from_record(QUICK | turned)
    source = Source("panel.csv", sha256=keep_blob(folder, data))
    *told, last = long_horizon.train(Work(source, settings.record(), folder, folder / "job", "cpu"))
    assert isinstance(last, Finished)
    assert all(one.parts[0].word == "seed" for one in told if isinstance(one, Epoch))
    return last.artifact


def test_the_windows_of_ett_are_those_that_are_published() -> None:
    split = literature_split(17420, ETT, "h")
    assert (split.train, split.test) == (range(8640), range(11520, 14400))
    counts = [len(window_starts(block, 96, 96)) for block in (split.train, split.validation)]
    assert [*counts, len(window_starts(split.test, 96, 96))] == [8449, 2785, 2785]
    assert literature_split(69680, ETT, "15min").test == range(46080, 57600)
    other = literature_split(26304, {"a"}, "h")
    assert [len(block) for block in (other.train, other.validation, other.test)] == [
        *(18412, 2632, 5260),
    ]


@needs_cases
def test_repeating_the_last_value_scores_what_is_published() -> None:
    assert CASES is not None
    data = (CASES / "tables" / "ETTh1.csv").read_bytes()
    settings = LongHorizonSettings(ridge_context=8)
    panel = read_panel(read(data, "ETTh1.csv"), settings)
    said_NHC, _ = opponents(panel, settings)["last"]
    assert said_NHC.shape == (2785, 96, 7)
    assert np.mean((said_NHC - panel.wanted_NHC) ** 2) == pytest.approx(1.2944, abs=5e-5)


def test_only_train_rows_set_the_scale() -> None:
    settings = LongHorizonSettings.from_record(QUICK)
    table = read(panel_bytes(307, times=True), "panel.csv")
    panel = read_panel(table, settings)
    raw_TC = table.frame[["a", "b", "c"]].to_numpy(np.float64)
    train = panel.split.train.stop
    assert train == 214
    expected = (raw_TC - raw_TC[:train].mean(axis=0)) / raw_TC[:train].std(axis=0)
    np.testing.assert_allclose(panel.values_TC, expected)
    assert panel.wanted_NHC.shape == (len(panel.test_origins), 5, 3)
    np.testing.assert_array_equal(panel.test_starts(12) + 11, panel.test_origins)


def test_examples_are_single_columns_of_windows() -> None:
    values_TC = torch.arange(60.0).reshape(20, 3)
    task = WindowTask(values_TC, torch.arange(0, 4), torch.arange(5, 8), 6, 2, 5)
    read_BL1, wanted_BH = task.examples(torch.tensor([2, 3]), torch.tensor([1, 2]))
    assert read_BL1[..., 0].tolist() == [[7, 10, 13, 16, 19, 22], [11, 14, 17, 20, 23, 26]]
    assert wanted_BH.tolist() == [[25, 28], [29, 32]]
    batches = list(task.batches(torch.Generator().manual_seed(0)))
    assert [len(read) for read, _ in batches] == [5, 5]
    few = WindowTask(values_TC, torch.arange(0, 1), torch.arange(5, 8), 6, 2, 5)
    assert [len(read) for read, _ in few.batches(torch.Generator().manual_seed(0))] == [3]


@pytest.mark.parametrize("times", [True, False])
def test_a_small_panel_from_end_to_end(times: bool, tmp_path: Path) -> None:
    artifact = learnt(tmp_path, panel_bytes(307, times=times))
    told = artifact.record["contract"]
    json.dumps(told, allow_nan=False)
    assert told["protocol"]["name"] == "ltsf"
    assert told["data"]["frequency"] == ("h" if times else None)
    assert told["data"]["first"] == ("2020-01-01T00:00:00" if times else None)
    rows = {row["name"]: row for row in told["rows"]}
    assert set(rows) == {
        *("last", "seasonal_naive", "ridge", "segment_lstm/0", "segment_lstm/1"),
        *("segment_lstm", "segment_lstm+ridge"),
    }
    assert rows["ridge"]["mse"] < rows["last"]["mse"]
    assert all(row["mse"] > 0 and row["mae"] > 0 for row in rows.values())
    assert "of 1 seeds" not in told["verdict"]["sentence"]
    assert artifact.arrays["mean_C"].shape == (3,)


def test_the_shortest_table_that_is_not_refused_can_be_learnt(tmp_path: Path) -> None:
    settings = LongHorizonSettings.from_record(QUICK | {"seeds": 1})
    with pytest.raises(TooShort) as caught:
        read_panel(read(panel_bytes(20, times=False), "short.csv"), settings)
    assert caught.value.facts["steps"] == 20
    needed = caught.value.facts["needed"]
    assert isinstance(needed, int)
    artifact = learnt(tmp_path, panel_bytes(needed, times=False), seeds=1)
    assert artifact.record["contract"]["verdict"]["outcome"] == "too_little_data"


def test_the_same_seed_learns_the_same_weights_also_when_killed(tmp_path: Path) -> None:
    data = panel_bytes(293, times=False)
    whole = learnt(tmp_path / "a", data, seeds=1)
    source = Source("panel.csv", sha256=keep_blob(tmp_path / "b", data))
    settings = LongHorizonSettings.from_record(QUICK | {"seeds": 1})
    home = tmp_path / "b"
    learning = long_horizon.train(Work(source, settings.record(), home, home / "job", "cpu"))
    for _ in range(2):
        next(iter(learning))
    learning.close()  # type: ignore[attr-defined]
    again = learnt(home, data, seeds=1)
    assert whole.arrays.keys() == again.arrays.keys()
    for name, array in whole.arrays.items():
        np.testing.assert_array_equal(array, again.arrays[name])
