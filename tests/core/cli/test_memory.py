"""`memory` as people script it, and 2 for what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.cli import main

SMALL = ("--hidden-size", 16, "--batch-size", 1, "--num-layers", 1)


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = main(["memory", *map(str, words), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


@pytest.mark.parametrize("trunk", ["lstm", "gru", "rnn", "transformer", "tcn", "mingru"])
def test_every_trunk_answers(trunk: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = answer(capsys, "--trunk", trunk, "--lengths", "64,16", *SMALL)
    assert status == 0
    assert [row["length"] for row in told["rows"]] == [16, 64]
    for row in told["rows"]:
        assert row["saved_mib"] == row["saved_bytes"] / 2**20 > 0
        assert row["ms"] > 0
        assert row["step_ms"] > 0
        assert row["flops_a_step"] > 2 * 16 * 8
    assert told["parameters"] > 0
    assert told["kernel_in_use"]


def test_the_kernel_decides_how_attention_grows(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--trunk", "transformer", "--lengths", "128,512", *SMALL)
    fused = answer(capsys, *words, "--kernel", "fused")[1]
    explicit = answer(capsys, *words, "--kernel", "explicit")[1]
    assert fused["exponent"] == pytest.approx(1.0, abs=0.05)
    assert explicit["exponent"] > 1.5
    assert fused["kernel_in_use"] == "fused attention"
    assert explicit["kernel_in_use"] != "fused attention"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--trunk", "perceiver"], "UnknownOption"),
        (["--kernel", "magic"], "UnknownOption"),
        (["--lengths", "100"], "WrongType"),
        (["--lengths", "100,100"], "WrongType"),
        (["--lengths", "a,b"], "WrongType"),
        (["--lengths", "1,100"], "OutOfRange"),
        (["--lengths", "100,999999999"], "OutOfRange"),
        (["--kernel", "explicit", "--lengths", "100,10000", "--batch-size", "64"], "TooMuchKept"),
    ],
)
def test_a_refusal_has_three_parts(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = answer(capsys, *words)
    assert (status, told["error"]["code"]) == (2, code)
    assert all(told["error"][part] for part in ("found", "expected", "remedy"))
