"""The longest matches against a search that tries every place."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.metrics.music_matching import Matcher, Matches

WORDS = st.lists(st.integers(0, 2), max_size=25)


def array(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def tried(sequence: list[int], at: int, texts: list[list[int]]) -> tuple[int, tuple[int, int]]:
    """Return the longest match from `at` on, and the first place where it is."""
    best, place = 0, (0, 0)
    for number, text in enumerate(texts):
        for start in range(len(text)):
            length = 0
            while (
                at + length < len(sequence)
                and start + length < len(text)
                and sequence[at + length] == text[start + length]
            ):
                length += 1
            if length > best:
                best, place = length, (number, start)
    return best, place


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=3))
@example([[0, 0, 0], [0, 0, 0], [0]], [[0, 0, 0, 0, 0]])
@example([[], [1]], [[2], [], [1, 1]])
@settings(max_examples=300, deadline=None)
def test_agrees_with_trying_everything(texts: list[list[int]], words: list[list[int]]) -> None:
    matcher = Matcher.of([array(text) for text in texts])
    found = matcher.longest([array(word) for word in words])
    assert len(found) == len(words)
    for word, matches in zip(words, found, strict=True):
        assert len(matches.length) == len(word)
        for at in range(len(word)):
            length, place = tried(word, at, texts)
            assert matches.length[at] == length
            if length:
                assert matcher.first_place(matches, at) == place


def test_a_match_does_not_cross_sequences() -> None:
    matcher = Matcher.of([array([5, 6, 7]), array([8, 9])])
    assert lengths(matcher.longest([array([5, 6, 7, 8, 9])])) == [[3, 2, 1, 2, 1]]
    assert lengths(matcher.longest([array([5, 6]), array([7])])) == [[2, 1], [1]]


def test_large_symbols_and_long_repeats() -> None:
    text = array([10**15, -3] * 200)
    matcher = Matcher.of([text, text[:7]])
    (found,) = matcher.longest([np.append(text, [4, -3])])
    assert found.length[0] == 400
    assert found.length[-2:].tolist() == [0, 1]
    assert matcher.first_place(found, 0) == (0, 0)


def lengths(found: list[Matches]) -> list[list[int]]:
    return [matches.length.tolist() for matches in found]
