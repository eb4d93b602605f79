from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from core.errors import DamagedArtifact, NoArtifact
from core.runs import load_artifact, plain, save_artifact
from core.runs.artifacts import ARRAYS, RECORD
from core.training.progress import Artifact
from tests.core.runs.factories import artifact

DTYPES = ("float32", "float64", "int64", "int32", "uint8", "bool")
NUMBERS = arrays_of.arrays(
    st.sampled_from(DTYPES).map(np.dtype),
    arrays_of.array_shapes(min_dims=0, max_dims=4, max_side=4),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    record=st.dictionaries(st.text(), JSON, max_size=4),
    arrays=st.dictionaries(st.text(min_size=1, alphabet="abcdefgh./"), NUMBERS, max_size=4),
)
def test_what_is_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory,
    record: dict[str, object],
    arrays: dict[str, np.ndarray],
) -> None:
    folder = tmp_path_factory.mktemp("run") / "artifact"
    save_artifact(folder, Artifact(record, arrays, {"rmse": 0.125}))
    loaded = load_artifact(folder)
    assert loaded.record == record
    assert loaded.metrics == {"rmse": 0.125}
    assert loaded.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert loaded.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(loaded.arrays[name], array)


def test_the_order_in_memory_does_not_matter(tmp_path: Path) -> None:
    turned = np.arange(12.0).reshape(3, 4).T
    save_artifact(tmp_path / "a", Artifact({}, {"turned": turned}))
    np.testing.assert_array_equal(load_artifact(tmp_path / "a").arrays["turned"], turned)


def test_saving_again_replaces(tmp_path: Path) -> None:
    save_artifact(tmp_path / "a", artifact())
    save_artifact(tmp_path / "a", Artifact({"second": True}, {}))
    assert load_artifact(tmp_path / "a").record == {"second": True}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert {path.name for path in (tmp_path / "a").iterdir()} == {RECORD, ARRAYS}


def test_the_record_is_strict_json(tmp_path: Path) -> None:
    record = {"r2": math.nan, "rows": [np.float32(0.5), math.inf], "n": np.int64(3)}
    save_artifact(tmp_path / "a", Artifact(record, {}, {"rmse": math.nan, "mae": 1.0}))
    text = (tmp_path / "a" / "artifact.json").read_text(encoding="utf-8")

    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert json.loads(text, parse_constant=refuse)["record"] == {
        "r2": None,
        "rows": [0.5, None],
        "n": 3,
    }
    assert load_artifact(tmp_path / "a").metrics == {"mae": 1.0}
    assert plain((1, -math.inf)) == [1, None]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(NoArtifact):
        load_artifact(tmp_path / "none")


@pytest.mark.parametrize("name", ["artifact.json", "arrays.safetensors"])
def test_a_missing_or_cut_file_is_refused(tmp_path: Path, name: str) -> None:
    save_artifact(tmp_path / "a", artifact())
    path = tmp_path / "a" / name
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DamagedArtifact):
        load_artifact(tmp_path / "a")
    path.unlink()
    with pytest.raises(DamagedArtifact):
        load_artifact(tmp_path / "a")


@given(data=st.data())
def test_a_changed_array_file_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("run") / "a"
    save_artifact(folder, artifact())
    path = folder / "arrays.safetensors"
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(DamagedArtifact):
        load_artifact(folder)
