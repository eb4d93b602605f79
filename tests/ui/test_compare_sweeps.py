"""A sweep finds the studies that were made before by their settings, and draws every seed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.recipes import compare
from core.recipes.compare import showing
from core.recipes.compare.keeping import pack_result
from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import pack_sweeps, shipped_sweeps, swept
from core.runs import Opening, State, run_store, save_artifact
from tests.ui.made_studies import study_of
from ui.compare_sweeps import drawn, made_of, sweep_title

FIGURES = {"lstm": (0.9, 0.88), "transformer": (0.7, 0.72)}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SEQLAB_HOME", str(tmp_path))
    monkeypatch.setattr(showing, "SHIPPED", tmp_path / "shipped")
    shipped_sweeps.cache_clear()
    yield
    shipped_sweeps.cache_clear()


def settings_of(result: Result) -> CompareSettings:
    return CompareSettings.from_record(dict(result.settings))


def keep(result: Result) -> None:
    settings = settings_of(result)
    source = compare.source_of(settings)
    opening = Opening("compare", settings.task, source, settings.record(), "")
    run_store().finish(run_store().start(opening), State.DONE, pack_result(result))


def test_what_was_made_here_is_found_by_its_settings() -> None:
    made = study_of(FIGURES, "digits", noise=0.1)
    keep(made)
    asked = swept(settings_of(made), "noise")
    found = made_of(asked)
    assert [one.noise for one in found] == [0.1]
    (result,) = found.values()
    assert [row.mean for row in result.rows] == [row.mean for row in made.rows]
    assert made_of(swept(settings_of(study_of(FIGURES, "digits", seed=1)), "noise")) == {}


def test_what_was_shipped_is_found_too(tmp_path: Path) -> None:
    results = [study_of(FIGURES, "digits", train_size=size) for size in (50, 100)]
    (tmp_path / "shipped").mkdir()
    save_artifact(tmp_path / "shipped" / showing.SWEEPS_KIND, pack_sweeps(results))
    found = made_of(swept(settings_of(results[0]), "train_size"))
    assert [one.train_size for one in found] == [50, 100]


def test_the_title_names_the_best_at_both_ends() -> None:
    hard = study_of({"lstm": (0.6, 0.62), "transformer": (0.5, 0.52)}, "digits", noise=1.0)
    easy = study_of({"lstm": (0.9, 0.91), "transformer": (0.95, 0.96)}, "digits")
    assert sweep_title([easy, hard]) == (
        "Best where it is hardest: LSTM, 61.0%; where it is easiest: Transformer, 95.5%"
    )


def test_every_seed_is_a_line_and_no_limit_stands_for_infinity() -> None:
    sizes = (250, 0)
    results = [study_of(FIGURES, "parity", train_size=size) for size in sizes]
    found = {settings_of(one): one for one in results}
    figure = drawn("train_size", found)
    curves = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(curves) == 4
    assert np.allclose([c.y[0] for c in curves if c.name == "LSTM"], FIGURES["lstm"])
    assert list(figure.layout.xaxis.ticktext) == ["250", "∞"]
