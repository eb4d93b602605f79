"""A score made audible: our own SoundFont player in numpy.

`render` turns a score into samples and `to_wav` those into a file. On the way, one chapter a file:

* `playing` what is struck when, how loud and until when: tempo, pedal, volume, pan
* `soundfont`, `zones`, `envelopes` what the font says of every instrument
* `tones`, `filtering` one held key, made once and kept
* `voices`, `mixing` all notes added up
* `waves` the sound and its file

Nothing is drawn at random, nothing in a score is refused. A piece ends after ten minutes
(`LONGEST_SECONDS`); `Sound.cut_seconds` tells how much is missing.
"""

from core.sound.mixing import render
from core.sound.playing import LONGEST_SECONDS
from core.sound.soundfont import SOUND_FONT_LICENCE
from core.sound.waves import Sound, to_wav

__all__ = ["LONGEST_SECONDS", "SOUND_FONT_LICENCE", "Sound", "render", "to_wav"]
