"""What a model is given of a piece: the events of its MIDI file, and the notes that we make of it.

A simple model of music reads every message of a file as a vector of five numbers. Ours reads notes:
when, who, which pitch, how long, how loud, each a choice among classes. Both are of the same piece,
from its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.recipes.music.corpus import Corpus
from core.recipes.music.overview import Overview
from core.recipes.music.planning import place
from core.runs import Source, read_blob
from core.vectorizers import archives, midi
from core.vectorizers.midi import EventTable
from core.vectorizers.notes import fields_of
from core.vectorizers.recognise import kind_of

MOST_EVENTS = 400
MOST_NOTES = 200


@dataclass(frozen=True, eq=False)
class Reads:
    """The beginning of one piece, twice.

    Attributes
    ----------
    events : EventTable
        Of its MIDI file; its vectors are the five numbers of each event.
    is_written : bool
        Whether that file was written here, because the piece came as a score.
    fields : numpy.ndarray, int64, shape (N, 5)
        Of its notes, the columns of `core.vectorizers.notes.FIELDS`.
    players : tuple of str
        What the slots are called.
    num_loudnesses : int
        Classes of loudness; one where all notes are equally loud.
    moved_semitones : int
        From where it was written to C major or A minor.
    """

    events: EventTable
    is_written: bool
    fields: np.ndarray
    players: tuple[str, ...]
    num_loudnesses: int
    moved_semitones: int


@lru_cache(maxsize=8)
def reads_of(overview: Overview, number: int, source: Source, home: Path) -> Reads:
    """Return what is read of one piece of a corpus; `number` counts its scores from 0.

    Raises
    ------
    SeqLabError
        If the file it is from is no longer there.
    """
    score, vocabulary = overview.corpus.scores[number], overview.vocabulary
    data = _midi_file(overview.corpus, number, source, home)
    piece = place(score, vocabulary)
    title = overview.titles[number]
    return Reads(
        events=midi.events(data or midi.write(score), title, MOST_EVENTS),
        is_written=data is None,
        fields=fields_of(piece, vocabulary)[:MOST_NOTES],
        players=tuple(
            slot.name or midi.program_name(slot.program, is_drum=slot.is_drum)
            for slot in vocabulary.slots
        ),
        num_loudnesses=len(vocabulary.velocities),
        moved_semitones=piece.moved_semitones,
    )


def _midi_file(corpus: Corpus, number: int, source: Source, home: Path) -> bytes | None:
    """Return the MIDI file that a score was read from, or None if it was none."""
    if source.sha256 is None:
        return None
    data = read_blob(home, source.sha256)
    if kind_of(data, source.name) == "archive":
        good = [place for place, file in enumerate(corpus.files) if file.error is None]
        data = archives.unfolded(data, source.name)[good[number]].data
    return data if kind_of(data, corpus.name) == "midi" else None
