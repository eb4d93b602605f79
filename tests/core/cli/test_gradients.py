"""`gradients` as people script it, and 2 for what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.recipes import compare
from core.recipes.compare.specimens import SpecimenSettings, train
from core.runs import Work, save_artifact
from core.training.progress import Finished


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = main(["gradients", *map(str, words), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


def test_a_plain_rnn_forgets_after_about_ten_steps(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = answer(capsys, "--trunk", "rnn", "--length", 100, "--init", "default")
    assert status == 0
    assert 7 <= told["first_below_1_percent"] <= 12
    assert told["lags"] == list(range(100))
    assert told["relative"][0] == 1
    assert min(told["relative"]) > 0
    assert told["gradients"].keys() == {"hidden", "input"}


def test_a_chrono_lstm_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    _, told = answer(capsys, "--trunk", "lstm", "--length", 100, "--init", "chrono")
    assert told["first_below_1_percent"] is None
    assert told["quantity"] == "cell"
    assert min(told["relative"]) > 0.01


@pytest.mark.parametrize("trunk", ["transformer", "tcn", "mingru", "gru"])
def test_every_trunk_answers(trunk: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = answer(capsys, "--trunk", trunk, "--length", 30)
    assert status == 0
    assert len(told["relative"]) == 30


def test_clipping_is_told_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "--length", 20)[1]["clipping"] is None
    told = answer(capsys, "--length", 20, "--max-grad-norm", 0.1)[1]
    assert told["clipping"] == pytest.approx(0.1 / 10 ** told["log10_weights"])


def test_what_was_learnt_is_read_in_place_of_noise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = SpecimenSettings(
        task="parity",
        length=6,
        trunks=("gru",),
        match="updates",
        budget_unit="updates",
        budget_amount=5.0,
        seeds=1,
        hidden_size=8,
    )
    folder = tmp_path / "kept"
    work = Work(compare.source_of(settings), settings.record(), tmp_path, tmp_path)
    *_, last = train(work)
    assert isinstance(last, Finished)
    save_artifact(folder, last.artifact)
    status, told = answer(capsys, "--artifact", folder)
    assert status == 0
    assert (told["trunk"], told["learnt"], told["quantity"]) == ("gru", "parity", "hidden")
    assert told["lags"] == list(range(told["length"]))
    assert len(told["relative"]) == told["length"] >= 6
    nothing = answer(capsys, "--artifact", "0123456789", "--home", tmp_path)
    assert (nothing[0], nothing[1]["error"]["code"]) == (2, "NoArtifact")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--trunk", "perceiver"], "UnknownOption"),
        (["--trunk", "rnn", "--init", "chrono"], "UnknownOption"),
        (["--trunk", "transformer", "--init", "orthogonal"], "UnknownOption"),
        (["--init", "magic"], "UnknownOption"),
        (["--length", "1"], "OutOfRange"),
        (["--spectral-radius", "9"], "OutOfRange"),
        (["--trunk", "transformer", "--num-heads", "3"], "UnevenHeads"),
    ],
)
def test_a_refusal_has_three_parts(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = answer(capsys, *words)
    assert (status, told["error"]["code"]) == (2, code)
    assert all(told["error"][part] for part in ("found", "expected", "remedy"))
