"""The third step: a verdict for every outcome, downloads on demand, the code behind the page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from ui.result_panel import STAMPS

SECONDS = 20


def page() -> None:
    import streamlit as st

    from ui.result_panel import (
        Download,
        Figure,
        Listing,
        nothing_yet,
        show_command,
        take_along,
        verdict_box,
    )

    figures = [Figure(f"Figure {i}", f"{i}", f"of {i}") for i in range(4)]
    verdict_box(st.query_params["outcome"], "It is 8.9% better", "p = 0.003", figures)
    files = [Download("Predictions, CSV", lambda: b"a,b\n1,2\n", "p.csv", "text/csv")]
    take_along(files, [Listing("The recipe", "def train(): ...")], key="here")
    show_command(
        "python -m core forecast sample:sp500 --quantity volatility --model lstm --seeds 5"
    )
    st.text(str(nothing_yet("query_stats", "Nothing", "Not yet", "Open", key="here")))


def opened(outcome: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.query_params["outcome"] = outcome
    test.run()
    assert not test.exception
    return test


@pytest.mark.parametrize("outcome", ["beats", "ties", "worse", "too_little_data"])
def test_a_verdict_has_word_sentence_and_at_most_three_figures(outcome: str) -> None:
    test = opened(outcome)
    shown = "\n".join(m.value for m in test.markdown)
    assert STAMPS[outcome].word in shown
    assert f":material/{STAMPS[outcome].icon}:" in shown
    assert "## It is 8.9% better\n:gray[p = 0.003]" in shown
    assert [(m.label, m.value, m.delta) for m in test.metric] == [
        (f"Figure {i}", f"{i}", f"of {i}") for i in range(3)
    ]


def test_the_code_is_shown_when_asked_for() -> None:
    test = opened("beats")
    assert not any("def train" in code.value for code in test.code)
    test.button(key="here-code").click().run()
    assert any("def train" in code.value for code in test.code)


def test_a_command_is_broken_between_its_options() -> None:
    lines = opened("beats").code[0].value.split("\n")
    assert len(lines) > 1
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert all(line.startswith("  --") for line in lines[1:])


def test_the_empty_place_has_one_button() -> None:
    test = opened("beats")
    assert test.text[0].value == "False"
    assert test.button(key="here-nothing-button").click().run().text[0].value == "True"
