"""What is taken along from a study; its link carries every setting that was turned."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from core.recipes import compare
from core.recipes.compare.settings import CompareSettings
from tests.ui.made_studies import GATED, study_of
from ui.compare_specimens import Study
from ui.compare_take import code, downloads, link, settings_of

HERE = "http://127.0.0.1:8501/compare"


def study() -> Study:
    result = study_of(GATED)
    return Study(result, compare.source_of(CompareSettings()), None, {})


def test_the_link_carries_what_was_turned_and_nothing_else() -> None:
    settings = CompareSettings(task="copy", length=70, trunks=("gru", "lstm:chrono"), noise=0.25)
    asked = parse_qs(urlsplit(link(settings, f"{HERE}?lang=en")).query)
    assert asked == {
        "compare.task": ["copy"],
        "compare.length": ["70"],
        "compare.trunks": ["gru,lstm:chrono"],
        "compare.noise": ["0.25"],
    }
    assert link(CompareSettings(), HERE) == HERE


def test_the_link_leads_back_to_the_settings() -> None:
    settings = settings_of(study())
    asked = parse_qs(urlsplit(link(settings, HERE)).query)
    given = {name.partition(".")[2]: values[0] for name, values in asked.items()}
    assert CompareSettings(**given) == settings  # type: ignore[arg-type]  # as texts, as there


def test_the_files_are_made_when_they_are_asked_for() -> None:
    files = {file.name: file.make() for file in downloads(study())}
    assert list(files) == ["study.csv", "study.json", "report.html"]
    assert b"lstm" in files["study.csv"]
    assert files["report.html"].startswith(b"<!doctype html>")


def test_the_code_repeats_the_study() -> None:
    command, recipe = code(study())
    assert command.code.startswith("python -m core compare --task adding --length 12")
    assert "def train(" in recipe.code
