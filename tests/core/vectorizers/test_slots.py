from __future__ import annotations

import pytest

from core.vectorizers.score import Score, Track, make_score
from core.vectorizers.slots import MOST_SLOTS, slot_numbers, slots_of

VOICES = {"Soprano": 72, "Alto": 65, "Tenor": 58, "Bass": 48}


def score_of(tracks: dict[Track, list[int]], name: str = "score") -> Score:
    """Return a score in which each track plays some pitches."""
    rows = [
        (10 * place, 10, pitch, 80, number)
        for number, pitches in enumerate(tracks.values())
        for place, pitch in enumerate(pitches)
    ]
    return make_score(name, 480, rows, tuple(tracks))


def choir(program: int) -> Score:
    return score_of({Track(name, program): [pitch] * 3 for name, pitch in VOICES.items()})


def test_voices_are_known_by_name_whatever_plays_them() -> None:
    slots = slots_of([choir(0), choir(52), choir(0)])
    assert slots == tuple(Track(name, 0) for name in ("Bass", "Tenor", "Alto", "Soprano"))
    assert slot_numbers(choir(6), slots) == [3, 2, 1, 0]


def test_names_of_one_piece_in_three_tell_nothing() -> None:
    scores = [score_of({Track(f"by {number}", 24): [60]}) for number in range(3)]
    assert slots_of(scores) == (Track("", 24),)
    assert {slot.name for slot in slots_of(scores[:2])} == {"by 0", "by 1"}


def test_a_name_that_two_tracks_of_a_piece_share_tells_nothing() -> None:
    song = score_of({Track("Song", 0): [60], Track("Song", 33): [40]})
    assert slots_of([song]) == (Track("", 33), Track("", 0))


def test_slots_rise_and_drums_come_last() -> None:
    band = score_of(
        {
            Track("", 0, is_drum=True): [36, 38],
            Track("", 73): [80],
            Track("", 32): [40, 41],
        }
    )
    assert [slot.program for slot in slots_of([band])] == [32, 73, 0]
    assert slots_of([band])[-1].is_drum


def test_the_rarest_tracks_go_to_the_nearest_slot() -> None:
    many = {Track("", program): [60] * (30 - program) for program in range(MOST_SLOTS + 2)}
    score = score_of(many)
    slots = slots_of([score])
    assert len(slots) == MOST_SLOTS
    numbers = slot_numbers(score, slots)
    assert [slots[n].program for n in numbers[-2:] if n is not None] == [15, 15]


@pytest.mark.parametrize(
    ("track", "number"),
    [
        (Track("Flute", 74), 1),
        (Track("Lead", 5), 2),
        (Track("", 7), 0),
        (Track("Kit", 25, is_drum=True), 3),
    ],
    ids=["family", "name", "without a name", "drums"],
)
def test_a_track_goes_to_its_name_or_the_nearest_family(track: Track, number: int) -> None:
    slots = (Track("", 0), Track("", 79), Track("Lead", 81), Track("", 0, is_drum=True))
    assert slot_numbers(score_of({track: [60]}), slots) == [number]


def test_drums_never_become_tones() -> None:
    kit = Track("", 0, is_drum=True)
    assert slot_numbers(score_of({kit: [36], Track("", 0): [60]}), (Track("", 0),)) == [None, 0]
    assert slot_numbers(score_of({kit: [36], Track("", 0): [60]}), (kit,)) == [0, None]


def test_a_track_without_notes_is_no_slot() -> None:
    assert slots_of([score_of({Track("Empty", 0): [], Track("Full", 1): [60]})]) == (
        Track("Full", 1),
    )
