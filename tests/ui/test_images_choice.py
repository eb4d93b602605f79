"""Which pictures are chosen: by the address, by a drop, by an upload; never believed by name."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from core.recipes.images.looking import keep_picture
from core.recipes.images.sets import keep_set
from core.runs import Source, home
from core.vectorizers.image_sets import ImageSet, SetOptions
from tests.core.vectorizers.image.pictures import saved, scene
from tests.core.vectorizers.image_sets.archives_of_pictures import folders, zipped
from ui.images_reading import READ_SETS
from ui.reading import Reading

SECONDS = 60
PICTURE = saved(scene(), "PNG")
ARCHIVE = zipped(folders(cat=5, dog=6) | {"cat/notes.txt": b"hello"})


def page() -> None:
    import streamlit as st

    from ui.images_choice import chosen_images, look_at_test_picture
    from ui.state import Dropped, drop

    if "to drop" in st.session_state:
        drop(Dropped("patches", st.session_state.pop("to drop")))
    if "to look at" in st.session_state:
        look_at_test_picture(st.session_state.pop("to look at"))
    chosen = chosen_images()
    looked = chosen.looked
    st.text(chosen.source.name)
    st.text(f"{chosen.may_be_learnt} {', '.join(chosen.classes)}")
    st.text("none" if looked is None else f"{looked.key} {looked.pixels.shape} {looked.label}")
    st.text("" if looked is None or looked.mask is None else str(looked.mask.shape))
    errors = [one.code for one in (chosen.error, chosen.picture_error) if one is not None]
    st.text(", ".join(errors))


def opened(**state: object) -> AppTest:
    """Return the page once what is chosen on it is read."""
    test = AppTest.from_function(page, default_timeout=SECONDS)
    for name, value in state.items():
        test.session_state[name.replace("_", " ")] = value
    return test.run()


def shown(test: AppTest) -> list[str]:
    assert not test.exception
    return [text.value for text in test.text]


def finished(source: Source) -> Reading[ImageSet]:
    found = READ_SETS.of(source)
    for _ in range(100 * SECONDS):
        if found.is_over:
            return found
        time.sleep(0.01)
    raise TimeoutError


@pytest.fixture(scope="module", autouse=True)
def _shapes_are_read() -> None:
    finished(Source("Shapes", sample="shapes"))
    finished(Source("Digits", sample="digits"))


def test_at_first_it_looks_at_a_digit() -> None:
    name, classes, looked, mask, errors = shown(opened())
    assert name == "Digits"
    assert classes.startswith("True 0, 1, 2")
    assert looked == "digits/test/9 (8, 8, 3) 5"
    assert (mask, errors) == ("", "")


def test_the_address_names_the_set_and_the_picture_of_it() -> None:
    test = opened()
    test.query_params["images.set"] = "shapes"
    test.query_params["images.test"] = "12"
    name, classes, looked, mask, _ = shown(test.run())
    assert (name, mask) == ("Shapes", "(32, 32)")
    assert classes == "True circle, square, triangle, star, cross"
    assert looked.startswith("shapes/test/11 (32, 32, 3) ")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "801"])
def test_a_number_that_no_picture_has_is_no_error(number: str) -> None:
    test = opened()
    test.query_params["images.test"] = number
    assert shown(test.run())[2].startswith("digits/test/")


def test_the_address_cannot_name_a_set_or_a_picture_that_is_not_built_in() -> None:
    test = opened()
    test.query_params["images.set"] = "../secrets"
    test.query_params["images.picture"] = "sp500"
    name, _, looked, *_ = shown(test.run())
    assert name == "Digits"
    assert looked.startswith("digits/test/")


def test_a_built_in_picture_has_no_class() -> None:
    test = opened()
    test.query_params["images.picture"] = "harbour"
    assert shown(test.run())[2].endswith(" (320, 448, 3) None")


def test_a_picture_that_was_dropped_is_looked_at_and_the_set_stays() -> None:
    source = keep_picture(PICTURE, "no name", home())
    name, _, looked, mask, _ = shown(opened(to_drop=source))
    assert (name, mask) == ("Digits", "")
    assert looked.endswith(" (40, 61, 3) None")


def test_an_archive_that_was_dropped_is_learnt_from() -> None:
    source = keep_set(ARCHIVE, "pets.zip", home(), SetOptions())
    finished(source)
    name, classes, looked, *_ = shown(opened(to_drop=source))
    assert (name, classes) == ("pets.zip", "True cat, dog")
    assert " (64, 64, 3) " in looked


def test_what_is_no_set_may_not_be_learnt_and_is_no_picture_either() -> None:
    source = keep_set(b"Date,Close\n2024-01-02,3\n" * 9, "pets.zip", home(), SetOptions())
    finished(source)
    name, learn, looked, _, errors = shown(opened(to_drop=source))
    assert (name, learn.strip(), looked, errors) == ("pets.zip", "False", "none", "NotAnImageSet")


def test_a_broken_picture_costs_nothing_but_the_picture() -> None:
    source = keep_picture(PICTURE[: len(PICTURE) // 2], "half.png", home())
    _, learn, looked, _, errors = shown(opened(to_drop=source))
    assert learn.startswith("True")
    assert (looked, errors) == ("none", "BrokenOff")


def test_a_cell_of_the_confusion_matrix_brings_its_picture() -> None:
    source = keep_picture(PICTURE, "boat.png", home())
    test = opened(to_drop=source)
    test.session_state["to look at"] = 77
    assert shown(test.run())[2].startswith("digits/test/77 (8, 8, 3) ")


def test_a_picture_is_the_same_for_as_long_as_it_is_the_same() -> None:
    first, again = (shown(opened(to_look_at=5))[2] for _ in range(2))
    assert first == again
    assert shown(opened(to_look_at=6))[2] != first


def test_a_set_is_read_once_for_all_visits_and_languages() -> None:
    one = READ_SETS.of(Source("Shapes", sample="shapes"))
    assert one is READ_SETS.of(Source("形狀", sample="shapes"))
    assert one.result() is finished(Source("Shapes", sample="shapes")).result()


def test_what_failed_is_tried_again_when_it_is_chosen_again() -> None:
    data = zipped(folders(ant=4, bee=5))
    source = keep_set(data, "late.zip", home(), SetOptions())
    (home() / "blobs" / str(source.sha256)).unlink()
    assert finished(source).has_failed
    keep_set(data, "late.zip", home(), SetOptions())
    assert finished(source).has_failed
    test = opened(to_drop=source)
    assert not finished(source).has_failed
    assert shown(test.run())[1] == "True ant, bee"
