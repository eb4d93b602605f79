"""Two runs or more side by side: how to call them, what their curves show, what they differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.figures.runs import Curve
from core.runs import Run
from core.words import N_
from ui.i18n import NOTHING, _, counted, number
from ui.plain import plain
from ui.runs_panel import time_of
from ui.runs_words import model_of


def name_of(run: Run, among: Sequence[Run]) -> str:
    """Return what tells a run from the others that are chosen: its model, else its time."""
    models = [model_of(other) for other in among]
    return model_of(run) if len(set(models)) == len(models) else time_of(run)


def curves_title(curves: Sequence[Curve]) -> str:
    """Return what two curves show, said, from their numbers alone."""
    if len(curves) != 2:
        return _("Validation loss by epoch")
    first, second = sorted(curves, key=lambda curve: float(curve.values.min()))
    low, high = float(first.values.min()), float(second.values.min())
    if number(low) == number(high):
        return _("Both end equally low, at {low}").format(low=number(low))
    facts = {"better": first.name, "low": number(low), "high": number(high)}
    return _("{better} gets lower: {low} against {high}").format(**facts)


def differing(one: Run, other: Run) -> dict[str, tuple[object, object]]:
    """Return the settings in which two runs differ, with both values."""
    names = sorted({*one.settings, *other.settings})
    pairs = {name: (one.settings.get(name), other.settings.get(name)) for name in names}
    data = (one.opening.source.name, other.opening.source.name)
    return {n: pair for n, pair in {"data": data, **pairs}.items() if pair[0] != pair[1]}


def settings_that_differ(pairs: Mapping[str, tuple[object, object]], runs: Sequence[Run]) -> None:
    """Draw the table of what differs."""
    if not pairs:
        title = _("They differ in no setting")
        st.markdown(f"### {title}", anchors=False)
        return
    one, many = N_("They differ in {count} setting"), N_("They differ in {count} settings")
    st.markdown(f"### {counted(len(pairs), one, many)}", anchors=False)
    first, second = (time_of(run) for run in runs)
    second = second if second != first else f"{second} "  # two columns of one name would be one
    rows = {
        _("Setting"): list(pairs),
        first: [_plain(pair[0]) for pair in pairs.values()],
        second: [_plain(pair[1]) for pair in pairs.values()],
    }
    st.table(rows, border="horizontal", hide_index=True)


def _plain(value: object) -> str:
    if value is None:
        return NOTHING
    return plain(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
