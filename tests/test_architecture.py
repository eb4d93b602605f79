"""The floors hold, and each rule is known to be able to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.floors import faults, words_in
from tests.source import PRODUCT, ROOT, modules

LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 40
SOUND: Mapping[str, str] = {
    "app.py": "import ui.router",
    "ui/router.py": "import pages.home\nfrom ui import state",
    "ui/state.py": "import streamlit\nfrom core.jobs import manager",
    "pages/home.py": "import streamlit\nfrom core import knobs\nfrom core.recipes import forecast",
    "core/__init__.py": "",
    "core/__main__.py": "from core.cli import main",
    "core/cli/__init__.py": "def main():\n    from core.jobs.manager import JobManager",
    "core/jobs/manager.py": "class JobManager: ...",
    "core/recipes/forecast.py": "import torch\nfrom core.vectorizers.samples import SAMPLES",
    "core/runs/__init__.py": "from .blobs import keep",
    "core/runs/blobs.py": "from pathlib import Path\ndef keep(): ...",
    "core/figures/style.py": "import plotly",
    "core/metrics/forecast.py": "import scipy",
    "core/models/base.py": "import torch\nfrom core.knobs import Settings",
    "core/vectorizers/samples.py": "from core.vectorizers.table import read",
    "core/vectorizers/table/__init__.py": "from core.vectorizers.table.reading import read",
    "core/vectorizers/table/reading.py": "import pandas\ndef read(): ...",
    "core/vectorizers/indicators.py": "import numpy",
    "core/knobs.py": "from core.errors import BadSetting\nclass Settings: ...",
    "core/errors.py": "class BadSetting(Exception): ...",
}
BROKEN = {
    "core knows the screen": ("core/metrics/forecast.py", "import streamlit as st", "the screen"),
    "up": ("core/models/base.py", "from core.training import loop", "only go down"),
    "up, in a function": ("core/knobs.py", "def f():\n    import core.models.base", "only go down"),
    "up, relative": ("core/runs/blobs.py", "from ..recipes import forecast", "only go down"),
    "up, for types only": (
        "core/models/base.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from core.runs import blobs",
        "only go down",
    ),
    "sideways": ("core/metrics/forecast.py", "import core.figures.style", "on one floor"),
    "sideways, vectorizers": (
        "core/vectorizers/indicators.py",
        "from core.vectorizers.table import read",
        "on one floor",
    ),
    "sideways, pages": ("pages/runs.py", "from pages import home", "on one floor"),
    "sideways, ui and cli": ("ui/state.py", "from core.cli import main", "on one floor"),
    "a vectorizer with torch": ("core/vectorizers/indicators.py", "import torch.nn", "loads torch"),
    "a figure with torch": ("core/figures/style.py", "import torch", "loads torch"),
    "a figure that gets torch from below": (
        "core/figures/style.py",
        "from core.models.base import Trunk",
        "loads torch",
    ),
    "a figure that opens": ("core/figures/style.py", "x = open('a')", "no files"),
    "a figure with paths": ("core/figures/style.py", "from pathlib import Path", "no files"),
    "a figure that writes": ("core/figures/style.py", "fig.write_html('a')", "no files"),
    "a page past its door": ("pages/home.py", "from core.models import base", "a page uses only"),
    "a page with the router": ("pages/home.py", "import ui.router", "only go down"),
    "jobs with a recipe": ("core/jobs/manager.py", "import core.recipes.forecast", "by its name"),
    "a room without a floor": ("core/attic.py", "", "no floor"),
    "a hall with furniture": ("core/__init__.py", "from core import knobs", "stays empty"),
    "a circle": (
        "core/models/base.py",
        "from core.models import heads",
        "in a circle",
    ),
    "a long file": ("core/knobs.py", "x = 1\n" * 301, "301 lines"),
    "a long function": ("core/knobs.py", LONG_FUNCTION, "41 lines"),
    "a greedy function": (
        "core/knobs.py",
        "class A:\n    def f(self, a, b, c, d, /, e, *, f, g): ...",
        "takes 7 parameters",
    ),
    "an empty file name": ("core/models/utils.py", "", "“utils”"),
    "an empty class name": ("core/knobs.py", "class RunManager: ...", "“manager”"),
    "an empty function name": ("core/knobs.py", "def do_it(): ...", "every function does"),
}


def test_the_house_stands() -> None:
    files = {m.path: m.text for m in modules("app", *PRODUCT, "benchmarks")}
    without_floor = {path: text for path, text in files.items() if path.startswith("benchmarks/")}
    house = {path: text for path, text in files.items() if path not in without_floor}
    found = faults(house)
    found += [f for f in faults(without_floor) if "stands on no floor" not in f]
    assert not found, "\n" + "\n".join(found)


def test_a_sound_house_has_no_fault() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_said(rule: str) -> None:
    path, text, sentence = BROKEN[rule]
    house = {**SOUND, path: text}
    if rule == "a circle":
        house["core/models/heads.py"] = "import core.models.base"
    found = faults(house)
    assert any(sentence in fault for fault in found), found


def test_words_of_a_name() -> None:
    assert words_in("HTTPServer_data2") == {"http", "server", "data2"}
    assert words_in("subprocess") == {"subprocess"}


@pytest.mark.parametrize(
    "command",
    [["samples", "--json"], ["runs", "--json"], ["read", "sample:nile", "--json"]],
    ids=lambda command: str(command[0]),
)
def test_a_light_command_does_not_load_torch(command: list[str], tmp_path: Path) -> None:
    script = (
        "import json, runpy, sys\n"
        f"sys.argv = ['core', *{command!r}]\n"
        "try:\n"
        "    runpy.run_module('core', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "SEQLAB_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert "core.cli" in loaded
    assert "torch" not in loaded
    assert "streamlit" not in loaded
