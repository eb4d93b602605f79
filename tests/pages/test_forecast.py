"""The forecast page without a browser: a finished result at once, knobs that answer, bad files."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.words import LANGUAGES
from ui.contents import FOLDER

SECONDS = 90
NO_TABLE = b"MThd\0\0\0\6\0\0\0\1\1\xe0"


def opened(language: str = "en") -> AppTest:
    """Return the page as a visitor of that language first sees it."""
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS)
    test.query_params["lang"] = language
    test.run()
    test.switch_page(str(FOLDER / "forecast.py")).run()
    assert_well(test)
    return test


def assert_well(test: AppTest) -> None:
    assert not test.exception
    assert not any("fault of ours" in m.value for m in test.markdown)


def headings(test: AppTest, level: int) -> list[str]:
    mark = "#" * level + " "
    return [m.value.split("\n")[0][len(mark) :] for m in test.markdown if m.value.startswith(mark)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_on_a_finished_result(language: str) -> None:
    test = opened(language)
    (verdict,) = headings(test, 2)
    assert "HAR" in verdict
    assert len(test.metric) == 3
    assert len(headings(test, 3)) >= 3
    assert len(test.get("plotly_chart")) >= 2


def test_every_chart_is_told_to_those_who_cannot_see_it() -> None:
    test = opened()
    for chart in test.get("plotly_chart"):
        assert chart.proto.alt


def test_another_quantity_is_answered_at_once_by_the_baselines() -> None:
    test = opened()
    before = headings(test, 2)
    test.segmented_control(key="forecast.quantity").set_value("return").run()
    assert_well(test)
    assert headings(test, 2) != before
    assert "Nothing beats always zero" in headings(test, 3)


def test_a_setting_that_cannot_be_is_explained_and_nothing_is_offered() -> None:
    test = opened()
    test.text_input(key="forecast.column").set_value("no such column").run()
    assert_well(test)
    told = "".join(element.proto.body for element in test.get("html"))
    assert "no such column" in told


def test_a_bad_file_is_explained_and_the_sample_is_one_click_away() -> None:
    test = opened()
    test.segmented_control(key="forecast.from").set_value("file").run()
    test.file_uploader(key="forecast.upload").upload("prices.csv", NO_TABLE, "text/csv").run()
    assert_well(test)
    told = "".join(element.proto.body for element in test.get("html"))
    assert "three-parts" in told
    assert headings(test, 2) == ["prices.csv cannot be used as it is"]
    assert not [button for button in test.button if button.key == "forecast-learn-button"]
    test.button(key="forecast-nothing-button").click().run()
    assert_well(test)
    assert "HAR" in headings(test, 2)[0]


def test_the_cost_is_told_before_learning_and_the_defaults_come_back() -> None:
    test = opened()
    learn = test.button(key="forecast-learn-button")
    assert learn.label == "Learn, about 25 s"
    test.slider(key="forecast.seeds").set_value(6).run()
    assert test.button(key="forecast-learn-button").label == "Learn, about 50 s"
    test.button(key="forecast-defaults").click().run()
    assert test.button(key="forecast-learn-button").label == "Learn, about 25 s"


@pytest.mark.parametrize("quantity", ["volatility", "return", "direction", "value"])
def test_every_expander_opens(quantity: str) -> None:
    test = opened()
    test.segmented_control(key="forecast.quantity").set_value(quantity)
    for key in ("folds", "gain", "coverage", "residuals", "trading", "article"):
        test.session_state[f"forecast-{key}"] = True
    test.run()
    assert_well(test)
