"""The music that a model was learnt from, read again to tell what was copied: never waited for."""

from __future__ import annotations

import time
from concurrent.futures import Future
from functools import lru_cache

from core.metrics.copying import Copies
from core.recipes.music.studio import Made, Studio
from ui.later import promised
from ui.music_choice import READ_MUSIC

SECONDS_BETWEEN_LOOKS = 0.1


def learnt_from(studio: Studio) -> Future[Studio]:
    """Return the promise of a studio that has its corpus and the index of it at hand."""
    return promised(_at_hand, studio)


def _at_hand(studio: Studio) -> Studio:
    """Read and index the corpus.

    Uploads come with their model. The page's first step reads the same collection, in a thread of
    its own: hundreds of scores read twice at once would take twice as long.

    Raises
    ------
    SeqLabError
        If it is no longer there.
    """
    if studio.pieces is None:
        reading = READ_MUSIC.of(studio.source)
        while not reading.is_over:
            time.sleep(SECONDS_BETWEEN_LOOKS)
    _ = studio.index  # made when it is first asked for, and kept
    return studio


@lru_cache(maxsize=256)
def copies_of(studio: Studio, made: Made) -> Copies:
    """Return what of a piece was copied; the corpus must be at hand."""
    return studio.copies(made)
