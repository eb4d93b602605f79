"""A file as events: what a model that reads raw events is given."""

from __future__ import annotations

import numpy as np
import pytest

from core import errors
from core.vectorizers.midi import EVENT_KINDS, events
from tests.core.vectorizers.midi.forms import END, FORMS, control, midi, note, on, program

BODY = program(0, 40) + on(0, 64, 127) + control(500, 7, 127) + on(250, 64, 0) + END


def test_the_five_numbers() -> None:
    table = events(midi(BODY), "x")
    assert [EVENT_KINDS[kind] for kind in table.kind] == [
        "program_change", "note_on", "control_change", "note_off"
    ]  # fmt: skip
    assert table.vectors.dtype == np.float32
    assert np.allclose(
        table.vectors,
        [
            [3, 40 / 128, 0, 0, 0],
            [0, 0.5, 1, 0, 0],
            [2, 7 / 128, 1, 0.5, 0.5],
            [1, 0.5, 0, 0.75, 0.25],
        ],
    )


def test_time_starts_anew_with_each_track() -> None:
    table = events(midi(note(60, 50), note(62, 70)), "x")
    rows = list(zip(table.tick, table.track, table.note, table.delta, strict=True))
    assert rows == [(0, 0, 60, 0), (0, 1, 62, 0), (50, 0, 60, 50), (70, 1, 62, 20)]


@pytest.mark.parametrize("form", FORMS)
def test_the_times_between_add_up(form: str) -> None:
    table = events(FORMS[form], form)
    assert np.cumsum(table.delta).tolist() == table.tick.tolist()
    assert len(table) == table.num_events
    assert np.isfinite(table.vectors).all()


def test_only_as_many_rows_as_asked_for() -> None:
    table = events(FORMS["changes"], "x", most_rows=3)
    assert (len(table), table.num_events) == (3, 7)
    assert len(events(FORMS["changes"], "x", most_rows=0)) == 0


def test_a_note_off_has_no_velocity_in_its_vector() -> None:
    table = events(FORMS["one note"], "x")
    assert table.velocity.tolist() == [80, 64]
    assert table.vectors[1, 2] == 0


def test_a_file_without_events_has_none() -> None:
    table = events(midi(END), "x")
    assert (len(table), table.num_events, table.vectors.shape) == (0, 0, (0, 5))


def test_what_is_no_midi_is_refused() -> None:
    with pytest.raises(errors.NotMidi):
        events(b"1,2,3", "x")
