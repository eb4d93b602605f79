"""The catalogues of `assets/locale` and the messages that the code asks them for."""

from __future__ import annotations

from functools import cache
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from core.words import DOMAIN, LOCALE_FOLDER
from tests.source import ROOT, modules

SPEAKING = ("app", "core", "ui", "pages")


def facts_in(template: str) -> set[str]:
    """Return the names of the facts that a template wants."""
    names = (name for _, name, _, _ in Formatter().parse(template) if name is not None)
    return {name.split(".")[0].split("[")[0] for name in names}


@cache
def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as its file stands, fuzzy rows too."""
    path = LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def rows(language: str) -> dict[str, str]:
    """Return what each template is in a language; "" where nobody has said it for certain."""
    said: dict[str, str] = {}
    for row in catalogue(language):
        templates = (row.id,) if isinstance(row.id, str) else tuple(row.id)
        strings = (row.string,) if isinstance(row.string, str) else tuple(row.string or ())
        sure = not row.fuzzy and all(strings)
        # what counts things has two templates in English and as many forms as the language wants
        said |= {template: strings[-1] if sure else "" for template in templates if template}
    return said


@cache
def asked() -> dict[str, str]:
    """Return each message that the code marks, and where it first stands."""
    found: dict[str, str] = {}
    for module in modules(*SPEAKING):
        for line, message, _, _ in extract_from_file("python", ROOT / module.path):
            texts = message if isinstance(message, tuple) else (message,)
            for text in filter(None, texts):
                found.setdefault(text, f"{module.path}:{line}")
    return found
