"""MusicXML in: a written score, plain or zipped, to the notes that it means.

>>> note = b"<note><pitch><step>A</step><octave>4</octave></pitch><duration>1</duration></note>"
>>> part = b"<part id='P'><measure>" + note + b"</measure></part>"
>>> score = read(b"<score-partwise>" + part + b"</score-partwise>", "one.musicxml")
>>> score.notes.pitch.tolist(), score.notes.duration_ticks.tolist(), score.ticks_per_beat
([69], [480], 480)
"""

from core.vectorizers.musicxml.gate import LIMIT_MB
from core.vectorizers.musicxml.reading import read

__all__ = ["LIMIT_MB", "read"]
