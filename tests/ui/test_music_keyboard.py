"""Notes that are clicked become a tune, the tune a score, and a piece goes on from that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.recipes.music.settings import PieceSettings
from core.vectorizers.notes import Frame
from core.vectorizers.score import Track
from tests.ui.made_music import studio
from ui.music_keyboard import (
    LENGTHS,
    LOWEST,
    MOST_NOTES,
    NUM_KEYS,
    Key,
    as_word,
    keys_in,
    melody_slot,
    score_of,
)

SECONDS = 60
pitches = st.integers(LOWEST, LOWEST + NUM_KEYS - 1)
tunes = st.lists(st.builds(Key, pitches, st.sampled_from(sorted(LENGTHS))), max_size=MOST_NOTES)


@given(tunes)
def test_a_tune_is_written_and_read_again(tune: list[Key]) -> None:
    assert keys_in(as_word(tune)) == tuple(tune)


@given(st.text(max_size=40))
def test_any_other_word_is_no_tune(word: str) -> None:
    assert as_word(keys_in(word)) in ("", word)


def test_a_word_is_no_tune_beyond_the_keyboard_or_without_end() -> None:
    assert keys_in("59q") == keys_in("84q") == keys_in("60x") == keys_in("60q-") == ()
    assert keys_in("060q") == keys_in("٦٠q") == ()
    assert keys_in("-".join(["60q"] * (MOST_NOTES + 1))) == ()


def test_a_score_has_one_note_after_another() -> None:
    score = score_of("60q-62e-64h", Track("Flute", 73), Frame(36, 0, 90.0))
    assert score.notes.pitch.tolist() == [60, 62, 64]
    assert (score.notes.onset_ticks / score.ticks_per_beat).tolist() == [0, 1, 1.5]
    assert (score.notes.duration_ticks / score.ticks_per_beat).tolist() == [1, 0.5, 2]
    assert score.tracks == (Track("Flute", 73),)
    assert (score.metres[0].numerator, score.metres[0].denominator) == (3, 4)
    assert round(60e6 / score.tempos[0].microseconds_per_beat) == 90
    assert score_of("60q-62e-64h", Track("Flute", 73), Frame(36, 0, 90.0)) is score


def test_the_highest_track_plays_it_and_drums_do_not() -> None:
    kit = Track("", 0, is_drum=True)
    assert melody_slot((Track("Bass", 32), Track("Flute", 73), kit)) == Track("Flute", 73)
    assert melody_slot((kit,)) is None


def page() -> None:
    import streamlit as st

    from tests.ui.made_music import studio
    from ui.music_primer import choose_primer

    st.session_state.seen = choose_primer(studio())


def opened(tune: str = "") -> AppTest:
    test = AppTest.from_function(page, default_timeout=SECONDS)
    if tune:
        test.query_params["piece.keys"] = tune
    test.run()
    assert not test.exception
    if not tune:
        test.selectbox(key="piece.start").select("keys").run()
        assert not test.exception
    return test


def click(test: AppTest, *names: str) -> None:
    for name in names:
        test.button(key=f"piece.{name}").click().run()
        assert not test.exception


def pitches_of(test: AppTest) -> list[int]:
    seen = test.session_state["seen"]
    return [] if seen is None else list(seen.notes.pitch.tolist())


def address(test: AppTest) -> str:
    found = dict(test.query_params).get("piece.keys", "")
    return found if isinstance(found, str) else found[0]


def test_there_are_two_octaves_of_keys() -> None:
    names = [button.label for button in opened().button if str(button.key).startswith("piece.key-")]
    assert len(names) == NUM_KEYS
    assert names[:5] == [f":small[{name}]" for name in ("C♯", "D♯", "F♯", "G♯", "A♯")]
    assert names[5:12] == [f":small[{name}]" for name in ("C4", *"DEFGAB")]


def test_notes_are_clicked_taken_away_and_cleared() -> None:
    test = opened()
    assert pitches_of(test) == []
    click(test, "key-60", "key-60", "key-66")
    test.segmented_control(key="piece.key-length").set_value("h").run()
    click(test, "key-83")
    assert pitches_of(test) == [60, 60, 66, 83]
    assert test.session_state["seen"].tracks[0].name == "Soprano"
    assert "C4 · C4 · F♯4 · B5 (Half)" in [m.value for m in test.markdown]
    assert address(test) == "60q-60q-66q-83h"
    click(test, "keys-back")
    assert pitches_of(test) == [60, 60, 66]
    click(test, "keys-clear")
    assert pitches_of(test) == []
    assert address(test) == ""
    assert test.button(key="piece.keys-back").disabled


def test_a_tune_in_the_address_is_gone_on_from_and_kept_while_others_are_tried() -> None:
    test = opened("64q-67h")
    assert test.selectbox(key="piece.start").value == "keys"
    assert pitches_of(test) == [64, 67]
    test.selectbox(key="piece.start").select("nothing").run()
    assert pitches_of(test) == []
    assert address(test) == ""
    test.selectbox(key="piece.start").select("keys").run()
    assert pitches_of(test) == [64, 67]


def test_a_piece_begins_with_the_tune() -> None:
    test = opened("64q-67h-72q")
    (made,) = studio().compose(PieceSettings(bars=4), primer=test.session_state["seen"])
    assert made.num_primer == 3
    assert made.score.notes.pitch[:3].tolist() == [64, 67, 72]
    assert {made.score.tracks[at].name for at in made.score.notes.track[:3]} == {"Soprano"}
