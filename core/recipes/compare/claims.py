"""What articles say of recurrent nets and Transformers, each sentence put to the test here.

A *claim* is a sentence and the experiment that decides it: it holds, holds only when something is
added to it, or does not hold. What was found when the program was shipped is kept with it; every
experiment can be repeated where it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.recipes.compare.evidence import (
    Finding,
    data_studies,
    find_cure,
    find_edge,
    find_forgetting,
    find_square,
)
from core.recipes.compare.showing import seconds_of
from core.recipes.packing import pack, unpack
from core.recipes.shelf import SHIPPED
from core.runs import load_artifact
from core.training.progress import Artifact
from core.words import N_

KIND = "compare-claims"


@dataclass(frozen=True)
class Claim:
    """A sentence of the articles and how it is decided.

    Attributes
    ----------
    quote, experiment : str
    find : callable or None
        Decides it in seconds; None for what needs studies.
    seconds : float
        About how long `find` takes.
    """

    quote: str
    experiment: str
    find: Callable[[], Finding] | None = None
    seconds: float = 0.0

    def seconds_here(self, num_cores: int) -> float:
        """Return about how long it takes to decide it again."""
        if self.find is not None:
            return self.seconds
        return sum(seconds_of(study, num_cores) or 0.0 for study in data_studies())


CLAIMS: Mapping[str, Claim] = {
    "forgetting": Claim(
        N_("RNNs forget after about ten steps."),
        N_("The gradient of the last state, step by step back, before anything is learnt."),
        find_forgetting,
        2,
    ),
    "data": Claim(
        N_("Transformers need hundreds of thousands of samples."),
        N_("Digits, row by row, from ever fewer pictures: LSTM against Transformer, 3 seeds."),
    ),
    "square": Claim(
        N_("Attention’s memory grows with the square of the length."),
        N_("What learning keeps of one sequence, counted to the byte, with both kernels."),
        find_square,
        1,
    ),
    "cure": Claim(
        N_("The LSTM cures forgetting."),
        N_("The gradient of its cell, step by step back, with three ways to begin."),
        find_cure,
        1,
    ),
    "edge": Claim(
        N_("LSTMs suit small devices."),
        N_("One more step in use after a short and a long past, both with about 25,000 weights."),
        find_edge,
        1,
    ),
}


def pack_findings(findings: Sequence[Finding]) -> Artifact:
    """Return the artifact of some findings."""
    arrays: dict[str, Any] = {}
    return Artifact({"kind": KIND, "findings": pack(list(findings), arrays)}, arrays)


@cache
def shipped_findings() -> Mapping[str, Finding]:
    """Return the findings that are shipped, by claim.

    Raises
    ------
    NoArtifact
        If none are.
    DamagedArtifact
        If what is there was changed.
    """
    artifact = load_artifact(SHIPPED / KIND)
    found: tuple[Finding, ...] = unpack(
        tuple[Finding, ...], artifact.record["findings"], artifact.arrays
    )
    return {one.claim: one for one in found}
