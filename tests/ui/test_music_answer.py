"""What stands in the third step where there is no model, no judgement, or an error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import DamagedArtifact
from core.recipes.music import verdict
from core.recipes.music.result import Verdict
from core.runs import Source
from tests.ui.made_music import showing, studio
from ui.music_answer import answer_summary
from ui.music_corpus import learnt_from
from ui.music_shown import Showing
from ui.result_panel import STAMPS

SECONDS = 60
OUTCOMES = ("close", "part", "far", "copies", "by_heart", "too_little_data", "not_judged")


def page() -> None:
    import streamlit as st

    from ui.music_answer import show_answer

    show_answer(st.session_state.showing)


def shown(what: Showing) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["showing"] = what
    test.run()
    assert not test.exception
    return test


def test_without_a_model_there_is_one_way_on() -> None:
    nothing = Showing(None, None, None, None, Source("x", sample="quartets"))
    test = shown(nothing)
    assert [button.key for button in test.button] == ["music-nothing-button"]
    assert answer_summary(nothing) == ""


def test_an_error_is_explained() -> None:
    error = DamagedArtifact(name="a broken one")
    test = shown(Showing(None, None, None, error, Source("x", sample="quartets")))
    assert "a broken one" in "".join(element.proto.body for element in test.get("html"))


@pytest.mark.parametrize("said", [verdict.not_judged(), verdict.too_little(210)])
def test_what_was_not_judged_is_played_and_says_so(said: Verdict) -> None:
    result = replace(studio().result, report=None, copying=None, verdict=said)
    unjudged = replace(studio(), result=result)
    learnt_from(unjudged).result(SECONDS)
    what = Showing(unjudged, result, None, None, studio().source)
    test = shown(what)
    words = [m.value for m in test.markdown]
    assert any(STAMPS[said.outcome].word in word for word in words)
    assert any("Not held against real music" in word for word in words)
    assert test.get("bidi_component")
    assert answer_summary(what) == ""


def test_a_model_that_was_learnt_here_may_be_taken_along() -> None:
    labels = [
        [button.proto.label for button in shown(what).get("download_button")]
        for what in (showing(), replace(showing(), run="a-run"))
    ]
    assert labels[1] == [*labels[0], "Model"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_its_stamp(outcome: str) -> None:
    assert STAMPS[outcome].word
