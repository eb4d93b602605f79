"""The temperature strip: one seed at four temperatures, seen, heard and counted.

The pieces are made on a thread once the main one is on the screen; their sound is made when it is
asked for. What temperature does is told once the corpus is at hand and more pieces of each
temperature are made and counted: single ones would say now this, now that.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import lru_cache
from typing import Any

import streamlit as st

from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import Made, Studio
from core.recipes.music.warmth import PIECES, Warmth, warmths
from core.vectorizers.score import Score
from ui.components.piano_roll import piano_strip
from ui.i18n import _, language
from ui.later import promised, when_ready
from ui.music_corpus import learnt_from
from ui.music_knobs import Asked
from ui.music_play import Playing, drawn
from ui.music_words import share_said, strip_title


def show_strip(playing: Playing) -> None:
    """Draw the four pieces, or that they are being made."""
    with st.container(key="music-strip", gap="small"):
        when_ready(
            promised(strip_of, playing.studio, *_wished(playing.asked)),
            lambda pieces: _draw(playing, pieces),
            _("The same seed at four temperatures is being made …"),
            key="music-strip-error",
        )


def strip_now(studio: Studio, asked: Asked) -> Sequence[Made]:
    """Return the four pieces, made now where they were not."""
    return strip_of(studio, *_wished(asked))


@lru_cache(maxsize=16)
def strip_of(studio: Studio, wishes: PieceSettings, primer: Score | None) -> Sequence[Made]:
    """Return the four pieces."""
    return studio.strip(wishes, primer)


def _wished(asked: Asked) -> tuple[PieceSettings, Score | None]:
    """Return what the four have in common: another temperature on the slider is the same strip."""
    wishes = replace(asked.wishes, temperature=1.0, rhythm_temperature=0.0, pitch_temperature=0.0)
    return wishes, asked.primer


def _counted(asked: Asked) -> tuple[PieceSettings, Score | None]:
    """Return what the figures of the strip depend on: not on how it is played."""
    wishes, primer = _wished(asked)
    return replace(wishes, tempo_qpm=0, instruments="", humanise=0.0), primer


def warmths_of(studio: Studio, wishes: PieceSettings, primer: Score | None) -> tuple[Warmth, ...]:
    """Return what the temperatures do; the corpus must be at hand."""
    return warmths(studio, strip_of(studio, wishes, primer), primer)


def _draw(playing: Playing, pieces: Sequence[Made]) -> None:
    corpus = learnt_from(playing.studio)
    counting = None
    if _is_kept(corpus):
        counting = promised(warmths_of, playing.studio, *_counted(playing.asked))
    told = counting.result() if counting is not None and _is_kept(counting) else None
    _side_by_side(pieces, told)
    if told is not None:
        words = _(
            "Counted over {count} pieces at each temperature; the first of them is here. Copied:"
            " of all runs of 8 notes, those that occur in what was learnt, in any key. Clash: of"
            " all pairs that sound together, the dissonant ones."
        )
        st.caption(words.format(count=PIECES))
    elif not (corpus.done() and corpus.exception()):  # why it cannot be had is told elsewhere
        when_ready(
            counting or corpus,
            lambda _made: st.rerun(),
            _("More pieces at each temperature are being made and counted …"),
            key="music-strip-counting",
        )


def _is_kept(promise: Future[Any]) -> bool:
    return promise.done() and promise.exception() is None


def _side_by_side(pieces: Sequence[Made], told: Sequence[Warmth] | None) -> None:
    title = _("One seed at four temperatures")
    if told is not None:
        title = strip_title([one.copied for one in told], [one.clash for one in told])
    st.markdown(f"### {title}", anchors=False)
    for place, (cell, made) in enumerate(zip(st.columns(4, gap="medium"), pieces, strict=True)):
        name = _("Temperature {value}").format(value=f"{made.wishes.temperature:.1f}")
        with cell:
            piano_strip(
                drawn(made, language(), name),
                key=f"music-strip-{place}",
                audio=made.wav,
                caption="" if told is None else _caption(told[place]),
            )


def _caption(warmth: Warmth) -> str:
    copied = _("copied {share}").format(share=share_said(warmth.copied))
    clash = _("clash {share}").format(share=share_said(warmth.clash))
    return _(" · ").join([copied, clash])
