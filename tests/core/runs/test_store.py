from __future__ import annotations

import json
import math
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.errors import AlreadyRunning, NoArtifact, NoSuchBlob, NoSuchRun
from core.runs import Source, State, keep_blob, read_blob, run_store
from core.runs.claims import claim
from tests.core.runs.factories import artifact, opening

RECORDER = """
import os, signal, sys, time
from core.runs import Opening, Source, run_store
from core.runs.claims import claim
home, number, end = sys.argv[1], int(sys.argv[2]), sys.argv[3]
from pathlib import Path
store = run_store(home)
run = f"{number:010x}"
held = claim(Path(home), run)
store.start(Opening("toy", "t", Source("nile", "nile"), {}, ""), run)
for step in range(number):
    store.log(run, {"loss": step / 4}, step)
if end == "killed":
    while len(store.history(run, "loss").steps) < number:
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)
from core.runs import State
store.finish(run, State.DONE)
held.release()
"""


def test_a_run_is_kept_with_all_that_is_known(home: Path) -> None:
    store = run_store(home)
    told = opening(tags={"contest": "a", "configuration": "1"})
    run = store.start(told)
    started = store.show(run)
    assert (started.id, started.opening, started.status) == (run, told, State.RUNNING)
    assert started.seconds is None
    for step in range(3):
        store.log(run, {"train_loss": 1 / (step + 1), "seed 2/fold 3/loss": 7.0}, step)
    store.finish(run, State.DONE, artifact())
    ended = store.show(run)
    assert (ended.opening, ended.status) == (told, State.DONE)
    assert ended.seconds is not None
    assert ended.settings == told.settings
    assert ended.metrics == {"rmse": 0.5, "mae": 0.25}
    assert ended.curves == ("seed 2/fold 3/loss", "train_loss")
    history = store.history(run, "train_loss")
    np.testing.assert_array_equal(history.steps, [0, 1, 2])
    np.testing.assert_array_equal(history.values, [1, 1 / 2, 1 / 3])
    assert store.artifact(run).record == artifact().record
    assert store.has_artifact(run)


def test_a_step_that_is_repeated_has_its_newest_value(home: Path) -> None:
    store = run_store(home)
    run = store.start(opening())
    for step, loss in ((1, 9.0), (2, 8.0), (3, 7.0)):
        store.log(run, {"loss": loss}, step)
    store.finish(run, State.INTERRUPTED)
    assert store.start(opening(), run) == run
    assert store.show(run).status == State.RUNNING
    for step, loss in ((2, 5.0), (3, 4.0), (4, math.nan)):
        store.log(run, {"loss": loss}, step)
    store.finish(run, State.DONE)
    np.testing.assert_array_equal(store.history(run, "loss").steps, [1, 2, 3, 4])
    np.testing.assert_array_equal(store.history(run, "loss").values, [9, 5, 4, math.nan])
    assert [one.id for one in store.runs()] == [run]


def test_runs_are_found_by_kind_and_tags(home: Path) -> None:
    store = run_store(home)
    odd = 'Close\'s "price" 100% `x` \\'
    first = store.start(opening(tags={"contest": odd, "configuration": "1"}))
    second = store.start(opening(tags={"contest": odd, "configuration": "2"}))
    third = store.start(opening(kind="music", tags={"contest": "plain"}))
    assert {r.id for r in store.runs()} == {first, second, third}
    assert [r.id for r in store.runs("music")] == [third]
    assert {r.id for r in store.runs(tags={"contest": odd})} == {first, second}
    assert [r.id for r in store.runs("music", {"contest": "plain"})] == [third]
    assert store.runs("music", {"contest": odd}) == ()


def test_what_was_tried_is_remembered(home: Path) -> None:
    store = run_store(home)
    ends = [("1", State.DONE), ("2", State.CANCELLED), ("2", State.DONE), ("3", State.FAILED)]
    runs = []
    for configuration, state in ends:
        tags = {"contest": "c", "configuration": configuration}
        runs.append(store.start(opening(tags=tags)))
        store.finish(runs[-1], state)
    assert store.count_configurations("c") == 2
    assert store.count_configurations("other") == 0
    store.delete(runs[0])
    assert len(store.runs()) == 3
    assert store.count_configurations("c") == 2


