"""Words apart from facts."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import words
from core.words import LANGUAGES, N_, Sentence, translator

FACTS = st.one_of(st.integers(), st.text(), st.floats(allow_nan=False))


def backwards(template: str) -> str:
    """Speak a language of the tests: the words in another order, the facts the same."""
    return {"{a} before {b}": "{b} after {a}", "one": "eno"}.get(template, template)


@given(FACTS, FACTS)
def test_every_language_says_the_same_facts(first: object, second: object) -> None:
    sentence = Sentence("{a} before {b}", {"a": first, "b": second})
    assert sentence.say() == str(sentence) == f"{first} before {second}"
    assert sentence.say(backwards) == f"{second} after {first}"


def test_a_sentence_inside_is_said_in_the_same_language() -> None:
    sentence = Sentence("{a} before {b}", {"a": Sentence("one"), "b": 2})
    assert sentence.say(backwards) == "2 after eno"


@given(st.text())
def test_facts_are_never_read_as_templates(text: str) -> None:
    fact = text + "{fact}{other}"
    assert Sentence("<{it}>", {"it": fact}).say() == "<" + fact + ">"


@given(st.text())
def test_a_mark_changes_nothing(text: str) -> None:
    assert N_(text) == text


@pytest.mark.parametrize("language", ["", "xx", "en", "../zh_TW", "zh_TW/../zh_TW", "/"])
def test_a_language_nobody_knows_is_english(language: str) -> None:
    assert translator(language)("a number") == "a number"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_no_words(language: str) -> None:
    # gettext keeps the head of its catalogue under the empty message
    assert translator(language)("") == ""


def test_a_compiled_catalogue_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    folder = tmp_path / "zh_TW" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="zh_TW", domain=words.DOMAIN)
    catalogue.add("a number", "一個數字")
    with (folder / f"{words.DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "LOCALE_FOLDER", tmp_path)
    monkeypatch.setattr(gettext, "_translations", {})
    translator.cache_clear()
    try:
        assert translator("zh_TW")("a number") == "一個數字"
        assert translator("zh_TW")("what nobody translated") == "what nobody translated"
    finally:
        translator.cache_clear()
