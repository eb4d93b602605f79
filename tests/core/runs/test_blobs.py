from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NoSuchBlob
from core.runs import home, keep_blob, read_blob
from core.runs.blobs import blobs, drop_blobs


@given(data=st.binary(max_size=300))
def test_what_is_kept_is_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("home")
    sha256 = keep_blob(folder, data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert read_blob(folder, sha256) == data
    assert keep_blob(folder, data) == sha256
    assert len(list((folder / "blobs").iterdir())) == 1


@pytest.mark.parametrize(
    "name", ["", "../runs.sqlite", "/etc/passwd", "0" * 63, "G" * 64, "0" * 64]
)
def test_only_a_hash_leads_to_a_blob(tmp_path: Path, name: str) -> None:
    (tmp_path / "runs.sqlite").write_bytes(b"x")
    with pytest.raises(NoSuchBlob):
        read_blob(tmp_path, name)


def test_a_changed_blob_is_refused(tmp_path: Path) -> None:
    sha256 = keep_blob(tmp_path, b"close\n1\n")
    (tmp_path / "blobs" / sha256).write_bytes(b"close\n2\n")
    with pytest.raises(NoSuchBlob):
        read_blob(tmp_path, sha256)


def test_dropping_spares_what_is_needed_or_young(tmp_path: Path) -> None:
    needed, young, old, unwanted = (keep_blob(tmp_path, word) for word in (b"a", b"b", b"c", b"d"))
    for sha256 in (needed, old):
        os.utime(tmp_path / "blobs" / sha256, (time.time() - 90_000,) * 2)
    drop_blobs(tmp_path, {needed}, at_once=unwanted)
    assert blobs(tmp_path) == {needed, young}


def test_home_is_given_or_said_or_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEQLAB_HOME")
    assert home() == tmp_path / ".seqlab"
    monkeypatch.setenv("SEQLAB_HOME", str(tmp_path / "said"))
    assert home() == tmp_path / "said"
    assert home(tmp_path / "given") == tmp_path / "given"
    assert (tmp_path / "given").is_dir()
