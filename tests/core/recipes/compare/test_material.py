"""All contenders of a seed are given the same batches, and nobody is given the test sequences."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from core.errors import NeedsData, NotPianoRolls, UnwantedData
from core.recipes.compare.material import TRAINED, TRIED, Material, Reading, fingerprint, stream
from core.recipes.compare.preparing import refuse_unfit, source_of, subject_of
from core.recipes.compare.sets import transposed
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.signals import Signals
from core.recipes.compare.tasks import OWN_DATA, TASKS
from core.runs import Source, keep_blob
from core.vectorizers.signal_tasks import Batch
from tests.cases import CASES, needs_cases

WITHOUT_DATA = [name for name, task in TASKS.items() if not task.wants]


def material(tmp_path: Path, **settings: object) -> Material:
    asked = CompareSettings.from_record(settings)
    return signals(asked, source_of(asked), tmp_path)


def signals(settings: CompareSettings, source: Source, home: Path) -> Material:
    subject = subject_of(settings, source, home)
    assert isinstance(subject, Signals)
    return subject.material


def first(found: Material, count: int = 3, **how: int) -> list[Batch]:
    reading = Reading(**{"seed": 5, "role": TRAINED, "batch_size": 4, **how})
    return list(islice(stream(found.draw, reading), count))


@pytest.mark.parametrize("task", WITHOUT_DATA)
def test_a_seed_has_one_stream_whoever_reads_it(task: str, tmp_path: Path) -> None:
    once, again = (first(material(tmp_path, task=task, seed=seed)) for seed in (0, 9))
    for mine, theirs in zip(once, again, strict=True):
        np.testing.assert_array_equal(mine.inputs, theirs.inputs)
        np.testing.assert_array_equal(mine.targets, theirs.targets)
    assert not np.array_equal(once[0].inputs, once[1].inputs)


def test_other_seeds_and_trials_have_other_streams(tmp_path: Path) -> None:
    found = material(tmp_path)
    seen = {
        fingerprint(iter(first(found, **how)))
        for how in ({}, {"seed": 6}, {"role": TRIED}, {"seed": 6, "role": TRIED})
    }
    assert len(seen) == 4


@pytest.mark.parametrize("task", WITHOUT_DATA)
def test_test_and_validation_sequences_are_not_learnt(task: str, tmp_path: Path) -> None:
    found = material(tmp_path, task=task, length=0 if not TASKS[task].length else 30)
    learnt = {row.tobytes() for batch in first(found, 20) for row in batch.inputs}
    asked = [row.tobytes() for part in (found.validation, found.test) for row in part.inputs]
    assert len(set(asked)) > 0.9 * len(asked)
    assert not learnt & set(asked)


@pytest.mark.parametrize("task", WITHOUT_DATA)
def test_the_baseline_is_known_and_has_learnt_nothing(task: str, tmp_path: Path) -> None:
    found = material(tmp_path, task=task)
    expected = {"adding": (1 / 6, 0.012), "parity": (0.5, 0.02), "copy": (1 / 8, 0.02)}
    middle, room = expected.get(task, (found.baseline, 0.0))
    assert found.baseline == pytest.approx(middle, abs=room)
    assert found.baseline > 0


def test_few_sequences_come_again_and_again(tmp_path: Path) -> None:
    found = material(tmp_path, task="adding", length=10)
    batches = first(found, 40, train_size=10)
    different = {row.tobytes() for batch in batches for row in batch.inputs}
    assert len(different) == 10
    assert all(len(batch) == 4 for batch in batches)


def test_worse_inputs_are_the_same_for_all_and_questions_stay(tmp_path: Path) -> None:
    clean = material(tmp_path, task="sine")
    worse, again = (material(tmp_path, task="sine", noise=0.3, missing=0.2) for _ in range(2))
    np.testing.assert_array_equal(worse.test.inputs, again.test.inputs)
    np.testing.assert_array_equal(worse.test.targets, clean.test.targets)
    assert worse.baseline == clean.baseline
    assert not np.array_equal(worse.test.inputs, clean.test.inputs)
    assert (first(worse)[0].inputs == 0).any()


def test_data_and_task_must_fit(tmp_path: Path) -> None:
    roll = CompareSettings(task="pianoroll")
    with pytest.raises(NeedsData):
        refuse_unfit(source_of(roll), roll)
    kept = Source(name="x.mat", sha256=keep_blob(tmp_path, b"nothing"))
    with pytest.raises(UnwantedData):
        refuse_unfit(kept, CompareSettings())
    with pytest.raises(NotPianoRolls):
        subject_of(roll, kept, tmp_path)


@pytest.mark.parametrize("task", OWN_DATA)
def test_data_of_ones_own_have_a_sample(task: str) -> None:
    settings = CompareSettings(task=task)
    refuse_unfit(source_of(settings), settings)
    assert source_of(settings).sample == TASKS[task].sample


def test_transposing_moves_every_key_alike() -> None:
    roll = np.zeros((3, 88), dtype=np.uint8)
    roll[0, 40] = roll[1, 86] = roll[2, 1] = 1
    assert transposed(roll, 3).nonzero()[1].tolist() == [43, 4]
    assert transposed(roll, -3).nonzero()[1].tolist() == [37, 83]
    np.testing.assert_array_equal(transposed(roll, 0), roll)


@needs_cases
def test_the_published_rolls_ask_for_the_next_step(tmp_path: Path) -> None:
    assert CASES is not None
    data = (CASES / "pianoroll" / "JSB_Chorales.mat").read_bytes()
    source = Source(name="jsb.mat", sha256=keep_blob(tmp_path, data))
    found = signals(CompareSettings(task="pianoroll"), source, tmp_path)
    assert len(found.test) == 77
    after = found.test.counted[:, 1:, None]
    np.testing.assert_array_equal(
        found.test.inputs[:, 1:] * after, found.test.targets[:, :-1] * after
    )
    assert 9 < found.baseline < 20
    batch = found.draw(np.random.default_rng(0), 5)
    assert len(batch) == 5
