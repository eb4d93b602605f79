"""Which colour and dash a contender has on every chart of the page of comparisons.

The usual order gives the four hues to gated, convolutional and attending trunks first and leaves
grey to the rest. Charts of curves take hues in the order of their lines, charts of the insides by
name; `ink_of` is the name whose ink a contender has, so that both agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.figures.compare_insides import INKS, colour_of
from ui.theme import look

ORDER = ("lstm", "gru", "tcn", "transformer", "mingru", "rnn")


def ordered(names: Sequence[str]) -> list[str]:
    """Return contenders in the order in which they are given their inks."""
    place = {name: number for number, name in enumerate(ORDER)}
    return sorted(names, key=lambda name: place.get(name, len(ORDER)))


def inks_of(names: Sequence[str]) -> dict[str, str]:
    """Return the key of `INKS` that each contender is drawn by."""
    by_hue = sorted(INKS, key=lambda key: (INKS[key].hue is None, INKS[key].hue or 0))
    keys = [*by_hue, *by_hue[-1:] * len(names)]
    return dict(zip(ordered(names), keys, strict=False))


def colours_of(names: Sequence[str]) -> dict[str, str]:
    """Return the colour of each contender in the theme that the visitor sees."""
    return {name: colour_of(key, look()) for name, key in inks_of(names).items()}
