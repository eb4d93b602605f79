"""The ruler of contenders: right is better, every seed is drawn, every word is escaped."""

from __future__ import annotations

import re

from core.figures.compare_insides import INKS
from tests.ui.made_studies import GATED, study_of
from ui.compare_curves import BY_SECONDS, BY_UPDATES, lines_of, scale_of
from ui.compare_inks import colours_of, inks_of, ordered
from ui.compare_table import table_html

PLACE = re.compile(r"class='(\w+)' style='left:([\d.]+)%")


def marks(html: str) -> dict[str, list[tuple[str, float]]]:
    """Return the marks of every row by the contender's name."""
    rows = re.findall(r"<tr style.*?</tr>", html)
    names = [re.findall(r"<th scope='row'>([^<]*)<", row)[0] for row in rows]
    found = [[(kind, float(at)) for kind, at in PLACE.findall(row)] for row in rows]
    return dict(zip(names, found, strict=True))


def dots(html: str) -> dict[str, float]:
    return {name: dict(row)["dot"] for name, row in marks(html).items() if "dot" in dict(row)}


def test_a_smaller_error_stands_further_right() -> None:
    places = dots(table_html(study_of(GATED)))
    assert list(places) == ["LSTM", "GRU", "Transformer", "RNN"]
    assert places["LSTM"] > places["GRU"] > places["Transformer"] > places["RNN"]


def test_a_larger_share_stands_further_right() -> None:
    places = dots(table_html(study_of({"rnn": (0.5, 0.6), "gru": (0.9, 1.0)}, "parity")))
    assert places["GRU"] > places["RNN"]


def test_every_seed_is_a_tick_and_the_guess_a_line() -> None:
    for row in marks(table_html(study_of(GATED))).values():
        kinds = [kind for kind, _ in row]
        assert kinds.count("seed") == 3
        assert kinds.count("line") == 1
        assert kinds.count("bar") == 1
        assert all(0 <= place <= 100 for _, place in row)
    lines = {dict(row)["line"] for row in marks(table_html(study_of(GATED))).values()}
    assert len(lines) == 1


def test_one_seed_has_no_bar_and_none_has_no_dot() -> None:
    html = table_html(study_of({"lstm": (0.01,), "gru": ()}, seeds=2))
    rows = marks(html)
    assert [kind for kind, _ in rows["LSTM"]] == ["line", "seed", "dot"]
    assert [kind for kind, _ in rows["GRU"]] == ["line"]
    assert "not judged yet" in html


def test_a_track_is_said_in_words() -> None:
    html = table_html(study_of(GATED))
    assert "aria-label='GRU: 0.00047, solved 3 of 3 · no difference'" in html


def test_the_first_four_of_the_usual_order_have_hues_and_the_rest_is_grey() -> None:
    names = ["rnn", "mingru", "transformer", "tcn", "gru", "lstm"]
    assert ordered(names) == ["lstm", "gru", "tcn", "transformer", "mingru", "rnn"]
    inks = inks_of(names)
    hues = [INKS[inks[name]].hue for name in ordered(names)]
    assert hues == [0, 1, 2, 3, None, None]
    assert len({colours_of(names)[name] for name in names}) == 5


def test_fewer_contenders_take_the_hues_in_turn() -> None:
    inks = inks_of(["rnn", "transformer", "lstm:chrono"])
    assert [INKS[inks[name]].hue for name in ("transformer", "rnn", "lstm:chrono")] == [0, 1, 2]


def test_the_lines_of_the_curves_come_in_the_same_order() -> None:
    study = study_of(GATED)
    lines = lines_of(study, BY_SECONDS)
    assert list(dict.fromkeys(line.name for line in lines)) == [
        *("LSTM", "GRU", "Transformer", "RNN")
    ]
    assert len(lines) == 12
    assert [line.spent[-1] for line in lines_of(study, BY_UPDATES)] == [20] * 12
    assert scale_of(study).log
    assert not scale_of(study_of({"gru": (0.9,)}, "parity")).log
