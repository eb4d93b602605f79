"""Tones that were made once and may be asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from core.sound.tones import Tone

MOST_BYTES = 64_000_000


class ToneStore:
    """Tones by key, the most recently used ones, up to so many bytes; any thread may ask."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._tones: OrderedDict[Hashable, tuple[int, Tone]] = OrderedDict()
        self._lock = Lock()

    @property
    def num_bytes(self) -> int:
        """How much is kept."""
        with self._lock:
            return sum(tone.samples.nbytes for _, tone in self._tones.values())

    def tone(self, key: Hashable, num_samples: int, make: Callable[[int], Tone]) -> Tone:
        """Return a tone of at least so many samples, made anew where what is kept is too short."""
        with self._lock:
            length, tone = self._tones.get(key, (-1, None))
            if tone is not None and (tone.is_whole or length >= num_samples):
                self._tones.move_to_end(key)
                return tone
        made = make(num_samples)
        with self._lock:
            self._tones[key] = num_samples, made
            self._tones.move_to_end(key)
            kept = sum(tone.samples.nbytes for _, tone in self._tones.values())
            while kept > self._most_bytes:
                _, (_, oldest) = self._tones.popitem(last=False)
                kept -= oldest.samples.nbytes
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._tones.clear()
