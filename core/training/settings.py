"""The knobs of learning, shared by every recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.knobs import Settings, choice, flag, number
from core.words import N_

SCHEDULES: Mapping[str, str] = {
    "cosine": N_("Falls along a cosine"),
    "plateau": N_("Halves when nothing improves"),
    "constant": N_("Stays the same"),
}
PRECISIONS: Mapping[str, str] = {
    "auto": N_("Fastest for this computer"),
    "float32": N_("32 bits, exact"),
    "bfloat16": N_("16 bits where possible"),
}


@dataclass(frozen=True)
class FitSettings(Settings):
    """How a model learns; the defaults are those of the volatility recipe."""

    learning_rate: float = number(
        2e-3,
        low=1e-6,
        high=1.0,
        step=1e-4,
        label=N_("Learning rate"),
        help=N_("How far each step goes. Too high and the loss jumps, too low and it crawls."),
    )
    max_epochs: int = number(
        60,
        low=1,
        high=10_000,
        label=N_("Epochs at most"),
        help=N_("How often the model may see the training data."),
    )
    patience: int = number(
        10,
        low=1,
        high=1_000,
        label=N_("Patience"),
        help=N_("Stop after this many epochs without a gain on the validation data."),
        unit=N_("epochs"),
    )
    batch_size: int = number(
        16,
        low=1,
        high=4096,
        label=N_("Batch size"),
        help=N_("How many sequences decide one step together."),
        advanced=True,
    )
    weight_decay: float = number(
        1e-4,
        low=0.0,
        high=1.0,
        step=1e-4,
        label=N_("Weight decay"),
        help=N_("How strongly weights are pulled towards zero, against rote learning."),
        advanced=True,
    )
    beta2: float = number(
        0.999,
        low=0.5,
        high=0.9999,
        step=0.001,
        label=N_("Memory of gradient sizes"),
        help=N_("The share of their mean square that AdamW keeps at each step, its β₂."),
        advanced=True,
    )
    max_grad_norm: float = number(
        1.0,
        low=0.0,
        high=100.0,
        step=0.1,
        label=N_("Gradient limit"),
        help=N_("Longer gradients are shortened to this length; 0 leaves them."),
        advanced=True,
    )
    min_gain: float = number(
        1e-5,
        low=0.0,
        high=1.0,
        step=1e-5,
        label=N_("Smallest gain"),
        help=N_("A validation loss must fall by more than this to count as better."),
        advanced=True,
    )
    schedule: str = choice(
        "cosine",
        SCHEDULES,
        label=N_("Learning rate over time"),
        help=N_("How the learning rate runs after the warm-up."),
        advanced=True,
    )
    every_step: bool = flag(
        False,
        label=N_("Change the rate at every step"),
        help=N_("The cosine falls with every step instead of with every epoch."),
        advanced=True,
    )
    floor: float = number(
        0.02,
        low=0.0,
        high=1.0,
        step=0.01,
        label=N_("Lowest share of the learning rate"),
        help=N_("The schedule never goes below this share of the learning rate."),
        advanced=True,
    )
    warmup_steps: int = number(
        0,
        low=0,
        high=100_000,
        label=N_("Warm-up"),
        help=N_("Over how many steps the learning rate rises from zero."),
        unit=N_("steps"),
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
    precision: str = choice(
        "auto",
        PRECISIONS,
        label=N_("Arithmetic"),
        help=N_("16 bits are faster for large models on chips made for it, and less exact."),
        advanced=True,
    )
    seconds: float = number(
        0.0,
        low=0.0,
        high=86_400.0,
        label=N_("Time limit"),
        help=N_("Stop learning after this time; 0 is no limit."),
        unit=N_("seconds"),
        advanced=True,
    )
