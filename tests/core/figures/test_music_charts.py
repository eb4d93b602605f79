"""What may come next rises in pitch, and every racer is drawn over one clock with its name."""

from __future__ import annotations

import numpy as np
import pytest

from core.figures.checks import Level
from core.figures.music_charts import MOST_NEXT, NextNotes, Racer, draw_next_notes, draw_race
from core.figures.style import Axes, look

LOOK = look("light", "en")


def spread(*peaks: int) -> np.ndarray:
    row = np.full(128, 0.001)
    row[list(peaks)] = 0.2
    return row


def test_next_notes_rise_and_hold_what_was_played() -> None:
    following = NextNotes(("0.8", "1.2"), np.array([spread(67, 60), spread(60, 72)]), played=50)
    figure = draw_next_notes(following, Axes(y="Probability"), LOOK)
    assert [list(trace.x) for trace in figure.data] == 2 * [["<b>D3</b>", "C4", "G4", "C5"]]
    assert list(figure.data[1].y) == pytest.approx([0.1, 20, 0.1, 20])
    assert len({trace.marker.pattern.shape for trace in figure.data}) == 2
    assert figure.layout.showlegend


def test_next_notes_are_no_more_than_fit_and_never_none() -> None:
    many = NextNotes(("1.0",), spread(*range(40, 80))[None])
    assert len(draw_next_notes(many, Axes(), LOOK).data[0].x) == MOST_NEXT
    flat = NextNotes(("1.0",), np.full((1, 128), 0.001))
    assert len(draw_next_notes(flat, Axes(), LOOK).data[0].x) == 1


def test_racers_run_over_one_clock_from_their_first_loss() -> None:
    racers = [
        Racer("lstm", np.array([2.0, 10.0, 60.0]), np.array([4.0, 3.0, 2.0])),
        Racer("rnn", np.array([1.0, 30.0]), np.array([4.5, 2.5])),
    ]
    figure = draw_race(racers, Axes(x="s", y="nats"), LOOK, level=Level("Markov", 3.26))
    lstm, rnn = figure.data
    assert lstm.x[-1] == rnn.x[-1] == 60.0
    assert np.isnan(lstm.y[0])
    assert lstm.y[-1] == 2.0
    assert lstm.line.dash != rnn.line.dash
    low, high = figure.layout.yaxis.range
    assert low < 2.0 < 4.5 < high


def test_every_racer_has_its_name_inside_the_axis() -> None:
    clock = np.linspace(1.0, 60.0, 7)
    racers = [
        Racer(name, clock, 1.8 + step / 100 + 2.2 * np.exp(-clock / 12))
        for step, name in enumerate(("lstm", "gru", "rnn", "transformer"))
    ]
    figure = draw_race(racers, Axes(x="s", y="nats"), LOOK, level=Level("Markov", 3.26))
    named = {note.text: note.y for note in figure.layout.annotations if note.yref == "y"}
    assert named.keys() == {"lstm", "gru", "rnn", "transformer", "Markov"}
    low, high = figure.layout.yaxis.range
    assert all(low <= place <= high for place in named.values())
