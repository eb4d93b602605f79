"""What becomes of a claim follows from what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NoArtifact
from core.explain.costs import CostSettings
from core.models.costs import num_parameters
from core.recipes.compare import claims, evidence
from core.recipes.compare.claims import CLAIMS, pack_findings, shipped_findings
from core.recipes.compare.evidence import (
    DATA_STUDY,
    EDGE_LAYERS,
    FAILS,
    HOLDS,
    PARTLY,
    WIDTHS,
    data_studies,
    find_cure,
    find_data,
    find_edge,
    find_forgetting,
    find_square,
)
from core.runs import save_artifact
from tests.ui.made_studies import study_of

GOOD, BAD = (0.9, 0.91, 0.92), (0.6, 0.61, 0.62)


def test_forgetting_holds_only_for_the_usual_start() -> None:
    found = find_forgetting()
    assert found.outcome == PARTLY
    assert 6 <= found.figures["rnn"] <= 15
    assert found.figures["rnn_orthogonal"] > 2 * found.figures["rnn"]
    assert f"after {found.figures['rnn']:.0f} steps" in str(found.sentence)


def test_an_lstm_cures_it_only_with_open_gates() -> None:
    found = find_cure()
    assert found.outcome == PARTLY
    assert found.figures["default"] < found.figures["forget_bias"]
    assert "chrono" not in found.figures  # it never fades
    assert "at no step of 100" in str(found.sentence)


def test_the_square_is_that_of_written_out_attention() -> None:
    found = find_square()
    assert found.outcome == PARTLY
    assert found.figures["fused"] == pytest.approx(1.0, abs=0.05)
    assert found.figures["explicit"] >= 1.6


def test_the_models_of_small_devices_are_of_one_size() -> None:
    sizes = [
        num_parameters(
            CostSettings(trunk=trunk, hidden_size=width, num_layers=EDGE_LAYERS[trunk]).new_trunk()
        )
        for trunk, width in WIDTHS.items()
    ]
    assert max(sizes) < 1.2 * min(sizes)
    found = find_edge()
    assert found.figures["carried_kib"] == 500
    assert found.outcome in {HOLDS, PARTLY, FAILS}


@pytest.mark.parametrize(
    ("behind", "outcome", "said"),
    [
        (0, FAILS, "shown better with no number of pictures"),
        (2, FAILS, "better with 100 pictures, from 200 on no more"),
        (5, HOLDS, "better with up to 800 pictures"),
    ],
)
def test_data_are_enough_from_where_the_lstm_is_no_longer_better(
    behind: int, outcome: str, said: str
) -> None:
    sizes = [one.train_size for one in data_studies()]
    results = [
        study_of(
            {"lstm": GOOD, "transformer": BAD if number < behind else GOOD},
            "digits",
            train_size=size,
        )
        for number, size in enumerate(sizes)
    ]
    found = find_data(results)
    assert found is not None
    assert found.outcome == outcome
    assert said in str(found.sentence)
    assert find_data(results[1:]) is None


def test_the_studies_of_data_are_about_digits() -> None:
    assert {study.task for study in data_studies()} == {"digits"}
    assert DATA_STUDY.seeds >= 3


def test_every_claim_says_how_it_is_decided() -> None:
    assert {name for name, claim in CLAIMS.items() if claim.find is None} == {"data"}
    assert all(
        claim.quote and claim.experiment and claim.seconds_here(2) for claim in CLAIMS.values()
    )


def test_findings_are_kept_and_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "SHIPPED", tmp_path)
    shipped_findings.cache_clear()
    with pytest.raises(NoArtifact):
        shipped_findings()
    found = find_square()
    save_artifact(tmp_path / claims.KIND, pack_findings([found]))
    kept = shipped_findings()
    shipped_findings.cache_clear()
    assert kept == {"square": found}
    assert evidence.steps_said(3).say() == "after 3 steps"


def test_what_needs_studies_takes_as_long_as_they_do() -> None:
    one, two = (CLAIMS["data"].seconds_here(cores) for cores in (1, 2))
    assert one > 5 * 60 > two > 2 * 60  # five studies of 64 core-seconds each
    assert all(c.seconds_here(2) == c.seconds > 0 for c in CLAIMS.values() if c.find)
