"""Maps side by side: SHAP is there when it is asked for, and says how it is installed."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

import ui.images_maps

SECONDS = 60


def page() -> None:
    from tests.ui.made_images import chosen, model, showing
    from ui.images_asked import Subject
    from ui.images_maps import show_maps

    show_maps(Subject(chosen("vit"), showing("vit"), model("vit")))


def opened() -> AppTest:
    return ready(AppTest.from_function(page, default_timeout=SECONDS).run())


def ready(test: AppTest) -> AppTest:
    """Run the page until nothing is being made any more."""
    for _ in range(10 * SECONDS):
        assert not test.exception
        if test.table:
            break
        time.sleep(0.1)
        test.run()
    return test


def judged_in(test: AppTest) -> list[str]:
    return [str(name) for name in test.table[0].value.iloc[:, 0]]


def test_shap_is_judged_when_it_is_asked_for() -> None:
    test = opened()
    assert "SHAP" not in judged_in(test)
    assert "SHAP" in judged_in(ready(test.toggle(key="maps.shap").set_value(True).run()))


def test_without_captum_the_others_stay_and_the_remedy_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ui.images_maps, "shap_is_installed", lambda: False)
    test = ready(opened().toggle(key="maps.shap").set_value(True).run())
    assert "SHAP" not in judged_in(test)
    body = "".join(element.proto.body for element in test.get("html"))
    assert "pip install captum" in body
