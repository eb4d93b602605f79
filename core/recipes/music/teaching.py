"""The steps of a training: read, learn, judge; each says where it is.

Conventions: learning is the part that the clock of the settings measures; reading before it and
judging after it have a small share of the whole each.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import torch

from core.metrics.copying import CopyIndex
from core.models import SequenceModel
from core.recipes.music import judging, verdict
from core.recipes.music.corpus import Corpus, read_corpus
from core.recipes.music.keeping import pack_model
from core.recipes.music.learning import new_model, task_of
from core.recipes.music.planning import Plan
from core.recipes.music.result import Learnt, Read, Result, Verdict
from core.recipes.music.settings import MusicSettings
from core.recipes.music.stream import measure
from core.runs import Source, Work
from core.training.checkpoints import Checkpoint
from core.training.loop import fit
from core.training.progress import Epoch, Tick, by_the_clock
from core.vectorizers import corpora
from core.vectorizers.notes import FIELDS

LEARNING = 0.93
"""The share of the whole that learning is."""
SECONDS_BETWEEN_PUBLISHED = 5.0

Telling = Generator[Epoch | Tick, None, None]


@dataclass(frozen=True, eq=False)
class Taught:
    """A fitted model and how it went."""

    model: SequenceModel
    learnt: Learnt


def reading(source: Source, home: Path) -> Generator[Tick, None, Corpus]:
    """Read the corpus; a built-in one that was never read before takes some seconds.

    Raises
    ------
    SeqLabError
        If there is nothing in it to learn from.
    """
    yield Tick()
    if source.sample is not None:
        for _ in corpora.loading(source.sample, home):
            yield Tick()
    return read_corpus(source, home)


def teach(plan: Plan, settings: MusicSettings, work: Work) -> Generator[Epoch | Tick, None, Taught]:
    """Fit a new model for as long as the settings say; publish it whenever it got better."""
    model = new_model(plan.vocabulary, settings, work.device)
    task = task_of(plan, settings, work.device)
    markov = plan.markov()
    publisher = _Publisher(plan, settings, work, model, markov)
    generator = torch.Generator().manual_seed(settings.seed)
    checkpoint = Checkpoint(work.folder / "music.pt", seconds_between=3.0)
    fitting = fit(model, task, settings.fit_settings(), generator=generator, checkpoint=checkpoint)
    last: Epoch | None = None
    try:
        while True:
            told = next(fitting)
            if isinstance(told, Epoch):
                last = replace(by_the_clock(told), reference_loss=markov)
                publisher.hear(last)
                told = last
            yield replace(told, fraction=LEARNING * told.fraction)
    except StopIteration as end:
        fitted = end.value
    finally:
        fitting.close()
    by_field = measure(model, task.held_out_VF) if len(task.held_out_VF) else None
    learnt = Learnt(
        train=last.train_loss if last else None,
        validation=None if by_field is None else float(by_field.sum()),
        by_field={} if by_field is None else dict(zip(FIELDS, by_field.tolist(), strict=True)),
        markov=markov,
        uniform=judging.uniform_nats(plan.vocabulary),
        notes_per_second=publisher.notes_per_second,
        seconds=fitted.seconds,
        epochs=fitted.epochs,
        best_epoch=fitted.best_epoch,
        num_weights=sum(weight.numel() for weight in model.parameters()),
    )
    return Taught(model, learnt)


def judged(plan: Plan, taught: Taught, settings: MusicSettings) -> Generator[Tick, None, Result]:
    """Make pieces, hold them between shuffled and real music, and measure what was copied."""
    yield Tick(LEARNING)
    if not plan.held_out:
        return result_of(plan, settings, taught.learnt, verdict.too_little(plan.num_train_notes))
    made = judging.sample(taught.model, plan.vocabulary, settings.seed)
    yield Tick(0.96)
    report = judging.report_on(plan, made, settings.seed)
    yield Tick(0.98)
    copying = judging.copying_of(plan, CopyIndex.of(plan.train), made)
    said = verdict.judge(report, copying)
    bare = result_of(plan, settings, taught.learnt, said)
    return replace(bare, report=report, copying=copying)


def result_of(plan: Plan, settings: MusicSettings, learnt: Learnt, said: Verdict) -> Result:
    """Return what is known before anything was made."""
    corpus = plan.corpus
    pieces = (*plan.train, *plan.held_out)
    num_notes = sum(len(piece) for piece in pieces)
    off_grid = sum(piece.off_grid * len(piece) for piece in pieces) / max(num_notes, 1)
    read = Read(
        num_pieces=len(corpus.scores),
        num_held_out=len(plan.held_out),
        num_notes=num_notes,
        num_tracks=len(plan.vocabulary.slots),
        off_grid=off_grid,
        refused=tuple(file.name for file in corpus.refused),
        licence=corpus.licence,
    )
    return Result(corpus.name, settings.record(), read, learnt, None, None, said)


class _Publisher:
    """Keeps the best model so far where a stopped job finds it, and counts the speed."""

    def __init__(
        self,
        plan: Plan,
        settings: MusicSettings,
        work: Work,
        model: SequenceModel,
        markov: float | None,
    ) -> None:
        self.plan, self.settings, self.work, self.model = plan, settings, work, model
        self.markov = markov
        self.published_at = monotonic()
        self.notes_per_second = 0.0

    def hear(self, told: Epoch) -> None:
        """Take in an epoch; publish if it is the best one and the last time is long ago."""
        if told.steps_per_second:
            notes = self.settings.batch_size * self.settings.unroll
            self.notes_per_second = told.steps_per_second * min(notes, self.plan.num_train_notes)
        is_best = told.best_epoch == told.epoch or told.validation_loss is None
        waited = monotonic() - self.published_at
        if told.epoch and is_best and waited >= SECONDS_BETWEEN_PUBLISHED:
            self.published_at = monotonic()
            self.publish(told)

    def publish(self, told: Epoch) -> None:
        """Keep the model as it is now, not judged."""
        learnt = Learnt(
            train=told.train_loss,
            validation=told.validation_loss,
            by_field={},
            markov=self.markov,
            uniform=judging.uniform_nats(self.plan.vocabulary),
            notes_per_second=self.notes_per_second,
            seconds=0.0,
            epochs=told.epoch,
            best_epoch=told.best_epoch,
            num_weights=sum(weight.numel() for weight in self.model.parameters()),
        )
        result = result_of(self.plan, self.settings, learnt, verdict.not_judged())
        self.work.publish(pack_model(self.model, self.plan, result, self.work.source))
