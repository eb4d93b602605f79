"""Scores as sound: each is rendered once, and as many are remembered as `MOST_MB` hold.

The sound last asked for is always remembered, however long it is: a page asks again on each rerun.
A score is known by identity. Asked for by two at once it is rendered twice, to the same bytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache

from core.sound import render, to_wav
from core.sound.playing import play
from core.vectorizers.score import Score

MOST_MB = 64
REMEMBERED_FIGURES = 256
_SOUNDS: OrderedDict[Score, bytes] = OrderedDict()
_LOCK = threading.Lock()


def wav_of(score: Score) -> bytes:
    """Return a score as sound."""
    with _LOCK:
        wav = _SOUNDS.pop(score, None)
    wav = wav or to_wav(render(score))
    with _LOCK:
        _SOUNDS[score] = wav
        while len(_SOUNDS) > 1 and sum(map(len, _SOUNDS.values())) > MOST_MB << 20:
            _SOUNDS.popitem(last=False)
    return wav


@lru_cache(maxsize=REMEMBERED_FIGURES)
def unheard_seconds(score: Score) -> float:
    """Return how much of a score its sound leaves out, which ends after `LONGEST_SECONDS`."""
    return play(score).cut_seconds
