"""`memory`: what learning keeps and takes as sequences grow, and what one more step takes."""

from __future__ import annotations

import argparse
from typing import Any

from core.cli.knob_options import add_knobs, given_knobs
from core.errors import OutOfRange, TooMuchKept, WrongType
from core.explain.costs import CostSettings, costs_by_length, costs_by_past, exponent
from core.explain.kernels import kernel, kernel_in_use
from core.models.costs import num_flops_a_step, num_parameters
from core.words import N_, Sentence

SHORTEST, LONGEST = 2, 10_000
LIMIT_MIB = 8192
SEVERAL_LENGTHS = Sentence(N_("two or more whole numbers with commas between"))
MIB = 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whose costs are measured, and at which lengths."""
    parser.add_argument(
        "--lengths",
        default="100,400,1600",
        metavar="N,N,…",
        help=f"lengths of the sequences, {SHORTEST} to {LONGEST}, two or more",
    )
    add_knobs(parser, CostSettings)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure, and return the contract's object with times and steps of use beside."""
    settings = CostSettings.from_record(given_knobs(arguments))
    lengths = _lengths(arguments.lengths)
    _refuse_what_does_not_fit(settings, lengths[-1])
    trunk = settings.new_trunk()
    costs = costs_by_length(settings, lengths)
    steps = costs_by_past(settings, lengths)
    with kernel(settings.kernel):
        used = kernel_in_use(trunk, explicit=settings.is_explicit)
    return {
        "trunk": settings.trunk,
        "kernel": settings.kernel,
        "kernel_in_use": Sentence(used),
        "parameters": num_parameters(trunk),
        "rows": [
            {
                "length": cost.length,
                "saved_bytes": cost.saved_bytes,
                "saved_mib": cost.saved_bytes / MIB,
                "ms": cost.milliseconds,
                "step_ms": step.milliseconds,
                "flops_a_step": num_flops_a_step(trunk, cost.length),
            }
            for cost, step in zip(costs, steps, strict=True)
        ],
        "exponent": exponent(lengths, [cost.saved_bytes for cost in costs]),
        "exponent_ms": exponent(lengths, [cost.milliseconds for cost in costs]),
        "exponent_step_ms": exponent(lengths, [step.milliseconds for step in steps]),
    }


def _lengths(words: str) -> list[int]:
    """Return the lengths that a list names, rising.

    Raises
    ------
    WrongType
        If they are not at least two different whole numbers.
    OutOfRange
        If one of them is too small or too large.
    """
    try:
        lengths = sorted({int(word) for word in words.split(",")})
    except ValueError:
        lengths = []
    if len(lengths) < 2:
        raise WrongType(setting="lengths", value=words[:40], kind=SEVERAL_LENGTHS)
    for length in lengths:
        if not SHORTEST <= length <= LONGEST:
            raise OutOfRange(setting="lengths", value=length, low=SHORTEST, high=LONGEST)
    return lengths


def _refuse_what_does_not_fit(settings: CostSettings, length: int) -> None:
    """Refuse weights of attention that would fill the computer's memory.

    Raises
    ------
    TooMuchKept
        If they alone are larger than the limit.
    """
    kept = settings.attention_bytes(length) / MIB
    if kept > LIMIT_MIB:
        raise TooMuchKept(length=length, kept_mib=kept, limit_mib=LIMIT_MIB)
