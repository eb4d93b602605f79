"""MusicXML written by hand for tests: notes, bars, parts, a whole score, plain and zipped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from core.vectorizers.score import Score

NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
CONTAINER = (
    "<container><rootfiles><rootfile full-path='{path}'"
    " media-type='application/vnd.recordare.musicxml+xml'/></rootfiles></container>"
)


def pitch(number: int) -> str:
    """Return a MIDI number as a written pitch."""
    name = NAMES[number % 12]
    alter = "<alter>1</alter>" if name.endswith("#") else ""
    octave = f"<octave>{number // 12 - 1}</octave>"
    return f"<pitch><step>{name[0]}</step>{alter}{octave}</pitch>"


def note(number: int | None, duration: object, inside: str = "", tie: Sequence[str] = ()) -> str:
    """Return a note, or a rest where there is no number; `inside` comes first in it."""
    what = "<rest/>" if number is None else pitch(number)
    ties = "".join(f'<tie type="{kind}"/>' for kind in tie)
    return f"<note>{inside}{what}<duration>{duration}</duration>{ties}</note>"


def attributes(
    divisions: object = 1, metre: tuple[object, object] | None = None, more: str = ""
) -> str:
    """Return what stands at the beginning of a bar."""
    time = ""
    if metre is not None:
        time = f"<time><beats>{metre[0]}</beats><beat-type>{metre[1]}</beat-type></time>"
    return f"<attributes><divisions>{divisions}</divisions>{time}{more}</attributes>"


def document(
    *parts: Sequence[str], part_list: str = "", before: str = "", timewise: bool = False
) -> str:
    """Return a score of parts, each the insides of its bars."""
    names = [f"P{number}" for number in range(1, len(parts) + 1)]
    if timewise:
        bars = [
            "".join(f"<part id='{n}'>{bar}</part>" for n, bar in zip(names, bars, strict=True))
            for bars in zip(*parts, strict=True)
        ]
        inside, root = "".join(f"<measure>{bar}</measure>" for bar in bars), "score-timewise"
    else:
        written = ["".join(f"<measure>{bar}</measure>" for bar in part) for part in parts]
        inside = "".join(f"<part id='{n}'>{b}</part>" for n, b in zip(names, written, strict=True))
        root = "score-partwise"
    return f"{before}<{root}><part-list>{part_list}</part-list>{inside}</{root}>"


def zipped(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return files as one zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def mxl(text: str, path: str = "score.xml") -> bytes:
    """Return a score as notation programs zip it."""
    return zipped({"META-INF/container.xml": CONTAINER.format(path=path), path: text})


def sounding(score: Score) -> list[tuple[int, float, float, int]]:
    """Return track, onset and duration in beats, and pitch of each note, in order."""
    notes, beat = score.notes, score.ticks_per_beat
    onsets, durations = notes.onset_ticks / beat, notes.duration_ticks / beat
    columns = (column.tolist() for column in (notes.track, onsets, durations, notes.pitch))
    return sorted(zip(*columns, strict=True))
