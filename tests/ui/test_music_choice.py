"""Which music is chosen: read beside the page, once for all visits, and never believed by name."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from core.recipes.music.corpus import keep_files
from core.recipes.music.overview import Overview
from core.runs import Source, home, keep_blob
from tests.ui.tunes import NO_MUSIC, tune
from ui.music_choice import READ_MUSIC
from ui.reading import Reading

SECONDS = 60


def page() -> None:
    import streamlit as st

    from ui.music_choice import chosen_music
    from ui.state import Dropped, drop

    if "to drop" in st.session_state:
        drop(Dropped("music", st.session_state.pop("to drop")))
    chosen = chosen_music()
    st.text(chosen.source.name)
    st.text(f"{chosen.may_be_learnt}")
    st.text("" if chosen.overview is None else str(chosen.overview.num_notes))
    st.text("" if chosen.error is None else chosen.error.code)


def shown(test: AppTest) -> list[str]:
    assert not test.exception
    return [text.value for text in test.text]


def dropped(source: Source) -> list[str]:
    """Return what is shown of files that were dropped, once they are read."""
    finish(source)
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["to drop"] = source
    return shown(test.run())


def finish(source: Source) -> Reading[Overview]:
    found = READ_MUSIC.of(source)
    for _ in range(100 * SECONDS):
        if found.is_over:
            return found
        time.sleep(0.01)
    raise TimeoutError


def test_dropped_files_are_read_and_may_be_learnt() -> None:
    source = keep_files([("a.mid", tune(12)), ("b.mid", NO_MUSIC)], home())
    assert dropped(source) == ["a.mid + 1", "True", "18", ""]


def test_what_is_no_music_is_no_choice_to_learn_from() -> None:
    source = Source("table.mid", sha256=keep_blob(home(), b"Date,Close\n2024-01-02,3\n" * 9))
    assert dropped(source) == ["table.mid", "False", "", "NotMusic"]


def test_a_collection_may_be_learnt_before_it_is_read() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    assert shown(test.run())[:2] == ["Bach chorales", "True"]
    test.query_params["music.sample"] = "../secrets"
    assert shown(test.run())[0] == "Bach chorales"


def test_music_is_read_once_for_all_visits() -> None:
    source = keep_files([("once.mid", tune(14))], home())
    first = finish(source)
    assert READ_MUSIC.of(source) is first
    assert first.result() is READ_MUSIC.of(source).result()


def test_a_collection_is_the_same_in_every_language() -> None:
    assert READ_MUSIC.of(Source("Bach chorales", sample="chorales")) is READ_MUSIC.of(
        Source("巴哈聖詠", sample="chorales")
    )


def test_what_failed_is_tried_again_when_it_is_chosen_again() -> None:
    data = tune(16)
    elsewhere = Source("late.mid", sha256=keep_blob(home(), data))
    (home() / "blobs" / str(elsewhere.sha256)).unlink()
    assert finish(elsewhere).has_failed
    keep_blob(home(), data)
    assert finish(elsewhere).has_failed
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["to drop"] = elsewhere
    test.run()
    assert not finish(elsewhere).has_failed
    assert shown(test.run())[2] == "24"
