"""Who plays a piece: other instruments than those of the corpus, by their General MIDI programs.

Conventions: programs are 0 to 127 and stand in the order of the pitched tracks, from the lowest to
the highest, with commas between them: "73,0,32". Who is not named plays what the corpus has, and
drums stay drums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.errors import UnfitInstruments
from core.knobs import shown
from core.vectorizers.score import Track

NUM_PROGRAMS = 128


def with_instruments(tracks: Sequence[Track], written: str) -> tuple[Track, ...]:
    """Return the tracks with the instruments that are written.

    Raises
    ------
    UnfitInstruments
        If something else than programs is written, or more than there are pitched tracks.
    """
    programs = iter(programs_in(written, tracks))
    return tuple(
        one if one.is_drum else replace(one, program=next(programs, one.program)) for one in tracks
    )


def programs_in(written: str, tracks: Sequence[Track]) -> list[int]:
    """Return the programs that are written, at most one for each pitched track.

    Raises
    ------
    UnfitInstruments
        As `with_instruments`.
    """
    words = [word.strip() for word in written.split(",")] if written.strip() else []
    pitched = sum(not track.is_drum for track in tracks)
    numbers = [int(word) for word in words if word.isascii() and word.isdigit()]
    known = all(number < NUM_PROGRAMS for number in numbers)
    if len(numbers) < len(words) or not known or len(words) > pitched:
        raise UnfitInstruments(value=shown(written), tracks=pitched)
    return numbers


def written_as(programs: Sequence[int], tracks: Sequence[Track]) -> str:
    """Return how one program for each pitched track is written, as short as can be.

    Examples
    --------
    >>> tracks = (Track("Bass", 32), Track("Piano", 0), Track("Flute", 73))
    >>> written_as([32, 6, 73], tracks), written_as([32, 0, 73], tracks)
    ('32,6', '')
    """
    own = [track.program for track in tracks if not track.is_drum]
    changed = [at for at, program in enumerate(programs) if program != own[at]]
    return ",".join(str(program) for program in programs[: max(changed, default=-1) + 1])
