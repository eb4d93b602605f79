"""What is promised is made once, on another thread; a page that waits says so."""

from __future__ import annotations

import threading

from streamlit.testing.v1 import AppTest

from ui.later import promised

SECONDS = 20


def test_a_promise_is_made_once_and_elsewhere() -> None:
    threads: list[str] = []

    def make(word: str) -> str:
        threads.append(threading.current_thread().name)
        return word + word

    assert promised(make, "ab").result(SECONDS) == "abab"
    assert promised(make, "ab") is promised(make, "ab")
    assert len(threads) == 1
    assert threads[0] != threading.current_thread().name
    assert promised(make, "cd").result(SECONDS) == "cdcd"


def page() -> None:
    import streamlit as st

    from tests.ui.test_later import slowly
    from ui.later import promised, when_ready

    when_ready(promised(slowly, "word"), st.text, "in a moment", key="here")


GATE = threading.Event()


def slowly(word: str) -> str:
    """Return a word once the gate is open."""
    GATE.wait(SECONDS)
    return word


def test_a_page_says_that_it_waits_and_then_draws() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert [m.value for m in test.markdown] == [":gray[in a moment]"]
    assert not test.text
    GATE.set()
    assert promised(slowly, "word").result(SECONDS) == "word"
    test.run()
    assert [t.value for t in test.text] == ["word"]
    assert not test.markdown


def refused() -> None:
    import streamlit as st

    from tests.ui.test_later import no_music
    from ui.later import promised, when_ready

    made = promised(no_music)
    made.exception()
    when_ready(made, st.text, "in a moment", key="here")


def no_music() -> None:
    """Refuse.

    Raises
    ------
    NotMusic
        Always.
    """
    from core.errors import NotMusic

    raise NotMusic(name="a.jpg")


def test_what_cannot_be_made_is_explained() -> None:
    test = AppTest.from_function(refused, default_timeout=SECONDS).run()
    assert not test.exception
    assert "a.jpg" in "".join(element.proto.body for element in test.get("html"))


def opened() -> None:
    import streamlit as st

    from ui.later import lazily

    def draw(inside: str) -> None:
        st.text(inside)

    lazily("Closed", "expander", draw, "inside")


def test_a_closed_expander_makes_nothing() -> None:
    test = AppTest.from_function(opened, default_timeout=SECONDS).run()
    assert not test.text
    test.session_state["expander"] = True
    test.run()
    assert [t.value for t in test.text] == ["inside"]
