from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UnreadableCheckpoint
from core.training.checkpoints import Checkpoint

STATE = {"weights": [torch.arange(3.0)], "epoch": 4, "loss": 0.5, "best": None, "words": ["a"]}


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "new" / "folder" / "fit.pt")
    assert kept.load() is None
    kept.save(STATE)
    loaded = kept.load()
    assert loaded is not None
    assert torch.equal(loaded.pop("weights")[0], torch.arange(3.0))
    assert loaded == {"epoch": 4, "loss": 0.5, "best": None, "words": ["a"]}
    assert [path.name for path in kept.path.parent.iterdir()] == ["fit.pt"]


def test_discarding_leaves_nothing_not_even_half_a_file(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "fit.pt")
    kept.save(STATE)
    (tmp_path / "fit.pt.123.tmp").write_bytes(b"half")
    kept.discard()
    kept.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_save_is_due_after_its_time_only(tmp_path: Path) -> None:
    assert not Checkpoint(tmp_path / "a", seconds_between=60).due
    assert Checkpoint(tmp_path / "a", seconds_between=0).due


class Bomb:
    """A pickle that would run code when read."""

    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("the bomb went off",))


def test_code_is_never_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fit.pt"
    path.write_bytes(pickle.dumps(Bomb(), protocol=2))
    with pytest.raises(UnreadableCheckpoint, match=r"fit\.pt"):
        Checkpoint(path).load()
    assert capsys.readouterr().out == ""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(length=st.floats(0, 0.999))
def test_a_file_cut_short_is_refused_by_name(tmp_path: Path, length: float) -> None:
    kept = Checkpoint(tmp_path / "fit.pt")
    kept.save(STATE)
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[: int(length * len(whole))])
    with pytest.raises(UnreadableCheckpoint):
        kept.load()
