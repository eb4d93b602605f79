"""The first step: what was found in a picture and in a set is told, and bad files are explained."""

from __future__ import annotations

import io
from functools import lru_cache

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.recipes.images.looking import see
from core.recipes.images.sets import keep_set, load_set
from core.runs import Source, home, keep_blob
from core.vectorizers.image import PictureOptions
from core.vectorizers.image_sets import ImageSet, SetOptions
from tests.cases import cases, needs_cases
from tests.core.vectorizers.image.pictures import saved, scene, turned
from tests.core.vectorizers.image_sets.archives_of_pictures import (
    batch,
    folders,
    picture,
    tarred,
    zipped,
)
from ui.images_choice import Chosen, Looked
from ui.images_data import images_summary
from ui.images_set import facts_of

SECONDS = 60
MIME = "application/octet-stream"
SHAPES = Source("Shapes", sample="shapes")


@lru_cache
def some_set() -> ImageSet:
    files = folders(cat=6, dog=9) | {"cat/again.png": picture(0), "dog/notes.txt": b"hello"}
    return load_set(keep_set(zipped(files), "pets.zip", home(), SetOptions()), home())


def page() -> None:
    import streamlit as st

    from ui.images_choice import chosen_images
    from ui.images_data import images_panel, images_summary

    chosen = chosen_images()
    st.text(images_summary(chosen))
    images_panel(chosen)


def opened(look: str = "test") -> AppTest:
    """Return the step as it is at first, or where the picture comes from somewhere else."""
    load_set(SHAPES, home())
    test = AppTest.from_function(page, default_timeout=SECONDS).run()
    assert not test.exception
    if look != "test":
        test.segmented_control(key="images.look").set_value(look).run()
    return test


def with_picture(data: bytes, name: str = "boat.png") -> AppTest:
    test = opened("file")
    test.file_uploader(key="images.picture-upload").set_value((name, data, MIME)).run()
    assert not test.exception
    return test


def with_set(data: bytes, name: str = "pets.zip") -> AppTest:
    test = opened()
    test.segmented_control(key="images.from").set_value("file").run()
    test.file_uploader(key="images.upload").set_value((name, data, MIME)).run()
    for _ in range(20):
        if "being read" not in test.text[0].value:
            break
        test.run()
    assert not test.exception
    return test


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


def said(test: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*test.markdown, *test.caption, *test.text))


