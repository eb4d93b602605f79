"""A learnt model ready to play: new pieces, a bar made anew, and what a note costs.

The model writes in C major or A minor. What it is asked for, and what it makes, is in the key that
was wished for, or in that of the primer. The corpus is read only when somebody asks what was
copied, so that the first piece does not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter

import numpy as np

from core.explain.notes import attention_before, gradient_before
from core.inference.composing import Composed, Dice, Wishes, compose
from core.inference.surprise import pitch_probabilities, surprise
from core.metrics.copying import Copies, CopyIndex
from core.metrics.music import count
from core.models import SequenceModel
from core.recipes.music.corpus import Corpus, read_corpus
from core.recipes.music.hearing import wav_of
from core.recipes.music.humanising import humanised
from core.recipes.music.instruments import with_instruments
from core.recipes.music.keeping import unpack_model
from core.recipes.music.mending import MOST_NOTES_A_BAR, mend
from core.recipes.music.planning import Plan, place, plan_corpus
from core.recipes.music.result import Result
from core.recipes.music.settings import KEYS, MusicSettings, PieceSettings
from core.runs import Source
from core.training.progress import Artifact
from core.vectorizers import midi
from core.vectorizers.grid import Piece, to_score, transposed
from core.vectorizers.notes import Vocabulary, begun
from core.vectorizers.score import Score

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (9, 11, 0, 2, 4, 5, 6, 7, 8)  # A minor with both sixths and both sevenths
STRIP = (0.8, 0.9, 1.0, 1.2)
SEEDS_APART = 1_000
TRIES = 64


@dataclass(frozen=True, eq=False)
class Made:
    """One piece.

    Attributes
    ----------
    piece : Piece
        In the model's key, the primer first.
    num_primer : int
        How many of its notes are the primer's.
    nats : numpy.ndarray, shape (new notes, 5)
        What each new note cost, field by field.
    wishes : PieceSettings
    semitones : int
        From the model's key to the one it sounds in.
    seconds : float
        How long it took to make, its share of all that were made together.
    """

    name: str
    piece: Piece
    num_primer: int
    nats: np.ndarray
    wishes: PieceSettings
    semitones: int
    seconds: float

    @cached_property
    def score(self) -> Score:
        """The piece as it is written, in the key it sounds in and for those who play it."""
        tempo = self.wishes.tempo_qpm or self.piece.tempo_qpm
        sounding = transposed(self.piece, self.semitones)
        return to_score(
            replace(
                sounding,
                tempo_qpm=float(tempo),
                name=self.name,
                tracks=with_instruments(sounding.tracks, self.wishes.instruments),
            )
        )

    @cached_property
    def performance(self) -> Score:
        """The piece as it is heard: the score, humanised where that is wished for."""
        return humanised(self.score, self.wishes.humanise, self.wishes.seed)

    @property
    def new(self) -> Piece:
        """The piece without its primer."""
        return self.piece.taken(slice(self.num_primer, None))

    @property
    def nats_per_note(self) -> float:
        """What a new note cost on average."""
        return float(self.nats.sum(axis=1).mean()) if len(self.nats) else 0.0

    @property
    def notes_per_second(self) -> float:
        """How fast it was made."""
        return len(self.nats) / max(self.seconds, 1e-9)

    @property
    def clash(self) -> float | None:
        """The share of dissonant pairs among all that sound together."""
        return count([self.piece]).figure("dissonance")

    def midi(self) -> bytes:
        """Return the piece as a MIDI file, with what it was made by as a text."""
        told = json.dumps({"made_by": "SeqLab", "model": self.name, **self.wishes.record()})
        return midi.write(self.performance, told)

    def wav(self) -> bytes:
        """Return the piece as sound."""
        return wav_of(self.performance)


@dataclass(frozen=True, eq=False)
class Studio:
    """A model, what it was learnt from, and what is known of it."""

    model: SequenceModel
    vocabulary: Vocabulary
    settings: MusicSettings
    result: Result
    source: Source
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]] | None
    home: Path

    @cached_property
    def plan(self) -> Plan:
        """The corpus, cut as it was for learning; an uploaded one comes with the model."""
        if self.pieces is not None:
            return Plan(Corpus(self.source.name, ()), self.vocabulary, *self.pieces)
        return plan_corpus(read_corpus(self.source, self.home), self.settings.seed)

    @cached_property
    def index(self) -> CopyIndex:
        """Everything that the model was trained on."""
        return CopyIndex.of(self.plan.train)

    def copies(self, made: Made) -> Copies:
        """Return what of a piece, its primer left out, was copied."""
        return self.index.copied(made.new)

    def compose(
        self, wishes: PieceSettings, *, count: int = 1, primer: Score | None = None
    ) -> list[Made]:
        """Return new pieces; the first has the seed of the wishes, the others later ones.

        Raises
        ------
        UnfitInstruments
            If the wishes name instruments that nobody here could play.
        """
        dice = [_dice(wishes, SEEDS_APART * number) for number in range(count)]
        start = None if primer is None else place(primer, self.vocabulary)
        return self._make([(one, wishes) for one in dice], wishes, start)

    def strip(
        self, wishes: PieceSettings, primer: Score | None = None, rounds: range = range(1)
    ) -> list[Made]:
        """Return one piece at each of four temperatures in each round.

        Those of a round are from the same random numbers, those of the first round from the seed
        of the wishes.
        """
        warmer = [
            replace(wishes, temperature=one, rhythm_temperature=0.0, pitch_temperature=0.0)
            for one in STRIP
        ]
        start = None if primer is None else place(primer, self.vocabulary)
        each = [(_dice(one, SEEDS_APART * number), one) for number in rounds for one in warmer]
        return self._make(each, wishes, start)

    def candidates(
        self, wishes: PieceSettings, count: int = 8, primer: Score | None = None
    ) -> list[Made]:
        """Return new pieces, those that the model finds likeliest first."""
        made = self.compose(wishes, count=count, primer=primer)
        return sorted(made, key=lambda one: one.nats_per_note)

    def repair(
        self, made: Made, first_bar: int, last_bar: int, *, tries: int = TRIES, seed: int = 0
    ) -> Made:
        """Return a piece with some bars made anew, those that fit best of so many tries.

        Bars are counted as in `Passage`: the first full one is 1, a pick-up 0.
        """
        dice = [_dice(made.wishes, seed * SEEDS_APART + number) for number in range(tries)]
        bars, wished = (first_bar, last_bar), _wishes(made.wishes, None)
        mended = mend(self.model, self.vocabulary, made.piece, bars, wished, dice)
        kept = min(made.num_primer, mended.num_before)
        return replace(made, piece=mended.piece, nats=mended.nats[kept:], num_primer=kept)

    def surprise(self, score: Score) -> tuple[Piece, np.ndarray]:
        """Return any music in the model's terms, and what each note costs it, shape (N, 5)."""
        piece = place(score, self.vocabulary)
        (costs,) = surprise(self.model, self.vocabulary, [piece])
        return piece, costs

    def next_notes(self, piece: Piece, number: int, temperature: float = 1.0) -> np.ndarray:
        """Return how likely each pitch was for one note, shape (128,), the piece in its own key."""
        return pitch_probabilities(self.model, self.vocabulary, piece, number, temperature)

    def looks(self, piece: Piece, number: int) -> tuple[str, np.ndarray]:
        """Return by what, and how much, each note before one mattered for it, shape (number,).

        "attention" for a trunk that has it, "gradient" for the others; what the piece's beginning
        itself is given is left out.
        """
        attention = attention_before(self.model, self.vocabulary, piece, number)
        if attention is not None:
            return "attention", attention[-number:] if number else attention[:0]
        return "gradient", gradient_before(self.model, self.vocabulary, piece, number)[1:]

    def _make(
        self, each: Sequence[tuple[Dice, PieceSettings]], wishes: PieceSettings, start: Piece | None
    ) -> list[Made]:
        with_instruments(self.vocabulary.slots, wishes.instruments)  # refused before it costs time
        began = perf_counter()
        composed = compose(
            self.model, self.vocabulary, [dice for dice, _ in each], _wishes(wishes, start)
        )
        seconds = (perf_counter() - began) / len(each)
        home = 0 if start is None else -start.moved_semitones
        semitones = home if wishes.key == "free" else _semitones(wishes)
        return [
            self._made(one, said, semitones, seconds)
            for one, (_, said) in zip(composed, each, strict=True)
        ]

    def _made(self, one: Composed, said: PieceSettings, semitones: int, seconds: float) -> Made:
        name = self.result.name
        return Made(name, begun(one.piece), one.num_primer, one.nats, said, semitones, seconds)


def _dice(wishes: PieceSettings, later: int = 0) -> Dice:
    return Dice(wishes.seed + later, wishes.rhythm, wishes.pitch)


def _wishes(wishes: PieceSettings, primer: Piece | None) -> Wishes:
    scale = () if wishes.key == "free" else (MAJOR if wishes.mode == "major" else MINOR)
    most = max(wishes.notes, wishes.bars * MOST_NOTES_A_BAR) if wishes.bars else wishes.notes
    return Wishes(
        notes=most,
        bars=wishes.bars,
        top_k=wishes.top_k,
        top_p=wishes.top_p,
        pitch_classes=scale,
        primer=primer,
    )


def _semitones(wishes: PieceSettings) -> int:
    """Return the nearest way from the model's key to the one that is wished for."""
    tonic = list(KEYS).index(wishes.key) - 1
    home = 0 if wishes.mode == "major" else 9
    return (tonic - home + 6) % 12 - 6


def open_studio(artifact: Artifact, home: Path, device: str = "auto") -> Studio:
    """Return the studio of an artifact.

    Raises
    ------
    DamagedArtifact
        If it is not the artifact of a model of notes.
    """
    kept = unpack_model(artifact, device)
    return Studio(*kept, home=home)
