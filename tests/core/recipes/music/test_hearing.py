"""Sounds are rendered once and remembered within a limit; what is not heard is known."""

from __future__ import annotations

import pytest

from core.recipes.music import hearing
from core.recipes.music.hearing import unheard_seconds, wav_of
from core.sound import LONGEST_SECONDS, render, to_wav
from core.vectorizers.score import Score, Track, make_score
from tests.core.recipes.music.corpora import tune

BEATS_A_SECOND = 2  # at the usual tempo


def beep(seconds: float) -> Score:
    """Return a score of two short notes, the second of which ends after so many seconds."""
    last = round(480 * BEATS_A_SECOND * seconds)
    rows = [(0, 240, 60, 80, 0), (last - 240, 240, 64, 80, 0)]
    return make_score("beep", 480, rows, (Track("Piano", 0),), tempo_qpm=60 * BEATS_A_SECOND)


def test_a_score_sounds_as_it_is_rendered_and_is_rendered_once() -> None:
    score = tune(1)
    assert wav_of(score) == to_wav(render(score))
    assert wav_of(score) is wav_of(score)


def test_the_oldest_sounds_make_way_and_the_newest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "MOST_MB", 2)
    first, second, third = (beep(5.0 + number / 8) for number in range(3))  # a MB each
    before = [wav_of(one) for one in (first, second)]
    assert wav_of(second) is before[1]
    assert wav_of(third) is wav_of(third)
    again = wav_of(first)
    assert again == before[0]
    assert again is not before[0]
    large = beep(15.0)
    assert wav_of(large) is wav_of(large)


@pytest.mark.parametrize("more", [0.0, 8.0, 75.5])
def test_what_comes_after_the_longest_sound_is_not_heard(more: float) -> None:
    score = beep(LONGEST_SECONDS + more)
    assert unheard_seconds(score) == pytest.approx(more)
    assert unheard_seconds(beep(20.0)) == 0
