"""The third step of the page of pictures on tiny models: at once, with figures, two languages."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import DamagedArtifact
from core.runs import Source
from tests.ui.made_images import chosen, model, showing
from ui.images_answer import STAMPED, answer_summary
from ui.images_asked import judged, question_of
from ui.images_shown import Showing
from ui.result_panel import STAMPS

SECONDS = 90
EXPANDERS = ("confusion", "maps", "digit", "shuffle", "cost")


def page() -> None:
    import streamlit as st

    from tests.ui.made_images import chosen, showing
    from ui.images_answer import answer_summary, show_answer

    kind, number = st.session_state.get("kind", "vit"), st.session_state.get("number", 0)
    what = st.session_state.get("showing") or showing(kind)
    st.text(answer_summary(chosen(kind), what))
    show_answer(chosen(kind, number), what)


def opened(language: str = "en", state: Mapping[str, object] = MappingProxyType({})) -> AppTest:
    """Return the step once everything that is made elsewhere is there."""
    kind = str(state.get("kind", "vit"))
    looked = chosen(kind).looked
    assert looked is not None
    judged(question_of(model(kind), looked)).result(SECONDS)
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["language"] = language
    for name, value in state.items():
        test.session_state[name] = value
    return ready(test.run())


def ready(test: AppTest) -> AppTest:
    """Run the page until nothing is being made any more."""
    for _ in range(SECONDS):
        if not any("…]" in m.value for m in test.markdown):
            break
        time.sleep(0.1)
        test.run()
    assert not test.exception
    assert not any("…]" in m.value for m in test.markdown)
    return test


def headings(test: AppTest, level: int) -> list[str]:
    mark = "#" * level + " "
    return [m.value.split("\n")[0][len(mark) :] for m in test.markdown if m.value.startswith(mark)]


def components(test: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json) for one in test.get("bidi_component")]


def said(test: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*test.markdown, *test.caption))


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_it_opens_with_a_verdict_the_ruler_and_the_curve(language: str) -> None:
    test = opened(language)
    assert len(headings(test, 2)) == 1
    tables = [e.proto.body for e in test.get("html") if "class='ruler'" in e.proto.body]
    assert len(tables) == 1
    assert test.get("plotly_chart")
    assert all(chart.proto.alt for chart in test.get("plotly_chart"))
    assert [m.label for m in test.metric]
    assert test.text[0].value


def test_the_right_half_is_where_the_patch_looks() -> None:
    test = opened()
    assert any(heading.startswith("Patch ") and "look" in heading for heading in headings(test, 3))
    assert "Where it looks is not by itself a reason" in said(test)
    first = next(h for h in headings(test, 3) if "look" in h)
    test.selectbox(key="images.layer").select(0).run()
    ready(test)
    assert "Layer 1 of 2" in said(test)
    test.selectbox(key="images.drawn").select("saliency").run()
    ready(test)
    assert first not in headings(test, 3)
    assert any(heading.startswith("Saliency: ") for heading in headings(test, 3))


def test_every_head_is_there_to_be_pressed() -> None:
    test = opened()
    rack = next(one for one in components(test) if one.get("columns"))
    assert rack["columns"] == 2
    assert [tile["number"] for tile in rack["tiles"]] == [0, 1, 2, 3]


def test_a_model_without_attention_shows_its_best_map() -> None:
    test = opened(state={"kind": "cnn"})
    looked = chosen("cnn").looked
    assert looked is not None
    found = judged(question_of(model("cnn"), looked)).result(SECONDS).standings
    maps = [
        h for h in headings(test, 3) if h.endswith(("believed", "learnt", "“it is in the middle”"))
    ]
    assert maps
    assert f"{found.centre:.2f}" in said(test)


@pytest.mark.parametrize("kind", ["vit", "cnn"])
@pytest.mark.parametrize("key", EXPANDERS)
def test_every_expander_opens(key: str, kind: str) -> None:
    closed = opened(state={"kind": kind})
    test = opened(state={f"images-{key}": True, "kind": kind})
    told = len(test.markdown) + len(test.get("bidi_component")) + len(test.get("html"))
    assert told > len(closed.markdown) + len(closed.get("bidi_component")) + len(closed.get("html"))
    for chart in test.get("plotly_chart"):
        assert chart.proto.alt


def test_maps_of_another_class_are_made() -> None:
    test = opened(state={"images-maps": True})
    assert "What speaks for the answer" in headings(test, 3)
    test.selectbox(key="maps.target").select(2).run()
    ready(test)
    assert "What speaks for triangle" in headings(test, 3)
    test.selectbox(key="maps.contrast").select(4).run()
    ready(test)
    assert "What speaks for triangle rather than cross" in headings(test, 3)


def test_the_article_is_shown_with_its_four_faults() -> None:
    test = opened(state={"images-maps": True, "images-article": True, "kind": "cnn"})
    faults = [m.value for m in test.markdown if m.value.startswith("1. ")]
    assert len(faults) == 1
    assert len(faults[0].splitlines()) == 4


def test_maps_can_be_judged_on_many_pictures() -> None:
    test = opened(state={"kind": "cnn"})
    test.segmented_control(key="images-judged-on").set_value("set").run()
    ready(test)
    assert any("Means over" in caption.value for caption in test.caption)


def test_a_confused_pair_is_marked_at_once() -> None:
    test = opened(state={"images-confusion": True})
    table = next(one for one in components(test) if "spoken" in one)
    assert table["selected"] is not None
    row, column = table["selected"]
    rack = next(one for one in components(test) if "tiles" in one and not one["columns"])
    assert len(rack["tiles"]) == min(24, int(table["counts"][row][column].replace(",", "")))
    assert all(tile["url"].startswith("data:image/png;base64,") for tile in rack["tiles"])


def test_without_a_model_there_is_one_way_on_and_the_patches_all_the_same() -> None:
    nothing = Showing(None, None, None, None, Source("x", sample="textures"))
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["showing"] = nothing
    test.run()
    assert not test.exception
    assert "images-nothing-button" in [button.key for button in test.button]
    assert any("patches" in heading for heading in headings(test, 3))
    assert answer_summary(chosen("vit"), nothing) == ""


def test_an_error_is_explained() -> None:
    error = DamagedArtifact(name="a broken one")
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["showing"] = Showing(None, None, None, error, Source("x", sample="digits"))
    test.run()
    assert "a broken one" in "".join(element.proto.body for element in test.get("html"))


def test_every_outcome_has_its_stamp() -> None:
    assert set(STAMPED.values()) <= STAMPS.keys()
    assert "pictures kept aside" in answer_summary(chosen("vit"), showing("vit"))
