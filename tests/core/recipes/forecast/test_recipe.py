"""The whole recipe: the same seed says the same, the artifact says it again, the truth is told."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import TooShort
from core.recipes import forecast
from core.recipes.forecast.result import Result
from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source, load_artifact, save_artifact
from core.training.progress import Artifact, Epoch, Finished
from tests.core.recipes.forecast.tables import prices, quick, values, work

KEYS = {"data", "target", "protocol", "rows", "reference", "direction", "interval", "verdict"}
ROW = {"name", "kind", "seed", "rmse", "mae", "mase", "r2_vs_reference", "dm_p", "in_mcs"}


def learnt(folder: Path, data: bytes, settings: ForecastSettings, job: str = "job") -> Artifact:
    *told, last = forecast.train(work(folder, data, settings, job))
    assert isinstance(last, Finished)
    assert any(isinstance(one, Epoch) for one in told)
    return last.artifact


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    settings = quick(model=("gru", "rnn"), seeds=2, horizon=2)
    return learnt(tmp_path_factory.mktemp("home"), prices(seed=31), settings)


def numbers(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    else:
        yield value


def test_the_contract_is_kept_and_is_plain_json(artifact: Artifact) -> None:
    told = artifact.record["contract"]
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert set(told) >= KEYS | {"forecast", "seconds"}
    assert set(told["data"]) >= {"rows", "first", "last", "frequency"}
    assert told["target"] == {"column": "close", "quantity": "volatility", "horizon": 2}
    assert told["protocol"]["origins"] == 161
    for row in told["rows"]:
        assert set(row) >= ROW | {"seconds"}
    kinds = {row["name"]: (row["kind"], row["seed"]) for row in told["rows"]}
    assert kinds["gru/1"] == ("model", 1)
    assert kinds["rnn"] == ("ensemble", None)
    assert kinds[told["reference"]] == ("baseline", None)
    assert set(told["interval"]) == {"level", "coverage", "by_year", "by_volatility_fifth"}
    assert {len(told["forecast"][key]) for key in ("times", "mean", "low", "high")} == {2}
    assert told["verdict"]["outcome"] in {"beats", "ties", "worse", "too_little_data"}
    assert told["tried"] == 2  # two trunks were tried, and the better is told
    assert all(math.isfinite(one) for one in numbers(told) if isinstance(one, float))


def equal(one: Any, other: Any) -> bool:
    if is_dataclass(one):
        names = [field.name for field in fields(one)]
        return all(equal(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=True)) and one.dtype == other.dtype
    if isinstance(one, dict):
        return list(one) == list(other) and all(equal(one[key], other[key]) for key in one)
    return bool(one == other) or (one != one and other != other)


def test_an_artifact_says_again_what_was_said(artifact: Artifact, tmp_path: Path) -> None:
    save_artifact(tmp_path / "kept", artifact)
    result, again = forecast.use(artifact), forecast.use(load_artifact(tmp_path / "kept"))
    assert isinstance(again, Result)
    assert equal(result, again)
    assert again.verdict.sentence.say() == artifact.record["contract"]["verdict"]["sentence"]
    assert list(forecast.predictions(artifact)) == list(
        forecast.predictions(load_artifact(tmp_path / "kept"))
    )


def test_the_lags_explained_are_those_of_the_trunk_that_is_told(artifact: Artifact) -> None:
    result = forecast.use(artifact)
    skill = {row.name: row.r2_vs_reference for row in result.rows if row.kind == "ensemble"}
    assert result.best == max(skill, key=lambda name: skill[name])
    if result.lags is not None:
        shares = (result.lags.attention_L, result.lags.occlusion_L, result.lags.gradients_L)
        for share_L in shares:
            assert share_L.shape == (8,)
            assert share_L.sum() == pytest.approx(1)


def test_the_same_seed_says_the_same_bytes(tmp_path: Path) -> None:
    data, settings = prices(seed=32), quick(quantity="return", model=("rnn",))
    one, other = (learnt(tmp_path, data, settings, job) for job in ("a", "b"))
    assert list(forecast.predictions(one)) == list(forecast.predictions(other))
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        np.testing.assert_array_equal(array, other.arrays[name], err_msg=name)


def test_a_wave_is_forecast_and_the_last_value_is_not(tmp_path: Path) -> None:
    wave = np.sin(np.arange(403) / 5) + np.random.default_rng(0).normal(0, 0.01, 403)
    result = forecast.use(learnt(tmp_path, values(wave), quick(quantity="value", horizon=3)))
    (row,) = [row for row in result.rows if row.name == result.best]
    assert result.reference in {"last", "seasonal_naive", "drift"}
    assert row.r2_vs_reference > 0.98
    assert row.dm_p is not None
    assert row.dm_p < 1e-6
    assert result.verdict.outcome in {"beats", "ties"}  # ties: with least squares, which is linear
    assert result.interval is not None
    assert result.interval.by_year == {}
    assert 0.8 < result.interval.coverage < 0.97


def test_nothing_is_found_where_there_is_nothing(tmp_path: Path) -> None:
    result = forecast.use(learnt(tmp_path, prices(seed=33), quick(quantity="return")))
    assert result.reference == "zero"
    assert result.verdict.outcome == "ties"


def test_days_that_compare_with_nothing_are_not_scored(tmp_path: Path) -> None:
    x_days = {100, 250, 300}
    data = prices(seed=34, x_days=x_days)
    result = forecast.use(learnt(tmp_path, data, quick(quantity="direction")))
    missing = np.flatnonzero(np.isnan(result.scored.actual_NH[:, 0]))
    first = 22 + (347 - 1 - 22 + 1) // 2
    assert (missing + first + 1).tolist() == [250, 300]
    said = result.scored.predictions[str(result.best)]
    assert np.isfinite(said).all()
    known = np.isfinite(result.scored.actual_NH)
    error = (said - result.scored.actual_NH)[known]
    (row,) = [row for row in result.rows if row.name == result.best]
    assert row.rmse == pytest.approx(np.sqrt(np.mean(error**2)))
    assert result.interval is None
    assert result.direction is not None
    assert result.direction.count <= known.sum()


def test_baselines_answer_before_anything_is_learnt(tmp_path: Path) -> None:
    task = work(tmp_path, prices(seed=35), quick())
    result = forecast.baselines(task.source, quick(), tmp_path)
    assert {row.kind for row in result.rows} == {"baseline"}
    assert result.best != result.reference == "har"
    assert result.lags is None


def test_too_short_a_table_is_told_how_many_rows_would_do(tmp_path: Path) -> None:
    settings = quick(context_length=40, horizon=3)
    with pytest.raises(TooShort) as caught:
        forecast.prepare(work(tmp_path, prices(rows=240), settings).source, settings, tmp_path)
    assert caught.value.facts["steps"] == 240
    enough = caught.value.facts["needed"]
    assert isinstance(enough, int)
    source = work(tmp_path, prices(rows=enough), settings).source
    assert len(forecast.prepare(source, settings, tmp_path).folds) == 2


def test_the_code_that_is_shown_names_its_settings() -> None:
    code = forecast.source_code(quick(hidden_size=16))
    assert "# hidden_size = 16" in code
    assert all(f"def {name}(" in code for name in ("train", "walk_once", "learn"))


def test_the_command_repeats_the_forecast() -> None:
    source = Source("sine", sample="sine")
    words = forecast.command(source, ForecastSettings(horizon=7, model=("gru", "rnn")))
    assert words == (
        "python -m core forecast sample:sine --quantity volatility --model gru rnn --horizon 7"
    )
