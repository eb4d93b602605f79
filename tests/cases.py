"""Where the real files lie that are not ours to ship; tests that want them skip without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.source import ROOT

_FOLDER = Path(os.environ.get("SEQLAB_CASES", ROOT.parent / "shared" / "cases"))
CASES: Path | None = _FOLDER if _FOLDER.is_dir() else None
needs_cases = pytest.mark.skipif(CASES is None, reason=f"no folder of cases at {_FOLDER}")


def cases(kind: str) -> list[Path]:
    """Return the files of one kind (tables, midi, images), none where there is no folder."""
    return [] if CASES is None else sorted(p for p in (CASES / kind).iterdir() if p.is_file())
