"""Every page opens, through the router, in every language; a new page is tested by its file."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.words import LANGUAGES
from ui.contents import FOLDER, PAGES, offered

SECONDS = 60
FILES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_page_opens(name: str, language: str) -> None:
    test = AppTest.from_file("../../ui/router.py", default_timeout=SECONDS)
    test.query_params["lang"] = language
    test.run()
    if name != "home":
        test.switch_page(str(FOLDER / f"{name}.py")).run()
    assert not test.exception
    assert not any("fault of ours" in m.value for m in test.markdown)
    assert any(m.value.startswith("# ") for m in test.markdown)
    assert test.session_state["language"] == language


def test_every_file_is_in_the_table_of_contents() -> None:
    assert set(FILES) <= set(PAGES)
    assert list(offered()) == [name for name in PAGES if name in FILES]
