"""What temperature does to the music of a model, counted over several pieces at each.

One piece is too short to tell temperatures apart: of four single pieces hardly more than chance
says which copies more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.metrics.music import count
from core.metrics.music_borrowing import copy_rates
from core.recipes.music.studio import Made, Studio
from core.vectorizers.score import Score

PIECES = 8
RUN_NOTES = 8  # a piece is too short for longer runs to tell temperatures apart


@dataclass(frozen=True)
class Warmth:
    """The pieces of one temperature together; shares from 0 to 1, None where there is none.

    Attributes
    ----------
    copied : float or None
        Of all runs of `RUN_NOTES` notes, those that occur in what was learnt, in any key.
    clash : float or None
        Of all pairs that sound together, the dissonant ones.
    """

    copied: float | None
    clash: float | None


def warmths(studio: Studio, first: Sequence[Made], primer: Score | None) -> tuple[Warmth, ...]:
    """Return what `PIECES` pieces at each temperature are like.

    Parameters
    ----------
    studio : Studio
    first : sequence of Made
        The first piece at each temperature, as `Studio.strip` makes them; the others are made here.
    primer : Score or None
        What they go on from.
    """
    later = studio.strip(first[0].wishes, primer, range(1, PIECES))
    return tuple(
        _together(studio, [one, *later[place :: len(first)]]) for place, one in enumerate(first)
    )


def _together(studio: Studio, made: Sequence[Made]) -> Warmth:
    rates = copy_rates(studio.index, [one.new for one in made])
    clash = count([one.piece for one in made]).figure("dissonance")
    return Warmth(rates.runs(RUN_NOTES).share, clash)
