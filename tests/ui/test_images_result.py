"""The ruler of maps says what the figures say, and what may be taken along is what is shown."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.cli import main
from core.recipes.images.believing import Standing, Standings
from core.runs import save_artifact
from tests.ui.made_images import chosen, model, pictures, run_of, showing, subject
from ui.images_asked import judged, judged_together, question_of
from ui.images_confusion import numbers_in
from ui.images_result import maps_html, track_of
from ui.images_shuffle import learnt_without, settings_without_code
from ui.images_take import Latest, downloads, explain_command, maps_zip
from ui.images_words import class_names, maps_title

SECONDS = 60
STANDINGS = Standings(
    maps=(
        Standing("integrated_gradients", 0.93, 0.90, 0.96, True, 0.4),
        Standing("saliency", 0.84, 0.80, 0.88, False, 0.2),
        Standing("attention", 0.60, 0.55, 0.65, False, 0.95),
    ),
    random=0.5,
    centre=0.83,
    num_pictures=48,
    by_mask=True,
)


def rows(html: str) -> list[tuple[str, str, list[str]]]:
    """Return the kind, the name and the numbers of each row of the table."""
    found = []
    for kind, row in re.findall(r"<tr class='(\w+)'>(.*?)</tr>", html):
        name = re.findall(r"<th scope='row'>(.*?)</th>", row)[0]
        found.append((kind, name, re.findall(r"<td class='number'>(.*?)</td>", row)))
    return found


def test_a_row_stands_where_its_figure_puts_it() -> None:
    assert rows(maps_html(STANDINGS)) == [
        ("better", "Integrated gradients", ["0.93", "0.40"]),
        ("level", "Saliency", ["0.84", "0.20"]),
        ("reference", "It is in the middle", ["0.83", "—"]),
        ("worse", "Attention", ["0.60", "<b>0.95</b>"]),
        ("reference", "A map of chance", ["0.50", "—"]),
    ]


def test_the_line_is_what_is_to_be_beaten_and_the_end_is_perfect() -> None:
    track = track_of(STANDINGS)
    assert (track.line, STANDINGS.to_beat) == (0.83, 0.83)
    assert track.high >= 1
    assert 0 < track.place(0.5) < track.place(0.83) < track.place(0.93) < 100


def test_the_title_counts_what_beats_the_middle() -> None:
    assert maps_title(STANDINGS) == "Only one map of 3 beats “it is in the middle”"


def test_the_same_question_is_answered_once() -> None:
    looked = chosen("vit").looked
    assert looked is not None
    first = judged(question_of(model("vit"), looked)).result(SECONDS)
    assert judged(question_of(model("vit"), looked)).result(SECONDS) is first
    assert {one.method for one in first.standings.maps} >= {"attention", "saliency"}
    assert first.standings.by_mask


def test_many_pictures_have_intervals() -> None:
    found = judged_together(model("cnn"), pictures("cnn")).result(SECONDS)
    assert found.standings.num_pictures == 32
    assert all(one.low is not None for one in found.standings.maps)


def test_the_maps_that_are_taken_along_are_those_that_are_judged() -> None:
    looked = chosen("vit").looked
    assert looked is not None
    found = judged(question_of(model("vit"), looked)).result(SECONDS)
    with zipfile.ZipFile(io.BytesIO(maps_zip(model("vit"), looked))) as archive:
        arrays = np.load(io.BytesIO(archive.read("maps.npz")))
        table = list(csv.DictReader(io.StringIO(archive.read("figures.csv").decode())))
        drawn = Image.open(io.BytesIO(archive.read("attention.png")))
    methods = {one.method for one in found.standings.maps}
    assert set(arrays) == methods
    assert {row["map"] for row in table} == methods | {"random", "centre"}
    for one in found.standings.maps:
        row = next(row for row in table if row["map"] == one.method)
        assert float(row["auroc"]) == pytest.approx(one.value, rel=1e-4)
    assert drawn.size[0] >= 256


def test_a_model_that_was_learnt_here_may_be_taken_along() -> None:
    looked = chosen("vit").looked
    assert looked is not None
    names = [file.name for file in downloads(subject("vit"), looked, Latest())]
    assert names == ["maps.zip"]
    run = run_of("vit")[0]
    learnt = subject("vit")
    learnt = type(learnt)(learnt.chosen, showing("vit", run=run), learnt.opened)
    assert [file.name for file in downloads(learnt, looked, Latest())] == ["maps.zip", f"{run}.zip"]


def test_the_command_draws_a_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = chosen("cnn", 3).looked
    assert looked is not None
    judged(question_of(model("cnn"), looked)).result(SECONDS)
    save_artifact(tmp_path / "model", run_of("cnn")[1])
    monkeypatch.chdir(tmp_path)
    words = explain_command(subject("cnn", 3), looked).split()
    assert words[:6] == ["python", "-m", "core", "images", "explain", "model"]
    assert words[words.index("--picture") + 1] == "3"
    assert main(words[3:]) == 0
    with Image.open(tmp_path / "map.png") as drawn:
        assert drawn.size[0] >= 256


def test_a_cell_holds_its_pictures_the_surest_first() -> None:
    known, result = pictures("vit"), model("vit").result.judged
    assert result is not None
    total = 0
    for cell in np.ndindex(result.confusion.shape):
        numbers = numbers_in(known, result, (cell[0], cell[1]))
        assert len(numbers) == result.confusion[cell]
        assert np.all(np.diff(result.confidence[numbers]) <= 0)
        assert (known.labels[known.test[numbers]] == cell[0]).all()
        total += len(numbers)
    assert total == len(known.test)


def test_the_same_model_without_a_code() -> None:
    settings = settings_without_code(model("vit"))
    assert settings.encoding == "none"
    assert settings.num_layers == model("vit").settings.num_layers
    assert learnt_without(chosen("vit").source, []) is None


def test_classes_of_ones_own_are_not_translated() -> None:
    own = chosen("vit").source
    assert class_names(("circle",), own) == ["circle"]
    assert class_names(("Circle, mine",), type(own)("x.zip", sha256="0" * 64)) == ["Circle, mine"]
