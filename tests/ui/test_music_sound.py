"""What a player leaves out is said beside it, and nothing where it leaves nothing out."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.vectorizers.score import Score, Track, make_score

SECONDS = 30


def lasting(seconds: int) -> Score:
    """Return two notes, the second of which ends after so many seconds."""
    rows = [(0, 480, 60, 80, 0), (960 * seconds - 480, 480, 64, 80, 0)]
    return make_score("long", 480, rows, (Track("Piano", 0),), tempo_qpm=120)


def page() -> None:
    import streamlit as st

    from tests.ui.test_music_sound import lasting
    from ui.music_sound import say_unheard

    say_unheard(lasting(st.session_state.seconds))


def said(seconds: int) -> list[str]:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["seconds"] = seconds
    test.run()
    assert not test.exception
    return [caption.value for caption in test.caption]


def test_a_sound_that_stops_before_its_piece_says_so() -> None:
    words = "The sound stops after 10 min 0 s: the last 1 min 15 s are seen, not heard."
    assert said(675) == [words]


def test_a_whole_sound_says_nothing() -> None:
    assert said(599) == []
