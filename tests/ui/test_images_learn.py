"""A set is learnt from the page: its cost, its order, the model that it goes on from."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import TooShort
from core.recipes.images.settings import ImageSettings
from core.recipes.images.transfer import kept_base
from core.runs import Source, home
from tests.ui.made_images import SHAPES, chosen, model, run_of
from ui.images_cost import learnt_rows, read_rows
from ui.images_learn import learn_summary
from ui.images_order import cost_seconds, order_of
from ui.images_shown import find_result
from ui.images_transfer import bases, with_base_kept
from ui.images_words import model_said
from ui.watched import same_data

SECONDS = 60


def page() -> None:
    import streamlit as st

    from tests.ui.made_images import chosen
    from ui.images_learn import learn, learn_summary

    st.text(learn_summary(chosen("vit"), None))
    learn(chosen("vit"), None)


def opened(**state: object) -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    for name, value in state.items():
        test.session_state[name] = value
    test.run()
    assert not test.exception
    return test


def test_the_line_and_the_cost_follow_the_form() -> None:
    test = opened()
    assert test.button(key="images-learn-button").label == "Learn, about 33 s"
    test.segmented_control(key="images.model").set_value("vit").run()
    test.number_input(key="images.seconds").set_value(10).run()
    assert test.button(key="images-learn-button").label == "Learn, about 13 s"
    assert test.run().text[0].value == "ViT, 4 layers, 4 heads · 10 s"


def test_the_order_repeats_the_training() -> None:
    settings = ImageSettings(model="resnet18", seconds=7)
    order = order_of(SHAPES, settings)
    assert order.function == "core.recipes.images:train"
    assert order.kind == "images"
    assert ImageSettings.from_record(dict(order.settings)) == settings
    assert order.command == (
        "python -m core images train sample:shapes --model resnet18 --seconds 7 --out model"
    )
    assert cost_seconds(settings) > 7


def test_a_run_can_be_gone_on_from() -> None:
    run, artifact = run_of("cnn")
    assert f"run:{run}" in bases()
    test = opened()
    test.selectbox(key="images.base").select(f"run:{run}").run()
    assert not test.exception
    assert any("CNN, 4 channels, learnt from" in caption.value for caption in test.caption)
    kept = with_base_kept(ImageSettings(base=f"run:{run}"))
    found = kept_base(kept.base, home())
    assert found.arrays.keys() == artifact.arrays.keys()
    assert with_base_kept(kept) == kept


def test_a_job_that_went_on_from_another_model_fills_the_form() -> None:
    kept = with_base_kept(ImageSettings(base=f"run:{run_of('cnn')[0]}"))
    test = opened(**{"images.base": kept.base, "images.freeze": "trunk"})
    assert test.selectbox(key="images.base").value == kept.base
    assert test.segmented_control(key="images.freeze").value == "trunk"


def test_what_is_asked_is_told_in_the_line() -> None:
    result = model("cnn").result
    said = learn_summary(chosen("cnn"), result)
    assert re.fullmatch(r"CNN, 4 channels · \d+ s · \d+\.\d% on 800 pictures kept aside", said)
    assert learn_summary(chosen("cnn"), replace(result, judged=None)).endswith("judged")
    refused = replace(chosen("cnn"), may_be_learnt=False, error=TooShort(steps=1, needed=2))
    assert learn_summary(refused, None) == "waits for data"


@pytest.mark.parametrize(
    ("turned", "said"),
    [
        ({"model": "cnn", "channels": 16}, "CNN, 16 channels"),
        ({"model": "vit", "num_layers": 1}, "ViT, 1 layer, 4 heads"),
        ({"model": "vit", "trunk": "gru", "num_layers": 2}, "GRU on patches, 2 layers"),
    ],
)
def test_a_model_is_said(turned: dict[str, object], said: str) -> None:
    assert model_said({**ImageSettings.defaults(), **turned}) == said


def test_what_learning_took() -> None:
    result = model("vit").result
    rows = list(learnt_rows(result).values())
    assert rows[0] == f"{result.learnt.parameters:,}"
    assert rows[1].endswith("(100.0%)")
    assert list(read_rows(result.read).values())[:3] == ["3,200", "400", "800"]


def test_a_set_is_the_same_whatever_it_is_called() -> None:
    assert same_data(Source("Shapes", sample="shapes"), Source("形狀", sample="shapes"))
    assert not same_data(Source("a", sample="shapes"), Source("a", sample="digits"))


def test_of_a_set_that_nobody_learnt_there_is_nothing() -> None:
    unknown = Source("x.zip", sha256="1" * 64)
    showing = find_result(replace(chosen("vit"), source=unknown))
    assert showing.opened is None
    assert showing.result is None
    assert showing.error is None
