"""The knobs of a forecast, each with the reason for its default.

The defaults are those that were measured to beat HAR on daily volatility and to tie with the naive
forecast on daily returns, which is the truth there.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.knobs import Settings, choice, flag, number, several, text
from core.models import TRUNK_WORDS
from core.training.loop import FitSettings
from core.words import N_

QUANTITIES = {
    "volatility": N_("Volatility"),
    "return": N_("Return"),
    "direction": N_("Direction"),
    "value": N_("Value"),
}
MODELS_OFFERED = TRUNK_WORDS
LEVELS = {"0.5": N_("50%"), "0.8": N_("80%"), "0.9": N_("90%"), "0.95": N_("95%")}


@dataclass(frozen=True)
class ForecastSettings(Settings):
    """What to predict, with which model, and how hard to try."""

    quantity: str = choice(
        "volatility",
        QUANTITIES,
        label=N_("Predict"),
        help=N_("What of the series is predicted. Value is for series that are no prices."),
    )
    model: tuple[str, ...] = several(
        ("lstm",),
        MODELS_OFFERED,
        label=N_("Model"),
        help=N_("Several models are learnt one after the other on the same data."),
    )
    horizon: int = number(
        1,
        low=1,
        high=64,
        label=N_("Horizon, steps"),
        help=N_("How many steps ahead of the last known one."),
    )
    hidden_size: int = number(
        32,
        low=8,
        high=512,
        step=8,
        label=N_("Hidden size"),
        help=N_("How many numbers the model remembers. 32 beat 64 and 128 on daily volatility."),
    )
    context_length: int = number(
        60,
        low=4,
        high=512,
        label=N_("Context length, steps"),
        help=N_("How far back attention may look."),
    )
    seeds: int = number(
        3,
        low=1,
        high=10,
        label=N_("Random seeds"),
        help=N_("A result that holds for one seed only is luck."),
    )
    column: str = text(
        label=N_("Column"),
        help=N_("Empty: the closing price, or else the last column of numbers."),
        advanced=True,
    )
    folds: int = number(
        5,
        low=2,
        high=10,
        label=N_("Folds"),
        help=N_("Test blocks, one after the other in time."),
        advanced=True,
    )
    level: str = choice(
        "0.9",
        LEVELS,
        label=N_("Interval level"),
        help=N_("Share of outcomes inside."),
        advanced=True,
    )
    smoothers: bool = flag(
        False,
        label=N_("Exponential smoothing and Theta too"),
        help=N_("Two more opponents for values and volatility; they take a few seconds."),
        advanced=True,
    )
    members: int = number(
        3,
        low=1,
        high=8,
        label=N_("Members"),
        help=N_("Fits that are averaged for each seed after the number of epochs is chosen."),
        advanced=True,
    )
    seed: int = number(0, low=0, high=999_999, label=N_("First random seed"), advanced=True)
    num_layers: int = number(1, low=1, high=4, label=N_("Layers"), advanced=True)
    dropout: float = number(0.2, low=0.0, high=0.8, step=0.05, label=N_("Dropout"), advanced=True)
    learning_rate: float = number(
        2e-3, low=1e-5, high=0.1, step=1e-4, label=N_("Learning rate"), advanced=True
    )
    weight_decay: float = number(
        1e-4, low=0.0, high=0.1, step=1e-4, label=N_("Weight decay"), advanced=True
    )
    max_grad_norm: float = number(
        1.0, low=0.01, high=100.0, step=0.1, label=N_("Gradient clipping"), advanced=True
    )
    batch_size: int = number(16, low=1, high=512, label=N_("Batch size"), advanced=True)
    max_epochs: int = number(60, low=1, high=500, label=N_("Most epochs"), advanced=True)
    patience: int = number(
        10,
        low=1,
        high=100,
        label=N_("Patience, epochs"),
        help=N_("Stop when validation has not improved for so long."),
        advanced=True,
    )
    seconds: int = number(
        0,
        low=0,
        high=3600,
        unit=N_("s"),
        label=N_("Time budget, seconds"),
        help=N_("0: no limit. With a limit, two runs need not end at the same weights."),
        advanced=True,
    )

    def fit_settings(self, seconds: float = 0.0) -> FitSettings:
        """Return the settings of one fit that may take `seconds` (0: no limit)."""
        return FitSettings(
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            max_grad_norm=self.max_grad_norm,
            batch_size=self.batch_size,
            max_epochs=self.max_epochs,
            patience=self.patience,
            seconds=seconds,
        )
