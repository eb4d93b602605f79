"""From a score to its sound: every note's tone, as loud and as long as it is played, added up.

Notes of one tone are added together, so each tone is made once, and in an order that only the
score decides: the same score gives the same bytes, whatever was rendered before. The sum is scaled
so that its loudest sample is `PEAK`; silence stays silence.
"""

from __future__ import annotations

import math

import numpy as np

from core.errors import OutOfRange
from core.sound.playing import play
from core.sound.soundfont import SoundFont, installed_font
from core.sound.store import ToneStore
from core.sound.tones import make_tone, release_rate
from core.sound.voices import FADE_SECONDS, Strikes, Voice, find_strikes, find_voices
from core.sound.waves import Sound
from core.vectorizers.score import Score

SAMPLE_RATES = (8_000, 96_000)
TAILS_SECONDS = (0.0, 10.0)
PEAK = 0.89
SILENCE = 1e-6
OVER_DECIBELS = 60.0  # a tone that was let go is over when it has lost so much
LENGTHS_PER_SECOND = 4  # tones are kept in lengths of whole quarters of a second
TONES = ToneStore()


def render(
    score: Score,
    *,
    sample_rate: int = 44_100,
    tail_seconds: float = 1.0,
    font: SoundFont | None = None,
) -> Sound:
    """Return the sound of a score.

    Parameters
    ----------
    score : Score
    sample_rate : int
        8,000 to 96,000 a second.
    tail_seconds : float
        How long tones may ring on after the last note's end, 0 to 10.
    font : SoundFont, optional
        Where the tones come from; without it the installed one.

    Raises
    ------
    OutOfRange
        If the rate or the tail is outside its limits.
    NoSoundFont
        If no SoundFont is installed.
    """
    _check("sample_rate", sample_rate, SAMPLE_RATES)
    _check("tail_seconds", tail_seconds, TAILS_SECONDS)
    font = font or installed_font()
    played = play(score)
    num_samples = math.ceil((played.seconds + tail_seconds) * sample_rate)
    voices = find_voices(played, score.tracks, font)
    strikes = find_strikes(played, voices, num_samples, sample_rate)
    mix = np.zeros((2, num_samples), dtype=np.float32)
    for voice, notes in voices.items():
        _add(mix, voice, strikes, notes, (font, sample_rate))
    _scale(mix)
    mix.flags.writeable = False
    return Sound(mix.T, sample_rate, played.cut_seconds)


def _check(setting: str, value: float, limits: tuple[float, float]) -> None:
    low, high = limits
    if not low <= value <= high:
        raise OutOfRange(setting=setting, value=value, low=low, high=high)


def _scale(mix: np.ndarray) -> None:
    """Bring the loudest sample to `PEAK`, in place; what is silent stays so."""
    peak = max(float(mix.max(initial=0)), -float(mix.min(initial=0)))
    if peak > SILENCE:
        mix *= np.float32(PEAK / peak)


def _add(
    mix: np.ndarray,
    voice: Voice,
    strikes: Strikes,
    notes: list[int],
    source: tuple[SoundFont, int],
) -> None:
    """Add all notes of one voice to the mix, shape (2, N)."""
    font, sample_rate = source
    release = _release(release_rate(voice.zones) / sample_rate)
    start, held = strikes.start[notes], strikes.held[notes]
    room = strikes.stop[notes] - start
    length = np.minimum(held + len(release), room)
    quarters = math.ceil(length.max() / sample_rate * LENGTHS_PER_SECOND)
    tone = TONES.tone(
        (voice, sample_rate),
        quarters * sample_rate // LENGTHS_PER_SECOND + 1,
        lambda size: make_tone(font, voice.zones, voice.key, size, sample_rate),
    )
    length = np.minimum(length, tone.samples.shape[1])
    gains = strikes.gains[notes] * tone.sides
    fade = np.linspace(1, 0, round(FADE_SECONDS * sample_rate), dtype=np.float32)
    hand = np.empty(length.max(), dtype=np.float32)
    for nth, (at, size, on) in enumerate(
        zip(start.tolist(), length.tolist(), held.tolist(), strict=True)
    ):
        for side, gain in enumerate(gains[nth].tolist()):
            heard = tone.samples[side % len(tone.samples), :size]
            line = np.multiply(heard, gain, out=hand[:size])
            line[on:] *= release[: max(size - on, 0)]
            if size == room[nth]:
                ending = line[-len(fade) :]
                ending *= fade[-len(ending) :]
            mix[side, at : at + size] += line


def _release(rate: float) -> np.ndarray:
    """Return how a tone dies that falls by `rate`, the exponent a sample; shape (R,)."""
    size = math.ceil(OVER_DECIBELS / 20 * math.log(10) / rate)
    release: np.ndarray = np.exp(np.arange(size, dtype=np.float32) * np.float32(-rate))
    release -= release[-1]  # so that it ends in silence, not in a click
    return release
