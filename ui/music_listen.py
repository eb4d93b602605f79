"""One piece of the music that is learnt from: seen, heard, and as a model reads it."""

from __future__ import annotations

from functools import lru_cache, partial

import streamlit as st

from core.figures.music import Roll, roll_of
from core.recipes.music.hearing import wav_of
from core.recipes.music.overview import Overview, excerpt
from core.runs import Source
from core.vectorizers.score import Score
from core.words import N_
from ui.components.piano_roll import piano_roll
from ui.i18n import _, counted, whole
from ui.music_reads import show_reads
from ui.music_sound import say_unheard
from ui.plain import plain

REMEMBERED_SCORES = 16


@st.fragment
def show_pieces(overview: Overview, source: Source) -> None:
    """Draw the choice of a piece, its piano roll with sound, and what is read of it."""
    heading = st.container()
    number = st.selectbox(
        _("Piece"),
        range(overview.num_pieces),
        format_func=overview.titles.__getitem__,
        key=f"music-corpus.piece.{source.sample or str(source.sha256)[:8]}",
        width=280,
        label_visibility="collapsed",
    )
    score = _beginning(overview, number)
    roll = _roll(score, overview.titles[number])
    heading.markdown(f"### {_title(roll)}", anchors=False)
    piano_roll(roll, key="music-corpus-roll", audio=partial(wav_of, score))
    say_unheard(score)
    if len(score.notes) < (total := len(overview.corpus.scores[number].notes)):
        words = _("The first {shown} of its {total} notes.")
        st.caption(words.format(shown=whole(len(score.notes)), total=whole(total)))
    show_reads(overview, number, source)


def _title(roll: Roll) -> str:
    template = _("{title}: {notes}, {bars}")
    return template.format(
        title=plain(roll.title),
        notes=counted(len(roll), N_("{count} note"), N_("{count} notes")),
        bars=counted(roll.last_bar, N_("{count} bar"), N_("{count} bars")),
    )


@lru_cache(maxsize=REMEMBERED_SCORES)
def _beginning(overview: Overview, number: int) -> Score:
    return excerpt(overview.corpus.scores[number])


@lru_cache(maxsize=REMEMBERED_SCORES)
def _roll(score: Score, title: str) -> Roll:
    return roll_of(score, title)
