"""The roll in the page: what is handed over, how sound is found, and what is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from core.figures.music import Roll, roll_of
from core.vectorizers.score import Track, make_score
from ui.components.piano_roll.player import CHAPTERS, FOLDER, RollState, _words, read_state

SECONDS = 60
SCRIPT = "\n".join((FOLDER / f"{chapter}.js").read_text("utf-8") for chapter in CHAPTERS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def four_bars() -> Roll:
    rows = [(960 * index, 480, 60 + index, 80, 0) for index in range(8)]
    return roll_of(make_score("four bars", 480, rows, (Track("Piano", 0),)), "four bars")


ROLL = four_bars()


def bars(told: object, piece: str = ROLL.identity, given: object = None) -> dict[str, object]:
    return {"bars": {"piece": piece, "given": given, "bars": told}}


def test_what_the_browser_tells_of_this_piece_is_returned() -> None:
    note = {"note": {"piece": ROLL.identity, "note": 7}}
    assert read_state(bars([2, 4]) | note, ROLL, None) == RollState((2, 4), 7)
    assert read_state({}, ROLL, (1, 2)) == RollState((1, 2), None)


def test_what_it_told_of_another_piece_is_not() -> None:
    old = bars([2, 3], piece="another") | {"note": {"piece": "another", "note": 3}}
    assert read_state(old, ROLL, None) == RollState()
    assert read_state(old, ROLL, (4, 4)) == RollState((4, 4))


def test_the_latest_choice_counts() -> None:
    assert read_state(bars([2, 3], given=[1, 1]), ROLL, (1, 1)).bars == (2, 3)
    assert read_state(bars(None, given=[1, 1]), ROLL, (1, 1)).bars is None
    assert read_state(bars([2, 3], given=None), ROLL, (1, 1)).bars == (1, 1)


@given(ANYTHING, ANYTHING)
def test_nothing_that_is_told_leaves_the_piece(told: object, note: object) -> None:
    found = {**bars(told), "note": {"piece": ROLL.identity, "note": note}}
    for state in (read_state(found, ROLL, None), read_state({"bars": told}, ROLL, None)):
        assert state.note is None or 0 <= state.note < len(ROLL)
        assert state.bars is None or 1 <= state.bars[0] <= state.bars[1] <= 4


def test_the_script_says_nothing_of_its_own() -> None:
    assert set(re.findall(r"words\.(\w+)", SCRIPT)) == set(_words())
    assert "http" not in SCRIPT
    assert ".innerHTML" not in SCRIPT


def page() -> None:
    import streamlit as st

    from core.figures.music import roll_of
    from core.vectorizers.score import Track, make_score
    from ui.components.piano_roll import piano_roll, piano_strip

    rows = [(960 * index, 480, 60 + index, 80, 0) for index in range(8)]
    roll = roll_of(make_score("four bars", 480, rows, (Track("Piano", 0),)), "four bars")

    def made() -> bytes:
        st.session_state.made = st.session_state.get("made", 0) + 1
        return b"RIFF" + bytes(100)

    st.text(str(piano_roll(roll, key="roll", audio=b"RIFF" + bytes(99), selected=(2, 3)).bars))
    piano_strip(roll, key="strip", audio=made, caption="grey")
    piano_roll(roll, key="silent", height=200)


def sent(test: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json) for one in test.get("bidi_component")]


def test_a_page_hands_over_an_address_and_not_the_sound() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert not test.exception
    roll, strip, silent = sent(test)
    assert re.fullmatch(r"(/mock)?/media/[0-9a-f]+\.wav", roll["url"])
    assert (roll["variant"], roll["height"], roll["selected"]) == ("full", 320, [2, 3])
    assert test.text[0].value == "(2, 3)"
    assert (strip["variant"], strip["caption"], strip["canAsk"]) == ("strip", "grey", True)
    assert (silent["url"], silent["canAsk"], silent["height"]) == (None, False, 200)


def test_sound_is_made_only_when_asked_for() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert sent(test)[1]["url"] is None
    assert "made" not in test.session_state
    test.session_state["strip"] = {"sound": ROLL.identity}
    test.run()
    assert sent(test)[1]["url"] is not None
    assert test.session_state["made"] == 1


def test_a_repaired_bar_has_an_address_of_its_own() -> None:
    def two() -> None:
        import streamlit as st

        from ui.components.piano_roll.sound import address_of

        sound = bytearray(3 << 20)
        first = address_of(bytes(sound), "one")
        sound[700_000] = 1  # between the places where the store looks
        st.text(str(first == address_of(bytes(sound), "one")))
        st.text(str(first == address_of(bytes(3 << 20), "two")))

    test = AppTest.from_function(two, default_timeout=SECONDS).run()
    assert [one.value for one in test.text] == ["False", "True"]


@pytest.fixture
def below_lab() -> Iterator[None]:
    """Serve below a path for one test."""
    config.set_option("server.baseUrlPath", "/lab/")
    yield
    config.set_option("server.baseUrlPath", "")


@pytest.mark.usefixtures("below_lab")
def test_the_address_lies_below_the_path_of_the_server() -> None:
    def below() -> None:
        import streamlit as st

        from ui.components.piano_roll.sound import address_of

        st.text(str(address_of(b"RIFF", "one")))

    test = AppTest.from_function(below, default_timeout=SECONDS).run()
    assert test.text[0].value.startswith("/lab/")
