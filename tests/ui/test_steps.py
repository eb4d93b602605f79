"""A step is as the server wished last: the browser hears a wish as a step of a new name."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

SECONDS = 20


def page() -> None:
    import streamlit as st

    from ui.steps import open_step, step

    state = st.session_state
    if "wish" in state:
        open_step("learn", state.pop("wish"))
    with step(1, "Data", "a file", key="data", expanded=True):
        st.text("one")
    with step(2, "Learn", state.get("summary", "LSTM"), key="learn"):
        st.number_input("seconds", key="seconds", value=3)


def steps(test: AppTest) -> list[tuple[str, bool]]:
    """Return the name of each step, and whether it is open when it is new."""
    assert not test.exception
    return [(str(one.key), bool(one.proto.expanded)) for one in test.expander]


def wished(test: AppTest, *, opened: bool) -> AppTest:
    test.session_state["wish"] = opened
    return test.run()


def test_only_a_wish_makes_a_step_anew_and_only_that_step() -> None:
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    first = steps(test)
    assert first == [("step-data", True), ("step-learn", False)]
    test.session_state["summary"] = "GRU"
    assert steps(test.run()) == first  # so what a visitor opened by hand stays open
    test.number_input(key="seconds").set_value(7).run()
    seen = {first[1][0]}
    for opened in (True, False, True):
        data, (name, is_open) = steps(wished(test, opened=opened))
        assert data == first[0]
        assert is_open is opened
        assert name not in seen
        assert name.startswith("step-learn")
        assert steps(test.run())[1] == (name, opened)
        seen.add(name)
    assert test.number_input(key="seconds").value == 7
