"""The picture in the page: what is handed to the browser, and what is believed of its answer."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ui.picture_view import FOLDER, Pixels, Point, _words, read_pick

SECONDS = 60
SCRIPTS = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.js")}
PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
NAME = Pixels(PIXELS).digest
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 40) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def test_a_place_on_this_picture_is_believed() -> None:
    assert read_pick({"picture": NAME, "point": [29.5, 3]}, PIXELS) == Point(29.5, 3)


def test_a_place_on_another_picture_or_beside_it_is_not() -> None:
    assert read_pick({"picture": "another", "point": [1, 1]}, PIXELS) is None
    assert read_pick({"picture": NAME, "point": [31, 1]}, PIXELS) is None
    assert read_pick({"picture": NAME, "point": [1, -0.1]}, PIXELS) is None
    assert read_pick({"picture": NAME, "point": [float("nan"), 1]}, PIXELS) is None


@given(ANYTHING, ANYTHING)
def test_nothing_that_is_told_leaves_the_picture(told: object, point: object) -> None:
    for found in (read_pick(told, PIXELS), read_pick({"picture": NAME, "point": point}, PIXELS)):
        assert found is None or (0 <= found.x <= 30 and 0 <= found.y <= 20)


def test_pictures_are_told_apart_by_every_pixel_and_by_their_shape() -> None:
    other = PIXELS.copy()
    other[19, 29, 2] ^= 1
    assert Pixels(other) != Pixels(PIXELS)
    assert Pixels(PIXELS.copy()) == Pixels(PIXELS)
    assert Pixels(PIXELS.reshape(30, 20, 3)) != Pixels(PIXELS)
    other[19, 29, 2] ^= 1  # what may be written to is looked at anew each time
    assert Pixels(other) == Pixels(PIXELS)


def test_a_place_in_memory_that_is_used_again_is_another_picture() -> None:
    seen = set()
    for grey in range(20):
        pixels = np.full((50, 50, 3), grey, np.uint8)
        pixels.flags.writeable = False
        seen.add(Pixels(pixels).digest)
    assert len(seen) == 20


def test_the_scripts_say_nothing_of_their_own() -> None:
    used = {word for script in SCRIPTS.values() for word in re.findall(r"words\.(\w+)", script)}
    assert used == set(_words())
    for script in SCRIPTS.values():
        assert "http" not in script
        assert ".innerHTML" not in script


def page() -> None:
    import numpy as np
    import streamlit as st

    from core.recipes.images.looking import layout_of
    from ui.picture_view import clicked_point, patch_strip, picture_view, places_view

    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    layout = layout_of((30, 20), 8, "pad")
    before = clicked_point("view", pixels)
    view = picture_view(pixels, key="view", label="a boat", layout=layout, selected=3)
    st.text(f"{before} {view}")
    overlay = np.zeros((4, 6, 4), np.uint8)
    st.text(str(picture_view(pixels, key="map", label="a map", overlay=overlay)))
    patch_strip(pixels, layout, key="strip", label="in a row", selected=3)
    alike = np.linspace(-0.5, 1, 12).reshape(3, 4)
    places_view(pixels, alike, key="places", label="places", layout=layout, selected=11)


def sent(test: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json) for one in test.get("bidi_component")]


def test_a_page_hands_over_where_things_lie_and_not_the_pixels() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert not test.exception
    view, drawn, strip, places = sent(test)
    assert view["cells"] == {
        "rows": 3,
        "columns": 4,
        "left": 0.0,
        "top": 0.0,
        "width": 8.0,
        "height": 8.0,
    }
    assert (view["width"], view["height"], view["selected"]) == (30, 20, 3)
    assert re.fullmatch(r"(/mock)?/media/[0-9a-f]+\.png", view["url"])
    assert (view["overlay"], drawn["cells"], view["label"]) == (None, None, "a boat")
    assert re.fullmatch(r"(/mock)?/media/[0-9a-f]+\.png", drawn["overlay"])
    assert (strip["url"], strip["picture"]) == (view["url"], view["picture"])
    assert places["picture"] == view["picture"]
    assert "url" not in places
    assert places["shades"]["low"] == -50
    assert len(base64.b64decode(places["shades"]["hundredths"])) == 12
    assert len(base64.b64decode(places["shades"]["scale"])) == 3 * 256
    assert [text.value for text in test.text] == ["None None", "None"]


def test_a_click_is_known_before_and_after_the_picture_is_drawn() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    test.session_state["view"] = {"pick": {"picture": NAME, "point": [12.0, 20.0]}}
    test.run()
    assert not test.exception
    assert test.text[0].value == "Point(x=12.0, y=20.0) 9"
