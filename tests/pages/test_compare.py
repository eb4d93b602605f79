"""The page of comparisons without a browser: it opens, refuses, learns, and is found again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import UNFINISHED, JobManager, job_manager
from core.recipes.compare import claims, insides, showing, specimens
from core.recipes.compare.keeping import pack_result
from core.recipes.compare.tasks import TASKS
from core.runs import run_store, save_artifact
from core.words import LANGUAGES
from tests.ui.made_studies import GATED, study_of
from ui.compare_shown import MADE
from ui.contents import FOLDER

SECONDS = 90
QUICK = {
    "compare.task": "parity",
    "compare.length": "5",
    "compare.trunks": "rnn,gru",
    "compare.budget_unit": "updates",
    "compare.budget_amount": "30",
    "compare.seeds": "2",
}


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let nothing be shipped but what a test puts there."""
    caches = (
        *(showing.pretrained, showing.shipped_sweeps, specimens.shipped_specimens),
        *(insides.shipped_costs, claims.shipped_findings),
    )
    for cache in caches:
        cache.cache_clear()
    for module in (showing, specimens, insides, claims):
        monkeypatch.setattr(module, "SHIPPED", tmp_path)
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def jobs() -> Iterator[JobManager]:
    manager = job_manager()
    yield manager
    manager.close()


def opened(language: str = "en", address: dict[str, str] | None = None) -> AppTest:
    """Return the page as a visitor of that language first sees it."""
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS)
    test.query_params["lang"] = language
    test.run()
    for name, value in (address or {}).items():
        test.query_params[name] = value
    test.switch_page(str(FOLDER / "compare.py")).run()
    assert_well(test)
    return test


def assert_well(test: AppTest) -> None:
    assert not test.exception
    assert not any("fault of ours" in m.value for m in test.markdown)


def line(test: AppTest, place: int) -> str:
    """Return what stands in a step's own line."""
    steps = [one.label for one in test.expander if one.label.startswith("**")]
    return steps[place].replace("\u2002", " ")


def headings(test: AppTest, level: int) -> list[str]:
    mark = "#" * level + " "
    return [m.value.split("\n")[0][len(mark) :] for m in test.markdown if m.value.startswith(mark)]


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


def buttons(test: AppTest) -> set[str]:
    return {str(button.key) for button in test.button}


