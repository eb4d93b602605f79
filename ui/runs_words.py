"""What a run is called in a list of runs: its model, its figure and its verdict, in few words.

Runs of every kind stand in one table, so each is said by what its own page leads with.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from core.errors import SeqLabError
from core.metrics import wording
from core.models import TRUNK_WORDS
from core.recipes import compare, images, music
from core.recipes.images.settings import MODELS
from core.recipes.images.verdict import RIVALS
from core.runs import Run, run_store
from core.training.progress import Artifact
from core.words import N_, Sentence
from ui.compare_runs import contenders_of, figure_of, task_of
from ui.i18n import NOTHING, _, number, say

REMEMBERED = 256
CONVOLUTIONS = ("cnn", "resnet18")  # which have channels, and no hidden size
FIGURES: Mapping[str, tuple[str, int]] = {  # the metric a run is told by: words, digits
    "mae": (N_("MAE {value}"), 2),
    "validation_nats_per_note": (N_("{value} nats a note"), 3),
    "test_accuracy": (N_("accuracy {value}"), 3),
}
OUTCOMES: Mapping[str, str] = {
    "beats": N_("beats {rival}"),
    "ties": N_("ties with {rival}"),
    "worse": N_("worse than {rival}"),
    "too_little_data": N_("too little data"),
    "close": N_("close to real music"),
    "part": N_("part of the way to real music"),
    "far": N_("far from real music"),
    "copies": N_("copies more than real music"),
    "by_heart": N_("plays it by heart"),
    "not_judged": N_("not judged"),
    "apart": N_("some solve it"),
    "all": N_("all solve it"),
    "mixed": N_("solved now and then"),
    "none": N_("nobody solves it"),
    "best": N_("one is better"),
    "together": N_("a leading group"),
    "tie": N_("no difference shown"),
    "alone": N_("nothing to compare with"),
    "unfinished": N_("stopped early"),
}


def model_of(run: Run) -> str:
    """Return the models a run learnt and their size: "LSTM 64", "6 contenders"."""
    if run.opening.kind == compare.KIND:
        return contenders_of(run)
    given = run.settings.get("model", run.settings.get("trunk", []))
    names = [given] if isinstance(given, str) else list(given)
    size = None if names and names[0] in CONVOLUTIONS else run.settings.get("hidden_size")
    titles = [MODELS.get(name, TRUNK_WORDS.get(name, name)) for name in names]
    said = ", ".join(_(title) for title in titles)
    return f"{said} {size}" if size and said else said or NOTHING


def data_of(run: Run) -> str:
    """Return what a run learnt from: a file, a collection, a task."""
    return task_of(run) if run.opening.kind == compare.KIND else run.opening.source.name


def result_of(run: Run) -> str:
    """Return the figure a run is told by: "MAE 0.0031", "1.81 nats a note", "best 0.0003"."""
    if run.opening.kind == compare.KIND:
        return figure_of(run)
    for metric, (words, digits) in FIGURES.items():
        if metric in run.metrics:
            return _(words).format(value=number(run.metrics[metric], digits))
    return NOTHING


def verdict_of(run: Run) -> str:
    """Return the verdict on a run in a few words."""
    outcome, reference = _verdict(run_store().home, run.id, run.opening.kind, str(run.status))
    template = OUTCOMES.get(outcome)
    if template is None:
        return NOTHING
    rival = Sentence(RIVALS[reference]) if reference in RIVALS else wording.rival(reference)
    return _(template).format(rival=say(rival) if isinstance(rival, Sentence) else rival)


@lru_cache(maxsize=REMEMBERED)
def _verdict(home: Path, run: str, kind: str, _status: str) -> tuple[str, str]:
    """Return the outcome and the reference it was held against; "" for none."""
    try:
        artifact = run_store(home).artifact(run)
        return VERDICTS.get(kind, _of_contract)(artifact)
    except SeqLabError:  # no result, or one that was changed: its page says which
        return "", ""


def _of_contract(artifact: Artifact) -> tuple[str, str]:
    contract = artifact.record.get("contract", {})
    verdict = contract.get("verdict")
    outcome = verdict.get("outcome") if isinstance(verdict, dict) else None
    return str(outcome), str(contract.get("reference", ""))


def _of_music(artifact: Artifact) -> tuple[str, str]:
    return music.use(artifact).verdict.outcome, ""


def _of_images(artifact: Artifact) -> tuple[str, str]:
    result = images.use(artifact)
    return result.verdict.outcome, result.judged.rival if result.judged else ""


def _of_study(artifact: Artifact) -> tuple[str, str]:
    return str(artifact.record.get("contract", {}).get("outcome")), ""


VERDICTS = {music.KIND: _of_music, images.KIND: _of_images, compare.KIND: _of_study}
