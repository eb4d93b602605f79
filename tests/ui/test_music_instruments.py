"""Who plays is chosen track by track, and the address says it as the command line does."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

SECONDS = 60


def page() -> None:
    import streamlit as st

    from core.vectorizers.score import Track
    from ui.music_instruments import choose_instruments

    slots = (Track("Bass", 32), Track("", 0), Track("[x](y)", 73), Track("", 0, is_drum=True))
    st.text(choose_instruments(slots[st.session_state.get("without", 0) :]))


def opened(asked: str = "", without: int = 0) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["without"] = without
    if asked:
        test.query_params["piece.instruments"] = asked
    test.run()
    assert not test.exception
    return test


def address(test: AppTest) -> object:
    return dict(test.query_params).get("piece.instruments")


def test_every_pitched_track_has_a_choice_the_highest_first() -> None:
    test = opened()
    assert [box.label for box in test.selectbox] == [
        "Instrument: \\[x\\]\\(y\\)",
        "Instrument: Acoustic Grand Piano",
        "Instrument: Bass",
    ]
    assert len(test.selectbox[0].options) == 129
    assert test.selectbox[0].value == -1
    assert test.selectbox[0].options[0] == "As in the corpus: Flute (Pipe)"
    assert test.text[0].value == ""
    assert address(test) is None


def test_a_choice_is_told_and_taken_back() -> None:
    test = opened()
    test.selectbox(key="piece.instruments-1").set_value(6).run()
    assert test.text[0].value == "32,6"
    assert address(test) in ("32,6", ["32,6"])
    test.selectbox(key="piece.instruments-1").set_value(-1).run()
    assert test.text[0].value == ""
    assert address(test) is None


@pytest.mark.parametrize(
    ("asked", "without", "found"),
    [
        ("32,6", 0, "32,6"),
        ("1,2,3,4,5", 0, "1,2,3"),
        ("40,41,42", 1, "40,41"),
        ("32,0,73", 0, ""),
        ("flute", 0, ""),
        ("999", 0, ""),
    ],
)
def test_the_address_is_followed_as_far_as_it_can_be(asked: str, without: int, found: str) -> None:
    assert opened(asked, without).text[0].value == found
