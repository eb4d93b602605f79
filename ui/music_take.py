"""What may be taken along from made music: the piece, its sound, all pieces, the model, the code.

Files are made only when they are asked for.
"""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Mapping
from functools import partial

from core.recipes import music
from core.recipes.commands import turned_options
from core.recipes.music.settings import MusicSettings
from core.runs import export_zip, home, run_store
from core.vectorizers import midi
from ui.i18n import _
from ui.music_candidates import candidates
from ui.music_play import Playing
from ui.music_shown import Showing
from ui.music_strip import strip_now
from ui.result_panel import Download, Listing

ANY_DAY = (2026, 1, 1, 0, 0, 0)  # the same pieces make the same bytes


def downloads(playing: Playing, run: str | None) -> list[Download]:
    """Return the files; a model is among them if it was learnt here."""
    made = playing.made
    files = [
        Download(_("MIDI"), made.midi, "piece.mid", "audio/midi"),
        Download(_("WAV"), made.wav, "piece.wav", "audio/wav"),
        Download(_("All pieces"), partial(all_pieces, playing), "pieces.zip", "application/zip"),
    ]
    if run is not None:
        pack = partial(export_zip, run_store(), run)
        files.append(Download(_("Model"), pack, f"{run}.zip", "application/zip"))
    return files


def all_pieces(playing: Playing) -> bytes:
    """Return the piece, the four temperatures, the candidates and the primer as MIDI in a ZIP."""
    studio, asked = playing.studio, playing.asked
    files = {"piece.mid": playing.made.midi()}
    for one in strip_now(studio, asked):
        files[f"temperature-{one.wishes.temperature:.1f}.mid"] = one.midi()
    for number, one in enumerate(candidates(studio, asked.wishes, asked.primer), start=1):
        files[f"candidate-{number}.mid"] = one.midi()
    if asked.primer is not None:
        files["primer.mid"] = midi.write(asked.primer)
    return packed(files)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files by their names as one ZIP."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ANY_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def code(playing: Playing, showing: Showing) -> list[Listing]:
    """Return the commands that repeat the learning and the piece, and the recipe."""
    settings = MusicSettings.from_record(dict(playing.studio.result.settings))
    repeats = music.command(showing.source, settings, home())
    title = _("The command that repeats the learning")
    if music.UPLOAD in shlex.split(repeats):
        words = _("The command that repeats the learning; {file} is in the ZIP of the model")
        title = words.format(file=music.UPLOAD)
    return [
        Listing(_("The command that makes this piece"), piece_command(playing, showing.run)),
        Listing(title, repeats),
        Listing(_("The recipe"), music.source_code(settings)),
    ]


def piece_command(playing: Playing, run: str | None) -> str:
    """Return the command that makes a piece, as it was before any bar was repaired.

    The model is the shipped one, or what the command that repeats the learning leaves.
    """
    model = f"pretrained:{playing.studio.source.sample}" if run is None else "model"
    words = ["music", "generate", model, *turned_options(playing.asked.wishes, "temperature")]
    if playing.asked.primer is not None:
        words += ["--primer", "primer.mid"]
    return shlex.join(["python", "-m", "core", *words, "--out", "piece.mid"])
