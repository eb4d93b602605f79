"""The knobs of learning pictures.

The defaults are those with which each model did best in its time on the built-in sets, on two
cores. A learning rate or a patch size of 0 follows the model and the pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.knobs import Settings, choice, flag, number, text
from core.models import POOLINGS, READER_WORDS, STEMS, TrunkSettings
from core.training.loop import FitSettings
from core.training.settings import PRECISIONS
from core.vectorizers.patch_codes import ENCODINGS
from core.words import N_

MOST_EPOCHS = 10_000  # the clock ends a training, or patience does
MODELS: Mapping[str, str] = {
    "cnn": N_("CNN"),
    "resnet18": N_("ResNet-18"),
    "vit": N_("Patches"),
}
FREEZE: Mapping[str, str] = {
    "none": N_("Nothing: all of it learns"),
    "early": N_("The first half"),
    "trunk": N_("All but the last layer"),
}
LEARNING_RATES: Mapping[str, float] = {"cnn": 3e-3, "resnet18": 3e-3, "vit": 2e-3}
LONGEST_GRADIENTS: Mapping[str, float] = {"cnn": 0.0, "resnet18": 0.0, "vit": 1.0}
"""Batch norms keep steps in bounds; cut off as well, a ResNet takes twice as many of them."""
ARCHITECTURE = (
    *("model", "trunk", "channels", "stem", "patch_size", "encoding", "pooling"),
    *("hidden_size", "num_layers", "num_heads", "expansion"),
)
"""The knobs that a model which goes on from another one takes over from it."""


@dataclass(frozen=True)
class ImageSettings(Settings):
    """Which model learns the pictures, how large it is, and how long it may take."""

    model: str = choice(
        "cnn",
        MODELS,
        label=N_("Model"),
        help=N_("Convolutions read neighbourhoods; patches are read as a sequence (ViT)."),
    )
    trunk: str = choice(
        "transformer",
        READER_WORDS,
        label=N_("Reader of patches"),
        help=N_("Patches only: the Transformer sees all at once, the others row by row."),
    )
    seconds: int = number(
        30,
        low=3,
        high=3600,
        label=N_("Time to learn"),
        help=N_("The learning rate falls along a cosine over this time."),
        unit=N_("s"),
    )
    freeze: str = choice(
        "none",
        FREEZE,
        label=N_("Keep as it is"),
        help=N_("For a model that goes on from another one: what of it does not change."),
        advanced=True,
    )
    base: str = text(
        label=N_("Go on from"),
        help=N_("“pretrained:NAME”, or the SHA-256 of a model that is kept here."),
        advanced=True,
    )
    seed: int = number(0, low=0, high=999_999, label=N_("Random seed"), advanced=True)
    channels: int = number(
        16,
        low=4,
        high=64,
        step=4,
        label=N_("Channels"),
        help=N_("Of the ResNet’s first stage; the CNN’s first has twice as many."),
        advanced=True,
    )
    stem: str = choice(
        "auto",
        STEMS,
        label=N_("First layers"),
        help=N_("ResNet only: how soon the picture is made smaller."),
        advanced=True,
    )
    patch_size: int = number(
        0,
        low=0,
        high=64,
        label=N_("Patch size"),
        help=N_("0 is an eighth of the picture, 2 at least."),
        unit=N_("pixels"),
        advanced=True,
    )
    encoding: str = choice(
        "sincos2d",
        ENCODINGS,
        label=N_("Position code"),
        help=N_("Patches only: how the model knows where a patch was."),
        advanced=True,
    )
    pooling: str = choice(
        "mean",
        POOLINGS,
        label=N_("What the last layer reads"),
        help=N_("A class token needs the Transformer; other readers use the mean."),
        advanced=True,
    )
    hidden_size: int = number(
        64,
        low=16,
        high=512,
        step=16,
        label=N_("Hidden size"),
        help=N_("Patches only: length of a vector."),
        advanced=True,
    )
    num_layers: int = number(4, low=1, high=4, label=N_("Layers"), advanced=True)
    num_heads: int = number(4, low=1, high=16, label=N_("Attention heads"), advanced=True)
    expansion: int = number(
        2,
        low=1,
        high=8,
        label=N_("Expansion"),
        help=N_("Transformer only: how many times as wide each layer is inside."),
        advanced=True,
    )
    dropout: float = number(0.1, low=0.0, high=0.8, step=0.05, label=N_("Dropout"), advanced=True)
    shift: float = number(
        0.0,
        low=0.0,
        high=0.5,
        step=0.05,
        label=N_("Crop"),
        help=N_(
            "How far pictures are shifted at random, as a share of their side. Helps in minutes,"
            " costs in seconds."
        ),
        advanced=True,
    )
    flip: bool = flag(
        True,
        label=N_("Flip"),
        help=N_("Mirror half of the pictures; never digits, which would be other signs."),
        advanced=True,
    )
    cutout: float = number(
        0.0,
        low=0.0,
        high=0.8,
        step=0.05,
        label=N_("Cutout"),
        help=N_("The side of a square that is covered at random, as a share of the picture’s."),
        advanced=True,
    )
    learning_rate: float = number(
        0.0,
        low=0.0,
        high=0.1,
        step=1e-4,
        label=N_("Learning rate"),
        help=N_("0 is the model’s own."),
        advanced=True,
    )
    weight_decay: float = number(
        0.05, low=0.0, high=1.0, step=0.01, label=N_("Weight decay"), advanced=True
    )
    label_smoothing: float = number(
        0.1,
        low=0.0,
        high=0.5,
        step=0.05,
        label=N_("Label smoothing"),
        help=N_("The share of certainty that is spread over the other classes."),
        advanced=True,
    )
    ema_decay: float = number(
        0.0,
        low=0.0,
        high=0.9999,
        step=0.001,
        label=N_("Averaging of weights"),
        help=N_("Use a running mean of the weights that keeps this share at each step; 0 is off."),
        advanced=True,
    )
    batch_size: int = number(32, low=2, high=1024, label=N_("Batch size"), advanced=True)
    patience: int = number(
        1000,
        low=1,
        high=MOST_EPOCHS,
        label=N_("Patience, epochs"),
        help=N_("Stop when validation has not improved for so long."),
        advanced=True,
    )
    precision: str = choice(
        "auto",
        PRECISIONS,
        label=N_("Arithmetic"),
        help=N_("16 bits are faster for large models on chips made for it, and less exact."),
        advanced=True,
    )

    def trunk_settings(self) -> TrunkSettings:
        """Return the size of the trunk that reads patches."""
        return TrunkSettings(
            hidden_size=self.hidden_size,
            num_layers=self.num_layers,
            dropout=self.dropout,
            num_heads=self.num_heads,
            expansion=self.expansion,
        )

    def fit_settings(self) -> FitSettings:
        """Return how the model is fitted: the clock is the budget."""
        return FitSettings(
            learning_rate=self.learning_rate or LEARNING_RATES[self.model],
            weight_decay=self.weight_decay,
            max_grad_norm=LONGEST_GRADIENTS[self.model],
            batch_size=self.batch_size,
            max_epochs=MOST_EPOCHS,
            patience=self.patience,
            ema_decay=self.ema_decay,
            precision=self.precision,
            seconds=float(self.seconds),
            every_step=True,
            floor=0.0,
            warmup_steps=60,
        )
