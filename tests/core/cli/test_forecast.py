"""`forecast` as people script it: one JSON object, a CSV, a run; and 2 for what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cli import main
from core.recipes import forecast
from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source, run_store
from tests.core.recipes.forecast.tables import QUICK, prices, values

FAST = [
    word for name, value in QUICK.items() for word in (f"--{name.replace('_', '-')}", str(value))
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_bytes(prices(seed=51))
    return path


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main([*words, "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


def test_a_forecast_is_told_written_and_kept(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, path = tmp_path / "home", tmp_path / "deep" / "said.csv"
    words = ("--horizon", "2", "--device", "cpu", "--home", str(home))
    status, told = answer(
        capsys, "forecast", str(file), *FAST, *words, "--out-of-sample-csv", str(path)
    )
    assert status == 0
    assert told["target"] == {"column": "close", "quantity": "volatility", "horizon": 2}
    (run,) = run_store(home).runs()
    assert (told["run"], run.opening.kind) == (run.id, "forecast")
    with path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == [
        *("model", "seed", "fold", "origin", "time", "step", "prediction", "actual"),
    ]
    for scored in told["rows"]:
        seed = "" if scored["seed"] is None else str(scored["seed"])
        name = scored["name"].partition("/")[0]
        mine = [row for row in rows if (row["model"], row["seed"]) == (name, seed)]
        assert len(mine) == 2 * told["protocol"]["origins"]
        errors = [float(row["prediction"]) - float(row["actual"]) for row in mine]
        assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(scored["rmse"])
        assert all(row["origin"] < row["time"] for row in mine)


@pytest.mark.parametrize(
    ("data", "words", "code"),
    [
        (prices(rows=10), (), "TooShort"),
        (values(np.full(300, 4.0)), ("--quantity", "value"), "Constant"),
        (values(np.sin(np.arange(300.0))), ("--quantity", "return"), "NotPositive"),
        (prices(), ("--hidden-size", "1000000"), "OutOfRange"),
        (prices(), ("--column", "Clsoe"), "NoSuchColumn"),
        (prices(), ("--level", "0.42"), "UnknownOption"),
        (prices(), ("--protocol", "ltsf", "--quantity", "return"), "UnknownSetting"),
        (prices(), ("--protocol", "ltsf", "--out-of-sample-csv", "x.csv"), "UnknownOption"),
        (prices(), ("--out-of-sample-csv", "/dev/null/x.csv"), "NotWritable"),
        (b"", (), "EmptyFile"),
    ],
)
def test_what_cannot_be_done_is_refused(
    data: bytes,
    words: tuple[str, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    status, told = answer(capsys, "forecast", str(path), "--home", str(tmp_path), *words)
    assert (status, told["error"]["code"]) == (2, code)
    assert all(told["error"][part] for part in ("found", "expected", "remedy"))


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = answer(capsys, "forecast", str(tmp_path / "no.csv"), "--home", str(tmp_path))
    assert (status, told["error"]["code"]) == (2, "NoSuchFile")


def test_the_leak_report_of_an_honest_pipeline(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (*FAST, "--quantity", "return", "--home", str(tmp_path))
    status, told = answer(capsys, "forecast-check", str(file), *words)
    assert status == 0
    assert told["prefix_invariance"] == 0.0
    assert told["future_overwrite"] <= 1e-6
    assert told["scaler_train_only"] is True


def test_the_command_of_a_run_gives_its_settings_again() -> None:
    import shlex

    from core.cli import parser_of
    from core.cli.knob_options import given_knobs

    turned = ForecastSettings(
        quantity="return",
        model=("gru", "transformer"),
        dropout=0.35,
        column="Adj Close",
        level="0.5",
    )
    words = shlex.split(forecast.command(Source("a b.csv", sha256="0" * 64), turned))
    parsed = parser_of("forecast").parse_args(words[4:])
    assert parsed.file == "a b.csv"
    assert forecast.SETTINGS.from_record(given_knobs(parsed)) == turned
