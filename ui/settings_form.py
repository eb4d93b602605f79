"""A form drawn from a Settings class: the one place that maps a knob to a widget.

The first knobs stand in a grid of three columns, the rest under a closed "Advanced". Widgets are
named `{key}.{field}`; their values live in the address in words of no language (numbers, flags and
texts by Streamlit's own binding, options by their ids), so a link carries the settings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from core.errors import BadSetting
from core.knobs import Choice, Flag, Knob, Number, Settings, Several, Text
from core.words import N_
from ui.errors import show_error
from ui.i18n import _, all_words, counted
from ui.steps import more

S = TypeVar("S", bound=Settings)

COLUMNS = (1.32, 1.2, 0.95)  # the first is wide enough for a row of four short options
MOST_ON_A_SLIDER = 600  # steps; with more, a pixel is more than a step and a box is better
ROW_OF_OPTIONS = (4, 36)  # options, letters: what fits side by side in the wide column
OPTIONS_SIDE_BY_SIDE = 24  # letters of pills that fit into a narrow column


def settings_form(
    cls: type[S], key: str, *, without: Collection[str] = (), advanced: Collection[str] = ()
) -> S | None:
    """Draw the form and return the settings, or None after showing why they cannot be used.

    Parameters
    ----------
    cls : type of Settings
        What is to be set.
    key : str
        Begins the names of the widgets and of the values in the address.
    without : collection of str
        Fields that another part of the page sets; they keep their default.
    advanced : collection of str
        Fields to hide under "Advanced" besides those whose knob says so.
    """
    knobs = {name: knob for name, knob in cls.knobs().items() if name not in without}
    hidden = {n: k for n, k in knobs.items() if k.advanced or n in advanced}
    shown = {n: k for n, k in knobs.items() if n not in hidden}
    values = _grid(cls, key, shown)
    if hidden:
        with more(_advanced_label(cls, key, hidden), key=f"{key}.advanced"):
            values |= _grid(cls, key, hidden)
    try:
        return cls(**values)
    except BadSetting as error:
        show_error(error, key=key)
        return None


def fill_form(cls: type[Settings], key: str, record: Mapping[str, Any]) -> None:
    """Set the form's widgets to the values of `record`, what it leaves out to its default.

    To be called in a callback, or before the form is drawn.

    Raises
    ------
    BadSetting
        If the record does not fit the class.
    """
    for name, value in cls.from_record(record).record().items():
        st.session_state[f"{key}.{name}"] = value


def back_to_defaults(cls: type[Settings], key: str) -> None:
    """Set every widget of the form to its default; a callback."""
    fill_form(cls, key, {})


def _advanced_label(cls: type[Settings], key: str, hidden: Mapping[str, Knob]) -> str:
    label = counted(
        len(hidden), N_("Advanced: {count} more setting"), N_("Advanced: {count} more settings")
    )
    defaults = cls.defaults()
    untouched = [
        n for n in hidden if _same(st.session_state.get(f"{key}.{n}", defaults[n]), defaults[n])
    ]
    return label if len(untouched) < len(hidden) else label + _(", all at their defaults")


def _same(value: object, default: object) -> bool:
    return (tuple(value) if isinstance(value, list) else value) == default


def _grid(cls: type[Settings], key: str, knobs: Mapping[str, Knob]) -> dict[str, Any]:
    """Draw knobs in rows of three and return their values."""
    values: dict[str, Any] = {}
    names = list(knobs)
    defaults = cls.defaults()
    for start in range(0, len(names), len(COLUMNS)):
        cells = st.columns(COLUMNS, gap="large")
        for place, name in enumerate(names[start : start + len(COLUMNS)]):
            knob = knobs[name]
            cell = Cell(f"{key}.{name}", defaults[name], wide=place == 0)
            with cells[place]:
                values[name] = WIDGETS[type(knob)](knob, cell)
    return values


@dataclass(frozen=True)
class Cell:
    """Where a widget stands: its name, its default, and whether its column is the wide one."""

    name: str
    default: Any
    wide: bool

    def words(self, knob: Knob) -> dict[str, Any]:
        """Return what every widget is given."""
        return {
            "label": _(knob.label),
            "help": _(knob.help) or None,
            "key": self.name,
        }


def _number(knob: Number, cell: Cell) -> float:
    decimals = 0 if knob.whole else max(_decimals(knob.step), _decimals(knob.low))
    kind = int if knob.whole else float
    scale: dict[str, Any] = {
        "min_value": kind(knob.low),
        "max_value": kind(knob.high),
        "step": kind(knob.step),
        "value": kind(cell.default),
        "format": "%d" if knob.whole else f"%.{decimals}f",
        "bind": "query-params",
    }
    fits = (knob.high - knob.low) / knob.step <= MOST_ON_A_SLIDER
    draw: Callable[..., Any] = st.slider if fits else st.number_input
    return float(draw(**cell.words(knob), **scale))


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step))) if 0 < step < 1 else 0


def _choice(knob: Choice, cell: Cell) -> str:
    words = all_words(knob.words)
    most, letters = ROW_OF_OPTIONS
    start = _asked_for(cell.name, knob.words) or [cell.default]
    common = {**cell.words(knob), "format_func": words.__getitem__, "persist_state": "session"}
    if cell.wide and len(words) <= most and sum(map(len, words.values())) <= letters:
        chosen = st.segmented_control(
            options=list(words), default=start[0], required=True, **common
        )
    else:
        chosen = st.selectbox(options=list(words), index=list(words).index(start[0]), **common)
    _tell_address(cell, [chosen])
    return str(chosen)


def _several(knob: Several, cell: Cell) -> list[str]:
    words = all_words(knob.words)
    start = _asked_for(cell.name, knob.words) or list(cell.default)
    fits = sum(map(len, words.values())) <= OPTIONS_SIDE_BY_SIDE
    common = {**cell.words(knob), "format_func": words.__getitem__, "persist_state": "session"}
    if fits:
        chosen = st.pills(
            options=list(words), default=start, selection_mode="multi", wrap=True, **common
        )
    else:
        chosen = st.multiselect(options=list(words), default=start, select_all=False, **common)
    _tell_address(cell, chosen)
    return list(chosen)


def _flag(knob: Flag, cell: Cell) -> bool:
    return st.checkbox(value=bool(cell.default), bind="query-params", **cell.words(knob))


def _text(knob: Text, cell: Cell) -> str:
    written = st.text_input(
        value=str(cell.default), max_chars=knob.longest, bind="query-params", **cell.words(knob)
    )
    return (written or "").strip()


def _asked_for(name: str, words: Mapping[str, str]) -> list[str]:
    """Return the options the address asks for; what is no option is passed over."""
    return [option for option in st.query_params.get(name, "").split(",") if option in words]


def _tell_address(cell: Cell, chosen: Collection[str]) -> None:
    """Write the options' ids into the address; the default is left out."""
    default = [cell.default] if isinstance(cell.default, str) else list(cell.default)
    if list(chosen) != default:
        st.query_params[cell.name] = ",".join(chosen)
    else:
        st.query_params.pop(cell.name, None)


WIDGETS: dict[type[Knob], Callable[[Any, Cell], Any]] = {
    Number: _number,
    Choice: _choice,
    Several: _several,
    Flag: _flag,
    Text: _text,
}
