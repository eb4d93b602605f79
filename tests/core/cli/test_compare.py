"""`compare` as people script it, and 2 for what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.recipes import compare
from core.runs import run_store


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main(["compare", *map(str, words), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


def test_a_study_is_made_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--task", "adding", "--length", 6, "--trunks", "lstm,rnn", "--seeds", 1)
    size = ("--rates", 1, "--parameters", 500, "--budget", "updates:12", "--home", tmp_path)
    status, told = answer(capsys, *words, *size)
    assert status == 0
    assert told["task"] == "adding"
    assert told["baseline"] == pytest.approx(1 / 6, abs=0.02)
    assert [row["trunk"] for row in told["rows"]] == ["rnn", "lstm"]
    for row in told["rows"]:
        assert len(row["results"]) == row["n"] == 1
        assert row["updates"] == [12]
        assert row["tuning"]["trials"] == 0
    (pair,) = told["pairs"]
    assert (pair["low"], pair["high"]) == (None, None)  # one seed says nothing
    assert pair["statement"] == "no difference shown"
    kept = run_store(tmp_path)
    assert kept.show(told["run"]).metrics.keys() == {"rnn", "lstm", "baseline"}
    result = compare.use(kept.artifact(told["run"]))
    assert result.rows[0].runs[0].result == told["rows"][0]["results"][0]
    assert "--budget-amount 12.0" in kept.show(told["run"]).opening.command


def test_a_built_in_table_may_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--task", "forecast", "--data", "sample:sunspots", "--quantity", "value")
    size = ("--length", 6, "--trunks", "rnn", "--seeds", 1, "--rates", 1, "--parameters", 700)
    status, told = answer(capsys, *words, *size, "--budget", "updates:3", "--home", tmp_path)
    assert status == 0
    assert told["metric"] == "mse"
    opening = run_store(tmp_path).show(told["run"]).opening
    assert (opening.source.sample, opening.title) == ("sunspots", "forecast")
    assert opening.command.endswith("--data sample:sunspots")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--task", "nosuch"), "UnknownOption"),
        (("--task", "adding", "--length", 1), "OutOfRange"),
        (("--task", "adding", "--trunks", "lstm,mamba"), "UnknownOption"),
        (("--budget", "ten minutes"), "UnfitBudget"),
        (("--match", "updates", "--budget", "core_seconds:3"), "OtherBudget"),
        (("--task", "pianoroll"), "NeedsData"),
        (("--task", "pianoroll", "--data", "nothing.mat"), "NoSuchFile"),
        (("--task", "pianoroll", "--data", "text.mat"), "NotPianoRolls"),
        (("--task", "adding", "--data", "text.mat"), "UnwantedData"),
        (("--task", "images", "--data", "text.mat"), "NotAnImageSet"),
        (("--task", "images", "--data", "sample:nobody"), "NoSuchSample"),
        (("--task", "music", "--data", "text.mat"), "NotMusic"),
        (("--task", "forecast", "--column", "nothing"), "NoSuchColumn"),
        (("--parameters", 30), "NoEqualSizes"),
    ],
)
def test_what_is_refused(
    words: tuple[object, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.mat").write_bytes(b"no matrices")
    status, told = answer(capsys, *words, "--home", tmp_path / "h")
    assert status == 2
    assert told["error"]["code"] == code
    assert all(told["error"][part] for part in ("found", "expected", "remedy"))
