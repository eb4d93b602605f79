"""The music page without a browser: what is read is told, bad files are explained, a run ends."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import UNFINISHED, JobManager, job_manager
from core.runs import run_store
from core.words import LANGUAGES
from tests.ui.tunes import NO_MUSIC, cut_off, tune, uploads
from ui.contents import FOLDER

SECONDS = 90


@pytest.fixture
def jobs() -> Iterator[JobManager]:
    manager = job_manager()
    yield manager
    manager.close()


def opened(language: str = "en", **address: str) -> AppTest:
    """Return the page as a visitor of that language first sees it."""
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS)
    test.query_params["lang"] = language
    test.run()
    for name, value in address.items():
        test.query_params[name] = value
    test.switch_page(str(FOLDER / "music.py")).run()
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


def said(test: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*test.markdown, *test.caption))


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


def with_files(*files: tuple[str, bytes], language: str = "en") -> AppTest:
    """Return the page after an upload, read."""
    test = opened(language)
    test.segmented_control(key="music.from").set_value("file").run()
    test.file_uploader(key="music.upload").set_value(uploads(*files)).run()
    until_read(test)
    return test


def until_read(test: AppTest) -> None:
    """Look again until the music is read."""
    for _ in range(900):
        if "being read" not in line(test, 0):
            break
        time.sleep(0.1)
        test.run()
    assert_well(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_at_once_although_the_chorales_are_not_read_yet(language: str) -> None:
    test = opened(language)
    assert len([one for one in test.expander if one.label.startswith("**")]) == 3
    assert test.button(key="music-learn-button")
    assert any("music21" in caption.value for caption in test.caption)


def test_of_three_files_the_broken_one_is_explained_and_the_rest_is_told() -> None:
    test = with_files(
        ("one.mid", tune(40)), ("cut.mid", cut_off(30)), ("two.mid", tune(20, off_grid=True))
    )
    facts = "one.mid + 2 · 2 pieces · 90 notes · 2 tracks · nothing repaired · 1 file refused"
    assert facts.replace("+", "\\+") in line(test, 0)
    assert "1 of 3 files cannot be used, the rest is read" in headings(test, 3)
    assert "<dt>Remedy</dt>" in body(test)
    assert "cut.mid: track 3 should have" in body(test)
    assert "22% of onsets are off the grid of twelfths" in said(test)
    assert "90 notes: expect copying" in said(test)
    files, tracks = (table.value for table in test.table[1:3])
    assert files["File"].tolist() == [r"one.mid", r"two.mid"]
    assert files["Notes"].tolist() == ["60", "30"]
    assert tracks["Track"].tolist() == ["Violin", "Cello"]
    assert tracks["Range"].tolist() == ["C4 to B4", "C2 to G2"]


def test_a_piece_is_chosen_and_what_is_read_of_it_is_shown() -> None:
    test = with_files(("one.mid", tune(40)), ("two.mid", tune(20)))
    assert "one.mid: 60 notes, 10 bars" in headings(test, 3)
    piece = next(box for box in test.selectbox if str(box.key).startswith("music-corpus.piece"))
    assert piece.options == ["one.mid", "two.mid"]
    piece.set_value(1).run()
    assert "two.mid: 30 notes, 5 bars" in headings(test, 3)
    assert not test.dataframe
    test.session_state["music-reads"] = True
    test.run()
    assert_well(test)
    events, notes = (frame.value for frame in test.dataframe)
    assert events["event"].tolist()[:4] == ["program", "note on", "program", "note on"]
    assert notes["track"].tolist()[:3] == ["Cello", "Violin", "Violin"]


def test_a_bad_file_is_explained_and_the_chorales_are_one_click_away() -> None:
    test = with_files(("prices.mid", NO_MUSIC))
    assert headings(test, 2) == ["prices.mid cannot be used as it is"]
    assert "three-parts" in body(test)
    assert "waits for data" in line(test, 1)
    assert not [button for button in test.button if button.key == "music-learn-button"]
    test.button(key="music-use-sample").click().run()
    assert_well(test)
    assert "prices.mid" not in line(test, 0)
    assert test.button(key="music-learn-button")


@pytest.mark.slow
def test_another_collection_is_read_and_kept_in_the_address() -> None:
    test = opened()
    test.selectbox(key="music.sample").set_value("quartets").run()
    assert_well(test)
    assert test.query_params["music.sample"] == "quartets"
    assert line(test, 0) == "**Data** :gray[String quartets, being read] :blue[Change]"
    assert not headings(test, 2)  # the shipped model knows chorales, not quartets
    until_read(test)
    assert "46 movements · 177," in line(test, 0)
    assert "4 tracks · nothing repaired" in line(test, 0)


def test_the_cost_and_the_size_follow_the_form() -> None:
    test = opened()
    test.number_input(key="music.seconds").set_value(30).run()
    test.selectbox(key="music.trunk").set_value("gru").run()
    assert test.button(key="music-learn-button").label == "Learn, about 35 s"
    assert "GRU, 256 units · 30 s" in line(test, 1)
    test.button(key="music-defaults").click().run()
    assert "LSTM, 256 units · 1 min 15 s" in line(test, 1)


def test_a_small_corpus_is_learnt_to_its_end_and_found_again(jobs: JobManager) -> None:
    test = with_files(("one.mid", tune(40)), ("two.mid", tune(20)))
    test.slider(key="music.hidden_size").set_value(16).run()
    test.number_input(key="music.seconds").set_value(3).run()
    test.button(key="music-learn-button").click().run()
    assert_well(test)
    job = str(test.query_params["job"])
    assert test.button(key="job-stop")
    for _ in range(600):
        if jobs.snapshot(job).state not in UNFINISHED:
            break
        time.sleep(0.1)
    assert str(jobs.snapshot(job).state) == "done"
    test.run()
    assert_well(test)
    assert test.session_state["music.learnt"].run == job
    assert len(headings(test, 2)) == 1  # the verdict
    assert not [button for button in test.button if str(button.key).startswith("job-")]
    assert run_store().show(job).opening.kind == "music"
    again = opened(job=job)
    assert "one.mid" in line(again, 0)
    assert "LSTM, 16 units · 3 s" in line(again, 1)
    assert headings(again, 2) == headings(test, 2)
