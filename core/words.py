"""Words apart from facts: a sentence is a template in English plus the facts that fill it.

Nothing below the screen knows a language. It makes a `Sentence`; the screen or the command line
asks for it in the reader's language. English templates are the message ids of the gettext
catalogues in `assets/locale`, so a template must be a literal marked with `N_`.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LANGUAGES: Mapping[str, str] = {"en": "English", "zh_TW": "中文"}
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "locale"
DOMAIN = "seqlab"


def N_(text: str) -> str:
    """Mark a literal for the catalogue without translating it now."""
    return text


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> Callable[[str], str]:
    """Return the function that says an English template in `language`.

    Parameters
    ----------
    language : str
        A key of `LANGUAGES`; anything else is answered with English.
    """
    # a name from an address bar must not choose the folder that is read
    known = [language] if language in LANGUAGES else []
    catalogue = gettext.translation(DOMAIN, LOCALE_FOLDER, languages=known, fallback=True)
    return lambda text: catalogue.gettext(text) if text else text


@dataclass(frozen=True)
class Sentence:
    """A template and its facts, not yet said in any language.

    Examples
    --------
    >>> Sentence(N_("{count} repeated rows dropped"), {"count": 2}).say()
    '2 repeated rows dropped'
    """

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.say()

    def say(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence in the language of `translate`.

        A fact that is itself a `Sentence` is said in the same language first.
        """
        facts = {
            name: fact.say(translate) if isinstance(fact, Sentence) else fact
            for name, fact in self.facts.items()
        }
        return translate(self.template).format(**facts)
