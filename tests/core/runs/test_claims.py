from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import AlreadyRunning
from core.runs.claims import abandoned, claim, is_claimed

RUN = "0123456789"
HOLD = """
import sys, pathlib
from core.runs.claims import claim
held = claim(pathlib.Path(sys.argv[1]), sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    assert not is_claimed(tmp_path, RUN)
    with claim(tmp_path, RUN):
        assert is_claimed(tmp_path, RUN)
        assert list(abandoned(tmp_path)) == []
        with pytest.raises(AlreadyRunning):
            claim(tmp_path, RUN)
    assert not is_claimed(tmp_path, RUN)
    assert list((tmp_path / "claims").iterdir()) == []
    claim(tmp_path, RUN).release()


def test_releasing_twice_does_no_harm(tmp_path: Path) -> None:
    held = claim(tmp_path, RUN)
    held.release()
    with claim(tmp_path, RUN):
        held.release()
        assert is_claimed(tmp_path, RUN)


def test_the_claim_of_a_killed_process_is_found(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path), RUN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_claimed(tmp_path, RUN)
        assert list(abandoned(tmp_path)) == []
        holder.kill()
        holder.wait()
    assert not is_claimed(tmp_path, RUN)
    (left,) = abandoned(tmp_path)
    assert left.path.name == RUN
    assert is_claimed(tmp_path, RUN)
    left.release()
    assert list(abandoned(tmp_path)) == []