def until_done(test: AppTest, jobs: JobManager, job: str) -> None:
    for _ in range(900):
        if jobs.snapshot(job).state not in UNFINISHED:
            break
        time.sleep(0.1)
    assert str(jobs.snapshot(job).state) == "done"
    test.run()
    assert_well(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_study_it_says_what_comes_and_offers_to_begin(language: str) -> None:
    test = opened(language)
    assert len([one for one in test.expander if one.label.startswith("**")]) == 3
    assert {"compare-learn-button", "compare-nothing-button"} <= buttons(test)
    assert len([key for key in buttons(test) if key.startswith("compare-repeat-")]) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_on_the_shipped_study(language: str, shelf: Path) -> None:
    save_artifact(shelf / "compare-adding", pack_result(study_of(GATED)))
    test = opened(language)
    assert len(headings(test, 2)) == 1
    assert body(test).count("class='dot'") == 4
    assert "compare-repeat" in buttons(test)
    if language == "en":
        assert "shipped study · Adding two numbers, 12 steps · 4 contenders" in line(test, 2)
        assert "2 of 4 solve it every time" in headings(test, 3)


def test_a_task_is_chosen_with_its_own_length_and_kept_in_the_address() -> None:
    test = opened()
    assert "Adding two numbers · 100 steps · no data needed · guessing scores 0.1" in line(test, 0)
    test.radio(key="compare.task").set_value("parity").run()
    assert_well(test)
    assert "Odd or even · 30 steps" in line(test, 0)
    assert test.number_input(key="compare.length").value == 30
    assert test.query_params["compare.task"] == "parity"
    test.number_input(key="compare.length").set_value(44).run()
    assert test.query_params["compare.length"] == "44"
    assert "44 steps" in line(test, 0)


def test_an_address_brings_all_settings_and_an_unfit_one_is_passed_over() -> None:
    test = opened(address=QUICK)
    assert "Odd or even · 5 steps" in line(test, 0)
    assert "2 contenders · about 6,000 parameters each · 30 updates · 2 seeds" in line(test, 1)
    unfit = opened(address={"compare.task": "nosuch", "compare.length": "999999"})
    assert "Adding two numbers · 100 steps" in line(unfit, 0)


def test_a_budget_that_does_not_fit_is_explained_where_it_is_set() -> None:
    test = opened()
    test.segmented_control(key="compare.match").set_value("updates").run()
    assert_well(test)
    assert "three-parts" in body(test)
    assert "compare-learn-button" not in buttons(test)
    assert "a setting must be mended" in line(test, 1)
    test.selectbox(key="compare.budget_unit").set_value("updates").run()
    assert "compare-learn-button" in buttons(test)


def test_a_task_of_files_waits_and_refuses_what_it_cannot_read() -> None:
    test = opened(address={"compare.task": "pianoroll"})
    assert "waits for data" in line(test, 0)
    assert "waits for data" in line(test, 1)
    uploader = test.file_uploader(key="compare.upload.pianoroll")
    uploader.upload("rolls.mat", b"no matlab", "application/octet-stream").run()
    assert_well(test)
    assert "rolls.mat" in line(test, 0)
    assert "<dt>Remedy</dt>" in body(test)
    assert "compare-learn-button" not in buttons(test)
    test.button(key="compare-use-usual").click().run()
    assert "Adding two numbers" in line(test, 0)


def test_dials_answer_at_once_and_leave_the_rest_alone(shelf: Path) -> None:
    save_artifact(shelf / "compare-adding", pack_result(study_of(GATED, length=40)))
    test = opened()
    before = [title for title in headings(test, 3) if "radient" in title]
    test.select_slider(key="compare.forget-bias").set_value(6).run()
    assert_well(test)
    after = [title for title in headings(test, 3) if "radient" in title]
    assert before != after
    test.toggle(key="compare.clip").set_value(True).run()
    assert any("gives back nothing that has faded" in c.value for c in test.caption)


def test_a_claim_is_put_to_the_test_in_place() -> None:
    test = opened()
    test.button(key="compare-repeat-square").click().run()
    for _ in range(200):
        if any("Exponent 1.7" in m.value for m in test.markdown):
            break
        time.sleep(0.1)
        test.run()
    assert_well(test)
    assert any("Exponent 1.73 with attention written out, 1.00" in m.value for m in test.markdown)


def test_a_contender_is_kept_whole_and_looked_into(shelf: Path, jobs: JobManager) -> None:
    save_artifact(shelf / "compare-adding", pack_result(study_of(GATED)))
    test = opened()
    test.segmented_control(key="compare.when").set_value("after").run()
    assert headings(test, 3).count("No gradient fades to a hundredth") <= 1
    test.button(key="compare-keep-button-gradient").click().run()
    assert_well(test)
    job = str(test.query_params["job"])
    for _ in range(300):
        if all(one.state not in UNFINISHED for one in jobs.list()):
            break
        time.sleep(0.1)
    test.run()
    assert_well(test)
    assert run_store().show(job).opening.tags["part"] == "specimen"
    missing = next(p for p in test.get("button_group") if "compare.keep.gradient" in str(p.key))
    assert "lstm" not in str(missing.key)
    assert "shipped study" in line(test, 2)


@pytest.mark.slow
def test_a_small_study_is_made_to_its_end_and_found_again(jobs: JobManager) -> None:
    test = opened(address=QUICK)
    assert headings(test, 2) == []
    test.button(key="compare-learn-button").click().run()
    assert_well(test)
    job = str(test.query_params["job"])
    assert "job-stop" in buttons(test)
    until_done(test, jobs, job)
    assert test.session_state[MADE] == job
    assert len(headings(test, 2)) == 1
    assert not {"job-stop", "job-resume"} & buttons(test)
    assert run_store().show(job).opening.kind == "compare"
    again = opened(address={"job": job})
    assert "Odd or even · 5 steps" in line(again, 0)
    assert "2 contenders" in line(again, 1)
    assert "30 updates · 2 seeds" in line(again, 1)
    assert headings(again, 2) == headings(test, 2)
    listed = AppTest.from_file("../../pages/runs.py", default_timeout=SECONDS).run()
    row = listed.dataframe[0].value.iloc[0]
    assert (row["kind"], row["data"], row["model"]) == ("Compare", "Odd or even", "RNN, GRU")
    assert row["result"].startswith("best ")
    assert row["verdict"] == "nobody solves it"


def test_every_task_opens() -> None:
    test = opened()
    for name in ("copy", "reverse", "sine", "digits", "digits_pixels", "drawing"):
        test.radio(key="compare.task").set_value(name).run()
        assert_well(test)
        assert TASKS[name].title in line(test, 0)
        assert "guessing scores" in line(test, 0)
