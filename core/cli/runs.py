"""`runs`, `runs show ID`, `runs delete ID` and `resume ID`: what was tried, without a browser."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable, Mapping
from typing import Any

from core.cli.progress import tell
from core.runs import Run, RunStore, home, plain, run_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do with which run; `resume` wants the run alone."""
    if parser.prog.split()[-1] == "resume":
        parser.add_argument("run", metavar="ID", help="the run to go on with")
        return
    parser.add_argument(
        "action", nargs="?", choices=("list", "show", "delete"), default="list", help="what to do"
    )
    parser.add_argument("run", nargs="?", metavar="ID", default="", help="which run")


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Answer `runs` and `resume` with the contract's object."""
    if arguments.command == "resume":
        return _resume(arguments)
    store = run_store(home(arguments.home))
    return ACTIONS[arguments.action](store, arguments.run)


def _list(store: RunStore, _run: str) -> dict[str, Any]:
    return {"runs": [_row(one) for one in store.runs()]}


def _show(store: RunStore, run: str) -> dict[str, Any]:
    shown = store.show(run)
    curves = {name: store.history(run, name) for name in shown.curves}
    return {
        **_row(shown),
        "title": shown.opening.title,
        "source": shown.opening.source.record(),
        "command": shown.opening.command,
        "tags": dict(shown.opening.tags),
        "artifact": store.has_artifact(run),
        "curves": plain({k: [c.steps.tolist(), c.values.tolist()] for k, c in curves.items()}),
    }


def _delete(store: RunStore, run: str) -> dict[str, Any]:
    store.delete(run)
    return {"deleted": run}


ACTIONS: Mapping[str, Callable[[RunStore, str], dict[str, Any]]] = {
    "list": _list,
    "show": _show,
    "delete": _delete,
}


def _row(run: Run) -> dict[str, Any]:
    started = datetime.datetime.fromtimestamp(run.started, datetime.UTC)
    return {
        "id": run.id,
        "kind": run.opening.kind,
        "status": run.status.value,
        "started": started.isoformat(timespec="seconds"),
        "seconds": run.seconds,
        "settings": plain(run.settings),
        "metrics": plain(run.metrics),
    }


def _resume(arguments: argparse.Namespace) -> dict[str, Any]:
    from core.jobs import resume

    where = home(arguments.home)
    performed = resume(where, arguments.run, tell)
    return _row(run_store(where).show(performed.run)) | {"run": performed.run}
