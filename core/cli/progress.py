"""What a command says while it learns: one line on stderr, written over."""

from __future__ import annotations

import sys

from core.training.progress import Epoch, Tick


def tell(progress: Epoch | Tick) -> None:
    """Write how far the training is and how well it does."""
    if isinstance(progress, Epoch):
        place = " · ".join(f"{part.word} {part.number}/{part.total}" for part in progress.parts)
        told = (progress.train_loss, progress.validation_loss)
        losses = " ".join("–" if loss is None else f"{loss:.4g}" for loss in told)
        line = f"\r{progress.fraction:4.0%} {place} · epoch {progress.epoch} · {losses}"
        sys.stderr.write(f"{line:<79}")
        sys.stderr.flush()
