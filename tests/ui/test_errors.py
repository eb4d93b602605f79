"""Errors on the screen: three parts for the user's own, a reference for ours and nothing else."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

SECONDS = 20


def page() -> None:
    import streamlit as st

    from core.errors import NoSuchColumn, OutOfRange
    from ui.errors import error_box, on_script_error

    kind = st.query_params["kind"]
    if kind == "file":
        with error_box(NoSuchColumn(column="<b>x</b>", known="a, b"), "“*x*.csv” cannot be used"):
            st.button("Mend", key="mend")
    elif kind == "setting":
        on_script_error(OutOfRange(setting="horizon", value=99, low=1, high=64))
    else:
        on_script_error(RuntimeError("secret words"))


def opened(kind: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.query_params["kind"] = kind
    test.run()
    assert not test.exception
    return test


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


def test_three_parts_and_the_control_that_mends() -> None:
    test = opened("file")
    assert "<dt>Found</dt><dd>No column called “&lt;b&gt;x&lt;/b&gt;”.</dd>" in body(test)
    assert "<dt>Expected</dt>" in body(test)
    assert "<dt>Remedy</dt>" in body(test)
    assert any("“\\*x\\*.csv” cannot be used" in m.value for m in test.markdown)
    assert test.button(key="mend")


def test_an_uncaught_error_of_the_users_is_explained_too() -> None:
    assert "A number from 1 to 64." in body(opened("setting"))


def test_a_bug_shows_its_reference_and_never_its_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="seqlab.screen"):
        test = opened("bug")
    shown = "\n".join(m.value for m in test.markdown)
    record = next(r for r in caplog.records if r.name == "seqlab.screen")
    reference = record.getMessage().split()[-1]
    assert len(reference) == 8
    assert f"`{reference}`" in shown
    assert "secret" not in shown
    assert record.exc_info is not None
