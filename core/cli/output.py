"""What the command line prints: one JSON object, or the same in lines for people.

Conventions: stdout is for the answer alone, everything else goes to stderr. JSON has finite numbers
only; what is unknown or infinite is null.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence

from core.errors import SeqLabError
from core.words import Sentence, translator

MOST_CELLS = 12  # items of a list that are shown to people


def print_result(result: Mapping[str, object], *, as_json: bool, language: str = "en") -> None:
    """Print the answer of a command; sentences in it are said in `language`."""
    plain = as_plain(result, translator(language))
    if as_json:
        sys.stdout.write(json.dumps(plain, allow_nan=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(plain, 0)) + "\n")


def print_error(error: SeqLabError, *, as_json: bool, language: str = "en") -> None:
    """Print why something was refused: three parts on stderr, and as JSON on stdout if asked."""
    translate = translator(language)
    parts = {name: part.say(translate) for name, part in error.explain()._asdict().items()}
    sys.stderr.write("\n".join(parts.values()) + "\n")
    if as_json:
        told = {"code": error.code, "facts": as_plain(error.facts, translate), **parts}
        sys.stdout.write(json.dumps({"error": told}, allow_nan=False) + "\n")


def as_plain(value: object, translate: Callable[[str], str] = str) -> object:
    """Return a value in JSON's own types: NaN and infinity become None, numpy's numbers ours."""
    if isinstance(value, Sentence):
        return value.say(translate)
    if isinstance(value, Mapping):
        return {str(key): as_plain(item, translate) for key, item in value.items()}
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Sequence):
        return [as_plain(item, translate) for item in value]
    if hasattr(value, "tolist"):  # a number or an array of numpy, told without importing it
        return as_plain(value.tolist(), translate)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) else str(value)


def _lines(value: object, depth: int) -> list[str]:
    """Return a value for people: one line per entry, indented by its depth."""
    indent = "  " * depth
    if isinstance(value, dict):
        lines = []
        for key, item in value.items():
            if isinstance(item, dict | list) and item and not _is_short(item):
                lines += [f"{indent}{key}:", *_lines(item, depth + 1)]
            else:
                lines.append(f"{indent}{key}: {_word(item)}")
        return lines
    if isinstance(value, list):
        return [line for item in value for line in _lines(item, depth)]
    return [indent + _word(value)]


def _is_short(value: dict[str, object] | list[object]) -> bool:
    items = value if isinstance(value, list) else list(value.values())
    return len(items) <= MOST_CELLS and not any(isinstance(item, dict | list) for item in items)


def _word(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_word(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_word, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
