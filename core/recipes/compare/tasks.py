"""The tasks of a comparison, as one table: what is asked for, how it is judged, when it is solved.

Conventions: sizes and budgets are those with which a task tells trunks apart in a few minutes on
two cores. A task is *solved* by a seed when its figure on the test sequences is on the good side of
`solved`; a task without that line has no such word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.words import N_

MADE_UP = ""
MAPPINGS: Mapping[str, str] = {
    "one_to_one": N_("One to one"),
    "one_to_many": N_("One to many"),
    "many_to_one": N_("Many to one"),
    "many_to_many": N_("Many to many, in step"),
    "many_to_many_delayed": N_("Many to many, delayed"),
}


@dataclass(frozen=True)
class Metric:
    """A figure of merit: its words, and which way is better."""

    title: str
    higher_is_better: bool = False

    def solved(self, value: float, line: float) -> bool:
        """Tell whether a value is on the good side of a line."""
        return value >= line if self.higher_is_better else value < line


METRICS: Mapping[str, Metric] = {
    "mse": Metric(N_("Mean squared error")),
    "accuracy": Metric(N_("Share right"), higher_is_better=True),
    "nats": Metric(N_("Nats a step")),
    "nats_a_note": Metric(N_("Nats a note")),
}


@dataclass(frozen=True)
class Task:
    """One task and its usual size.

    Attributes
    ----------
    title, about : str
        What the screen calls it, and what has to be done.
    mapping : str
        A key of `MAPPINGS`.
    metric : str
        A key of `METRICS`.
    solved : float or None
    length, shortest, longest : int
        In steps; all 0 where the data have a length of their own.
    parameters : int
    core_seconds : float
        The usual budget.
    batch_size : int
    dropout : float
    longer : tuple of int
        By how much longer sequences are that are asked for as well, once the others are judged.
    looks_back : bool
        Whether the head attends to earlier states, whatever the trunk.
    wants : str
        The kind of data that it is about; empty where it makes its own.
    sample : str
        The built-in data that are taken where none are given; empty where some must be.
    """

    title: str
    about: str
    mapping: str
    metric: str
    solved: float | None
    length: int
    parameters: int
    core_seconds: float
    shortest: int = 2
    longest: int = 2000
    batch_size: int = 32
    dropout: float = 0.0
    longer: tuple[int, ...] = ()
    looks_back: bool = False
    wants: str = MADE_UP
    sample: str = ""


PIANO_ROLL = "pianoroll"
TASKS: Mapping[str, Task] = {
    "adding": Task(
        N_("Adding two numbers"),
        N_("Two of many numbers are marked; say their sum at the end."),
        "many_to_one", "mse", 1e-3, length=100, parameters=6_000, core_seconds=25,
    ),
    "parity": Task(
        N_("Odd or even"),
        N_("Say at every step whether the ones so far are odd in number."),
        "many_to_many", "accuracy", 0.999, length=30, parameters=6_000, core_seconds=6,
        longer=(2, 4, 8),
    ),
    "copy": Task(
        N_("Copy after a pause"),
        N_("Remember ten symbols over a pause, then repeat them."),
        "many_to_many_delayed", "accuracy", 0.99, length=50, parameters=10_000, core_seconds=60,
    ),
    "reverse": Task(
        N_("Say it backwards"),
        N_("Hear some symbols, then say them from the last to the first."),
        "many_to_many_delayed", "accuracy", 0.99, length=10, parameters=10_000, core_seconds=25,
        looks_back=True,
    ),
    "sine": Task(
        N_("A sine wave"),
        N_("Say the next value of a wave of unknown period and height."),
        "many_to_many", "mse", 1e-4, length=50, parameters=6_000, core_seconds=15,
    ),
    "digits": Task(
        N_("Digits row by row"),
        N_("Read a handwritten digit one row at a time; say which it is."),
        "many_to_one", "accuracy", None, length=0, parameters=6_000, core_seconds=8,
    ),
    "digits_pixels": Task(
        N_("Digits pixel by pixel"),
        N_("Read a handwritten digit one pixel at a time; say which it is."),
        "many_to_one", "accuracy", None, length=0, parameters=6_000, core_seconds=15,
    ),
    "drawing": Task(
        N_("Draw a digit"),
        N_("Given which digit, draw it row by row."),
        "one_to_many", "mse", None, length=0, parameters=6_000, core_seconds=8,
    ),
    PIANO_ROLL: Task(
        N_("Piano roll"),
        N_("Say which keys sound at the next step; the published frame-wise benchmark."),
        "many_to_many", "nats", None, length=0, parameters=300_000, core_seconds=110,
        batch_size=16, dropout=0.3, wants=N_("a .mat file of piano rolls"),
    ),
    "forecast": Task(
        N_("Your own table"),
        N_("Forecast a column of a table, as the forecast page does."),
        "many_to_one", "mse", None, length=60, parameters=10_000, core_seconds=20,
        shortest=4, longest=512, batch_size=16, wants=N_("a table"), sample="sp500",
    ),
    "music": Task(
        N_("Your own music"),
        N_("Say the next note of a corpus, as the music page does."),
        "many_to_many", "nats_a_note", None, length=0, parameters=150_000, core_seconds=60,
        dropout=0.2, wants=N_("files of music"), sample="chorales",
    ),
    "images": Task(
        N_("Your own pictures"),
        N_("Read pictures patch by patch and say what they show, as the pictures page does."),
        "many_to_one", "accuracy", None, length=0, parameters=20_000, core_seconds=25,
        dropout=0.1, wants=N_("labelled pictures"), sample="digits",
    ),
}  # fmt: skip
OWN_DATA = ("forecast", "music", "images")
TASK_WORDS: Mapping[str, str] = {name: task.title for name, task in TASKS.items()}
PUBLISHED: Mapping[tuple[int, int, int], Mapping[str, float]] = {
    (229, 76, 77): {"rnn": 8.91, "gru": 8.43, "lstm": 8.45, "tcn": 8.10},  # JSB chorales
    (694, 173, 170): {"rnn": 4.05, "gru": 3.46, "lstm": 3.29, "tcn": 3.07},  # Nottingham
}
"""Nats a step on published piano rolls, told by how many pieces are learnt, choose and judge.

Bai, Kolter and Koltun (2018), arXiv 1803.01271, Table 1.
"""
