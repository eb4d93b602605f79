"""One set of colours: the configured theme, the figures and the stylesheet agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from core.figures.style import FONT, PALETTES
from ui import theme

ROOT = Path(__file__).resolve().parents[2]
CONFIG: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_figures_have_the_colours_of_the_screen(name: str) -> None:
    colours, palette = CONFIG["theme"][name], PALETTES[name]
    assert palette.background == colours["backgroundColor"]
    assert palette.text == colours["textColor"]
    assert palette.muted == colours["grayTextColor"]
    assert list(palette.hues) == colours["chartCategoricalColors"]


def test_figures_have_the_font_of_the_screen() -> None:
    assert CONFIG["theme"]["font"].startswith("Inter, 'Source Sans', 'Noto Sans TC'")
    assert FONT.split(",")[0] == "Inter"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_can_be_read_and_lines_be_seen(name: str) -> None:
    colours = CONFIG["theme"][name]
    back = colours["backgroundColor"]
    for word in ("green", "red", "orange", "blue", "gray"):
        text = colours[f"{word}TextColor"]
        assert contrast(text, back) >= 4.5
        assert contrast(text, colours[f"{word}BackgroundColor"]) >= 4.5
    for hue in colours["chartCategoricalColors"]:
        assert contrast(hue, back) >= 3.3
    on_primary = "#ffffff" if name == "light" else back
    assert contrast(on_primary, colours["primaryColor"]) >= 4.5


def test_every_colour_of_the_stylesheet_is_defined() -> None:
    used = set(re.findall(r"var\(--lab-([\w-]+)\)", theme.STYLESHEET.read_text("utf-8")))
    assert used <= {*theme._COLOURS, "on-primary"}


def test_the_stylesheet_hooks_on_promised_names_only() -> None:
    rules = re.sub(r"/\*.*?\*/", "", theme.STYLESHEET.read_text("utf-8"), flags=re.DOTALL)
    assert "emotion" not in rules
    own = {"ruler", "number", "ends", "track", "line", "bar", "seed", "dot", "ours", "better"}
    own |= {"worse", "reference", "three-parts", "stMarkdownColoredText"}
    own |= {"gauge", "ring", "key", "reason", "contenders", "said", "under"}
    for name in re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{.*?\}", "", rules, flags=re.DOTALL)):
        assert name.startswith("st-key-") or name in own


def test_nothing_is_asked_from_elsewhere() -> None:
    server, client = CONFIG["server"], CONFIG["client"]
    assert server["address"] == "127.0.0.1"
    assert server["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert server["maxUploadSize"] == 32
    assert server["enableXsrfProtection"]
    assert not CONFIG["browser"]["gatherUsageStats"]
    assert CONFIG["logger"]["hideWelcomeMessage"]
    assert client["showErrorDetails"] == "none"
    for picture in (ROOT / "assets" / "pictures").glob("*.svg"):
        addresses = re.findall(r"https?://[^\"' ]+", picture.read_text("utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}
