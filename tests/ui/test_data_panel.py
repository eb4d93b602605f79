"""The first step: a table is chosen, what was read is reported, what cannot be read is mended."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Toggle

SECONDS = 60
DAYS = [f"2024-{month:02d}-{day:02d}" for month in (1, 2) for day in range(1, 29)]
TWICE = "Date,Close\n" + "".join(f"{d},{100 + i}\n" for i, d in enumerate([DAYS[0], *DAYS]))
NO_DATES = "Region,Shop,Sales\n" + "".join(f"{'NS'[i % 2]},A{i % 3},{i}\n" for i in range(40))


def page() -> None:
    import streamlit as st

    from ui.data_panel import chosen_table, data_panel, data_summary

    chosen = chosen_table("here", sample="sunspots")
    st.text(data_summary(chosen))
    data_panel("here", chosen, sample="sunspots")
    if chosen.table is not None:
        st.text(str(len(chosen.table.frame)))


def opened(**address: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def with_file(text: str, name: str = "prices.csv") -> AppTest:
    test = opened()
    test.button_group(key="here.from").set_value("file").run()
    test.file_uploader(key="here.upload").upload(name, text.encode(), "text/csv").run()
    assert not test.exception
    return test


def switch_of(test: AppTest, repair: str) -> Toggle:
    return next(toggle for toggle in test.toggle if str(toggle.key).endswith(f".{repair}"))


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


def test_it_opens_with_the_sample() -> None:
    test = opened()
    assert test.selectbox(key="here.sample").value == "sunspots"
    assert int(test.text[1].value) > 100
    assert "row" in test.text[0].value


def test_the_address_names_another_sample_and_nonsense_none() -> None:
    assert opened(**{"here.sample": "nile"}).selectbox(key="here.sample").value == "nile"
    assert opened(**{"here.sample": "../x"}).selectbox(key="here.sample").value == "sunspots"
    test = opened()
    test.selectbox(key="here.sample").set_value("nile").run()
    assert test.query_params["here.sample"] == "nile"


def test_a_repair_is_reported_and_switched_off() -> None:
    test = with_file(TWICE)
    assert test.text[0].value == "prices.csv · 56 rows · 1 repair"
    assert test.text[1].value == "56"
    switch = switch_of(test, "duplicates")
    assert switch.value
    switch.set_value(False).run()
    assert not test.exception
    assert test.session_state["here.options"].without == ("duplicates",)
    assert not switch_of(test, "duplicates").value


def test_a_bad_file_is_explained_with_what_mends_it() -> None:
    test = with_file(NO_DATES, "shops.csv")
    assert "<dt>Found</dt>" in body(test)
    assert test.selectbox(key="here.time_column").options == ["Region", "Shop", "Sales"]
    assert test.table[0].value.to_numpy().tolist()[0] == ["N", "A0", "0"]
    test.button(key="here-use-sample").click().run()
    assert not test.exception
    assert int(test.text[1].value) > 100


def test_the_column_of_times_can_be_named() -> None:
    test = with_file(NO_DATES, "shops.csv")
    test.selectbox(key="here.time_column").set_value("Shop")
    test.button(key="here-read-again").click().run()
    assert not test.exception
    assert test.session_state["here.options"].time_column == "Shop"
    assert "Shop holds no dates" in body(test)


def test_what_is_no_table_is_refused() -> None:
    test = with_file("PK\x03\x04 not a table", "table.csv")
    assert "archive or a spreadsheet" in body(test)
    assert not test.table
