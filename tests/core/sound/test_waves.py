"""The file holds what is heard."""

from __future__ import annotations

import io
import wave

import numpy as np

from core.sound.waves import BLOCK, Sound, to_wav


def opened(sound: Sound) -> tuple[wave._wave_params, np.ndarray]:
    with wave.open(io.BytesIO(to_wav(sound))) as told:
        data = np.frombuffer(told.readframes(told.getnframes()), "<i2").reshape(-1, 2)
        return told.getparams(), data


def test_sixteen_bits_stereo() -> None:
    samples = np.random.default_rng(3).uniform(-1, 1, (BLOCK + 77, 2)).astype(np.float32)
    told, data = opened(Sound(samples, 32_000))
    assert (told.nchannels, told.sampwidth, told.framerate, told.nframes) == (
        *(2, 2, 32_000),
        BLOCK + 77,
    )
    assert np.abs(data / 32_767 - samples).max() <= 0.5 / 32_767 + 1e-6


def test_what_is_too_loud_does_not_turn_over() -> None:
    _, data = opened(Sound(np.array([[2.0, -2.0], [1.0, -1.0]], dtype=np.float32), 8_000))
    assert data.tolist() == [[32_767, -32_767]] * 2


def test_no_samples_are_a_file_too() -> None:
    told, data = opened(Sound(np.zeros((0, 2), dtype=np.float32), 44_100))
    assert (told.nframes, len(data)) == (0, 0)
