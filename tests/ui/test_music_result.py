"""The third step of the music page on a tiny model: it plays at once, every knob makes a piece."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.cli import main
from core.figures.music import roll_of
from core.metrics.music_report import Judged, MusicReport
from core.recipes.music.settings import PieceSettings
from core.recipes.music.warmth import warmths
from core.runs import save_artifact
from core.vectorizers import midi
from core.vectorizers.score import Track, make_score
from tests.ui.made_music import NUM_PIECES, artifact, chorale, studio
from ui.later import promised
from ui.music_candidates import candidates, is_marked
from ui.music_corpus import copies_of, learnt_from
from ui.music_knobs import USUAL_BARS, Asked
from ui.music_play import Playing, composed, drawn, from_above
from ui.music_primer import as_written, bars_of, pieces_of
from ui.music_result import borrowing_rows, likeness_rows
from ui.music_strip import strip_now, strip_of
from ui.music_take import all_pieces, piece_command
from ui.music_words import share_said, strip_title

SECONDS = 90
EXPANDERS = ("surprise", "next", "candidates", "looks", "cost", "article")


def page() -> None:
    import streamlit as st

    from tests.ui.made_music import showing
    from ui.music_answer import answer_summary, show_answer

    st.text(answer_summary(showing()))
    show_answer(showing())


def opened(language: str = "en", state: Mapping[str, object] = MappingProxyType({})) -> AppTest:
    """Return the step once everything that is made elsewhere is there."""
    learnt_from(studio()).result(SECONDS)
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["language"] = language
    for name, value in state.items():
        test.session_state[name] = value
    return ready(test.run())


def ready(test: AppTest) -> AppTest:
    """Run the page until nothing is being made any more."""
    for _ in range(SECONDS):
        if not any("…" in m.value for m in test.markdown):
            break
        time.sleep(0.05)
        test.run()
    assert not test.exception
    assert not any("…" in m.value for m in test.markdown)
    return test


def rolls(test: AppTest) -> dict[str, Any]:
    """Return what was handed to each piano roll, by its key."""
    sent = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return {one["key"]: one for one in sent if "piece" in one}


def piece_of(test: AppTest) -> str:
    return str(rolls(test)["music-roll"]["piece"])


def headings(test: AppTest, level: int) -> list[str]:
    mark = "#" * level + " "
    return [m.value.split("\n")[0][len(mark) :] for m in test.markdown if m.value.startswith(mark)]


def playing(wishes: PieceSettings | None = None, primer: Any = None) -> Playing:
    asked = Asked(wishes or PieceSettings(bars=4), primer)
    made = composed(studio(), asked.wishes, asked.primer)
    return Playing(studio(), asked, made, drawn(made, "en"), None)


@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_it_opens_with_music_to_play_and_a_judgement(language: str) -> None:
    test = opened(language)
    assert len(headings(test, 2)) == 1
    assert len(headings(test, 3)) == 3
    shown = rolls(test)
    assert shown["music-roll"]["url"]
    assert [shown[f"music-strip-{place}"]["canAsk"] for place in range(4)] == [True] * 4
    assert all(roll["title"] for roll in shown.values())
    gauges = [e.proto.body for e in test.get("html") if "class='ruler gauge'" in e.proto.body]
    assert len(gauges) == 2
    assert sum(button.proto.type == "primary" for button in test.button) == 1


def test_a_knob_makes_another_piece_and_the_old_wish_the_same_one() -> None:
    test = opened()
    first = piece_of(test)
    strip = [rolls(test)[f"music-strip-{place}"]["piece"] for place in range(4)]
    ready(test.slider(key="piece.temperature").set_value(1.4).run())
    warm = piece_of(test)
    assert warm != first
    assert [rolls(test)[f"music-strip-{place}"]["piece"] for place in range(4)] == strip
    ready(test.button(key="music-new").click().run())
    assert piece_of(test) not in (first, warm)
    assert test.number_input(key="piece.seed").value == 1
    test.number_input(key="piece.seed").set_value(0)
    ready(test.slider(key="piece.temperature").set_value(1.0).run())
    assert piece_of(test) == first
    ready(test.selectbox(key="piece.bars").select(4).run())
    assert len(rolls(test)["music-roll"]["bars"]) - 1 in (4, 5)


GATE = threading.Event()


def wait_for_the_gate(_number: int) -> None:
    GATE.wait(SECONDS)


def test_the_strip_is_there_before_it_is_counted_and_tells_of_all_its_pieces() -> None:
    wishes = PieceSettings(bars=USUAL_BARS, seed=77)
    first = promised(strip_of, studio(), wishes, None).result(SECONDS)
    learnt_from(studio()).result(SECONDS)
    busy = [promised(wait_for_the_gate, number) for number in range(2)]  # nothing else is made
    test = AppTest.from_function(page, default_timeout=SECONDS)
    test.session_state["piece.seed"] = 77
    shown = rolls(test.run())
    assert [shown[f"music-strip-{place}"]["caption"] for place in range(4)] == [""] * 4
    assert "One seed at four temperatures" in headings(test, 3)
    GATE.set()
    for one in busy:
        one.result(SECONDS)
    told = warmths(studio(), first, None)
    shown = rolls(ready(test.run()))
    for place, warmth in enumerate(told):
        strip = shown[f"music-strip-{place}"]
        assert strip["piece"] == drawn(first[place], "en").identity
        said = f"copied {share_said(warmth.copied)} · clash {share_said(warmth.clash)}"
        assert strip["caption"] == said
    title = strip_title([one.copied for one in told], [one.clash for one in told])
    assert title in headings(test, 3)


def test_the_last_seed_is_followed_by_the_first() -> None:
    test = opened(state={"piece.seed": 999_999})
    ready(test.button(key="music-new").click().run())
    assert test.number_input(key="piece.seed").value == 0


def test_a_file_is_gone_on_from() -> None:
    test = opened()
    test.selectbox(key="piece.start").select("file").run()
    upload = test.file_uploader(key="piece.primer-file")
    upload.upload("mine.mid", midi.write(chorale(77)), "audio/midi")
    ready(test.run())
    roll, own = rolls(test)["music-roll"], roll_of(chorale(77), "mine")
    count = int((own.start_seconds < own.bar_seconds[4] - 1e-6).sum())
    beginning = sorted(zip(roll["start"], roll["pitch"], strict=True))[:count]
    assert [pitch for _, pitch in beginning] == [
        pitch
        for _, pitch in sorted(zip(own.start_seconds, own.pitch.tolist(), strict=True))[:count]
    ]


def test_a_file_that_is_no_music_is_explained() -> None:
    test = opened()
    before = piece_of(test)
    test.selectbox(key="piece.start").select("file").run()
    test.file_uploader(key="piece.primer-file").upload("a.jpg", b"\xff\xd8\xff", "image/jpeg")
    ready(test.run())
    assert "a.jpg" in "".join(element.proto.body for element in test.get("html"))
    assert piece_of(test) == before


def test_a_piece_that_was_learnt_is_gone_on_from() -> None:
    test = opened()
    first = piece_of(test)
    ready(test.selectbox(key="piece.start").select("corpus").run())
    pieces = test.selectbox(key=f"piece.primer-number-{studio().source.name}")
    assert len(pieces.options) == NUM_PIECES
    own = as_written(pieces_of(studio())[6])
    ready(pieces.select_index(6).run())
    roll = rolls(test)["music-roll"]
    assert roll["piece"] != first
    assert roll["pitch"][:4] == own.notes.pitch[:4].tolist()


@pytest.mark.parametrize("key", EXPANDERS)
def test_every_expander_opens(key: str) -> None:
    closed = opened()
    test = opened(state={f"music-{key}": True})
    told = len(test.markdown) + len(test.get("bidi_component")) + len(test.get("plotly_chart"))
    before = len(closed.markdown) + len(closed.get("bidi_component"))
    assert told > before
    for chart in test.get("plotly_chart"):
        assert chart.proto.alt


def test_any_file_is_coloured_by_surprise() -> None:
    test = opened(state={"music-surprise": True})
    test.file_uploader(key="music-surprise-file").upload("b.mid", midi.write(chorale(5)), "x")
    ready(test.run())
    roll = rolls(test)["music-surprise-roll"]
    assert len(roll["values"]) == len(chorale(5).notes)
    assert all(value is not None and value >= 0 for value in roll["values"])
    assert sorted(roll["pitch"]) == sorted(chorale(5).notes.pitch.tolist())


def unheard(test: AppTest) -> list[str]:
    return [one.value for one in test.caption if "seen, not heard" in one.value]


def test_a_piece_that_is_longer_than_its_sound_says_so() -> None:
    assert not unheard(opened())
    slow = opened(state={"piece.tempo_qpm": 5, "piece.bars": 16})
    assert len(unheard(slow)) == 1
    assert "10 min 0 s" in unheard(slow)[0]


def test_a_file_that_is_longer_than_its_sound_says_so() -> None:
    test = opened(state={"music-surprise": True})
    rows = [(480 * beat, 240, 60 + beat % 7, 80, 0) for beat in range(0, 1300, 50)]
    long = make_score("long", 480, rows, (Track("Alto", 19),), tempo_qpm=120)
    test.file_uploader(key="music-surprise-file").upload("l.mid", midi.write(long), "x")
    ready(test.run())
    assert len(unheard(test)) == 1


def test_a_candidate_takes_the_place_and_is_undone() -> None:
    test = opened(state={"music-candidates": True})
    first = piece_of(test)
    undo = "music-undo"
    assert test.button(key=undo).disabled
    chosen = rolls(test)["music-candidate-3"]["piece"]
    ready(test.button(key="music-use-3").click().run())
    assert piece_of(test) == chosen
    ready(test.button(key=undo).click().run())
    assert piece_of(test) == first
    assert test.button(key=undo).disabled


def bars() -> None:
    import streamlit as st

    from core.recipes.music.settings import PieceSettings
    from tests.ui.made_music import studio
    from ui.music_knobs import ask
    from ui.music_play import STACK, bar_row, composed, stack_on

    asked = ask(studio())
    stack = stack_on(composed(studio(), asked.wishes, asked.primer))
    made = stack.shown.made
    bar_row(studio(), made, (2, 3))
    st.session_state.seen = made
    assert isinstance(asked.wishes, PieceSettings)
    assert st.session_state[STACK].shown.made is made


def test_bars_are_repaired_again_and_undone() -> None:
    test = AppTest.from_function(bars, default_timeout=SECONDS).run()
    assert not test.exception
    first = test.session_state["seen"]
    seen = [first]
    for _ in range(2):
        test.button(key="music-repair").click().run()
        assert not test.exception
        seen.append(test.session_state["seen"])
    for made in seen[1:]:
        before, after = roll_of(first.score, ""), roll_of(made.score, "")
        begin, end = before.bar_seconds[[1, 3]]
        for roll in (before, after):
            assert roll.bar_seconds[:4].tolist() == before.bar_seconds[:4].tolist()
        kept = [
            [(t, p) for t, p in zip(r.start_seconds, r.pitch, strict=True) if t < begin or t >= end]
            for r in (before, after)
        ]
        assert kept[0] == kept[1]
    for made in (seen[1], first):
        test.button(key="music-undo").click().run()
        assert test.session_state["seen"] is made
    assert test.button(key="music-undo").disabled


def test_bars_are_gone_on_from_and_the_way_back_is_kept() -> None:
    test = AppTest.from_function(bars, default_timeout=SECONDS).run()
    test.button(key="music-repair").click().run()
    repaired = test.session_state["seen"]
    test.button(key="music-primer").click().run()
    assert not test.exception
    primer = bars_of(repaired.score, 2, 3)
    assert primer is not None
    assert test.session_state["seen"].num_primer == len(primer.notes)
    assert test.selectbox(key="piece.start").value == "bars"
    test.button(key="music-undo").click().run()
    assert test.session_state["seen"] is repaired
    assert test.selectbox(key="piece.start").value == "nothing"


def test_bars_are_cut_where_they_begin_and_end() -> None:
    score = chorale(3)
    onsets = bars_of(score, 2, 3)
    assert onsets is not None
    bar = 4 * 480
    inside = (score.notes.onset_ticks >= bar) & (score.notes.onset_ticks < 3 * bar)
    assert onsets.notes.pitch.tolist() == score.notes.pitch[inside].tolist()
    assert bars_of(score, 2, 3) is onsets


def test_voices_are_drawn_from_above() -> None:
    made = playing().made
    roll = from_above(made.score)
    assert [voice.name for voice in roll.voices] == ["Soprano", "Alto", "Tenor", "Bass"]
    for number, voice in enumerate(roll.voices):
        pitches = roll.pitch[roll.voice == number]
        named = [at for at, track in enumerate(made.score.tracks) if track.name == voice.name]
        expected = made.score.notes.pitch[made.score.notes.track == named[0]]
        assert pitches.tolist() == expected.tolist()


def test_the_report_is_ranked_and_a_row_without_a_gap_says_why() -> None:
    report = studio().result.report
    assert report is not None
    rows = likeness_rows(report)
    values = [row.value for row in rows if row.value is not None]
    assert values == sorted(values, reverse=True)
    assert all(row.value is None and row.spoken for row in rows[len(values) :])


@pytest.mark.parametrize(
    ("closed", "low", "high", "said", "spoken"),
    [
        (-21.83, -29.0, -15.0, "below 0%", "Polyphony: below 0% of the gap closed"),
        (-0.1, -0.3, 0.12, "below 0%", "Polyphony: below 0% of the gap closed, below 0% to 12%"),
        (0.5, 0.31, 0.62, "50%", "Polyphony: 50% of the gap closed, 31% to 62%"),
    ],
)
def test_how_far_it_is_beyond_shuffled_music_is_no_number(
    closed: float, low: float, high: float, said: str, spoken: str
) -> None:
    row = Judged("polyphony", "Polyphony", None, None, 1.0, 0.1, 0.2, closed, low, high)
    (pointer,) = likeness_rows(MusicReport((row,), None, None, None, 16, 50))
    assert (pointer.numbers, pointer.spoken) == ((said,), spoken)


def test_what_is_borrowed_stands_beside_what_real_music_borrows() -> None:
    made = playing().made
    copies = copies_of(learnt_from(studio()).result(SECONDS), made)
    rows = borrowing_rows(copies, studio().result.copying)
    assert [row.value for row in rows] == [copies.runs[n].share for n in (8, 16, 24)]
    copying = studio().result.copying
    assert copying is not None
    assert [row.ring for row in rows] == [rate.held_out for rate in copying.rates]
    assert [row.ring for row in borrowing_rows(copies, None)] == [None] * 3


def test_a_candidate_is_marked_when_it_goes_beyond_real_pieces() -> None:
    made = candidates(studio(), PieceSettings(bars=4), None)
    costs = [one.nats_per_note for one in made]
    assert costs == sorted(costs)
    copies = copies_of(learnt_from(studio()).result(SECONDS), made[0])
    copying = studio().result.copying
    assert copying is not None
    long = replace(copying, longest_held_out=copies.longest_notes)
    assert not is_marked(copies, long)
    assert is_marked(copies, replace(long, longest_held_out=copies.longest_notes - 1))


def test_the_files_hold_what_is_heard() -> None:
    now = playing()
    with zipfile.ZipFile(io.BytesIO(all_pieces(now))) as archive:
        assert len(archive.namelist()) == 1 + 4 + 8
        written = midi.read(archive.read("piece.mid"), "piece.mid").score
        names = set(archive.namelist())
    assert sorted(written.notes.pitch.tolist()) == sorted(now.made.score.notes.pitch.tolist())
    assert {
        f"temperature-{one.wishes.temperature:.1f}.mid" for one in strip_now(studio(), now.asked)
    } <= names
    assert all_pieces(now) == all_pieces(now)
    primed = playing(primer=bars_of(chorale(1), 1, 2))
    with zipfile.ZipFile(io.BytesIO(all_pieces(primed))) as archive:
        assert "primer.mid" in archive.namelist()


def test_the_command_makes_the_same_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes = replace(
        PieceSettings(bars=4, temperature=0.85, key="d", mode="minor", seed=5, tempo_qpm=88),
        instruments="42,41",
        humanise=0.6,
    )
    now = playing(wishes)
    save_artifact(tmp_path / "model", artifact())
    monkeypatch.chdir(tmp_path)
    words = piece_command(now, "a-run").split()
    assert words[:3] == ["python", "-m", "core"]
    assert main(words[3:]) == 0
    assert (tmp_path / "piece.mid").read_bytes() == now.made.midi()