def test_deleting_takes_the_result_and_an_upload_that_nobody_needs(home: Path) -> None:
    store = run_store(home)
    shared, own = keep_blob(home, b"shared"), keep_blob(home, b"own")
    waiting = keep_blob(home, b"waiting")
    runs = [
        store.start(opening(source=Source(f"{sha256}.csv", sha256=sha256)))
        for sha256 in (shared, shared, own, waiting)
    ]
    (home / "jobs" / "0123456789").mkdir(parents=True)
    (home / "jobs" / "0123456789" / "job.json").write_text(json.dumps({"sha256": waiting}))
    for run in runs:
        store.finish(run, State.DONE, artifact())
    for run in (runs[0], runs[2], runs[3]):
        store.delete(run)
        assert not store.has_artifact(run)
        with pytest.raises(NoSuchRun):
            store.show(run)
        with pytest.raises(NoSuchRun):
            store.delete(run)
    assert read_blob(home, shared) == b"shared"
    assert read_blob(home, waiting) == b"waiting"
    with pytest.raises(NoSuchBlob):
        read_blob(home, own)


def test_a_run_at_work_is_not_deleted(home: Path) -> None:
    store = run_store(home)
    run = store.start(opening())
    with claim(home, run), pytest.raises(AlreadyRunning):
        store.delete(run)
    store.delete(run)


@pytest.mark.parametrize("run", ["", "0123456789", "../../etc", "0123456789' or '1'='1"])
def test_nobody_kept_it(home: Path, run: str) -> None:
    store = run_store(home)
    for ask in (store.show, store.delete, lambda run: store.history(run, "loss")):
        with pytest.raises(NoSuchRun):
            ask(run)
    with pytest.raises((NoSuchRun, NoArtifact)):
        store.artifact(run)
    assert not store.has_artifact(run)


def record(home: Path, number: int, end: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RECORDER, str(home), str(number), end])


def test_the_run_of_a_killed_process_is_interrupted(home: Path) -> None:
    with record(home, 7, "killed") as recorder:
        assert recorder.wait() < 0
    run = f"{7:010x}"
    store = run_store(home)
    assert store.reap() == (run,)
    assert store.reap() == ()
    assert store.show(run).status == State.INTERRUPTED
    assert len(store.history(run, "loss").steps) == 7
    with closing(sqlite3.connect(home / "runs.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_several_processes_share_a_home(home: Path) -> None:
    numbers = (1003, 507)
    recorders = [record(home, number, "done") for number in numbers]
    for recorder in recorders:
        with recorder:
            assert recorder.wait() == 0
    store = run_store(home)
    assert {r.status for r in store.runs()} == {State.DONE}
    for number in numbers:
        values = store.history(f"{number:010x}", "loss").values
        np.testing.assert_array_equal(values, np.arange(number) / 4)


def test_a_new_home_is_made_once_and_nothing_is_written_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ask = "import sys; from core.runs import run_store; print(len(run_store(sys.argv[1]).runs()))"
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", ask, str(tmp_path / "new")],
            stdout=subprocess.PIPE,
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for _ in range(2)
    ]
    assert [maker.communicate()[0] for maker in makers] == [b"0\n", b"0\n"]
    assert list(elsewhere.iterdir()) == []


def test_a_newer_mlflow_finds_a_copy_laid_beside(home: Path) -> None:
    (home / "mlflow.version").write_text("3.12.0")
    run_store(home).open()
    (copy,) = home.glob("runs.before-*.sqlite")
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM experiments").fetchone() == (2,)


def test_looking_in_needs_neither_mlflow_nor_torch_and_telemetry_is_off() -> None:
    code = (
        "import sys, core.runs\n"
        "assert not {'mlflow', 'torch', 'streamlit'} & set(sys.modules)\n"
        "from core.runs.tracking import load_mlflow\n"
        "load_mlflow()\n"
        "from mlflow.telemetry.utils import is_telemetry_disabled\n"
        "assert is_telemetry_disabled()\n"
        "assert not {'torch', 'streamlit'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
