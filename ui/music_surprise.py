"""How surprising each note was to the model: this piece, or any file of the visitor's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from core.errors import SeqLabError
from core.figures.music import Roll, ValueScale
from core.recipes.music.hearing import wav_of
from core.recipes.music.studio import Made, Studio
from core.vectorizers.grid import Piece, to_score, transposed
from core.vectorizers.notes import DELTA, DURATION, FIELDS, PITCH, SLOT
from core.vectorizers.score import Score
from core.words import N_
from ui.components.piano_roll import Sound, piano_roll
from ui.errors import show_error
from ui.i18n import _, all_words
from ui.music_play import Playing, bar_of, from_above
from ui.music_primer import read_score
from ui.music_sound import say_unheard
from ui.music_words import nats_said, surprise_title

HEIGHT = 260
PARTS: Mapping[str, tuple[str, tuple[int, ...] | None]] = {
    "all": (N_("Everything"), None),
    "pitch": (N_("Pitch"), (SLOT, PITCH)),
    "rhythm": (N_("Rhythm"), (DELTA, DURATION)),
}
HIGHEST_SHARE = 98  # percentile at which the colours end: one odd note must not dim the rest


@dataclass(frozen=True, eq=False)
class Heard:
    """A piece and what its notes cost, shape (N, 5); NaN for those that were given."""

    roll: Roll
    nats: np.ndarray
    score: Score

    @property
    def sound(self) -> Sound | None:
        """How its sound is made, if there is any."""
        return partial(wav_of, self.score) if len(self.score.notes) else None


def show_surprise(playing: Playing) -> None:
    """Draw the piece coloured by what its notes cost."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        words = all_words({name: said for name, (said, _columns) in PARTS.items()})
        part = st.segmented_control(
            _("What surprises"),
            list(words),
            default="all",
            format_func=words.__getitem__,
            required=True,
            key="music-surprise-part",
        )
        upload = st.file_uploader(
            _("This piece, or a file of yours"), key="music-surprise-file", width=360
        )
    heard = _of_made(playing.made)
    if upload is not None:
        try:
            heard = _of_score(playing.studio, read_score(upload.getvalue(), upload.name))
        except SeqLabError as error:
            show_error(error, key="music-surprise")
            return
    _draw(heard, str(part), playing.studio.result.learnt.validation)


@lru_cache(maxsize=8)
def _of_made(made: Made) -> Heard:
    given = np.full((made.num_primer, len(FIELDS)), np.nan)
    score = _sounding(made.piece, made.semitones)
    return Heard(from_above(score), np.concatenate([given, made.nats]), score)


@lru_cache(maxsize=8)
def _of_score(studio: Studio, score: Score) -> Heard:
    piece, nats = studio.surprise(score)
    written = _sounding(piece, -piece.moved_semitones)
    return Heard(from_above(written), nats, written)


def _sounding(piece: Piece, semitones: int) -> Score:
    """Return a piece moved to where it sounds, unmoved where that would merge notes."""
    moved = to_score(transposed(piece, semitones))
    return moved if len(moved.notes) == len(piece) else to_score(piece)


def _draw(heard: Heard, part: str, usual: float | None) -> None:
    columns = PARTS[part][1]
    nats = heard.nats.sum(axis=1) if columns is None else heard.nats[:, columns].sum(axis=1)
    title = surprise_title(nats, bar_of(heard.roll))
    st.markdown(f"### {title}", anchors=False)
    known = nats[np.isfinite(nats)]
    scale = ValueScale(
        low=0.0,
        high=float(np.percentile(known, HIGHEST_SHARE)) + 1e-3 if len(known) else 1.0,
        low_name=_("expected"),
        high_name=_("surprising"),
        template=_("{value} nats"),
    )
    roll = replace(heard.roll, value=nats, title=_("A piece, coloured by surprise"))
    piano_roll(roll, key="music-surprise-roll", audio=heard.sound, scale=scale, height=HEIGHT)
    say_unheard(heard.score)
    if usual is not None and part == "all":
        template = _("Real music that was held out costs {nats} nats a note on average.")
        st.caption(template.format(nats=nats_said(usual)))
