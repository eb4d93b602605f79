"""The page of pictures without a browser: it opens with a result, and bad files are told."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.runs import home, read_blob
from core.vectorizers.archives import packed
from core.words import LANGUAGES
from tests.core.vectorizers.image.pictures import saved, scene
from tests.core.vectorizers.image_sets.archives_of_pictures import folders, zipped
from ui.contents import FOLDER

SECONDS = 90
MIME = "application/octet-stream"
BOAT = saved(scene(), "PNG")


def assert_well(test: AppTest) -> None:
    assert not test.exception
    assert not any("fault of ours" in m.value for m in test.markdown)


def opened(language: str = "en", **address: str) -> AppTest:
    """Return the page as a visitor of that language first sees it."""
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS)
    test.query_params["lang"] = language
    test.run()
    for name, value in address.items():
        test.query_params[name] = value
    test.switch_page(str(FOLDER / "patches.py")).run()
    assert_well(test)
    return test


def line(test: AppTest, place: int) -> str:
    """Return what stands in a step's own line."""
    steps = [one.label for one in test.expander if one.label.startswith("**")]
    return steps[place].replace("\u2002", " ")


def headings(test: AppTest, level: int) -> list[str]:
    mark = "#" * level + " "
    return [m.value.split("\n")[0][len(mark) :] for m in test.markdown if m.value.startswith(mark)]


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_with_a_picture_its_patches_and_the_places_of_them(language: str) -> None:
    test = opened(language)
    assert len([one for one in test.expander if one.label.startswith("**")]) == 3
    views = [one.proto.component_name for one in test.get("bidi_component")]
    assert "seqlab_picture_view" in views
    assert "seqlab_patch_strip" in views


def test_the_three_knobs_answer_with_another_sequence() -> None:
    test = opened(**{"images.picture": "harbour"})
    assert "Harbour · 448 × 320 · nothing changed · Digits, 10 classes" in line(test, 0)
    assert "140 patches, 14 across and 10 down" in headings(test, 3)
    test.segmented_control(key="look.patch_size").set_value(64).run()
    assert_well(test)
    assert "35 patches, 7 across and 5 down" in headings(test, 3)
    test.segmented_control(key="look.fit").set_value("crop").run()
    assert "35 patches, 7 across and 5 down" in headings(test, 3)
    test.selectbox(key="look.encoding").set_value("none").run()
    assert_well(test)
    assert any("No numbers tell place" in one for one in headings(test, 3))


def test_a_bad_picture_is_explained_and_the_sample_is_one_click_away() -> None:
    test = opened()
    test.segmented_control(key="images.look").set_value("file").run()
    upload = test.file_uploader(key="images.picture-upload")
    upload.set_value(("table.png", b"Date,Close\n" * 9, MIME)).run()
    assert_well(test)
    assert "table.png is no picture that can be read here." in body(test)
    assert "table.png" in line(test, 0).replace("\\", "")
    test.button(key="images-use-harbour").click().run()
    assert_well(test)
    assert "Harbour" in line(test, 0)


def dropped(name: str, data: bytes) -> AppTest:
    """Return the page that a file dropped on the home page opens."""
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS).run()
    test.file_uploader(key="drop").upload(name, data).run()
    assert_well(test)
    assert any(m.value.startswith("# Images") for m in test.markdown)
    assert "dropped" not in test.session_state
    return test


def test_a_picture_dropped_on_the_home_page_is_looked_at() -> None:
    test = dropped("prices.csv", BOAT)  # the content decides, not the name
    assert read_blob(home(), test.session_state["images.uploaded"].sha256) == BOAT
    assert "prices.csv · 61 × 40" in line(test, 0).replace("\\", "")


def test_an_archive_of_pictures_dropped_on_the_home_page_is_learnt_from() -> None:
    test = dropped("pets.zip", zipped(folders(cat=5, dog=6)))
    assert test.session_state["images.file"].name == "pets.zip"
    other = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS).run()
    other.file_uploader(key="drop").upload("x.zip", packed([("a.txt", b"hello")])).run()
    assert "x.zip is an archive." in body(other)
