"""What temperature does is counted over several pieces of each, of which the first is given."""

from __future__ import annotations

import pytest

from core.metrics.music import count
from core.recipes.music.settings import PieceSettings
from core.recipes.music.studio import STRIP, Studio
from core.recipes.music.warmth import PIECES, RUN_NOTES, warmths
from tests.core.recipes.music.corpora import tune

SHORT = PieceSettings(notes=40, seed=3)


def test_the_pieces_of_a_temperature_are_counted_together(studio: Studio) -> None:
    first = studio.strip(SHORT)
    told = warmths(studio, first, None)
    assert len(told) == len(STRIP)
    for temperature, warmth in zip(STRIP, told, strict=True):
        wishes = PieceSettings(notes=40, seed=3, temperature=temperature)
        made = studio.compose(wishes, count=PIECES)
        runs = [studio.copies(one).runs[RUN_NOTES] for one in made]
        copied = sum(run.copied for run in runs) / sum(run.total for run in runs)
        clash = count([one.piece for one in made]).figure("dissonance")
        # but for a draw that rounding tips over, they are the pieces that are made at once
        assert warmth.copied == pytest.approx(copied, abs=0.05)
        assert warmth.clash == pytest.approx(clash, abs=0.05)


def test_the_primer_is_no_copy_of_the_model(studio: Studio) -> None:
    primer = tune(0)  # which was learnt, note for note
    wishes = PieceSettings(notes=12, seed=3)
    first = studio.strip(wishes, primer)
    assert all(one.num_primer == len(primer.notes) for one in first)
    longest = [studio.copies(one).num_notes for one in first]
    assert max(longest) <= 12
    assert len(warmths(studio, first, primer)) == len(STRIP)


def test_the_first_round_is_the_same_among_others(studio: Studio) -> None:
    alone, among = studio.strip(SHORT), studio.strip(SHORT, None, range(3))
    assert len(among) == 3 * len(STRIP)
    for one, other in zip(alone, among, strict=False):
        assert one.wishes == other.wishes
    heads = [[one.piece.pitch.tolist() for one in made[:4]] for made in (alone, among)]
    assert sum(a == b for a, b in zip(*heads, strict=True)) >= 3
    later = [one.piece.pitch.tolist() for one in among[4:8]]
    assert all(a != b for a, b in zip(heads[0], later, strict=True))
