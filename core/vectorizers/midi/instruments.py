"""What General MIDI calls its 128 programs, in English as on every synthesizer."""

from __future__ import annotations

from functools import lru_cache

DRUMS = "Drums"


@lru_cache(maxsize=128)
def program_name(program: int, *, is_drum: bool = False) -> str:
    """Return the name of a program, 0 to 127; drums have one name, whichever kit it is.

    The names are those of `pretty_midi.program_to_instrument_name`.

    Examples
    --------
    >>> program_name(0), program_name(0, is_drum=True)
    ('Acoustic Grand Piano', 'Drums')
    """
    if is_drum:
        return DRUMS
    from pretty_midi import program_to_instrument_name  # named tracks do not wait for it

    return str(program_to_instrument_name(program))
