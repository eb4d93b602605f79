"""A form for any Settings class: every knob has a widget, and what it holds comes back checked."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

SECONDS = 20


def page() -> None:
    from dataclasses import dataclass

    import streamlit as st

    from core.knobs import Settings, choice, flag, number, several, text
    from ui.settings_form import back_to_defaults, fill_form, settings_form

    @dataclass(frozen=True)
    class Example(Settings):
        quantity: str = choice("up", {"up": "Up", "down": "Down"}, label="Predict")
        trunk: str = choice("a", {f"{c}": f"A long name {c}" for c in "abcde"}, label="Trunk")
        model: tuple[str, ...] = several(("p",), {"p": "P", "q": "Q"}, label="Model")
        many: tuple[str, ...] = several(
            ("one",), {"one": "A rather long name", "two": "Another long name"}, label="Many"
        )
        hidden_size: int = number(64, low=8, high=512, step=8, label="Hidden size")
        dropout: float = number(0.2, low=0.0, high=0.8, step=0.05, label="Dropout")
        seed: int = number(3, low=0, high=999_999, label="Seed", advanced=True)
        norm: bool = flag(True, label="Norm", advanced=True)
        column: str = text("", label="Column", advanced=True)

    if st.query_params.get("fill"):
        fill_form(Example, "form", {"quantity": "down", "hidden_size": 128, "many": ["two"]})
    settings = settings_form(Example, "form")
    st.button("Back", on_click=back_to_defaults, args=(Example, "form"), key="back")
    if settings is not None:
        st.json(settings.record())


DEFAULTS = {
    "quantity": "up",
    "trunk": "a",
    "model": ["p"],
    "many": ["one"],
    "hidden_size": 64,
    "dropout": 0.2,
    "seed": 3,
    "norm": True,
    "column": "",
}


def opened(**address: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def record(test: AppTest) -> dict[str, object]:
    import json

    assert not test.exception
    found: dict[str, object] = json.loads(test.json[0].value)
    return found


def test_untouched_it_returns_the_defaults() -> None:
    test = opened()
    assert record(test) == DEFAULTS
    assert [e.label for e in test.expander] == ["Advanced: 3 more settings, all at their defaults"]


def test_each_kind_of_knob_is_turned() -> None:
    test = opened()
    test.button_group(key="form.quantity").set_value("down")
    test.selectbox(key="form.trunk").set_value("d")
    test.button_group(key="form.model").set_value(["p", "q"])
    test.multiselect(key="form.many").set_value(["two"])
    test.slider(key="form.hidden_size").set_value(256)
    test.slider(key="form.dropout").set_value(0.35)
    test.number_input(key="form.seed").set_value(11)
    test.checkbox(key="form.norm").set_value(False)
    test.text_input(key="form.column").set_value(" Close ")
    assert record(test.run()) == {
        "quantity": "down",
        "trunk": "d",
        "model": ["p", "q"],
        "many": ["two"],
        "hidden_size": 256,
        "dropout": 0.35,
        "seed": 11,
        "norm": False,
        "column": "Close",
    }
    assert test.expander[0].label == "Advanced: 3 more settings"
    assert record(test.button(key="back").click().run()) == DEFAULTS


def test_the_address_carries_the_settings() -> None:
    asked = {"form.quantity": "down", "form.many": "two,one", "form.hidden_size": "128"}
    found = record(opened(**asked))
    assert (found["quantity"], found["many"], found["hidden_size"]) == ("down", ["one", "two"], 128)
    test = opened()
    test.button_group(key="form.quantity").set_value("down").run()
    assert test.query_params["form.quantity"] == "down"
    test.button_group(key="form.quantity").set_value("up").run()
    assert "form.quantity" not in test.query_params


def test_an_address_that_names_no_option_is_passed_over() -> None:
    found = record(opened(**{"form.trunk": "<script>", "form.quantity": "sideways"}))
    assert found == DEFAULTS


def test_what_cannot_be_used_is_explained() -> None:
    test = opened()
    test.multiselect(key="form.many").set_value([]).run()
    assert not test.exception
    assert not test.json
    assert "One of: one, two." in test.get("html")[0].proto.body


def test_a_record_fills_the_form() -> None:
    found = record(opened(fill="1"))
    assert (found["quantity"], found["hidden_size"], found["many"]) == ("down", 128, ["two"])
