"""The pad, the table and the rack: what is handed over, what is believed of what comes back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ui.components import confusion_table, digit_pad, picture_rack
from ui.components.confusion_table import Confusion, cell_in
from ui.components.digit_pad import _words

SECONDS = 60
CONFUSION = Confusion(np.array([[5, 1, 0], [0, 7, 2], [1, 0, 9]]), ["a", "b", "c"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
FOLDERS = [Path(str(module.FOLDER)) for module in (confusion_table, digit_pad, picture_rack)]


@given(ANYTHING)
def test_a_cell_that_is_told_is_in_the_table_and_holds_a_picture(told: object) -> None:
    cell = cell_in(CONFUSION, told)
    assert cell is None or CONFUSION.counts[cell] > 0


def test_the_cell_that_was_pressed_counts() -> None:
    assert cell_in(CONFUSION, [1, 2]) == (1, 2)
    assert cell_in(CONFUSION, [0, 2]) is None
    assert cell_in(CONFUSION, [3, 0]) is None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_script_asks_nobody_and_writes_no_markup(folder: Path) -> None:
    script = "\n".join(path.read_text("utf-8") for path in folder.glob("*.js"))
    assert "export default" in script
    assert "http" not in script
    assert ".innerHTML" not in script


def test_the_pad_says_nothing_of_its_own() -> None:
    script = (digit_pad.FOLDER / "pad.js").read_text("utf-8")
    assert set(re.findall(r"words\.(\w+)", script)) == set(_words())


def page() -> None:
    import numpy as np
    import streamlit as st

    from ui.components.confusion_table import Confusion, confusion_table
    from ui.components.digit_pad import digit_pad
    from ui.components.picture_rack import Tile, picture_rack

    counts = np.array([[5, 1, 0], [0, 7, 2], [1, 0, 1234]])
    st.text(str(confusion_table(Confusion(counts, ["a", "b", "c"]), key="table", selected=(0, 1))))
    ink = digit_pad(key="pad")
    st.text("nothing" if ink is None else str(ink.sum()))
    tile = Tile(7, np.zeros((4, 4, 3), np.uint8), "90%", "Test picture 8")
    st.text(
        str(picture_rack([tile], key="rack", label="pictures", on_pick=st.session_state.append))
    )


def opened(**state: object) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["append"] = [].append
    for name, value in state.items():
        test.session_state[name] = value
    test.run()
    assert not test.exception
    return test


def sent(test: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json) for one in test.get("bidi_component")]


def test_what_is_handed_over() -> None:
    test = opened()
    table, pad, rack = sent(test)
    assert table["counts"][2] == ["1", "0", "1,234"]
    assert table["spoken"][1][2] == "2 of b called c"
    assert table["selected"] == [0, 1]
    assert max(table["shades"][1]) == pytest.approx(7 / 9, abs=1e-3)
    assert pad["ink"] is None
    assert rack["tiles"][0]["number"] == 7
    assert [text.value for text in test.text] == ["(0, 1)", "nothing", "False"]


def test_what_was_drawn_is_there_again() -> None:
    rows = ["f0000000", *["00000000"] * 31]
    test = opened(pad={"ink": rows})
    assert sent(test)[1]["ink"] == rows
    assert opened(pad={"ink": "nonsense"}).text[1].value == "nothing"
