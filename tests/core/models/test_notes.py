from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.models.notes import Columns, NoteInputs, column_sizes, unpack
from core.vectorizers import notes
from core.vectorizers.notes import stream_of, words_of
from tests.core.vectorizers.note_pieces import random_piece, words


@given(bits=arrays(bool, st.tuples(st.integers(1, 4), st.integers(1, 150))))
def test_unpacking_undoes_packing(bits: np.ndarray) -> None:
    packed = torch.from_numpy(words_of(bits))
    assert packed.shape == (len(bits), -(-bits.shape[1] // 64))
    assert unpack(packed, bits.shape[1]).tolist() == bits.astype(int).tolist()


def test_columns_add_up_the_row_of_each_class() -> None:
    columns = Columns((3, 1), {1: 4, 3: 5}, width=6)
    table = columns.table.weight
    rows = torch.tensor([[9, 2, 9, 4], [9, 0, 9, 0]])
    expected = torch.stack([table[4] + table[5 + 2], table[0] + table[5]])
    torch.testing.assert_close(columns(rows), expected)


def test_every_row_fits_the_tables() -> None:
    pieces = [random_piece(seed) for seed in range(5)]
    vocabulary = words(*pieces)
    rows = stream_of(pieces, vocabulary).rows
    for column, size in column_sizes(vocabulary).items():
        assert 0 <= rows[:, column].min() <= rows[:, column].max() < size


def test_a_vector_is_made_of_all_that_a_row_says_but_the_slots_own_pitches() -> None:
    piece = random_piece(1)
    vocabulary = words(piece)
    inputs = NoteInputs(vocabulary, 24, dropout=0.5).eval()
    rows = torch.from_numpy(stream_of([piece], vocabulary).rows)[None, 5:6]
    before = inputs(rows)
    assert before.shape == (1, 1, 24)
    for column in range(vocabulary.num_columns):
        changed = rows.clone()
        changed[..., column] ^= 1
        is_own = notes.OWN_BITS <= column < notes.CONTEXT_BITS
        assert torch.equal(inputs(changed), before) == is_own, column
