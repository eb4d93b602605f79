"""The page of runs: it lists, finds, compares, deletes, hands out and takes in what was kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.figures.runs import Curve
from core.recipes.music.corpus import read_bytes
from core.recipes.music.keeping import pack_model
from core.recipes.music.learning import new_model
from core.recipes.music.planning import plan_corpus
from core.recipes.music.result import Learnt, Read, Result, Verdict
from core.recipes.music.settings import MusicSettings
from core.runs import Opening, RunStore, Source, State, export_zip, run_store
from core.training.progress import Artifact
from core.words import Sentence
from tests.ui.tunes import tune
from ui.contents import FOLDER
from ui.runs_compare import curves_title, differing
from ui.runs_panel import zip_of

SECONDS = 60


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    monkeypatch.setenv("SEQLAB_HOME", str(tmp_path))
    return run_store()


def keep(store: RunStore, trunk: str, loss: float, state: State = State.DONE) -> str:
    settings = {"model": [trunk], "hidden_size": 64, "learning_rate": 0.003, "seeds": 5}
    source = Source("S&P 500", sample="sp500")
    command = f"python -m core forecast sample:sp500 --model {trunk}"
    run = store.start(Opening("forecast", "volatility", source, settings, command))
    for epoch in range(1, 8):
        store.log(run, {"validation_loss": loss + 1 / epoch}, epoch)
    verdict = {"contract": {"verdict": {"outcome": "beats"}, "reference": "har"}}
    artifact = Artifact(verdict, {"w": np.zeros(3)}, {"mae": 0.0031})
    store.finish(run, state, artifact=artifact if state == State.DONE else None)
    return run


def keep_music(store: RunStore, outcome: str) -> str:
    settings = MusicSettings(trunk="gru", hidden_size=16)
    plan = plan_corpus(read_bytes(tune(20), "tune.mid"), seed=0)
    source = Source("Bach chorales", sample="chorales")
    read = Read(364, 52, 84_652, 4, 0.0, (), None)
    learnt = Learnt(1.7, 1.812, {}, 3.26, 19.0, 32_000.0, 75.0, 34, 34, 1_430_000)
    verdict = Verdict(outcome, Sentence("said"), Sentence("known"))
    result = Result("chorales", settings.record(), read, learnt, None, None, verdict)
    model = new_model(plan.vocabulary, settings, "cpu")
    artifact = pack_model(model, plan, result, source)
    command = "python -m core music train sample:chorales"
    run = store.start(Opening("music", source.name, source, settings.record(), command))
    store.finish(run, State.DONE, artifact=artifact)
    return run


def opened() -> AppTest:
    test = AppTest.from_file("../../pages/runs.py", default_timeout=SECONDS).run()
    assert not test.exception
    return test


def choose(test: AppTest, *rows: int) -> AppTest:
    """Choose rows of the table, as a click on their boxes would."""
    key = f"runs-table-{hash(tuple(run.id for run in run_store().runs()))}"
    test.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    test.run()
    assert not test.exception
    return test


@pytest.mark.usefixtures("store")
def test_nothing_kept_says_what_comes_here() -> None:
    test = opened()
    assert any("No run yet" in m.value for m in test.markdown)
    assert not test.dataframe


def test_runs_are_listed_the_newest_first(store: RunStore) -> None:
    keep(store, "gru", 0.5)
    keep(store, "lstm", 0.4, State.INTERRUPTED)
    frame = opened().dataframe[0].value
    assert frame["model"].tolist() == ["LSTM 64", "GRU 64"]
    assert frame["result"].tolist() == ["—", "MAE 0.0031"]
    assert frame["verdict"].tolist() == ["—", "beats HAR"]
    assert frame["took"].tolist()[0] == "interrupted"
    assert [len(curve) for curve in frame["curve"]] == [7, 7]


def test_music_stands_beside_forecasts(store: RunStore) -> None:
    keep(store, "lstm", 0.4)
    keep_music(store, "close")
    test = opened()
    frame = test.dataframe[0].value
    assert frame["kind"].tolist() == ["Music", "Forecast"]
    assert frame["model"].tolist() == ["GRU 16", "LSTM 64"]
    assert frame["result"].tolist() == ["1.81 nats a note", "MAE 0.0031"]
    assert frame["verdict"].tolist() == ["close to real music", "beats HAR"]
    test.segmented_control(key="runs-kind").set_value("music").run()
    assert test.dataframe[0].value["kind"].tolist() == ["Music"]


def test_a_run_of_music_is_opened_on_its_page(store: RunStore) -> None:
    run = keep_music(store, "close")
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS).run()
    test.switch_page(str(FOLDER / "runs.py")).run()
    choose(test, 0)
    test.button(key="runs-open").click().run()
    assert not test.exception
    assert any(m.value.startswith("# Music") for m in test.markdown)
    assert test.session_state["music.trunk"] == "gru"
    assert test.query_params["job"] == run


def test_a_search_looks_at_data_and_settings(store: RunStore) -> None:
    keep(store, "gru", 0.5)
    keep(store, "lstm", 0.4)
    test = opened()
    test.text_input(key="runs-search").set_value("s&p LSTM").run()
    assert test.dataframe[0].value["model"].tolist() == ["LSTM 64"]


def test_two_are_compared(store: RunStore) -> None:
    keep(store, "gru", 0.5)
    keep(store, "lstm", 0.4)
    test = choose(opened(), 0, 1)
    words = "\n".join(m.value for m in test.markdown)
    assert "LSTM 64 gets lower: 0.543 against 0.643" in words
    assert "They differ in 1 setting" in words
    assert test.button(key="runs-open").disabled
    assert "--model lstm" in test.code[0].value


def test_deleting_asks_first(store: RunStore) -> None:
    keep(store, "gru", 0.5)
    kept = keep(store, "lstm", 0.4)
    test = choose(opened(), 1)
    test.button(key="runs-delete").click().run()
    assert len(store.runs()) == 2
    test.button(key="runs-delete-yes").click().run()
    assert [run.id for run in store.runs()] == [kept]


def test_a_run_is_taken_in_again(store: RunStore) -> None:
    run = keep(store, "gru", 0.5)
    data = export_zip(store, run)
    store.delete(run)
    keep(store, "lstm", 0.4)
    test = opened()
    test.file_uploader(key="runs-import").upload("run.zip", data, "application/zip").run()
    assert not test.exception
    assert len(store.runs()) == 2
    test.file_uploader(key="runs-import").upload("bad.zip", b"PK\3\4nonsense").run()
    assert not test.exception
    assert "zip file" in "".join(e.proto.body for e in test.get("html")).lower()


def test_several_are_handed_out_in_one_file(store: RunStore) -> None:
    runs = [store.show(keep(store, trunk, 0.4)) for trunk in ("gru", "lstm")]
    assert zip_of(runs[:1]) == export_zip(store, runs[0].id)
    with zipfile.ZipFile(io.BytesIO(zip_of(runs))) as whole:
        assert sorted(whole.namelist()) == sorted(f"seqlab-{run.id}.zip" for run in runs)


def test_what_differs_is_found(store: RunStore) -> None:
    one, other = (store.show(keep(store, trunk, 0.4)) for trunk in ("gru", "lstm"))
    assert differing(one, other) == {"model": (["gru"], ["lstm"])}
    assert differing(one, one) == {}


def test_titles_follow_from_the_numbers() -> None:
    steps = np.arange(1, 4)
    low, high = Curve("A", steps, np.array([3.0, 1.0, 2.0])), Curve("B", steps, steps * 2.0)
    assert curves_title([high, low]) == "A gets lower: 1.00 against 2.00"
    assert curves_title([low, low]) == "Both end equally low, at 1.00"
    assert curves_title([low]) == "Validation loss by epoch"