def animation() -> bytes:
    frames = [Image.new("RGB", (9, 7), colour) for colour in ("red", "lime", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=40)
    return file.getvalue()


def test_the_line_tells_the_picture_its_size_what_was_changed_and_the_set() -> None:
    data = saved(scene(), "JPEG", exif=turned(6).tobytes())
    source = Source("boat.jpg", sha256=keep_blob(home(), data))
    found = see(source, home(), PictureOptions())
    looked = Looked("key", "boat.jpg", found.pixels)
    pictures = some_set()
    chosen = Chosen(SHAPES, pictures.classes, looked, None, True, pictures, None, found)
    told = "boat.jpg · 40 × 61 · 1 thing changed · Shapes, 2 classes · 1 file refused"
    assert images_summary(chosen) == told


def test_the_facts_of_a_set_are_its_own() -> None:
    facts = facts_of(some_set())
    table = dict(zip(facts["what"], facts["read"], strict=True))
    assert (table["Pictures"], table["Size, pixels"], table["Classes"]) == ("15", "64 × 64", "2")
    assert table["Came twice, taken once"] == "1"
    parts = [int(part) for part in table["Learn · decide when to stop · judge"].split(" · ")]
    assert sum(parts) == 15


def test_at_first_a_picture_of_the_set_is_looked_at_and_its_class_is_told() -> None:
    test = opened()
    assert test.text[0].value.startswith("Test picture ")
    assert "Digits, 10 classes" in test.text[0].value
    known = test.table[0].value
    assert known.iloc[2, 1] == "not known"
    assert known.iloc[0, 1] == "5"
    assert "images.test" in test.query_params


def test_of_a_shape_it_is_known_where_the_thing_is() -> None:
    test = opened()
    test.selectbox(key="images.set").set_value("shapes").run()
    known = test.table[0].value
    assert known.iloc[2, 1] == "known"
    assert known.iloc[0, 1] in {"circle", "square", "triangle", "star", "cross"}


def test_another_number_is_another_picture_and_stands_in_the_address() -> None:
    test = opened()
    test.number_input(key="images.test").set_value(78).run()
    assert test.text[0].value.startswith("Test picture 78 · 8 × 8")
    assert test.query_params["images.test"] == "78"


def test_a_sample_tells_its_origin_and_terms() -> None:
    test = opened("sample")
    assert test.text[0].value.startswith("Harbour · 448 × 320 · nothing changed")
    assert "generated here" in said(test)
    test.selectbox(key="images.picture").set_value("palace").run()
    assert "CC BY 2.0" in said(test)
    assert test.query_params["images.picture"] == "palace"
    assert "images.test" not in test.query_params


def test_what_was_changed_in_an_upload_is_told_sentence_by_sentence() -> None:
    pixels = Image.fromarray(scene()).convert("RGBA")
    pixels.putalpha(Image.new("L", pixels.size, 128))
    test = with_picture(saved(pixels, "PNG"), "glass *of* water.png")
    assert "2440 transparent pixels placed on white" in said(test)
    assert "Read, 1 thing changed" in said(test)
    assert "1 thing changed" in test.text[0].value
    assert test.table[0].value.iloc[:, 1].tolist()[:2] == ["PNG", "61 × 40"]
    test.segmented_control(key="images.background").set_value("black").run()
    assert not test.exception
    assert "placed on black" in said(test)


def test_a_frame_of_an_animation_is_chosen() -> None:
    test = with_picture(animation(), "走馬燈.gif")
    assert test.text[0].value.startswith("走馬燈.gif · 9 × 7")
    frames = test.number_input(key="images.frame")
    assert (frames.min, frames.max, frames.value) == (1, 3, 1)
    frames.set_value(3).run()
    assert not test.exception
    assert "Frame 3 of 3" in said(test)
    colours = test.table[0].value.iloc[4, 1]
    assert colours == "0 · 0 · 255"


def test_a_broken_picture_is_explained_and_shown_as_far_as_it_goes_on_request() -> None:
    data = saved(scene(80, 60), "PNG")
    test = with_picture(data[: len(data) // 2], "half.png")
    assert "half.png breaks off: about" in body(test)
    assert "## half.png cannot be used as it is" in said(test).replace("\\", "")
    test.toggle(key="images.partial").set_value(True).run()
    assert not test.exception
    assert "The file breaks off" in said(test)
    assert not body(test)
    test.toggle(key="images.partial").set_value(False).run()
    assert "half.png breaks off: about" in body(test)
    test.button(key="images-use-harbour").click().run()
    assert test.text[0].value.startswith("Harbour")


def test_the_frame_of_one_file_is_not_asked_of_the_next() -> None:
    test = with_picture(animation(), "one.gif")
    test.number_input(key="images.frame").set_value(3).run()
    upload = test.file_uploader(key="images.picture-upload")
    upload.set_value(("boat.png", saved(scene(), "PNG"), MIME)).run()
    assert not test.exception
    assert test.text[0].value.startswith("boat.png · 61 × 40")


def test_a_zip_of_folders_is_read_and_its_refused_files_are_listed() -> None:
    files = folders(cat=5, dog=6) | {f"dog/{n}.txt": b"hello" for n in range(4)}
    test = with_set(zipped(files))
    assert "pets.zip, 2 classes · 4 files refused" in test.text[0].value
    assert "### 4 files cannot be used, the rest is read" in said(test)
    assert body(test).count("<dt>Remedy</dt>") == 2
    assert "2 more files" in [one.label for one in test.expander]
    assert "11" in test.table[1].value.iloc[:, 1].tolist()


def test_the_binary_archive_of_cifar_is_read() -> None:
    files = {f"cifar-10-batches-bin/data_batch_{n}.bin": batch(80, n) for n in (1, 2)}
    files["cifar-10-batches-bin/test_batch.bin"] = batch(40, 9)
    test = with_set(tarred(files), "cifar-10-binary.tar.gz")
    assert "Test picture 10 · 32 × 32" in test.text[0].value
    assert "cifar-10-binary.tar.gz, 10 classes" in test.text[0].value


def test_the_pictures_of_a_zip_are_brought_to_another_side() -> None:
    test = with_set(zipped(folders(ant=5, bee=6)))
    test.selectbox(key="images.side").set_value(32).run()
    for _ in range(20):
        if "being read" not in test.text[0].value:
            break
        test.run()
    assert not test.exception
    assert "32 × 32" in test.table[1].value.iloc[:, 1].tolist()


def test_what_is_no_set_is_explained_and_the_digits_are_one_click_away() -> None:
    test = with_set(b"Date,Close\n2024-01-02,3\n" * 9)
    assert "pets.zip is no set of labelled pictures." in body(test)
    test.button(key="images-use-sample").click().run()
    assert not test.exception
    assert "Digits, 10 classes" in test.text[0].value


@needs_cases
@pytest.mark.parametrize("path", cases("images"), ids=lambda path: path.name)
def test_every_file_of_the_cases_is_shown_or_explained_in_one_box(path: object) -> None:
    assert hasattr(path, "read_bytes")
    assert hasattr(path, "name")
    if path.name in {"README.md", "expected.json"}:
        return
    test = with_picture(path.read_bytes(), path.name)
    boxes = body(test).count("<dt>Found</dt>")
    assert boxes == ("cannot be used as it is" in said(test))
    if not boxes:
        assert "Read, " in said(test)


def test_a_part_of_the_set_is_chosen() -> None:
    test = opened()
    test.multiselect(key="images.classes.digits").set_value(["3", "8"]).run()
    test.number_input(key="images.few.digits").set_value(5).run()
    assert not test.exception
    assert "2 classes" in test.text[0].value
    rows: dict[str, str] = dict(test.table[-1].value.itertuples(index=False))
    assert rows["Classes"] == "2"
    assert rows["Learn · decide when to stop · judge"].startswith("10 · ")
    test.multiselect(key="images.classes.digits").set_value(["3"]).run()
    assert "10 classes" in test.text[0].value  # one alone is no choice yet


def test_a_job_brings_the_part_that_it_learnt_from() -> None:
    def adopting() -> None:
        import streamlit as st

        from core.runs import Source
        from ui.images_choice import choose_source, chosen_images
        from ui.images_data import images_panel

        if "adopted" not in st.session_state:
            st.session_state["adopted"] = True
            part = (("classes", "circle,square"), ("few", 7))
            choose_source(Source("Shapes", sample="shapes", reading=part))
        images_panel(chosen_images())

    test = AppTest.from_function(adopting, default_timeout=SECONDS).run()
    assert not test.exception
    assert test.multiselect(key="images.classes.shapes").value == ["circle", "square"]
    assert test.number_input(key="images.few.shapes").value == 7
