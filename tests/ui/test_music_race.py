"""The race of trunks: who counts as an entrant, and what the standings say."""

from __future__ import annotations

from typing import Any

import pytest

from core.recipes.music.settings import MusicSettings
from core.runs import Opening, Run, Source, State
from ui.music_choice import Chosen
from ui.music_race import Race, entrants_of, race_title

SOURCE = Source("one.mid", sha256="1" * 64)
SETTINGS = MusicSettings(hidden_size=48, seconds=20)


def run(
    name: str, trunk: str, status: State = State.DONE, source: Source = SOURCE, **knobs: Any
) -> Run:
    settings = {**SETTINGS.record(), "trunk": trunk, **knobs}
    opening = Opening("music", source.name, source, settings, "")
    metrics = {"validation_nats_per_note": 2.0} if status == State.DONE else {}
    return Run(name, opening, status, 0.0, 25.0, metrics)


def test_of_each_trunk_the_newest_finished_run_counts() -> None:
    runs = [
        run("e", "gru", State.RUNNING),
        run("d", "gru"),
        run("c", "lstm"),
        run("b", "gru"),
        run("a", "rnn", State.CANCELLED),
    ]
    race = Race(Chosen(SOURCE), SETTINGS)
    found = entrants_of(race, runs)
    assert {trunk: one.id for trunk, one in found.items()} == {"lstm": "c", "gru": "d"}


@pytest.mark.parametrize(
    "other",
    [
        run("x", "lstm", seconds=21),
        run("x", "lstm", hidden_size=64),
        run("x", "lstm", source=Source("one.mid", sha256="2" * 64)),
        run("x", "lstm", source=Source("Bach chorales", sample="chorales")),
        run("x", "a trunk of later days"),
    ],
)
def test_other_knobs_other_seconds_and_other_music_are_another_race(other: Run) -> None:
    assert not entrants_of(Race(Chosen(SOURCE), SETTINGS), [other])


def test_a_file_under_another_name_is_the_same_music() -> None:
    renamed = Source("two.mid", sha256=SOURCE.sha256)
    race = Race(Chosen(SOURCE), SETTINGS)
    assert list(entrants_of(race, [run("x", "rnn", source=renamed)])) == ["rnn"]


def test_the_title_follows_from_the_numbers() -> None:
    nats = {"LSTM": 1.817, "GRU": 1.792, "RNN": 1.83}
    assert race_title(nats) == "GRU costs least: 1.79 nats a note, the next 1.82"
    assert race_title({"LSTM": 1.7921, "GRU": 1.7919}).startswith("The best two pay the same: 1.79")
