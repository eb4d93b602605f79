"""Who stands where follows from the intervals; the files say what the study says."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NoArtifact
from core.recipes import compare
from core.recipes.compare import showing
from core.recipes.compare.report import Report, report_html
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import (
    LEADS,
    LEVEL_WITH,
    UNKNOWN,
    WORSE,
    facts_of,
    leader_of,
    pack_sweeps,
    results_of,
    seconds_of,
    sentences_of,
    shipped_sweeps,
    standings_of,
    study_csv,
    study_json,
    swept,
)
from core.runs import save_artifact
from tests.ui.made_studies import GATED, study_of


def test_the_leader_is_told_from_those_that_are_worse_and_those_that_may_be_as_good() -> None:
    standings = {one.row.name: one for one in standings_of(study_of(GATED))}
    assert list(standings) == ["lstm", "gru", "transformer", "rnn"]
    assert standings["lstm"].against == LEADS
    assert standings["gru"].against == LEVEL_WITH
    assert {standings[name].against for name in ("transformer", "rnn")} == {WORSE}
    assert [name for name, one in standings.items() if one.guesses] == ["rnn"]


def test_the_sentences_say_the_same() -> None:
    better, level = (str(one) for one in sentences_of(study_of(GATED)))
    assert better == "LSTM better than Transformer and RNN"
    assert level == "no difference shown between LSTM and GRU"


def test_where_more_is_better_the_largest_leads() -> None:
    result = study_of({"gru": (0.99, 1.0), "rnn": (0.5, 0.51)}, "parity")
    leader = leader_of(result)
    assert leader is not None
    assert leader.name == "gru"
    assert [one.guesses for one in standings_of(result)] == [False, True]


def test_one_seed_shows_nothing() -> None:
    standings = standings_of(study_of({name: figures[:1] for name, figures in GATED.items()}))
    assert [one.against for one in standings] == [LEADS, UNKNOWN, UNKNOWN, UNKNOWN]
    assert not sentences_of(study_of({"lstm": (0.1,), "gru": (0.2,)}))


def test_who_was_not_judged_yet_stands_last() -> None:
    result = study_of({"lstm": (0.2, 0.2), "gru": ()}, seeds=2)
    names = [one.row.name for one in standings_of(result)]
    assert names == ["lstm", "gru"]
    assert standings_of(result)[1].results == []


@given(st.lists(st.floats(0.001, 0.16), min_size=2, max_size=4))
def test_a_contender_that_got_somewhere_does_not_guess(figures: list[float]) -> None:
    far = [figure for figure in figures if figure < 0.9 / 6]
    (only,) = standings_of(study_of({"lstm": figures}))
    assert only.guesses == (not far)


def test_the_csv_has_a_line_for_every_run() -> None:
    text = study_csv(study_of(GATED)).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 12
    assert [float(x["result"]) for x in lines if x["contender"] == "rnn"] == list(GATED["rnn"])
    assert {line["solved"] for line in lines if line["contender"] == "gru"} == {"True"}


def test_the_json_has_the_contract_the_settings_and_the_curves() -> None:
    result = study_of(GATED)
    told = json.loads(study_json(result))
    assert [row["trunk"] for row in told["rows"]] == [row.name for row in result.rows]
    assert CompareSettings.from_record(told["settings"]).seeds == 3
    assert len(told["curves"]) == 12
    assert told["machine"]["cores"] >= 1


def test_the_report_stands_alone_and_says_every_pair() -> None:
    result = study_of(GATED)
    command = compare.command(compare.source_of(CompareSettings()), CompareSettings())
    page = report_html(result, Report(command, str, "zh_TW")).decode()
    assert "<html lang='zh-TW'>" in page
    assert "http" not in page
    assert "<script" not in page
    assert page.count("<circle") == 12
    for pair in result.pairs:
        assert str(pair.statement) in page
    assert command in page


def test_the_cost_counts_trials_and_shares_the_cores() -> None:
    settings = CompareSettings(trunks=("gru", "lstm"), seeds=3, rates=2, budget_amount=10)
    assert seconds_of(settings, 2) == pytest.approx((2 * 3 * 10 + 2 * 2 * 5) / 2 + 8)
    by_updates = CompareSettings(budget_unit="updates", budget_amount=10)
    assert seconds_of(by_updates, 2) is None


@pytest.mark.parametrize("knob", list(showing.SWEEPS))
@pytest.mark.parametrize("task", ["adding", "digits"])
def test_a_sweep_turns_one_knob_and_leaves_the_rest(knob: str, task: str) -> None:
    base = CompareSettings(task=task)
    studies = swept(base, knob)
    assert len(set(studies)) == len(studies) > 3
    for study in studies:
        assert {**study.record(), knob: None} == {**base.record(), knob: None}


def test_the_facts_of_a_task_are_those_of_its_test_sequences(tmp_path: Path) -> None:
    settings = CompareSettings(task="adding", length=17)
    facts = facts_of(settings, compare.source_of(settings), tmp_path)
    assert (facts.num_steps, facts.num_test) == (17, 2000)
    assert facts.baseline == pytest.approx(1 / 6, rel=0.1)


def test_what_is_shipped_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "SHIPPED", tmp_path)
    shipped_sweeps.cache_clear()
    assert shipped_sweeps() == ()
    shipped_sweeps.cache_clear()
    results = [study_of(GATED), study_of(GATED, noise=0.3)]
    save_artifact(tmp_path / showing.SWEEPS_KIND, pack_sweeps(results))
    found = shipped_sweeps()
    shipped_sweeps.cache_clear()
    assert [one.settings["noise"] for one in found] == [0.0, 0.3]
    assert results_of(found[0].rows[0]) == results_of(results[0].rows[0])
    showing.pretrained.cache_clear()
    with pytest.raises(NoArtifact):
        showing.pretrained("adding")
