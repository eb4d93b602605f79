"""`read` of music as its users call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from tests.core.vectorizers.midi.forms import FORMS, midi, note
from tests.source import ROOT

FACTS = {
    *("kind", "format", "ticks_per_beat", "tracks", "notes", "seconds", "tempo_changes"),
    *("drum_notes", "pitch_low", "pitch_high", "repairs"),
}
SCORE = (
    b"<score-partwise><part id='P'><measure><note><pitch><step>A</step><octave>4</octave>"
    b"</pitch><duration>1</duration></note></measure></part></score-partwise>"
)


def said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes
) -> tuple[int, dict[str, Any]]:
    path = tmp_path / "曲.bin"  # a name never decides
    path.write_bytes(data)
    status = main(["read", str(path), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_midi_says_what_the_contract_promises(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = midi(note(60) + note(38, channel=9), claimed=7)
    status, answer = said(capsys, tmp_path, data)
    assert status == 0
    assert answer.keys() >= FACTS
    repair = {"code": "track_count", "count": 6}
    assert answer["repairs"][0].items() >= repair.items()
    assert answer["repairs"][0]["detail"]
    facts = {"kind": "midi", "format": 1, "tracks": 1, "notes": 2, "drum_notes": 1, "seconds": 1.0}
    assert answer.items() >= facts.items()
    assert (answer["pitch_low"], answer["pitch_high"]) == (60, 60)


def test_a_wrapped_file_is_midi(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, tmp_path, FORMS["wrapped"])[1]["kind"] == "midi"


def test_musicxml_has_the_facts_of_a_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = said(capsys, tmp_path, SCORE)
    assert status == 0
    assert answer.items() >= {"kind": "musicxml", "notes": 1, "pitch_low": 69}.items()
    assert "format" not in answer


def test_a_refusal_has_three_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, answer = said(capsys, tmp_path, FORMS["one note"][:14])
    assert status == 2
    assert answer["error"]["code"] == "NoTracks"
    assert all(answer["error"][part] for part in ("found", "expected", "remedy"))


def test_reading_music_waits_for_no_torch(tmp_path: Path) -> None:
    path = tmp_path / "song.mid"
    path.write_bytes(FORMS["one note"])
    program = (
        f"import sys; from core.cli import main; status = main(['read', {str(path)!r}, '--json']);"
        "heavy = {'torch', 'scipy', 'mlflow'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["notes"] == 1
