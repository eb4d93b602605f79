"""A training that was killed and resumed ends as if it had never stopped, to the last bit."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.models import MODELS
from core.training.checkpoints import Checkpoint
from core.training.loop import FitSettings, fit
from core.training.progress import Epoch
from tests.core.training.example import (
    SETTINGS,
    Worsens,
    example,
    new_model,
    shuffling,
    weights,
)

ROOT = Path(__file__).resolve().parents[3]


def trained(
    trunk: str = "lstm", settings: FitSettings = SETTINGS, kept: Checkpoint | None = None
) -> tuple[Tensor, list[Epoch]]:
    model = new_model(trunk)
    said = fit(model, example(), settings, generator=shuffling(), checkpoint=kept)
    epochs = [replace(e, steps_per_second=0.0) for e in said if isinstance(e, Epoch)]
    return weights(model), epochs


@pytest.mark.parametrize("trunk", MODELS)
@pytest.mark.parametrize("schedule", ["cosine", "plateau"])
def test_closed_in_mid_epoch_and_resumed_twice(tmp_path: Path, trunk: str, schedule: str) -> None:
    settings = replace(SETTINGS, schedule=schedule, patience=3, min_gain=1e-3)
    for until in (2, 4):
        kept = Checkpoint(tmp_path / "fit.pt", seconds_between=0)
        task = example()
        fitting = fit(new_model(trunk), task, settings, generator=shuffling(), checkpoint=kept)
        for said in fitting:
            if isinstance(said, Epoch) and said.epoch == until:
                break
        fitting.close()
    last = Checkpoint(tmp_path / "fit.pt")
    final, epochs = trained(trunk, settings, last)
    expected, whole = trained(trunk, settings)
    assert torch.equal(final, expected)
    assert epochs == whole


def test_two_power_cuts_and_a_resume(tmp_path: Path) -> None:
    path = tmp_path / "fit.pt"
    for steps in ("13", "9"):  # in the middle of the third epoch, then of the fourth
        command = [sys.executable, "-m", "tests.core.training.example", str(path), steps]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
        assert path.exists()
    assert torch.equal(trained(kept=Checkpoint(path))[0], trained()[0])


def test_a_fit_that_had_ended_is_told_again_without_training(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "fit.pt")
    first, model = trained(kept=kept), new_model()
    doomed = replace(example(), deadly_step=1)  # any step would end this process
    said = list(fit(model, doomed, SETTINGS, generator=shuffling(), checkpoint=kept))
    assert torch.equal(weights(model), first[0])
    assert [replace(e, steps_per_second=0.0) for e in said if isinstance(e, Epoch)] == first[1]


def test_the_shuffling_generator_ends_where_it_would_have(tmp_path: Path) -> None:
    kept, whole, again = Checkpoint(tmp_path / "fit.pt"), shuffling(), shuffling()
    list(fit(new_model(), example(), SETTINGS, generator=whole, checkpoint=kept))
    list(fit(new_model(), example(), SETTINGS, generator=again, checkpoint=kept))
    assert torch.equal(whole.get_state(), again.get_state())


def test_the_best_weights_are_remembered_over_a_resume(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "fit.pt", seconds_between=0)
    untrained = weights(new_model())
    for until in (2, 50):  # validation is best before any training
        model, task = new_model(), Worsens(example().x, example().y, num_judged=until)
        fitting = fit(model, task, SETTINGS, generator=shuffling(), checkpoint=kept)
        for said in fitting:
            if isinstance(said, Epoch) and said.epoch == until:
                break
        fitting.close()
    assert torch.equal(weights(model), untrained)


def test_a_refit_resumes_too(tmp_path: Path) -> None:
    kept, whole = Checkpoint(tmp_path / "fit.pt", seconds_between=0), new_model()
    fitting = fit(
        new_model(), example(), SETTINGS, generator=shuffling(), stop_after=4, checkpoint=kept
    )
    next(fitting)
    fitting.close()
    resumed = new_model()
    list(fit(resumed, example(), SETTINGS, generator=shuffling(), stop_after=4, checkpoint=kept))
    list(fit(whole, example(), SETTINGS, generator=shuffling(), stop_after=4))
    assert torch.equal(weights(resumed), weights(whole))
