"""The five ways from a sequence to a sequence, as cards: picture, shapes, code, a short run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from core.figures.runs import Curve, draw_curves
from core.figures.style import CONFIG, Axes
from core.recipes import compare
from core.recipes.compare.mappings import (
    ONE_TO_ONE,
    RUN_SECONDS,
    WAYS,
    Fitted,
    Way,
    draw_digits,
    fit_one_to_one,
    heard,
    run_settings,
    told,
)
from core.recipes.compare.specimens import Specimen
from core.recipes.compare.tasks import MAPPINGS
from core.runs import Source
from ui.compare_shown import find_specimen, kept_specimens
from ui.compare_specimens import submit_specimens
from ui.compare_words import figure_said, trunk_said
from ui.i18n import _, duration, number
from ui.later import promised, when_ready
from ui.theme import look

CARDS_A_ROW = 3
FITTED = "compare.fitted"
SHOWN, SHOWN_STEPS = 4, 18  # sequences, steps
PIXELS = 5  # of the screen, for one of a drawing
STEP, TOP, MIDDLE, BOTTOM, SIZE = 30, 16, 52, 88, 16
PLACES: Mapping[str, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    "one_to_one": (1, (0,), (0,)),
    "one_to_many": (4, (0,), (0, 1, 2, 3)),
    "many_to_one": (4, (0, 1, 2, 3), (3,)),
    "many_to_many": (4, (0, 1, 2, 3), (0, 1, 2, 3)),
    "many_to_many_delayed": (6, (0, 1, 2), (3, 4, 5)),
}
"""Steps, those that something goes into, those that something comes out of."""


def show_ways(_subject: None) -> None:
    """Draw the cards."""
    runs = kept_specimens()
    names = list(WAYS)
    for first in range(0, len(names), CARDS_A_ROW):
        cells = st.columns(CARDS_A_ROW)
        for cell, name in zip(cells, names[first : first + CARDS_A_ROW], strict=False):
            with cell, st.container(border=True, key=f"compare-way-{name}", gap="small"):
                way = WAYS[name]
                _head(name, way)
                if name == ONE_TO_ONE:
                    _fit()
                else:
                    _run(name, way, find_specimen(run_settings(way), runs))


def _head(name: str, way: Way) -> None:
    title = _(MAPPINGS[name])
    st.image(diagram(name), alt=_("{title}: {arrow}").format(title=title, arrow=way.arrow))
    st.markdown(f"**{title}** :gray[{way.arrow}]  \n:gray[{_(way.example)}]")
    given, asked = way.shapes
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"`{given} → {asked}`", width="content")
        with st.popover(_("Code"), icon=":material/code:", type="tertiary"):
            st.code(way.code, language=None, wrap_lines=True)


def diagram(name: str) -> str:
    """Return the picture of a mapping as SVG: inputs below, states between, answers above."""
    palette = look().palette
    steps, given, asked = PLACES[name]
    width = STEP * steps + 20
    across = [20 + STEP * step for step in range(steps)]
    parts = [
        f"<path d='M{x + 8},{MIDDLE} H{x + STEP - 8}' stroke='{palette.muted}' stroke-width='1.5'/>"
        for x in across[:-1]
    ]
    for step, x in enumerate(across):
        if step in given:
            parts.append(_box(x, BOTTOM, palette.muted, "none"))
            parts.append(_arrow(x, BOTTOM - SIZE / 2, MIDDLE + 8, palette.muted))
        parts.append(
            f"<circle cx='{x}' cy='{MIDDLE}' r='8' fill='none' stroke='{palette.text}'"
            " stroke-width='1.5'/>"
        )
        if step in asked:
            parts.append(_box(x, TOP, palette.hues[0], palette.hues[0]))
            parts.append(_arrow(x, MIDDLE - 8, TOP + SIZE / 2, palette.hues[0]))
    body = "".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} 104' width='{width}'"
        f" height='104'>{body}</svg>"
    )


def _box(x: float, y: float, line: str, fill: str) -> str:
    half = SIZE / 2
    return (
        f"<rect x='{x - half}' y='{y - half}' width='{SIZE}' height='{SIZE}' rx='3'"
        f" fill='{fill}' stroke='{line}' stroke-width='1.5'/>"
    )


def _arrow(x: float, start: float, end: float, colour: str) -> str:
    tip = end + 4 if end < start else end - 4
    return (
        f"<path d='M{x},{start} V{end} M{x - 3},{tip} L{x},{end} L{x + 3},{tip}' fill='none'"
        f" stroke='{colour}' stroke-width='1.5'/>"
    )


def _fit() -> None:
    """Learn one to one on the spot."""
    times = int(st.session_state.get(FITTED, 1))
    when_ready(promised(_fitted, times), _wave, _("A wave is learnt …"), key="compare-fit-error")
    if st.button(_("Run, 1 s"), key="compare-run-one_to_one", icon=":material/play_arrow:"):
        st.session_state[FITTED] = times + 1
        st.rerun()


def _fitted(times: int) -> Fitted:
    return fit_one_to_one(seed=times)


def _wave(fitted: Fitted) -> None:
    words = _("Mean squared error {figure}; guessing scores 0.5")
    title = words.format(figure=figure_said("mse", fitted.error))
    curves = [
        Curve(_("said"), fitted.places, fitted.said),
        Curve(_("wanted"), fitted.places, fitted.wanted),
    ]
    figure = draw_curves(curves, Axes(height=150, right=70), look())
    figure.update_xaxes(range=[float(fitted.places[0]), float(fitted.places[-1])])
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-wave", alt=title)
    st.caption(title)


def _run(name: str, way: Way, specimen: Specimen | None) -> None:
    """Draw what a run answers, if there is one, and the button for the next."""
    if specimen is not None:
        ANSWERS[way.task](specimen)
        words = _("{name}: {figure} on test sequences; guessing scores {guess}")
        st.caption(
            words.format(
                name=trunk_said(specimen.contender),
                figure=figure_said(specimen.metric, specimen.result),
                guess=figure_said(specimen.metric, specimen.baseline),
            )
        )
    label = _("Run, {time}").format(time=duration(RUN_SECONDS + 2))
    if st.button(label, key=f"compare-run-{name}", icon=":material/play_arrow:"):
        settings = run_settings(way)
        source: Source = compare.source_of(settings)
        submit_specimens(source, [settings], None)
        st.rerun()


def _drawings(specimen: Specimen) -> None:
    pictures = np.pad(np.clip(draw_digits(specimen), 0, 1), ((0, 0), (1, 1), (1, 1)))
    rows = [np.concatenate(list(pictures[half]), axis=1) for half in (slice(5), slice(5, 10))]
    large = np.kron(np.concatenate(rows), np.ones((PIXELS, PIXELS)))
    st.image((255 * (1 - large)).astype(np.uint8), alt=_("The ten digits as it draws them"))


def _sums(specimen: Specimen) -> None:
    pairs = [told(specimen, sequence) for sequence in range(SHOWN)]
    columns = {
        _("Wanted"): [number(float(one.wanted[0, 0])) for one in pairs],
        _("Said"): [number(float(one.said[0, 0])) for one in pairs],
    }
    st.table(columns, border="horizontal", hide_index=True)


def _bits(specimen: Specimen) -> None:
    given = (specimen.inputs[0, :, 0] > 0).astype(int)
    one = told(specimen, 0)
    _lines({_("in"): given, _("wanted"): one.wanted, _("said"): one.said})


def _symbols(specimen: Specimen) -> None:
    one = told(specimen, 0)
    _lines({_("in"): heard(specimen, 0), _("wanted"): one.wanted + 1, _("said"): one.said + 1})


def _lines(rows: Mapping[str, np.ndarray]) -> None:
    """Draw rows of single digits below one another, their names behind."""
    text = "\n".join(
        f"{''.join(map(str, row[:SHOWN_STEPS].tolist()))}  {name}" for name, row in rows.items()
    )
    st.code(text, language=None)


ANSWERS: Mapping[str, Callable[[Specimen], None]] = {
    "drawing": _drawings,
    "adding": _sums,
    "parity": _bits,
    "reverse": _symbols,
}
