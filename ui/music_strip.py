"""The temperature strip: one seed at four temperatures, seen, heard and counted.

The pieces are made on a thread once the main one is on the screen. What they copied is told as soon
as the corpus is at hand; their sound is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import Made, Studio
from core.vectorizers.score import Score
from ui.components.piano_roll import piano_strip
from ui.i18n import _, language
from ui.later import promised, when_ready
from ui.music_corpus import copies_of, learnt_from
from ui.music_knobs import Asked
from ui.music_play import Playing, drawn
from ui.music_words import share_said, strip_title

RUN_NOTES = 8  # a piece is too short for longer runs to tell temperatures apart


def show_strip(playing: Playing) -> None:
    """Draw the four pieces, or that they are being made."""
    with st.container(key="music-strip", gap="small"):
        when_ready(
            promised(strip_of, playing.studio, *_wished(playing.asked)),
            lambda pieces: _draw(playing.studio, pieces),
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


def _draw(studio: Studio, pieces: Sequence[Made]) -> None:
    corpus = learnt_from(studio)
    at_hand = corpus.done() and corpus.exception() is None
    copied = [_copied(studio, one) if at_hand else None for one in pieces]
    clash = [one.clash for one in pieces]
    title = strip_title(copied, clash) if at_hand else _("One seed at four temperatures")
    st.markdown(f"### {title}", anchors=False)
    for place, (cell, made) in enumerate(zip(st.columns(4, gap="medium"), pieces, strict=True)):
        name = _("Temperature {value}").format(value=f"{made.wishes.temperature:.1f}")
        with cell:
            piano_strip(
                drawn(made, language(), name),
                key=f"music-strip-{place}",
                audio=made.wav,
                caption=_caption(copied[place] if at_hand else None, clash[place]),
            )
    st.caption(
        _(
            "Copied: of all runs of 8 notes, those that occur in what was learnt, in any key."
            " Clash: of all pairs that sound together, the dissonant ones."
        )
    )


def _copied(studio: Studio, made: Made) -> float | None:
    return copies_of(studio, made).runs[RUN_NOTES].share


def _caption(copied: float | None, clash: float | None) -> str:
    parts = [_("clash {share}").format(share=share_said(clash))]
    if copied is not None:
        parts.insert(0, _("copied {share}").format(share=share_said(copied)))
    return _(" · ").join(parts)
