"""When notes begin and end and how loud they are: pedal, volume, pan, and what nobody can play."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from core.sound.playing import (
    LONGEST_NOTE_SECONDS,
    LONGEST_SECONDS,
    MOST_NOTES_AT_ONCE,
    SHORTEST_NOTE_SECONDS,
    Played,
    play,
)
from core.vectorizers.score import Controls, Notes, Score, Tempo, Track

PIANO, BASS, DRUMS = Track("Piano", 0), Track("Bass", 33), Track("Drums", 0, is_drum=True)
BEAT = 480
VOLUME, PAN, EXPRESSION, PEDAL = 7, 10, 11, 64
Rows = Sequence[tuple[int, ...]]


def played(
    rows: Rows,
    controls: Rows | None = None,
    tracks: tuple[Track, ...] = (PIANO, BASS, DRUMS),
    tempo: int = 1_000_000,
) -> Played:
    """Play rows (onset, duration, pitch, velocity, track); a beat of 480 ticks lasts a second."""
    ordered = Controls.of(controls or [])
    return play(Score("", BEAT, Notes.of(rows), tracks, (Tempo(0, tempo),), (), ordered))


def ends(rows: Rows, controls: Rows) -> list[float]:
    """Return the ends of notes in beats, in the order of the score."""
    return [float(end) for end in played(rows, controls).end_seconds]


def test_the_tempo_map_is_followed() -> None:
    tempos = (Tempo(0, 500_000), Tempo(960, 1_000_000))
    notes = Notes.of([(480, 480, 60, 80, 0), (960, 240, 62, 80, 0)])
    heard = play(Score("", BEAT, notes, (PIANO,), tempos))
    assert heard.onset_seconds.tolist() == [0.5, 1.0]
    assert heard.end_seconds.tolist() == [1.0, 1.5]
    assert heard.seconds == 1.5


def test_the_pedal_keeps_notes_until_it_is_lifted() -> None:
    rows = [(0, 480, 60, 80, 0), (480, 480, 64, 80, 0), (1440, 480, 67, 80, 0)]
    down, up = (240, 0, PEDAL, 127), (1440, 0, PEDAL, 0)
    assert ends(rows, [down, up]) == [3, 3, 4]
    assert ends(rows, [down, (1440, 0, PEDAL, 64)]) == [4, 4, 4]  # never lifted: until the end
    assert ends(rows, [(240, 0, PEDAL, 64), up]) == [3, 3, 4]
    assert ends(rows, [(240, 0, PEDAL, 63), up]) == [1, 2, 4]  # not down at all
    assert ends(rows, [(240, 1, PEDAL, 127)]) == [1, 2, 4]  # the bass player's
    assert ends(rows, [(481, 0, PEDAL, 127), up]) == [1, 3, 4]


def test_a_key_struck_again_ends_what_the_pedal_held() -> None:
    rows = [(0, 240, 60, 80, 0), (480, 240, 60, 80, 0), (480, 240, 60, 80, 1)]
    assert ends(rows, [(0, 0, PEDAL, 127), (960, 0, PEDAL, 0)]) == [1, 2, 1.5]


def test_a_long_note_is_not_cut_by_its_own_key() -> None:
    rows = [(0, 960, 60, 80, 0), (480, 240, 60, 80, 0)]
    assert ends(rows, [(0, 0, PEDAL, 127)]) == [2, 2]


def test_drums_have_no_pedal() -> None:
    assert ends([(0, 480, 38, 80, 2), (960, 480, 38, 80, 2)], [(0, 2, PEDAL, 127)]) == [1, 3]


def test_volume_and_expression_count_as_they_stand_at_the_onset() -> None:
    rows = [(tick, 240, 60, 127, 0) for tick in (0, 480, 960)]
    quiet = [(480, 0, VOLUME, 50), (700, 0, VOLUME, 0), (960, 0, VOLUME, 127)]
    gains = played(rows, [*quiet, (960, 0, EXPRESSION, 64), (0, 1, VOLUME, 1)]).gain
    usual = (100 / 127) ** 2
    assert gains == pytest.approx([usual, usual / 4, (64 / 127) ** 2])


def test_loudness_goes_with_the_square_of_velocity() -> None:
    gains = played([(0, 240, 60, 120, 0), (480, 240, 60, 60, 0)]).gain
    assert gains[0] / gains[1] == pytest.approx(4)


def test_pan_is_the_tracks_own() -> None:
    rows = [(0, 480, 60, 80, 0), (0, 480, 40, 80, 1), (0, 480, 38, 80, 2)]
    heard = played(rows, [(0, 0, PAN, 0), (0, 1, PAN, 127)])
    assert heard.pan == pytest.approx([-0.5, 0.5, 0.0], abs=0.01)


def test_what_cannot_be_played_is_left_out() -> None:
    silent = [(0, 480, 60, 0, 0), (0, 480, 61, 80, 3), (0, 480, 62, 80, -1)]
    heard = played([*silent, (0, 480, 200, 300, 0), (0, 0, 63, 80, 0)])
    assert heard.pitch.tolist() == [63, 127]
    assert heard.velocity.tolist() == [80, 127]
    assert heard.end_seconds[0] == SHORTEST_NOTE_SECONDS


def test_a_key_struck_twice_at_once_is_struck_once() -> None:
    heard = played([(0, 480, 60, 40, 0), (0, 480, 60, 90, 0), (0, 480, 60, 70, 1)])
    assert list(zip(heard.velocity, heard.track, strict=True)) == [(90, 0), (70, 1)]


def test_too_long_is_cut_and_said() -> None:
    late, long = int(LONGEST_SECONDS * BEAT), int(2 * LONGEST_NOTE_SECONDS * BEAT)
    heard = played([(0, long, 60, 80, 0), (late - BEAT, 9 * BEAT, 62, 80, 0), (late, 1, 64, 80, 0)])
    assert heard.pitch.tolist() == [60, 62]
    assert heard.end_seconds.tolist() == [LONGEST_NOTE_SECONDS, LONGEST_SECONDS]
    assert (heard.seconds, heard.cut_seconds) == (LONGEST_SECONDS, 8.0)
    assert played([(0, 480, 60, 80, 0)]).cut_seconds == 0


def test_the_oldest_make_way() -> None:
    num_notes = MOST_NOTES_AT_ONCE + 44
    tracks = (PIANO,) * 3
    rows = [(nth, 9_600, nth % 128, 80, nth // 128) for nth in range(num_notes)]
    heard = played(rows, tracks=tracks)
    assert len(heard.pitch) == num_notes
    sounding = [
        ((heard.onset_seconds <= at) & (heard.end_seconds > at)).sum() for at in heard.onset_seconds
    ]
    assert max(sounding) == MOST_NOTES_AT_ONCE
    later = [(nth + 20_000, 480, pitch, velocity, track) for nth, _, pitch, velocity, track in rows]
    assert len(played([*rows, *later], tracks=tracks).pitch) == 2 * num_notes
    untouched = played(rows[:MOST_NOTES_AT_ONCE], tracks=tracks)
    assert np.allclose(untouched.end_seconds - untouched.onset_seconds, 20)
