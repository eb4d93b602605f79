"""What a doubter opens: what surprises, what could have come, where it looks, what learning gave.

Conventions: each expander is a fragment that draws only while it is open. A note is picked by a
click on the piece above; until one is, a note in the middle stands for it. Pitches are those that
sound.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st

from core.figures.music import ValueScale, note_name
from core.figures.music_charts import NextNotes, draw_next_notes
from core.figures.style import CONFIG, Axes
from core.recipes.music.result import Result
from core.recipes.music.studio import Made, Studio
from ui.components.piano_roll import piano_roll
from ui.i18n import _, percent
from ui.later import lazily
from ui.music_candidates import show_candidates
from ui.music_cost import show_article, show_cost
from ui.music_play import Playing, bar_of
from ui.music_sound import say_unheard
from ui.music_surprise import show_surprise
from ui.music_words import next_title, reach_title
from ui.theme import look

HEAT = (0.8, 1.0, 1.2)
UNTOUCHED = 1.0
HEIGHT = 220
LEAST_SEEN = 0.1  # percent: a colour scale needs two different ends


def show_more(playing: Playing, result: Result) -> None:
    """Draw the closed expanders."""
    lazily(_("How surprising is each note?"), "music-surprise", show_surprise, playing)
    lazily(_("What comes next? Click a note"), "music-next", _next, playing)
    lazily(_("Eight candidates, ranked"), "music-candidates", show_candidates, playing)
    lazily(_("Where does it look?"), "music-looks", _looks, playing)
    lazily(_("What learning cost and gave"), "music-cost", show_cost, (playing.studio, result))
    lazily(_("Why predicting five numbers makes no music"), "music-article", show_article, None)


def picked(playing: Playing) -> int | None:
    """Return the note that is asked about; None for a piece without notes."""
    if playing.note is not None:
        return playing.note
    return len(playing.roll) // 2 if len(playing.roll) else None


def _which(playing: Playing, note: int) -> None:
    """Say which note is asked about, and how to ask about another."""
    pitch, voice = int(playing.roll.pitch[note]), playing.roll.voices[playing.roll.voice[note]]
    said = _("The note: {pitch}, {voice}, bar {bar}. Click another one in the piece above.")
    st.caption(
        said.format(pitch=note_name(pitch), voice=voice.name, bar=bar_of(playing.roll)[note])
    )


def _next(playing: Playing) -> None:
    note = picked(playing)
    if note is None or len(playing.roll) != len(playing.made.piece):
        return
    chances = chances_of(playing.studio, playing.made, note)
    played = int(playing.roll.pitch[note])
    names = {pitch: note_name(pitch) for pitch in range(128)}
    title = next_title(chances[HEAT.index(UNTOUCHED)], played, names)
    st.markdown(f"### {title}", anchors=False)
    following = NextNotes(tuple(f"{heat:.1f}" for heat in HEAT), chances, played)
    axes = Axes(y=_("Chance"))
    figure = draw_next_notes(following, axes, look())
    st.plotly_chart(figure, theme=None, config=CONFIG, key="music-next-chart", alt=title)
    _which(playing, note)
    st.caption(_("The chance of each pitch at three temperatures; in bold the one that came."))


@lru_cache(maxsize=64)
def chances_of(studio: Studio, made: Made, note: int) -> np.ndarray:
    """Return how likely each sounding pitch was for a note, at each heat, shape (3, 128)."""
    piece = made.piece
    found = np.stack([studio.next_notes(piece, note, heat) for heat in HEAT])
    if piece.is_drum[note]:
        return found
    sounding = np.zeros_like(found)
    for pitch in range(128):
        if 0 <= pitch + made.semitones < 128:
            sounding[:, pitch + made.semitones] = found[:, pitch]
    return sounding


def _looks(playing: Playing) -> None:
    note = picked(playing)
    if not note or len(playing.roll) != len(playing.made.piece):
        return
    kind, shares = looks_of(playing.studio, playing.made, note)
    st.markdown(f"### {reach_title(shares)}", anchors=False)
    value = np.full(len(playing.roll), np.nan)
    value[:note] = 100 * shares / max(float(shares.sum()), 1e-30)
    scale = ValueScale(
        low=0.0,
        high=max(float(np.nanmax(value)), LEAST_SEEN),
        low_name=_("nothing"),
        high_name=percent(np.nanmax(value) / 100),
        template=_("{value}%"),
    )
    title = _("What mattered for one note of the piece")
    roll = replace(playing.roll, value=value, title=title)
    sound = playing.made.wav
    piano_roll(roll, key="music-looks-roll", audio=sound, scale=scale, height=HEIGHT)
    say_unheard(playing.made.performance)
    _which(playing, note)
    st.caption(
        _(
            "Attention of the last layer, the mean of its heads. Where a model looks is not by"
            " itself a reason."
        )
        if kind == "attention"
        else _(
            "The gradient of the note’s cost by each note before it: where a small change would"
            " have mattered most."
        )
    )


@lru_cache(maxsize=64)
def looks_of(studio: Studio, made: Made, note: int) -> tuple[str, np.ndarray]:
    """Return by what and how much each note before one mattered for it."""
    return studio.looks(made.piece, note)
