"""Eight pieces of the same wish, ranked by how likely the model finds them; copied ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from core.metrics.copying import Copies
from core.recipes.music.result import Copying
from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import Made, Studio
from core.vectorizers.score import Score
from ui.components.piano_roll import piano_strip
from ui.i18n import _, language, whole
from ui.later import promised, when_ready
from ui.music_corpus import copies_of, learnt_from
from ui.music_play import Playing, drawn, put_on_top
from ui.music_words import candidates_title, nats_said, share_said

HOW_MANY = 8
SIDE_BY_SIDE = 4
LONG_NOTES = 16  # a longer match is marked where nothing tells what real pieces share


@lru_cache(maxsize=8)
def candidates(studio: Studio, wishes: PieceSettings, primer: Score | None) -> list[Made]:
    """Return the pieces, the likeliest first."""
    return studio.candidates(wishes, HOW_MANY, primer)


def show_candidates(playing: Playing) -> None:
    """Draw the pieces, or that they are being made."""
    asked = playing.asked
    when_ready(
        promised(candidates, playing.studio, asked.wishes, asked.primer),
        lambda made: _when_compared(playing, made),
        _("Eight pieces are being made …"),
        key="music-candidates-error",
    )


def _when_compared(playing: Playing, made: Sequence[Made]) -> None:
    when_ready(
        learnt_from(playing.studio),
        lambda studio: _draw(made, [copies_of(studio, one) for one in made], studio),
        _("They are compared with everything that was learnt …"),
        key="music-candidates-copied",
    )


def is_marked(copies: Copies, copying: Copying | None) -> bool:
    """Return whether a piece borrows a longer passage than real pieces share."""
    longest = LONG_NOTES if copying is None else copying.longest_held_out
    return copies.longest_notes > longest


def _draw(made: Sequence[Made], copies: Sequence[Copies], studio: Studio) -> None:
    marked = [is_marked(one, studio.result.copying) for one in copies]
    title = candidates_title([one.nats_per_note for one in made], sum(marked))
    st.markdown(f"### {title}", anchors=False)
    for start in range(0, len(made), SIDE_BY_SIDE):
        cells = st.columns(SIDE_BY_SIDE, gap="medium")
        for place in range(start, min(start + SIDE_BY_SIDE, len(made))):
            with cells[place - start]:
                _candidate(place, made[place], copies[place], marked=marked[place])
    st.caption(
        _(
            "Longest: how many notes in a row occur in what was learnt, in any key; where that is"
            " more than real pieces share, the piece is marked. Likely is not the same as good."
        )
    )


def _candidate(place: int, made: Made, copies: Copies, *, marked: bool) -> None:
    name = _("{nats} nats").format(nats=nats_said(made.nats_per_note))
    borrowed = _("longest {count}").format(count=whole(copies.longest_notes))
    clash = _("clash {share}").format(share=share_said(made.clash))
    piano_strip(
        drawn(made, language(), _(" · ").join([whole(place + 1), name])),
        key=f"music-candidate-{place}",
        audio=made.wav,
        caption=_(" · ").join([borrowed, clash]),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if marked:
            st.badge(_("Copied"), icon=":material/content_copy:", color="orange")
        st.button(
            _("Use this one"),
            key=f"music-use-{place}",
            type="tertiary",
            icon=":material/north:",
            on_click=put_on_top,
            args=(made,),
        )
