"""A piece that is seen and heard: the piano roll, its sound, and what is picked on it."""

from ui.components.piano_roll.player import RollState, piano_roll, piano_strip
from ui.components.piano_roll.sound import Sound

__all__ = ["RollState", "Sound", "piano_roll", "piano_strip"]
