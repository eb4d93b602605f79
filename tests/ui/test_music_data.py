"""The first step's own line, and what is said of music before it is learnt."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.recipes.music.corpus import read_bytes
from core.recipes.music.overview import Overview, overview_of
from core.recipes.music.result import Read
from core.runs import Source
from core.vectorizers.archives import packed
from tests.ui.tunes import NO_MUSIC, cut_off, hanging, tune
from ui.music_choice import Chosen
from ui.music_data import copying_expected, music_summary

CHORALES = Source("Bach chorales", sample="chorales")
FILES = Source("one.mid + 1", sha256="0" * 64)
KNOWN = Read(364, 52, 84_652, 4, 0.0, (), None)


def of_files(*files: tuple[str, bytes]) -> Overview:
    return overview_of(read_bytes(packed(files), "files.zip"))


def test_what_the_shipped_model_knows_stands_in_until_it_is_read() -> None:
    line = "364 chorales · 84,652 notes · 4 tracks · nothing repaired"
    assert music_summary(Chosen(CHORALES), KNOWN) == line
    assert music_summary(Chosen(CHORALES), None) == "Bach chorales"


def test_what_was_read_and_refused_is_counted() -> None:
    told = of_files(("one.mid", tune(10)), ("bad.mid", NO_MUSIC), ("cut.mid", cut_off(8)))
    line = "one.mid + 1 · 1 piece · 15 notes · 2 tracks · nothing repaired · 2 files refused"
    assert music_summary(Chosen(FILES, told), None) == line


def test_repairs_are_counted() -> None:
    told = of_files(("one.mid", hanging()), ("two.mid", tune(4)))
    assert told.num_repairs == 1
    assert "1 repair" in music_summary(Chosen(FILES, told), None)


@pytest.mark.parametrize(
    ("num_beats", "words"),
    [
        (40, "60 notes: expect copying, and too few to hold some out and judge by"),
        (1_400, "2,100 notes: expect copying"),
    ],
)
def test_few_notes_are_said_before_learning(num_beats: int, words: str) -> None:
    assert copying_expected(of_files(("one.mid", tune(num_beats)))) == words


def page() -> None:
    from tests.ui.test_music_data import many_refused
    from ui.music_files import show_files, show_refused

    show_files(many_refused())
    show_refused(many_refused())


def many_refused() -> Overview:
    """Return a corpus of nine good files and seven bad ones."""
    good = [(f"{number}.mid", tune(number + 2)) for number in range(9)]
    bad = [(f"bad {number}.mid", NO_MUSIC) for number in range(7)]
    return of_files(*good, *bad)


def test_of_many_files_the_first_are_shown_and_the_others_listed() -> None:
    test = AppTest.from_function(page, default_timeout=60).run()
    assert not test.exception
    shown, rest, refused = (table.value["File"].tolist() for table in test.table)
    assert (len(shown), len(rest), len(refused)) == (6, 3, 4)
    boxes = "".join(element.proto.body for element in test.get("html"))
    assert boxes.count("<dt>Found</dt>") == 3
    assert [one.label for one in test.expander] == ["3 more files", "4 more files"]
