from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.cli import runs
from core.errors import NoSuchRun, NothingToResume
from core.jobs import perform
from core.runs import State, run_store
from tests.core.jobs import toy
from tests.core.runs.factories import opening


def answer(home: Path, command: str, *words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser(f"core {command}")
    runs.add_arguments(parser)
    arguments = parser.parse_args(words, argparse.Namespace(command=command, home=home))
    return runs.run(arguments)


def test_runs_are_listed_shown_and_deleted(tmp_path: Path) -> None:
    store = run_store(tmp_path)
    assert answer(tmp_path, "runs") == {"runs": []}
    run = store.start(opening(settings={"rate": math.inf}))
    store.log(run, {"loss": math.nan}, 7)
    store.finish(run, State.DONE)
    (row,) = answer(tmp_path, "runs")["runs"]
    assert set(row) >= {"id", "kind", "status", "started", "seconds", "settings", "metrics"}
    assert (row["id"], row["kind"], row["status"]) == (run, "forecast", "done")
    shown = answer(tmp_path, "runs", "show", run)
    assert shown.items() >= row.items()
    assert shown["curves"] == {"loss": [[7], [None]]}
    json.dumps(shown, allow_nan=False)
    assert answer(tmp_path, "runs", "delete", run) == {"deleted": run}
    for action in ("show", "delete"):
        with pytest.raises(NoSuchRun):
            answer(tmp_path, "runs", action, run)
    with pytest.raises(NoSuchRun):
        answer(tmp_path, "runs", "show")


def test_a_run_is_resumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def press(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(toy.order(), tmp_path, press)
    (run,) = run_store(tmp_path).runs()
    assert answer(tmp_path, "resume", run.id)["status"] == "done"
    told = capsys.readouterr()
    assert (told.out, "100%" in told.err) == ("", True)
    with pytest.raises(NothingToResume):
        answer(tmp_path, "resume", run.id)


def test_listing_runs_needs_no_torch(tmp_path: Path) -> None:
    code = (
        "import argparse, sys\n"
        "from core.cli import runs\n"
        "words = argparse.Namespace(command='runs', action='list', run='', home=sys.argv[1])\n"
        "assert runs.run(words) == {'runs': []}\n"
        "assert not {'torch', 'streamlit'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
