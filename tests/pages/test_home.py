"""The door: a file is recognised by its content and kept for its page, or explained."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.runs import home, read_blob
from core.vectorizers.archives import members, packed
from tests.ui.tunes import tune, uploads
from ui.contents import PAGES, offered

SECONDS = 60
TABLE = b"Date,Close\n" + b"".join(b"2024-01-%02d,%d\n" % (day, 100 + day) for day in range(1, 29))
SCORE = b"<?xml version='1.0'?><score-partwise><part-list/></score-partwise>"


def opened() -> AppTest:
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS).run()
    assert not test.exception
    return test


def body(test: AppTest) -> str:
    return "".join(element.proto.body for element in test.get("html"))


def test_only_pages_that_exist_have_a_card() -> None:
    words = "\n".join(m.value for m in opened().markdown)
    shown = {name for name, entry in PAGES.items() if f"**{entry.title}**" in words}
    assert shown
    assert shown <= set(offered())


def test_a_table_opens_on_the_page_of_forecasts() -> None:
    test = opened()
    test.file_uploader(key="drop").upload("prices.csv", TABLE, "text/csv").run()
    assert not test.exception
    assert any(m.value.startswith("# Forecast") for m in test.markdown)
    source = test.session_state["forecast.file"]
    assert (source.name, source.sample) == ("prices.csv", None)
    assert read_blob(home(), source.sha256) == TABLE
    assert "dropped" not in test.session_state


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("song.mid", tune(8)),
        ("prices.csv", tune(8)),  # the content decides, not the name
        ("song.musicxml", SCORE),
        ("songs.zip", packed([("readme.txt", b"hello"), ("song.mid", tune(8))])),
    ],
)
def test_music_opens_on_its_page(name: str, data: bytes) -> None:
    test = opened()
    test.file_uploader(key="drop").upload(name, data).run()
    assert not test.exception
    assert any(m.value.startswith("# Music") for m in test.markdown)
    source = test.session_state["music.file"]
    assert source.name == name
    assert read_blob(home(), source.sha256) == data


def test_many_files_go_together_where_one_is_music() -> None:
    test = opened()
    files = uploads(("one.mid", tune(8)), ("prices.csv", TABLE), ("noise", bytes(range(256)) * 3))
    test.file_uploader(key="drop").set_value(files).run()
    assert not test.exception
    source = test.session_state["music.file"]
    assert source.name == "one.mid + 2"
    kept = members(read_blob(home(), source.sha256), source.name)
    assert [(one.name, one.data) for one in kept] == [(name, data) for name, data, _ in files]


def test_many_files_without_music_are_explained() -> None:
    test = opened()
    files = uploads(("a.csv", TABLE), ("b.csv", TABLE))
    test.file_uploader(key="drop").set_value(files).run()
    assert not test.exception
    assert "2 files at once, and none of them holds notes." in body(test)
    assert "dropped" not in test.session_state


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("tables.zip", packed([("prices.csv", TABLE)]), "tables.zip is an archive."),
        ("empty.csv", b"", "empty.csv is empty."),
        ("noise.bin", bytes(range(256)) * 3, "noise.bin is none of the kinds"),
    ],
)
def test_what_no_page_reads_is_explained(name: str, data: bytes, found: str) -> None:
    test = opened()
    test.file_uploader(key="drop").upload(name, data).run()
    assert not test.exception
    assert found in body(test)
    assert "<dt>Remedy</dt>" in body(test)
    assert "dropped" not in test.session_state
