"""What learning cost and gave beside counting and guessing, and why five numbers make no music."""

from __future__ import annotations

import math
from collections.abc import Mapping

import streamlit as st

from core.recipes.music.result import Learnt, Read, Result
from core.recipes.music.studio import Studio
from core.vectorizers.notes import FIELDS
from core.words import N_
from ui.i18n import NOTHING, _, counted, duration, number, say, whole
from ui.music_words import cost_title, nats_said, share_said
from ui.plain import plain

FIELD_WORDS: Mapping[str, str] = {
    "delta": N_("When it begins"),
    "slot": N_("Who plays"),
    "pitch": N_("Pitch"),
    "duration": N_("Duration"),
    "velocity": N_("Velocity"),
}
REFUSED_SHOWN = 4


def show_cost(known: tuple[Studio, Result]) -> None:
    """Draw the costs field by field, and the facts of reading and learning."""
    studio, result = known
    learnt = result.learnt
    st.markdown(f"### {cost_title(learnt.validation, learnt.markov)}", anchors=False)
    table = cost_table(learnt, studio.vocabulary.sizes)
    st.table(table, border="horizontal", hide_index=True)
    st.caption(
        _(
            "Nats a note, on music that was held out: a nat less is a factor of 2.7 in"
            " probability. Order-2 Markov counts what followed the last two notes."
        )
    )
    st.markdown("  \n".join(f":gray[{line}]" for line in [*_told(learnt), *_read(result.read)]))


def cost_table(learnt: Learnt, sizes: tuple[int, ...]) -> dict[str, list[str]]:
    """Return the table: a row a field that is learnt, and all of them together."""
    rows = [
        (
            _(FIELD_WORDS[name]),
            nats_said(learnt.by_field.get(name)),
            NOTHING,
            nats_said(math.log(size)),
        )
        for name, size in zip(FIELDS, sizes, strict=True)
        if size > 1
    ]
    together = nats_said(learnt.validation), nats_said(learnt.markov), nats_said(learnt.uniform)
    rows.append((_("A note"), *together))
    heads = _("Of a note"), _("This model"), _("Order-2 Markov"), _("Guessing")
    return {head: [row[at] for row in rows] for at, head in enumerate(heads)}


def _told(learnt: Learnt) -> list[str]:
    """Say how the learning went."""
    weights = _("{count} weights").format(count=whole(learnt.num_weights))
    epochs = counted(learnt.epochs, N_("{count} epoch"), N_("{count} epochs"))
    parts = [weights, epochs, _("best epoch {epoch}").format(epoch=whole(learnt.best_epoch))]
    if learnt.seconds:
        parts.insert(0, duration(learnt.seconds))
    if learnt.notes_per_second:
        rate = number(learnt.notes_per_second, 2)
        parts.append(_("{count} notes a second").format(count=rate))
    return [_(" · ").join(parts)]


def _read(read: Read) -> list[str]:
    """Say what was learnt from, and on what terms."""
    parts = [
        counted(read.num_pieces, N_("{count} piece"), N_("{count} pieces")),
        _("{count} held out").format(count=whole(read.num_held_out)),
        counted(read.num_notes, N_("{count} note"), N_("{count} notes")),
        _("{share} of the onsets moved to the grid").format(share=share_said(read.off_grid)),
    ]
    lines = [_(" · ").join(parts)]
    if read.refused:
        names = ", ".join(plain(name) for name in read.refused[:REFUSED_SHOWN])
        template = _("Refused: {names}")
        if len(read.refused) > REFUSED_SHOWN:
            template = _("Refused: {names} and {count} more")
        more = whole(len(read.refused) - REFUSED_SHOWN)
        lines.append(template.format(names=names, count=more))
    if read.licence is not None:
        lines.append(say(read.licence))
    return lines


def show_article(_subject: None) -> None:
    """Tell why the way that many listings take ends in one note for ever."""
    st.markdown(
        _(
            "Many listings feed a network the messages of a MIDI file as five numbers (kind, note,"
            " velocity, time, time since the last) and teach it to predict the next five with the"
            " squared error. What costs least then is the mean of all that could follow: between C"
            " and G it answers E flat, between now and later it answers in a while. Fed back into"
            " itself, a mean is answered by a mean, and the music stands still on one pitch and one"
            " step of time. The loss falls all the while: it measures distance, and pitches are no"
            " distance."
        )
    )
    st.markdown(
        _(
            "Dividing those numbers by a temperature only stretches pitch and time; it makes no"
            " choice bolder, for there is no choice. Here a note is a chain of choices, each a"
            " probability for every class, so that one can be drawn: when it begins, who plays,"
            " which pitch, how long, how loud. Temperature divides the logits of those choices."
        )
    )
