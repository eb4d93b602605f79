"""What the model reads of a piece: the events of its file as vectors, and our notes beside them.

The expander draws only while it is open, so that closed it costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import SeqLabError
from core.figures.music import note_name
from core.recipes.music.overview import Overview
from core.recipes.music.reads import Reads, reads_of
from core.runs import Source, home
from core.vectorizers.midi import EVENT_KINDS, EventTable
from core.vectorizers.notes import DELTA, DURATION, PITCH, SLOT, VELOCITY
from core.words import N_
from ui.errors import show_error
from ui.i18n import MINUS, _, all_words, whole

KEY = "music-reads"
HEIGHT = 330
KINDS: Mapping[str, str] = {
    "note_on": N_("note on"),
    "note_off": N_("note off"),
    "control_change": N_("control"),
    "program_change": N_("program"),
}
FAULTS = (
    N_(
        "**Time only grows**, so bar 100 looks like nothing that bar 1 taught. The usual listing"
        " does not even set it back at each track: the second seems to begin after the first ends."
    ),
    N_(
        "**A kind is a category, not a quantity.** As numbers, a note-off lies halfway between a"
        " note-on and a control change; a pitch is no quantity either. Squared error (MSE) learns"
        " the mean of what may come, and the mean of C and E is a D that nobody wrote: a piece made"
        " this way has hardly more than one pitch."
    ),
    N_(
        "**A note-on of velocity 0 ends a note.** Taken for a beginning, that note never ends; in"
        " this table it is a note-off."
    ),
    N_(
        "**Control and program changes** have numbers of their own and are then passed over; here"
        " they are in the table."
    ),
    N_(
        "**Temperature by division** makes the numbers themselves smaller, pitches and times alike."
        " It should choose more or less boldly among the notes that may come."
    ),
)


@st.fragment
def show_reads(overview: Overview, number: int, source: Source) -> None:
    """Draw the closed expander; its tables are made when it is opened."""
    with st.expander(_("What the model reads"), key=KEY, type="compact", on_change="rerun"):
        if not st.session_state.get(KEY):
            return
        try:
            reads = reads_of(overview, number, source, home())
        except SeqLabError as error:
            show_error(error, key="music-reads")
            return
        left, right = st.columns([1.55, 1], gap="large")
        with left:
            _events(reads)
        with right:
            _notes(reads)
        title = _("What goes wrong with five numbers")
        st.markdown(f"### {title}", anchors=False)
        st.markdown("\n".join(f"- {_(fault)}" for fault in FAULTS))


def _events(reads: Reads) -> None:
    title = _("The simplest way: five numbers an event")
    st.markdown(f"### {title}", anchors=False)
    words = {
        "event": _("Event"),
        "of": _("Note, value"),
        "tick": _("Tick"),
        "kind": _("kind"),
        "note": _("note"),
        "velocity": _("velocity"),
        "time": _("time"),
        "delta": _("Δt"),
    }
    _table(event_rows(reads.events), words)
    lines = [_("Note ÷ 128, velocity ÷ 127, time and Δt in thousands of ticks.")]
    if (shown := len(reads.events)) < (total := reads.events.num_events):
        template = _("The first {shown} of {total} events.")
        lines.append(template.format(shown=whole(shown), total=whole(total)))
    if reads.is_written:
        lines.append(_("It came as a score: these are the events of the MIDI file made of it."))
    st.caption(_(" ").join(lines))


def event_rows(events: EventTable) -> pd.DataFrame:
    """Return events in words, and as the five numbers of a vector."""
    kinds = all_words(KINDS)
    numbers = events.vectors
    return pd.DataFrame(
        {
            "event": [kinds[EVENT_KINDS[kind]] for kind in events.kind.tolist()],
            "of": [_of(EVENT_KINDS[k], n, v) for k, n, v in _triples(events)],
            "tick": events.tick,
            "kind": numbers[:, 0].astype(int),
            **{name: numbers[:, place] for place, name in enumerate(VECTOR, start=1)},
        }
    )


VECTOR = ("note", "velocity", "time", "delta")


def _triples(events: EventTable) -> list[tuple[int, int, int]]:
    columns = (events.kind, events.note, events.velocity)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _of(kind: str, note: int, velocity: int) -> str:
    """Return what an event is about: a note and its velocity, a controller's value, a program."""
    if kind == "program_change":
        return str(note)
    return f"{note} = {velocity}" if kind == "control_change" else f"{note_name(note)}, {velocity}"


def _notes(reads: Reads) -> None:
    title = _("Ours: five choices a note")
    st.markdown(f"### {title}", anchors=False)
    words = {
        "delta": _("Δt"),
        "track": _("Track"),
        "pitch": _("Pitch"),
        "duration": _("Length"),
        "loudness": _("Loudness"),
    }
    _table(note_rows(reads), words)
    moved = reads.moved_semitones
    semitones = f"{moved:+d}".replace("-", MINUS) if moved else "0"
    lines = [
        _("Δt and length in twelfths of a beat."),
        _("Loudness in 16 steps.") if reads.num_loudnesses > 1 else _("All notes equally loud."),
        _("Moved by {semitones} semitones to C major or A minor, and put back when played.").format(
            semitones=semitones
        ),
        _("Each choice knows those before it."),
    ]
    st.caption(_(" ").join(lines))


def note_rows(reads: Reads) -> pd.DataFrame:
    """Return the fields of the notes, in words where they are names."""
    fields = reads.fields
    return pd.DataFrame(
        {
            "delta": fields[:, DELTA],
            "track": [reads.players[slot] for slot in fields[:, SLOT].tolist()],
            "pitch": [note_name(pitch) for pitch in fields[:, PITCH].tolist()],
            "duration": fields[:, DURATION] + 1,
            "loudness": fields[:, VELOCITY],
        }
    )


def _table(rows: pd.DataFrame, words: Mapping[str, str]) -> None:
    config = {}
    for name, said in words.items():
        column = st.column_config.Column(said)
        if rows[name].dtype == np.float32:
            column = st.column_config.NumberColumn(said, format="%.3f")
        config[name] = column
    st.dataframe(rows, column_config=config, hide_index=True, height=HEIGHT)
