"""`read` and `samples` as their users call them: JSON, refusals in three parts, no torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.cli import COMMANDS, main
from tests.source import ROOT
from tests.table_forms import FORMS, ROWS

KEYS = {
    *("kind", "rows", "first", "last", "order", "encoding", "delimiter", "frequency", "columns"),
    *("close_last", "volume_last", "duplicates", "x_marks", "price_limit", "repairs"),
}


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any], str]:
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    answer = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    return status, answer, err


def test_read_says_what_the_contract_promises(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(FORMS["exchange, Big5"].data)
    status, answer, err = said(capsys, "read", str(path))
    assert (status, err) == (0, "")
    assert answer.keys() >= KEYS
    assert answer["rows"] == ROWS
    assert answer["columns"]["time"] == "日期"
    assert answer["columns"]["adjusted_close"] is None
    assert all({"code", "count", "detail"} <= repair.keys() for repair in answer["repairs"])


def test_knobs_are_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "down.csv"
    path.write_bytes(FORMS["descending"].data)
    _, answer, _ = said(capsys, "read", str(path), "--without", "order", "--time-column", "Date")
    assert [(r["code"], r["applied"]) for r in answer["repairs"]] == [("order", False)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["read", "nowhere.csv"], "NoSuchFile"),
        (["read", "."], "NoSuchFile"),
        (["read", "a\x00b"], "NoSuchFile"),
        (["read", "sample:tulips"], "NoSuchSample"),
        (["read"], "UnfitArguments"),
        (["read", "sample:nile", "--colour", "red"], "UnfitArguments"),
        (["read", "sample:nile", "--day-first", "year"], "UnknownOption"),
        (["read", "sample:nile", "--without", "everything"], "UnknownOption"),
        (["read", "sample:nile", "--time-column", "month"], "NoSuchColumn"),
        (["read", "sample:nile", "--lang", "la"], "UnknownOption"),
        (["dance"], "NoSuchCommand"),
    ],
)
def test_a_refusal_has_three_parts(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer, err = said(capsys, *arguments)
    error = answer["error"]
    assert status == 2
    assert error["code"] == code
    assert all(error[part] and error[part] in err for part in ("found", "expected", "remedy"))


def test_a_picture_is_not_read_as_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert said(capsys, "read", str(path))[1]["error"]["code"] == "DamagedPicture"
    path.write_bytes(b"PK\x03\x04rest")
    assert said(capsys, "read", str(path))[1]["error"]["code"] == "Archive"


def test_samples_are_listed_with_their_licence(capsys: pytest.CaptureFixture[str]) -> None:
    status, answer, _ = said(capsys, "samples")
    assert status == 0
    names = {sample["name"] for sample in answer["samples"]}
    assert {"sp500", "sunspots", "co2", "sea_temperature", "sine", "random_walk"} <= names
    for sample in answer["samples"]:
        assert all(sample[key] for key in ("name", "kind", "description", "licence", "source"))


def test_people_get_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "sample:nile"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "rows: 100" in lines
    assert main(["samples"]) == 0


def test_help_names_every_command_and_every_knob(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    overview = capsys.readouterr().out
    assert all(name in overview for name in COMMANDS)
    assert main(["read", "--help"]) == 0
    assert "--time-column" in capsys.readouterr().out


def test_reading_waits_for_no_torch() -> None:
    program = (
        "import sys; from core.cli import main; status = main(['read', 'sample:sp500', '--json']);"
        "heavy = {'torch', 'scipy', 'arch', 'statsmodels', 'mlflow'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == 5031
