"""The knobs of music: those of learning, and those that only making a piece reads.

The defaults of learning are those with which an LSTM came within a few percent of real chorales in
75 seconds on two cores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.knobs import Settings, choice, number, text
from core.models import TRUNK_WORDS, TrunkSettings
from core.training.loop import FitSettings
from core.words import N_

MOST_EPOCHS = 10_000  # the clock ends a training, or patience does
KEYS: Mapping[str, str] = {
    "free": N_("Not locked"),
    "c": N_("C"),
    "c_sharp": N_("C♯ / D♭"),
    "d": N_("D"),
    "e_flat": N_("E♭ / D♯"),
    "e": N_("E"),
    "f": N_("F"),
    "f_sharp": N_("F♯ / G♭"),
    "g": N_("G"),
    "a_flat": N_("A♭ / G♯"),
    "a": N_("A"),
    "b_flat": N_("B♭ / A♯"),
    "b": N_("B"),
}
MODES: Mapping[str, str] = {"major": N_("major"), "minor": N_("minor")}


@dataclass(frozen=True)
class MusicSettings(Settings):
    """Which model learns the corpus, how large it is, and how long it may take."""

    trunk: str = choice(
        "lstm",
        TRUNK_WORDS,
        label=N_("Model"),
        help=N_("Every trunk reads the same notes and answers with the same head."),
    )
    hidden_size: int = number(
        256,
        low=16,
        high=512,
        step=16,
        label=N_("Hidden size"),
        help=N_("How many numbers the model remembers. More learn more, slower."),
    )
    seconds: int = number(
        75,
        low=3,
        high=3600,
        label=N_("Time to learn, seconds"),
        help=N_("The learning rate falls along a cosine over this time."),
        unit=N_("s"),
    )
    seed: int = number(0, low=0, high=999_999, label=N_("Random seed"), advanced=True)
    num_layers: int = number(1, low=1, high=4, label=N_("Layers"), advanced=True)
    dropout: float = number(0.2, low=0.0, high=0.8, step=0.05, label=N_("Dropout"), advanced=True)
    num_heads: int = number(
        4,
        low=1,
        high=16,
        label=N_("Attention heads"),
        help=N_("Transformer only: how many things each step can look for at once."),
        advanced=True,
    )
    attention_span: int = number(
        192,
        low=16,
        high=1024,
        label=N_("Attention span"),
        help=N_("Transformer only: how many notes each layer looks back."),
        unit=N_("notes"),
        advanced=True,
    )
    learning_rate: float = number(
        3e-3, low=1e-5, high=0.1, step=1e-4, label=N_("Learning rate"), advanced=True
    )
    weight_decay: float = number(
        0.02, low=0.0, high=1.0, step=0.01, label=N_("Weight decay"), advanced=True
    )
    max_grad_norm: float = number(
        1.0, low=0.01, high=100.0, step=0.1, label=N_("Gradient clipping"), advanced=True
    )
    batch_size: int = number(
        32,
        low=1,
        high=256,
        label=N_("Streams"),
        help=N_("How many stretches of music are read side by side."),
        advanced=True,
    )
    unroll: int = number(
        64,
        low=8,
        high=512,
        label=N_("Notes between updates"),
        help=N_("The state is carried on, the gradient goes back this far."),
        advanced=True,
    )
    patience: int = number(
        1000,
        low=1,
        high=MOST_EPOCHS,
        label=N_("Patience, epochs"),
        help=N_("Stop when validation has not improved for so long."),
        advanced=True,
    )

    def trunk_settings(self) -> TrunkSettings:
        """Return the size of the trunk."""
        return TrunkSettings(
            hidden_size=self.hidden_size,
            num_layers=self.num_layers,
            dropout=self.dropout,
            num_heads=self.num_heads,
            attention_span=self.attention_span,
        )

    def fit_settings(self) -> FitSettings:
        """Return how the model is fitted: the clock is the budget."""
        return FitSettings(
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            max_grad_norm=self.max_grad_norm,
            batch_size=self.batch_size,
            max_epochs=MOST_EPOCHS,
            patience=self.patience,
            seconds=float(self.seconds),
            every_step=True,
            floor=0.0,
            warmup_steps=60,
            beta2=0.98,
        )


@dataclass(frozen=True)
class PieceSettings(Settings):
    """What a new piece shall be like; everything here answers at once."""

    temperature: float = number(
        1.0,
        low=0.1,
        high=2.0,
        step=0.05,
        label=N_("Temperature"),
        help=N_("Low repeats what is likely and copies more, high dares more and clashes more."),
    )
    rhythm_temperature: float = number(
        0.0,
        low=0.0,
        high=2.0,
        step=0.05,
        label=N_("Rhythm temperature"),
        help=N_("When notes begin and how long they last; 0 follows the temperature."),
        advanced=True,
    )
    pitch_temperature: float = number(
        0.0,
        low=0.0,
        high=2.0,
        step=0.05,
        label=N_("Pitch temperature"),
        help=N_("Which notes sound, and who plays them; 0 follows the temperature."),
        advanced=True,
    )
    top_k: int = number(
        0,
        low=0,
        high=128,
        label=N_("Top-k"),
        help=N_("Choose among the k likeliest only; 0 among all."),
        advanced=True,
    )
    top_p: float = number(
        1.0,
        low=0.05,
        high=1.0,
        step=0.01,
        label=N_("Top-p"),
        help=N_("Choose among the likeliest that together have this probability."),
        advanced=True,
    )
    key: str = choice(
        "free",
        KEYS,
        label=N_("Key"),
        help=N_("Locks the piece to the scale of this key."),
        advanced=True,
    )
    mode: str = choice("major", MODES, label=N_("Mode"), advanced=True)
    notes: int = number(
        300,
        low=8,
        high=4000,
        label=N_("Notes"),
        help=N_("How many notes at most."),
        advanced=True,
    )
    bars: int = number(
        0,
        low=0,
        high=128,
        label=N_("Bars"),
        help=N_("How many bars; 0 counts notes instead."),
    )
    tempo_qpm: int = number(
        0,
        low=0,
        high=300,
        label=N_("Tempo"),
        help=N_("Quarter notes a minute; 0 is the corpus’s own."),
        unit=N_("a minute"),
        advanced=True,
    )
    instruments: str = text(
        "",
        label=N_("Instruments"),
        help=N_(
            "General MIDI programs of the pitched tracks from the lowest up, such as 32,0,73;"
            " empty: as in the corpus."
        ),
        advanced=True,
    )
    humanise: float = number(
        0.0,
        low=0.0,
        high=1.0,
        step=0.1,
        label=N_("Humanise"),
        help=N_(
            "Plays every note a little early or late, long or short, loud or soft: at 1 by up to"
            " 50 ms and 10 in velocity."
        ),
        advanced=True,
    )
    seed: int = number(0, low=0, high=999_999, label=N_("Random seed"), advanced=True)

    @property
    def rhythm(self) -> float:
        """The temperature of onsets and durations."""
        return self.rhythm_temperature or self.temperature

    @property
    def pitch(self) -> float:
        """The temperature of slots, pitches and velocities."""
        return self.pitch_temperature or self.temperature
