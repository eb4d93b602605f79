from __future__ import annotations

import contextlib
import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BundleTooLarge, DamagedArtifact, DamagedBundle, SeqLabError
from core.runs import RunStore, Source, State, export_zip, import_zip, keep_blob, run_store
from core.runs.blobs import blobs
from core.runs.gate import open_bundle
from tests.core.runs.factories import artifact, opening


def kept(home: Path, state: State = State.DONE) -> tuple[RunStore, str]:
    store = run_store(home)
    source = Source("價格.csv", sha256=keep_blob(home, b"date,close\n"))
    run = store.start(opening(source=source, tags={"contest": "c", "configuration": "1"}))
    store.log(run, {"seed 1/train_loss": 0.5, "validation_loss": math.nan}, 3)
    store.finish(run, state, artifact() if state == State.DONE else None)
    return store, run


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def changed(data: bytes, **changes: Any) -> bytes:
    files = members(data)
    record = {**json.loads(files["run.json"]), **changes}
    return zipped({**files, "run.json": json.dumps(record).encode()})


def test_a_zip_brings_the_whole_run_to_another_home(home: Path, tmp_path: Path) -> None:
    store, run = kept(home)
    data = export_zip(store, run)
    assert export_zip(store, run) == data
    assert b"python -m core forecast sample:nile" in members(data)["README.txt"]
    other = run_store(tmp_path / "other")
    again = import_zip(other, data)
    before, after = store.show(run), other.show(again)
    assert after.opening == before.opening
    assert (after.status, after.metrics, after.curves) == (
        (before.status, before.metrics, before.curves)
    )
    assert (after.started, after.seconds) == pytest.approx((before.started, before.seconds))
    for curve in before.curves:
        for mine, theirs in zip(
            store.history(run, curve), other.history(again, curve), strict=True
        ):
            np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(
        other.artifact(again).arrays["weights"], artifact().arrays["weights"]
    )
    assert blobs(other.home) == blobs(home)


def test_a_run_without_a_result_can_be_handed_on_too(home: Path) -> None:
    store, run = kept(home, State.FAILED)
    again = import_zip(store, export_zip(store, run))
    assert again != run
    assert store.show(again).status == State.FAILED
    assert not store.has_artifact(again)


def test_a_run_still_at_work_arrives_as_interrupted(home: Path) -> None:
    store, run = kept(home)
    data = changed(export_zip(store, run), status="running", seconds=None)
    assert store.show(import_zip(store, data)).status == State.INTERRUPTED


@pytest.fixture(scope="module")
def good(template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    from tests.homes import copy_of

    return export_zip(*kept(copy_of(template, tmp_path_factory.mktemp("good") / "home")))


HOSTILE_RECORDS: dict[str, dict[str, Any]] = {
    "another format": {"format": 2},
    "no kind": {"kind": ""},
    "a kind as path": {"kind": "../x"},
    "a title that is none": {"title": 5},
    "a title without end": {"title": "x" * 5000},
    "half a character": {"title": "\ud800"},
    "an unknown status": {"status": "unknown"},
    "a source with both": {"source": {"name": "x", "sample": "nile", "sha256": "0" * 64}},
    "a hash as path": {"source": {"name": "x", "sample": None, "sha256": "../../etc/passwd"}},
    "settings that are none": {"settings": [1]},
    "a setting as path": {"settings": {"../x": 1}},
    "a setting without end": {"settings": {"x": "y" * 7000}},
    "a tag of ours": {"tags": {"seqlab.id": "0123456789"}},
    "a time that is none": {"started": "now"},
    "a time without end": {"started": 1e300},
    "a time that is no number": {"started": float("nan")},
    "a metric that is none": {"metrics": {"rmse": "low"}},
    "a curve that is none": {"curves": {"loss": 5}},
    "a curve with holes": {"curves": {"loss": [[1, 2], [0.5]]}},
    "a step below": {"curves": {"loss": [[-1], [0.5]]}},
    "a step without end": {"curves": {"loss": [[10**30], [0.5]]}},
}


@pytest.mark.parametrize("name", HOSTILE_RECORDS)
def test_a_hostile_record_is_refused(good: bytes, name: str) -> None:
    with pytest.raises(DamagedBundle):
        open_bundle(changed(good, **HOSTILE_RECORDS[name]))


def test_odd_zips_are_refused(good: bytes) -> None:
    files = members(good)
    for odd in (
        b"",
        b"PK\x05\x06" + bytes(18),
        zipped({}),
        zipped({**files, "../escape": b"x"}),
        zipped({**files, "/etc/passwd": b"x"}),
        zipped({**files, "run.json/": b""}),
        zipped({**files, "run.json": b"[]"}),
        zipped({**files, "run.json": b"[" * 100_000}),
        zipped({**files, "run.json": b"\xff\xfe"}),
        zipped({**files, "upload.bin": b"another upload"}),
        zipped({name: data for name, data in files.items() if name != "run.json"}),
        good[:-30],
    ):
        with pytest.raises(DamagedBundle):
            open_bundle(odd)
    with pytest.raises(DamagedArtifact):
        open_bundle(zipped({k: v for k, v in files.items() if k != "arrays.safetensors"}))


def test_a_name_that_comes_twice_is_refused(good: bytes) -> None:
    packed = io.BytesIO(good)
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("run.json", b"{}")
    with pytest.raises(DamagedBundle):
        open_bundle(packed.getvalue())


def test_bombs_are_refused(good: bytes) -> None:
    files = members(good)
    with pytest.raises(BundleTooLarge):
        open_bundle(zipped({**files, "README.txt": bytes(3 << 20)}))
    crowd = zipped({f"{number}.txt": b"" for number in range(500)})
    with pytest.raises(BundleTooLarge):
        open_bundle(crowd)
    with pytest.raises(BundleTooLarge):
        open_bundle(bytes((64 << 20) + 1))


@settings(max_examples=300)
@given(data=st.data())
def test_a_changed_zip_is_refused_or_whole(good: bytes, data: st.DataObject) -> None:
    content = bytearray(good)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with contextlib.suppress(SeqLabError):
        open_bundle(bytes(content))
    with contextlib.suppress(SeqLabError):
        open_bundle(bytes(content[:cut]))


@settings(max_examples=300)
@given(data=st.data())
def test_a_changed_record_is_refused_or_whole(good: bytes, data: st.DataObject) -> None:
    files = members(good)
    record = json.loads(files["run.json"])
    anything = st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
    record[data.draw(st.sampled_from(sorted(record)))] = data.draw(anything)
    with contextlib.suppress(SeqLabError):
        open_bundle(zipped({**files, "run.json": json.dumps(record).encode()}, zipfile.ZIP_STORED))
