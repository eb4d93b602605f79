"""The words of a command line that say what was turned away from its default."""

from __future__ import annotations

from core.knobs import Settings
from core.runs import Source


def source_words(source: Source) -> list[str]:
    """Return what a command line calls the data of a source, and how it is to be read."""
    words = [f"sample:{source.sample}" if source.sample else source.name]
    for name, value in source.reading:
        words += _option(name, value)
    return words


def turned_options(settings: Settings, *always: str) -> list[str]:
    """Return an option for every knob that is not at its default, and for those named."""
    usual = type(settings)().record()
    words: list[str] = []
    for name, value in settings.record().items():
        if value != usual[name] or name in always:
            words += _option(name, value)
    return words


def _option(name: str, value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [f"--{name.replace('_', '-')}", *map(str, values)]
