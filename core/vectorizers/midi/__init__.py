r"""MIDI in and out: bytes to a `Score` true to the tick, and back without losing a note.

Conventions: mido reads and writes the messages; what comes before (header, chunks, limits) and
after (pairing, programs, the tempo map) is ours. A note ends at the first free note-off of its
track, channel and pitch (first in, first out); one that nothing ends lasts as long as its track.
Nothing but `SeqLabError` is raised, whatever the bytes are.

>>> from core.vectorizers.score import Track, make_score
>>> score = make_score("two", 96, [(0, 96, 60, 80, 0), (96, 48, 64, 70, 0)], (Track("Flute", 73),))
>>> piece = read(write(score), "two.mid")
>>> piece.found.notes, piece.found.seconds, piece.score.tracks[0].name
(2, 0.75, 'Flute')
"""

from core.vectorizers.midi.events import EVENT_KINDS, EventTable, events
from core.vectorizers.midi.instruments import DRUMS, program_name
from core.vectorizers.midi.reading import facts_of, read
from core.vectorizers.midi.records import MidiFile, MidiFound, MidiRepair
from core.vectorizers.midi.writing import write

__all__ = [
    "DRUMS",
    "EVENT_KINDS",
    "EventTable",
    "MidiFile",
    "MidiFound",
    "MidiRepair",
    "events",
    "facts_of",
    "program_name",
    "read",
    "write",
]
