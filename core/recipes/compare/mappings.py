"""The five ways from a sequence to a sequence, each with a task, its shapes and a ten-second run.

One to one needs no trunk, for a single step has nothing before it, and is learnt in a moment; the
others learn as specimens. What a run shows are answers to sequences that it was not taught with.

Shape letters: B sequences of T steps, N of them kept, F numbers a step, K numbers or classes asked
for, D the width of a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from core.models import initialise
from core.recipes.compare.insides import answers_of, model_of
from core.recipes.compare.specimens import Specimen, SpecimenSettings
from core.training.devices import generator, one_thread
from core.words import N_

RUN_SECONDS = 8.0
ONE_TO_ONE = "one_to_one"
NUM_DIGITS = 10


@dataclass(frozen=True)
class Way:
    """One mapping.

    Attributes
    ----------
    arrow : str
        How many steps go in and come out: “n → 1”.
    example : str
    task, trunk : str
        Keys of `TASKS` and of `CONTENDERS`; empty for one to one.
    length : int
        Of the task; 0 where it has its own.
    shapes : tuple of str
        Of what goes in and of what comes out.
    code : str
        The same in PyTorch, from `x` to `answer`.
    """

    arrow: str
    example: str
    task: str
    trunk: str
    length: int
    shapes: tuple[str, str]
    code: str


WAYS: Mapping[str, Way] = {
    "one_to_one": Way(
        "1 → 1",
        N_("A number in, a number out: one step has nothing before it, so no trunk is needed."),
        "", "", 0, ("(B, 1)", "(B, 1)"),
        "layers = [nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1)]\n"
        "net = nn.Sequential(*layers)\n"
        "answer = net(x)",
    ),
    "one_to_many": Way(
        "1 → n",
        N_("A label in, a drawing out: each row that is drawn goes in again with the label."),
        "drawing", "gru", 0, ("(B, 10)", "(B, 8, 8)"),
        "trunk, head = nn.GRU(10 + 8, 40, batch_first=True), nn.Linear(40, 8)\n"
        "row, state, rows = torch.zeros(len(x), 8), None, []\n"
        "for _ in range(8):\n"
        "    step = torch.cat([x, row], dim=-1)[:, None]\n"
        "    states, state = trunk(step, state)\n"
        "    row = head(states[:, -1])\n"
        "    rows.append(row)\n"
        "answer = torch.stack(rows, dim=1)",
    ),
    "many_to_one": Way(
        "n → 1",
        N_("Many numbers in, one sum out: the state after the last step answers."),
        "adding", "gru", 30, ("(B, T, 2)", "(B, 1)"),
        "trunk, head = nn.GRU(2, 43, batch_first=True), nn.Linear(43, 1)\n"
        "states, _ = trunk(x)\n"
        "answer = head(states[:, -1])",
    ),
    "many_to_many": Way(
        "n → n",
        N_("Bits in, odd or even out: the state after every step answers for that step."),
        "parity", "gru", 30, ("(B, T, 1)", "(B, T, 2)"),
        "trunk, head = nn.GRU(1, 43, batch_first=True), nn.Linear(43, 2)\n"
        "states, _ = trunk(x)\n"
        "answer = head(states)",
    ),
    "many_to_many_delayed": Way(
        "n → n",
        N_("All symbols in, then out backwards: attention looks each of them up again."),
        "reverse", "gru", 10, ("(B, 2T, 9)", "(B, T, 8)"),
        "trunk, half = nn.GRU(9, 40, batch_first=True), x.shape[1] // 2\n"
        "states, _ = trunk(x)\n"
        "heard, asked = states[:, :half], states[:, half:]\n"
        "query, key = nn.Linear(40, 40, bias=False), nn.Linear(40, 40, bias=False)\n"
        "weights = (query(asked) @ key(heard).mT / 40**0.5).softmax(dim=-1)\n"
        "answer = nn.Linear(80, 8)(torch.cat([asked, weights @ heard], dim=-1))",
    ),
}  # fmt: skip


def run_settings(way: Way) -> SpecimenSettings:
    """Return what the ten-second run of a mapping learns; not for one to one."""
    return SpecimenSettings(
        task=way.task,
        length=way.length,
        trunks=(way.trunk,),
        budget_unit="core_seconds",
        budget_amount=RUN_SECONDS,
        seeds=1,
    )


class Fitted(NamedTuple):
    """What one to one learnt: places, what is right there, what is said, each of shape (N,)."""

    places: np.ndarray
    wanted: np.ndarray
    said: np.ndarray

    @property
    def error(self) -> float:
        """The mean squared error."""
        return float(np.square(self.said - self.wanted).mean())


def fit_one_to_one(num_updates: int = 600, seed: int = 0) -> Fitted:
    """Learn a wave, number by number, in a moment."""
    chance = generator(seed)
    with one_thread():
        net = nn.Sequential(
            nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1)
        )
        initialise(net, chance)
        optimiser = torch.optim.Adam(net.parameters(), lr=0.02)
        for _ in range(num_updates):
            x_B1 = 2 * torch.rand(64, 1, generator=chance) - 1
            loss = (net(x_B1) - _wave(x_B1)).square().mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        places = torch.linspace(-1, 1, 81)[:, None]
        with torch.no_grad():
            said = net(places)
    return Fitted(*(one[:, 0].numpy() for one in (places, _wave(places), said)))


def _wave(x: Tensor) -> Tensor:
    return torch.sin(2 * torch.pi * x)


class Told(NamedTuple):
    """One sequence: what was asked for at its counted steps, and what was answered.

    Both of shape (M,) for classes, (M, K) for values and bits.
    """

    wanted: np.ndarray
    said: np.ndarray


def told(specimen: Specimen, sequence: int) -> Told:
    """Return what a specimen answers to one of its kept sequences, where answers count."""
    counted = specimen.counted[sequence]
    said = answers_of(specimen)[sequence]
    return Told(specimen.targets[sequence][counted], said[counted])


def heard(specimen: Specimen, sequence: int) -> np.ndarray:
    """Return the symbols of a kept sequence of “reverse” from 1 on, shape (T,), empty steps out."""
    shown = specimen.inputs[sequence].argmax(axis=-1)
    return np.asarray(shown[shown > 0])


def draw_digits(specimen: Specimen) -> np.ndarray:
    """Return every digit as a specimen of “drawing” draws it, told no row but its own.

    Returns
    -------
    numpy.ndarray, float32, shape (10, 8, 8)
    """
    model = model_of(specimen)
    height, width = specimen.targets.shape[1:]
    named = torch.eye(NUM_DIGITS)
    row_BK, state, rows = torch.zeros(NUM_DIGITS, width), None, []
    with torch.inference_mode():
        for _ in range(height):
            answer = model(torch.cat([named, row_BK], dim=-1)[:, None], state)
            row_BK, state = answer.output[:, -1], answer.state
            rows.append(row_BK)
    return torch.stack(rows, dim=1).numpy()
