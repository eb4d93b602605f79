"""The longest match of a piece and its source, side by side, to be seen and heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import streamlit as st

from core.figures.music import Roll
from core.metrics.copying import Citation
from core.recipes.music.hearing import wav_of
from core.recipes.music.studio import Made, Studio
from core.vectorizers.grid import Piece, to_score, transposed
from core.vectorizers.notes import tightened
from core.vectorizers.score import Score
from core.words import N_
from ui.components.piano_roll import piano_strip
from ui.i18n import _, counted
from ui.music_play import from_above
from ui.music_words import bars_named

REMEMBERED_PASSAGES = 32


@dataclass(frozen=True)
class Passage:
    """A stretch of music to be seen and heard."""

    score: Score
    roll: Roll

    def wav(self) -> bytes:
        """Return it as sound."""
        return wav_of(self.score)


def show_passages(studio: Studio, made: Made, citation: Citation, language: str) -> None:
    """Draw both passages, each with its button to hear it."""
    here, source = _both(studio, made, citation, language)
    left, right = st.columns(2, gap="medium")
    with left:
        caption = bars_named(citation.here.first_bar, citation.here.last_bar)
        piano_strip(here.roll, key="music-borrowed-here", audio=here.wav, caption=caption)
    with right:
        caption = bars_named(citation.source.first_bar, citation.source.last_bar)
        piano_strip(source.roll, key="music-borrowed-source", audio=source.wav, caption=caption)
    moved = _moved(studio, made, citation)
    if moved:
        apart = counted(abs(moved), N_("{count} semitone"), N_("{count} semitones"))
        template = _("The source as it is written, {apart} lower than here.")
        if moved < 0:
            template = _("The source as it is written, {apart} higher than here.")
        st.caption(template.format(apart=apart))


@lru_cache(maxsize=REMEMBERED_PASSAGES)
def _both(
    studio: Studio, made: Made, citation: Citation, _language: str
) -> tuple[Passage, Passage]:
    """Return the passage here and its source, each as it sounds in its own piece."""
    source = studio.index.pieces[citation.source_number]
    tempo = made.score.tempos[0].microseconds_per_beat
    here = replace(made.new, tempo_qpm=60e6 / tempo).taken(np.array(citation.here.notes))
    there = source.taken(np.array(citation.source.notes))
    return (
        _passage(transposed(here, made.semitones), _("Hear this")),
        _passage(
            transposed(there, -there.moved_semitones),
            _("Hear {name}").format(name=citation.source.piece),
        ),
    )


def _moved(studio: Studio, made: Made, citation: Citation) -> int:
    """Return how far what is heard here lies above its source, in semitones."""
    source = studio.index.pieces[citation.source_number]
    return citation.semitones + made.semitones + source.moved_semitones


def _passage(piece: Piece, title: str) -> Passage:
    score = to_score(tightened(piece))
    return Passage(score, replace(from_above(score), title=title))
