"""A picture as a sequence on the page: the knobs, the patch that is chosen, and its numbers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.recipes.images.looking import CodeSettings, PatchSettings, lay
from core.vectorizers.painted import harbour
from ui.images_choice import Looked
from ui.images_patches import middle_of
from ui.images_vector import counts_table, likeness_title
from ui.picture_view import Pixels

SECONDS = 60


def page() -> None:
    import streamlit as st

    from core.vectorizers.painted import harbour
    from ui.images_choice import Looked
    from ui.images_patches import BESIDE, Picked, show_patches
    from ui.picture_view import picture_view

    side = st.session_state.get("side", 448)
    looked = Looked(f"harbour {side}", "Harbour", harbour()[:, :side])

    def beside(picked: Picked) -> None:
        st.text(f"beside {picked.patch} {picked.centre}")
        picture_view(looked.pixels, key=BESIDE, label="beside", layout=picked.laid.layout)

    show_patches(looked, beside)


def opened(**address: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    for name, value in address.items():
        test.query_params[f"look.{name}"] = value
    test.run()
    assert not test.exception
    return test


def headings(test: AppTest) -> list[str]:
    return [m.value[4:] for m in test.markdown if m.value.startswith("### ")]


def clicked(test: AppTest, key: str, *point: float) -> AppTest:
    """Return the page after a click on one of its pictures."""
    pick = {"picture": Pixels(harbour()).digest, "point": list(point)}
    test.session_state[key] = {"pick": pick}
    test.run()
    test.session_state[key] = {}
    assert not test.exception
    return test


def strip(test: AppTest) -> dict[str, Any]:
    views = [one.proto for one in test.get("bidi_component")]
    found: dict[str, Any] = json.loads(
        next(view.json for view in views if view.component_name == "seqlab_patch_strip")
    )
    return found


def test_the_sample_is_cut_as_in_the_drawing() -> None:
    test = opened()
    title, sequence, vector, likeness = headings(test)
    assert title == "140 patches, 14 across and 10 down"
    assert sequence == "The same picture as the model reads it: one patch after another"
    assert vector == "Patch 78 is a vector of 3,072 numbers"
    assert likeness.startswith("Place 78: neighbours 0.")
    assert strip(test)["selected"] == 77
    assert "row 6, column 8, number 78 of the sequence" in test.caption[0].value
    assert [text.value for text in test.text] == ["beside 77 (240.0, 176.0)"]
    assert not test.query_params


def test_a_click_on_any_of_the_pictures_chooses_the_patch() -> None:
    test = opened()
    assert clicked(test, "images-view", 1.0, 319.0).text[0].value.startswith("beside 126 ")
    assert clicked(test, "images-strip", 447.0, 33.0).text[0].value.startswith("beside 27 ")
    assert clicked(test, "images-beside", 40.0, 2.0).text[0].value.startswith("beside 1 ")
    assert test.run().text[0].value.startswith("beside 1 ")


def test_the_place_stays_where_it_is_when_the_picture_is_cut_otherwise() -> None:
    test = clicked(opened(), "images-view", 208.0, 144.0)
    assert test.text[0].value == "beside 62 (208.0, 144.0)"
    test.segmented_control(key="look.patch_size").set_value(8).run()
    assert not test.exception
    assert headings(test)[0] == "2,240 patches, 56 across and 40 down"
    row, column = divmod(int(test.text[0].value.split()[1]), 56)
    assert (row, column) == (144 // 8, 208 // 8)
    assert test.query_params["look.patch_size"] == "8"


def test_settings_come_from_the_address_and_nonsense_is_passed_over() -> None:
    test = opened(patch_size="33", fit="crop", encoding="five")
    assert headings(test)[0] == "117 patches, 13 across and 9 down"
    assert test.segmented_control(key="look.fit").value == "crop"
    assert test.selectbox(key="look.encoding").value == "five"
    test = opened(patch_size="0", fit="melt", encoding="../x", encoding_length="7")
    assert headings(test)[0] == "140 patches, 14 across and 10 down"


def test_any_size_can_be_typed() -> None:
    test = opened()
    test.number_input(key="look.exact").set_value(50).run()
    assert not test.exception
    assert headings(test)[0] == "63 patches, 9 across and 7 down"
    assert test.segmented_control(key="look.patch_size").value == 50
    assert "Padding beyond the edge: 9.0%" in test.caption[0].value


def test_a_picture_of_another_size_is_cut_in_its_own_usual_way() -> None:
    test = opened()
    test.segmented_control(key="look.patch_size").set_value(64).run()
    test.session_state["side"] = 40
    test.run()
    assert not test.exception
    assert headings(test)[0] == "20 patches, 2 across and 10 down"


def test_what_cannot_be_cut_is_explained_and_the_knobs_stay() -> None:
    test = opened(patch_size="400", fit="crop")
    assert "<dt>Remedy</dt>" in "".join(one.proto.body for one in test.get("html"))
    test.segmented_control(key="look.fit").set_value("pad").run()
    assert not test.exception
    assert headings(test)[0] == "2 patches, 2 across and 1 down"


@pytest.mark.parametrize("encoding", ["none", "learned"])
def test_without_a_code_it_is_said_that_nothing_tells_places_apart(encoding: str) -> None:
    test = opened(encoding=encoding)
    assert headings(test)[-1] == "No numbers tell place 78 from any other"
    assert not any(box.key == "look.encoding_length" for box in test.selectbox)


def test_the_length_of_the_code_is_that_of_the_popover() -> None:
    test = opened()
    test.selectbox(key="look.encoding_length").set_value("16").run()
    test.session_state["images-counts"] = True
    test.run()
    assert not test.exception
    table = test.table[0].value
    assert (
        dict(zip(table["what"], table["count"], strict=True))["Length of a position code"] == "16"
    )


def test_the_counts_are_those_of_the_sequence() -> None:
    laid = lay(harbour()[:50, :70], PatchSettings(patch_size=16), CodeSettings())
    table = counts_table(laid)
    assert dict(zip(table["what"], table["count"], strict=True)) == {
        "Picture, pixels": "70 × 50",
        "Made to fit, pixels": "80 × 64",
        "Patches (N)": "5 × 4 = 20",
        "Length of a vector (P · P · 3)": "768",
        "Length of a position code": "64",
        "Numbers in all": "15,360",
        "Padding": "31.6%",
    }


def test_the_middle_of_the_thing_is_chosen_where_it_is_known() -> None:
    mask = np.zeros((32, 32), bool)
    mask[4:8, 20:30] = True
    pixels = np.zeros((32, 32, 3), np.uint8)
    assert middle_of(Looked("a", "a", pixels, 3, mask)) == (25.0, 6.0)
    assert middle_of(Looked("b", "b", pixels)) == (16.0, 16.0)
    assert middle_of(Looked("c", "c", pixels, 3, np.zeros((32, 32), bool))) == (16.0, 16.0)


def test_the_title_of_the_likeness_is_made_from_its_numbers() -> None:
    alike = np.full((4, 6), 0.25)
    alike[:2, :2] = 0.75
    alike[0, 0] = 1
    assert likeness_title(alike, 0) == "Place 1: neighbours 0.75 alike, all others 0.25"
    assert likeness_title(np.ones((1, 2)), 1) == "How alike place 2 is to every other"
