"""The experiments behind the claims of the articles: each measures, and says what follows.

A *finding* is an outcome with the figures that were measured, and follows from these alone. Four
experiments take seconds; the one about data is read off studies: `DATA_STUDY` with fewer and fewer
sequences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from core.explain.costs import CostSettings, Learning, costs_by_past, exponent, saved_bytes
from core.explain.flow_settings import FlowSettings, flow_of
from core.models import StartSettings
from core.recipes.compare.machine import machine_of
from core.recipes.compare.result import Machine, Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import WORSE, against_leader, swept
from core.training.devices import generator, one_thread
from core.words import N_, Sentence

HOLDS, PARTLY, FAILS = "holds", "partly", "fails"
FLOW_LENGTH = 100
ABOUT_TEN = (6, 15)
"""What may pass for “about ten steps”."""
LENGTHS = (100, 200, 400, 800)
LINEAR, SQUARE = 1.2, 1.6
"""Exponents: up to the first a cost grows with the length, from the second on with its square."""
PASTS = (10, 100, 1000)
WIDTHS = {"lstm": 72, "transformer": 32}
"""Of the models in use that are held against each other: 23,000 and 26,000 parameters."""
EDGE_LAYERS = {"lstm": 1, "transformer": 2}
SLOWER = 1.1
BYTES = 4
KIB = 2**10


@dataclass(frozen=True)
class Finding:
    """What became of a claim.

    Attributes
    ----------
    claim : str
        A key of `CLAIMS`.
    outcome : str
        `HOLDS`, `PARTLY` (holds only when …) or `FAILS`.
    sentence : Sentence
    figures : mapping of str to float
        What was measured.
    machine : Machine
        Where and when.
    """

    claim: str
    outcome: str
    sentence: Sentence
    figures: Mapping[str, float]
    machine: Machine


def _found(claim: str, outcome: str, sentence: Sentence, figures: Mapping[str, Any]) -> Finding:
    known = {name: float(value) for name, value in figures.items() if value is not None}
    return Finding(claim, outcome, sentence, known, machine_of(()))


def steps_said(lag: int | None) -> Sentence:
    """Return after how many steps a gradient has faded, as part of a sentence."""
    if lag is None:
        return Sentence(N_("at no step of {count}"), {"count": FLOW_LENGTH})
    return Sentence(N_("after {count} steps"), {"count": lag})


def _fades_after(trunk: str, init: str = "default") -> int | None:
    """Return the lag at which what an untrained trunk remembers has faded to a hundredth."""
    start = StartSettings(init=init, memory=FLOW_LENGTH)
    flow = flow_of(FlowSettings(trunk=trunk, length=FLOW_LENGTH), start)
    return flow.first_below(flow.memory)


def find_forgetting() -> Finding:
    """Decide whether a plain RNN forgets after about ten steps, whatever its start."""
    rnn, rnn_orthogonal = _fades_after("rnn"), _fades_after("rnn", "orthogonal")
    untrained = _fades_after("lstm")
    outcome = PARTLY
    if rnn is None or not ABOUT_TEN[0] <= rnn <= ABOUT_TEN[1]:
        outcome = FAILS
    elif rnn_orthogonal is not None and rnn_orthogonal <= ABOUT_TEN[1]:
        outcome = HOLDS
    sentence = Sentence(
        N_(
            "A plain RNN’s gradient falls below a hundredth {plain} at PyTorch’s start, {other}"
            " at an orthogonal one; an untrained LSTM’s {lstm}."
        ),
        {
            "plain": steps_said(rnn),
            "other": steps_said(rnn_orthogonal),
            "lstm": steps_said(untrained),
        },
    )
    figures = {"rnn": rnn, "rnn_orthogonal": rnn_orthogonal, "lstm": untrained}
    return _found("forgetting", outcome, sentence, figures)


def find_cure() -> Finding:
    """Decide whether an LSTM keeps its gradient, and whether it does so from the start."""
    starts = ("default", "forget_bias", "chrono")
    fades = {start: _fades_after("lstm", start) for start in starts}
    best = fades["chrono"]
    outcome = PARTLY
    if fades["default"] is None:
        outcome = HOLDS
    elif best is not None and best <= ABOUT_TEN[1]:
        outcome = FAILS
    sentence = Sentence(
        N_(
            "The cell’s gradient falls below a hundredth {default} at PyTorch’s start,"
            " {forget_bias} with a forget bias of 1, {chrono} with the chrono start: the gates"
            " must begin open, or learn to."
        ),
        {start: steps_said(lag) for start, lag in fades.items()},
    )
    return _found("cure", outcome, sentence, fades)


def _saved_exponent(kernel: str) -> float:
    settings = CostSettings(trunk="transformer", kernel=kernel, hidden_size=32, batch_size=1)
    trunk = settings.new_trunk()
    saved = []
    with one_thread():
        for length in LENGTHS:
            x_BTD = torch.randn(1, length, trunk.input_width, generator=generator(length))
            forward = Learning(trunk, x_BTD, settings.is_explicit).forward
            saved.append(saved_bytes(forward, trunk))
    return exponent(LENGTHS, saved)


def find_square() -> Finding:
    """Decide whether what attention keeps in memory grows with the square of the length."""
    powers = {kernel: _saved_exponent(kernel) for kernel in ("explicit", "fused")}
    outcome = PARTLY
    if powers["fused"] >= SQUARE:
        outcome = HOLDS
    elif powers["explicit"] <= LINEAR:
        outcome = FAILS
    sentence = Sentence(
        N_("Exponent {explicit} with attention written out, {fused} with the fused kernel."),
        {kernel: f"{power:.2f}" for kernel, power in powers.items()},
    )
    return _found("square", outcome, sentence, powers)


def find_edge() -> Finding:
    """Decide whether an LSTM is lighter than a Transformer of its size, one step at a time."""
    costs = {name: _step_costs(name) for name in WIDTHS}
    ratios = [slow / quick for quick, slow in zip(costs["lstm"], costs["transformer"], strict=True)]
    outcome = PARTLY
    if min(ratios) > SLOWER:
        outcome = HOLDS
    elif max(ratios) < SLOWER:
        outcome = FAILS
    carried = 2 * WIDTHS["lstm"] * BYTES
    grown = 2 * EDGE_LAYERS["transformer"] * WIDTHS["transformer"] * BYTES * PASTS[-1]
    sentence = Sentence(
        N_(
            "After {past} steps, one more takes the Transformer {ratio} times as long as the LSTM,"
            " after {short} steps {least} times; it carries {grown:,} KiB, the LSTM {carried:.1f}."
        ),
        {
            "past": f"{PASTS[-1]:,}",
            "ratio": f"{ratios[-1]:.1f}",
            "short": PASTS[0],
            "least": f"{ratios[0]:.1f}",
            "grown": round(grown / KIB),
            "carried": carried / KIB,
        },
    )
    named = zip(PASTS, ratios, strict=True)
    figures = {f"ratio_after_{past}": ratio for past, ratio in named}
    return _found("edge", outcome, sentence, {**figures, "carried_kib": grown / KIB})


def _edge_settings(trunk: str) -> CostSettings:
    return CostSettings(
        trunk=trunk, hidden_size=WIDTHS[trunk], num_layers=EDGE_LAYERS[trunk], batch_size=1
    )


def _step_costs(trunk: str) -> list[float]:
    """Return the milliseconds of one more step after each of `PASTS`."""
    return [cost.milliseconds for cost in costs_by_past(_edge_settings(trunk), PASTS)]


DATA_STUDY = CompareSettings(task="digits", trunks=("lstm", "transformer"), seeds=3)
"""Who learns digits from ever fewer pictures, for the claim about data."""


def data_studies() -> list[CompareSettings]:
    """Return the studies that decide the claim about data."""
    return swept(DATA_STUDY, "train_size")


def find_data(results: Sequence[Result]) -> Finding | None:
    """Decide whether a Transformer needs hundreds of thousands of sequences.

    Parameters
    ----------
    results : sequence of Result
        Of `data_studies`, in any order; None is decided by fewer than all.
    """
    by_size = {int(one.settings["train_size"]): one for one in results if one.complete}
    sizes = [one.train_size for one in data_studies()]
    if not all(size in by_size for size in sizes):
        return None
    beaten = [
        size
        for size in sizes
        if against_leader("transformer", "lstm", by_size[size].pairs) == WORSE
    ]
    last = max(beaten, default=0)
    after = [size for size in sizes if size > last]
    figures = {f"{name}_{size}": mean for size in sizes for name, mean in _means(by_size[size])}
    if not after:
        words = N_("On digits the LSTM is better with up to {behind} pictures, the most tried.")
        return _found("data", HOLDS, Sentence(words, {"behind": last}), figures)
    words = N_("On digits the LSTM is shown better with no number of pictures, {enough} or more.")
    if beaten:
        words = N_("On digits the LSTM is better with {behind} pictures, from {enough} on no more.")
    return _found("data", FAILS, Sentence(words, {"enough": after[0], "behind": last}), figures)


def _means(result: Result) -> list[tuple[str, float]]:
    return [(row.name, row.mean) for row in result.rows if row.mean is not None]
