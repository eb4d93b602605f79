"""Programs as they are written, and the tracks that they are for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnfitInstruments
from core.recipes.music.instruments import programs_in, with_instruments, written_as
from core.recipes.music.programs import instrument_names
from core.vectorizers.score import Track

TRACKS = (Track("Bass", 32), Track("", 0), Track("Flute", 73), Track("Kit", 8, is_drum=True))


@given(st.lists(st.integers(0, 127), min_size=3, max_size=3))
def test_what_is_chosen_is_written_and_read_again(programs: list[int]) -> None:
    tracks = with_instruments(TRACKS, written_as(programs, TRACKS))
    assert [track.program for track in tracks[:3]] == programs
    assert [track.name for track in tracks] == [track.name for track in TRACKS]
    assert tracks[3] is TRACKS[3]


def test_too_few_leave_the_rest_and_none_leaves_all() -> None:
    assert with_instruments(TRACKS, "") == with_instruments(TRACKS, "  ") == TRACKS
    assert [track.program for track in with_instruments(TRACKS, "4, 5")] == [4, 5, 73, 8]


def test_drums_take_no_program_wherever_they_stand() -> None:
    tracks = with_instruments((TRACKS[3], TRACKS[0]), "7")
    assert [track.program for track in tracks] == [8, 7]


def test_the_error_says_how_many_there_are() -> None:
    with pytest.raises(UnfitInstruments) as caught:
        programs_in("1,2,3,4", TRACKS)
    assert caught.value.facts == {"value": "1,2,3,4", "tracks": 3}
    with pytest.raises(UnfitInstruments):
        programs_in("²", TRACKS)


def test_the_names_are_general_midis() -> None:
    names = instrument_names()
    assert len(set(names)) == 128
    assert names[73] == "Flute (Pipe)"
    assert names[19] == "Church Organ (Organ)"
    families = [name.rpartition(" (")[2] for name in names]
    assert all(families[at] == families[at - at % 8] for at in range(128))
    assert len(set(families)) == 16
