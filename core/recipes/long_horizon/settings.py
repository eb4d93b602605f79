"""The knobs of the long-horizon protocol, with the defaults that reached 0.36 on ETTh1-96."""

from __future__ import annotations

from dataclasses import dataclass

from core.knobs import Settings, number, several
from core.models import TRUNK_WORDS
from core.training.loop import FitSettings
from core.words import N_


@dataclass(frozen=True)
class LongHorizonSettings(Settings):
    """Every column, many steps ahead, on the literature's fixed split."""

    model: tuple[str, ...] = several(("lstm",), TRUNK_WORDS, label=N_("Model"))
    horizon: int = number(96, low=1, high=720, label=N_("Horizon, steps"))
    context_length: int = number(96, low=8, high=720, label=N_("Context length, steps"))
    segment_length: int = number(
        24,
        low=1,
        high=96,
        label=N_("Segment length, steps"),
        help=N_("So many steps are read as one vector; the oldest that fill none are left out."),
    )
    hidden_size: int = number(128, low=8, high=512, step=8, label=N_("Hidden size"))
    seeds: int = number(3, low=1, high=10, label=N_("Random seeds"))
    ridge_context: int = number(
        336,
        low=8,
        high=720,
        label=N_("Context length of ridge"),
        help=N_(
            "Ridge is the baseline that is hard to beat here; it profits from a longer look, "
            "as far as the rows allow one."
        ),
        advanced=True,
    )
    seed: int = number(0, low=0, high=999_999, label=N_("First random seed"), advanced=True)
    dropout: float = number(0.3, low=0.0, high=0.8, step=0.05, label=N_("Dropout"), advanced=True)
    learning_rate: float = number(
        2e-3, low=1e-5, high=0.1, step=1e-4, label=N_("Learning rate"), advanced=True
    )
    weight_decay: float = number(
        1e-4, low=0.0, high=0.1, step=1e-4, label=N_("Weight decay"), advanced=True
    )
    max_grad_norm: float = number(
        1.0, low=0.01, high=100.0, step=0.1, label=N_("Gradient clipping"), advanced=True
    )
    batch_size: int = number(512, low=16, high=4096, label=N_("Batch size"), advanced=True)
    max_epochs: int = number(4, low=1, high=100, label=N_("Most epochs"), advanced=True)

    def fit_settings(self) -> FitSettings:
        """Return the settings of one fit: every epoch is made, the best on validation kept."""
        return FitSettings(
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            max_grad_norm=self.max_grad_norm,
            batch_size=self.batch_size,
            max_epochs=self.max_epochs,
            patience=self.max_epochs,
            every_step=True,
            warmup_steps=50,
            floor=0.0,
        )
