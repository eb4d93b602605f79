"""What a corpus is, in the facts that are told before anything is learnt from it.

Reading hundreds of scores takes seconds, so `reading` goes step by step and says how far it is.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.errors import SeqLabError
from core.recipes.music.corpus import Corpus, read_corpus
from core.recipes.music.planning import FEWEST_NOTES, MODEST_NOTES, place_all
from core.runs import Source
from core.vectorizers import archives, corpora
from core.vectorizers.grid import Piece
from core.vectorizers.midi import program_name
from core.vectorizers.notes import Vocabulary, vocabulary_of
from core.vectorizers.recognise import kind_of
from core.vectorizers.score import Notes, Score

MUSIC_KINDS = ("midi", "musicxml")
MOST_NOTES_SHOWN = 1_500
MOST_SECONDS_SHOWN = 180.0


@dataclass(frozen=True)
class Player:
    """A track of the corpus: who plays, how much, and from which pitch to which.

    Attributes
    ----------
    name : str
        "" where nothing but the instrument is known.
    instrument : str
        What General MIDI calls it.
    num_notes, num_pieces : int
    low, high : int or None
        MIDI pitches as written; None for drums.
    """

    name: str
    instrument: str
    num_notes: int
    num_pieces: int
    low: int | None
    high: int | None


@dataclass(frozen=True, eq=False)  # known by identity: what is drawn of it is drawn once
class Overview:
    """A corpus that was read, and what is told of it.

    Attributes
    ----------
    corpus : Corpus
    vocabulary : Vocabulary
        What a model of this corpus would read.
    titles : tuple of str
        What each of the corpus's scores is called.
    players : tuple of Player
        Its tracks, from high to low, drums last.
    num_notes : int
        As a model reads them: doubles count once.
    off_grid : float
        Share of onsets that move to the grid, 0 to 1.
    seconds : float
        How long everything lasts.
    """

    corpus: Corpus
    vocabulary: Vocabulary
    titles: tuple[str, ...]
    players: tuple[Player, ...]
    num_notes: int
    off_grid: float
    seconds: float

    @property
    def num_pieces(self) -> int:
        """Pieces that could be read."""
        return len(self.corpus.scores)

    @property
    def num_repairs(self) -> int:
        """Kinds of fault that were mended, counted file by file."""
        return sum(len(file.repairs) for file in self.corpus.files)

    @property
    def expects_copying(self) -> bool:
        """Whether there are so few notes that a model will know them by heart."""
        return self.num_notes < MODEST_NOTES

    @property
    def is_learnt_whole(self) -> bool:
        """Whether there is so little that nothing can be held out to judge by."""
        return self.num_notes < FEWEST_NOTES


def reading(source: Source, home: Path) -> Generator[tuple[int, int], None, Overview]:
    """Read a corpus; yield how many files of how many are read where that takes long.

    Raises
    ------
    SeqLabError
        If there is nothing in it to learn from.
    """
    if source.sample is not None:
        yield from corpora.loading(source.sample, home)
    return overview_of(read_corpus(source, home))


def overview_of(corpus: Corpus) -> Overview:
    """Return what is told of a corpus."""
    pieces = place_all(corpus)
    vocabulary = vocabulary_of(pieces)
    num_notes = sum(len(piece) for piece in pieces)
    moved = sum(piece.off_grid * len(piece) for piece in pieces)
    drums = vocabulary.drums
    from_above = sorted(range(len(drums)), key=lambda slot: (drums[slot], -slot))
    return Overview(
        corpus=corpus,
        vocabulary=vocabulary,
        titles=titles_of(corpus),
        players=tuple(_player(slot, vocabulary, pieces) for slot in from_above),
        num_notes=num_notes,
        off_grid=moved / max(num_notes, 1),
        seconds=sum(score.seconds for score in corpus.scores),
    )


def titles_of(corpus: Corpus) -> tuple[str, ...]:
    """Return what each score is called: the file it is from, or the name it bears itself."""
    files = [file.name for file in corpus.files if file.error is None]
    return tuple(files or (score.name for score in corpus.scores))


def _player(slot: int, vocabulary: Vocabulary, pieces: Sequence[Piece]) -> Player:
    track = vocabulary.slots[slot]
    played = [piece.pitch[piece.slot == slot] - piece.moved_semitones for piece in pieces]
    pitches = np.concatenate(played)
    tones = None if track.is_drum else pitches
    return Player(
        name=track.name,
        instrument=program_name(track.program, is_drum=track.is_drum),
        num_notes=len(pitches),
        num_pieces=sum(len(one) > 0 for one in played),
        low=None if tones is None else int(tones.min()),
        high=None if tones is None else int(tones.max()),
    )


def holds_music(data: bytes, name: str) -> bool:
    """Tell whether a file, or one of those packed in it, is of a kind that music is learnt from.

    Raises
    ------
    SeqLabError
        If the file is of no kind that is known.
    """
    kind = kind_of(data, name)
    if kind != "archive":
        return kind in MUSIC_KINDS
    try:
        packed = archives.unfolded(data, name)
    except SeqLabError:  # packed in a way that is not unpacked here
        return False
    return any(_is_music(member.data, member.name) for member in packed)


def _is_music(data: bytes, name: str) -> bool:
    try:
        return kind_of(data, name) in MUSIC_KINDS
    except SeqLabError:
        return False


def excerpt(score: Score) -> Score:
    """Return the beginning of a score, short enough to be drawn and heard at once."""
    onset = score.notes.onset_ticks
    late = score.seconds_at(onset) > MOST_SECONDS_SHOWN
    most = min(MOST_NOTES_SHOWN, int(np.argmax(late)) if late.any() else len(onset))
    if most >= len(onset):
        return score
    kept = onset < max(int(onset[most]), int(onset[0]) + 1)
    columns = (onset, score.notes.duration_ticks, score.notes.pitch, score.notes.velocity)
    cut = replace(score, notes=Notes(*(column[kept] for column in (*columns, score.notes.track))))
    metres = tuple(metre for metre in score.metres if metre.tick < cut.end_ticks)
    return replace(cut, metres=metres)
