"""Gates, hidden states and attention over one test sequence, of a contender that was kept whole."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from core.explain.hidden import SHARES, TRACK_WORDS, Inside
from core.figures.compare_insides import Track, draw_track
from core.figures.style import CONFIG, Axes
from core.recipes.compare.insides import inside_of
from core.recipes.compare.specimens import Specimen
from core.words import N_
from ui.compare_inks import ordered
from ui.compare_specimens import Study, offer_specimens
from ui.compare_words import trunk_said
from ui.i18n import _, all_words, number, percent, whole
from ui.theme import look

REMEMBERED = 64
UNIT_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 5, 180, 380
OPEN, CLOSED = 0.9, 0.1
FEW_INPUTS = 4


def show_inside(study: Study) -> None:
    """Draw what one contender did over one sequence, or let some be kept for it."""
    names = ordered(list(study.specimens))
    if names:
        with st.container(horizontal=True, vertical_alignment="bottom", key="compare-inside-who"):
            name = st.segmented_control(
                _("Contender"), names, format_func=trunk_said, default=names[0], required=True,
                key=f"compare.inside.{'-'.join(names)}",
            )  # fmt: skip
            specimen = study.specimens[str(name)]
            options = range(specimen.num_sequences)
            sequence = st.selectbox(
                _("Test sequence"), options, format_func=lambda n: whole(n + 1), width=140,
                key="compare.inside-sequence",
            )  # fmt: skip
        inside = _inside(specimen, int(sequence or 0))
        left, right = st.columns([1, 1], gap="large")
        with left:
            _inputs(specimen, int(sequence or 0))
        with right if inside.attention is None else left:
            _tracks(inside)
        if inside.attention is not None:
            with right:
                _attention(inside.attention)
    offer_specimens(study, "inside")


@lru_cache(maxsize=REMEMBERED)
def _inside(specimen: Specimen, sequence: int) -> Inside:
    return inside_of(specimen, sequence)


def _inputs(specimen: Specimen, sequence: int) -> None:
    """Draw what goes in, as rows of numbers from the least to the largest."""
    given = specimen.inputs[sequence]
    st.markdown(f"### {inputs_title(specimen, sequence)}", anchors=False)
    low, high = float(given.min()), float(given.max())
    shares = (given - low) / ((high - low) or 1.0)
    axes = Axes(x=_("Step"), y=_("Input"), height=LEAST_HEIGHT - 40)
    figure = draw_track(Track(shares, share=True), axes, look())
    if given.shape[1] <= FEW_INPUTS:
        figure.update_yaxes(tickvals=list(range(given.shape[1])))
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-inputs", alt=_("The inputs"))


def inputs_title(specimen: Specimen, sequence: int) -> str:
    """Say how long a sequence is and where answers count."""
    counted = np.flatnonzero(specimen.counted[sequence])
    words = _("{steps} steps go in; answers count from step {first}")
    return words.format(steps=whole(len(specimen.inputs[sequence])), first=whole(counted[0] + 1))


def _tracks(inside: Inside) -> None:
    words = {name: text for name, text in all_words(TRACK_WORDS).items() if name in inside.tracks}
    track = st.selectbox(
        _("What is shown"), list(words), format_func=words.__getitem__,
        key=f"compare.track.{'-'.join(words)}",
    )  # fmt: skip
    values = inside.tracks[str(track)]
    title = track_title(str(track), values)
    st.markdown(f"### {title}", anchors=False)
    height = int(np.clip(UNIT_HEIGHT * values.shape[1] + 80, LEAST_HEIGHT, MOST_HEIGHT))
    axes = Axes(x=_("Step"), y=_("Unit"), height=height)
    largest = float(np.abs(values).max()) or 1.0
    shown = values if track in SHARES else values / max(1.0, largest)
    figure = draw_track(Track(shown, share=track in SHARES), axes, look())
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-track", alt=title)


def track_title(track: str, values: np.ndarray) -> str:
    """Say what a track shows: how open a gate is, how large a state gets."""
    if track in SHARES:
        words = _("Open in {opened} of all places, shut in {shut}")
        opened, shut = (float((values > OPEN).mean()), float((values < CLOSED).mean()))
        return words.format(opened=percent(opened, 0), shut=percent(shut, 0))
    most = float(np.abs(values).max())
    template = BEYOND if most > 1 else WITHIN
    return _(template).format(largest=number(most, 2))


WITHIN = N_("Values up to {largest}")
BEYOND = N_("Values up to {largest}, the ends of the scale")


def _attention(attention: np.ndarray) -> None:
    """Draw where each step looks; weights of shape (H, T, T)."""
    heads = range(len(attention))
    head = 0
    if len(heads) > 1:
        head = st.segmented_control(
            _("Head"), list(heads), format_func=lambda n: whole(n + 1), default=0, required=True,
            key=f"compare.head.{len(heads)}",
        ) or 0  # fmt: skip
    weights = attention[head]
    title = attention_title(weights)
    st.markdown(f"### {title}", anchors=False)
    axes = Axes(x=_("Step that looks"), y=_("Step looked at"), height=MOST_HEIGHT)
    figure = draw_track(Track(weights / float(weights.max()), share=True), axes, look())
    st.plotly_chart(figure, theme=None, config=CONFIG, key="compare-attention", alt=title)
    st.caption(
        _(
            "Weights over states, each of which already holds something of the steps before it."
            " What is looked at need not be what decides."
        )
    )


def attention_title(weights: np.ndarray) -> str:
    """Say how far back the last step looks on average; weights of shape (T, T)."""
    last = weights[-1]
    back = float((last * np.arange(len(last))[::-1]).sum() / last.sum())
    return _("The last step looks {count} steps back on average").format(count=number(back, 2))
