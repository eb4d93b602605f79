"""The 128 instruments of General MIDI as somebody chooses among them: by name, family by family.

Apart from what a piece needs, so that only who chooses waits for pretty_midi.
"""

from __future__ import annotations

from functools import cache

from pretty_midi import program_to_instrument_class

from core.recipes.music.instruments import NUM_PROGRAMS
from core.vectorizers.midi import program_name


@cache
def instrument_names() -> tuple[str, ...]:
    """Return what each program is called, in English as on every synthesizer: "Flute (Pipe)"."""
    return tuple(
        f"{program_name(program)} ({program_to_instrument_class(program)})"
        for program in range(NUM_PROGRAMS)
    )
