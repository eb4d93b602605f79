"""What may be taken along: the maps with their figures, the patches, the model, the code.

Files are made only when they are asked for.
"""

from __future__ import annotations

import csv
import io
import shlex
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from core.figures.maps import map_png
from core.recipes import images
from core.recipes.commands import turned_options
from core.recipes.images import Opened
from core.recipes.images.asking import place_on
from core.recipes.images.looking import (
    CodeSettings,
    Laid,
    PatchSettings,
    patches_csv,
    patches_npz,
)
from core.recipes.images.settings import ImageSettings
from core.runs import Source, export_zip, run_store
from ui.i18n import _
from ui.images_asked import Judged, Subject, judged, question_of
from ui.images_choice import LOOK, PICTURE, Looked, picture_asked_for
from ui.images_cutting import CODE, FIT, LENGTH, USUAL_CODE, USUAL_FIT, USUAL_LENGTH
from ui.result_panel import Download, Listing

ANY_DAY = (2026, 1, 1, 0, 0, 0)  # the same maps make the same bytes
SECONDS_AT_MOST = 60
FIGURES = ("auroc", "deletion", "insertion")


@dataclass
class Latest:
    """How the picture is cut at the moment; knobs that cut it otherwise do not run the page."""

    laid: Laid | None = None

    def npz(self) -> bytes:
        """Return the patches as they are now, as a NumPy file."""
        return b"" if self.laid is None else patches_npz(self.laid)

    def csv(self) -> bytes:
        """Return the patches as they are now, as a table."""
        return b"" if self.laid is None else patches_csv(self.laid)


def downloads(subject: Subject, looked: Looked, latest: Latest) -> list[Download]:
    """Return the files; a model is among them if it was learnt here."""
    maps = partial(maps_zip, subject.opened, looked)
    files = [Download(_("Maps, PNG"), maps, "maps.zip", "application/zip")]
    if latest.laid is not None:
        files += [
            Download(_("Patches, NPZ"), latest.npz, "patches.npz"),
            Download(_("Patches, CSV"), latest.csv, "patches.csv", "text/csv"),
        ]
    run = subject.showing.run
    if run is not None:
        pack = partial(export_zip, run_store(), run)
        files.append(Download(_("Model"), pack, f"{run}.zip", "application/zip"))
    return files


def maps_zip(opened: Opened, looked: Looked) -> bytes:
    """Return every map of the picture as a PNG, the numbers as NPZ, and the figures as CSV."""
    found = judged(question_of(opened, looked)).result(SECONDS_AT_MOST)
    height, width = looked.pixels.shape[:2]
    place = place_on(opened, (width, height))
    made = {name: one for name, one in found.evidence.items() if one.map is not None}
    files = {
        f"{name}.png": map_png(looked.pixels, one.strength[0], place) for name, one in made.items()
    }
    files["maps.npz"] = _arrays({name: one.map.values[0] for name, one in made.items() if one.map})
    files["figures.csv"] = figures_csv(found)
    return _packed(files)


def figures_csv(found: Judged) -> bytes:
    """Return a table with a row for each map, chance and the middle; empty is not known."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["map", *FIGURES, "randomised_correlation"])
    for name, one in found.evidence.items():
        figures = [getattr(one, figure) for figure in FIGURES]
        told = ["" if figure is None else f"{float(figure[0]):.6g}" for figure in figures]
        writer.writerow([name, *told, "" if one.randomised is None else f"{one.randomised:.6g}"])
    return file.getvalue().encode()


def _arrays(arrays: Mapping[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # not in stubs
    return file.getvalue()


def _packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ANY_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def code(subject: Subject, looked: Looked, latest: Latest) -> list[Listing]:
    """Return the commands that repeat the learning, a map and the patches, and the recipe."""
    settings = ImageSettings.from_record(dict(subject.opened.result.settings))
    source = subject.showing.source
    listings = [Listing(_("The command that draws the best map"), explain_command(subject, looked))]
    if latest.laid is not None and not is_of_set(looked):
        cutting = cut_command(latest.laid, looked)
        listings.append(Listing(_("The command that cuts the picture"), cutting))
    return [
        *listings,
        Listing(_("The command that repeats the learning"), images.command(source, settings)),
        Listing(_("The recipe"), images.source_code(settings)),
    ]


def is_of_set(looked: Looked) -> bool:
    """Return whether a picture is a test picture of the set."""
    return looked.label is not None


def explain_command(subject: Subject, looked: Looked) -> str:
    """Return the command that draws the best map.

    The model is the shipped one, or what the command that repeats the learning leaves.
    """
    shown, promise = subject.showing, judged(question_of(subject.opened, looked))
    known = promise.done() and promise.exception() is None
    method = promise.result().standings.maps[0].method if known else "saliency"
    model = "model" if shown.shipped is None else f"pretrained:{shown.shipped}"
    words = ["images", "explain", model, *_picture_words(shown.source, looked)]
    return shlex.join(["python", "-m", "core", *words, "--method", method, "--out", "map.png"])


def _picture_words(source: Source | None, looked: Looked) -> list[str]:
    """Return what a command line calls the picture; one of somebody's own set is a file to it."""
    if is_of_set(looked) and source is not None and source.sample is not None:
        number = int(looked.key.rpartition("/")[2])
        return [f"sample:{source.sample}", "--picture", str(number), "--count", str(number + 1)]
    if st.session_state.get(LOOK) == "sample":
        return [f"sample:{st.session_state.get(PICTURE, picture_asked_for())}"]
    return ["picture.png" if is_of_set(looked) else looked.name]


def cut_command(laid: Laid, looked: Looked) -> str:
    """Return the command that cuts the picture as it is cut on the page."""
    state = st.session_state
    cutting = PatchSettings(patch_size=laid.layout.patch_size, fit=state.get(FIT, USUAL_FIT))
    coding = CodeSettings(
        encoding=state.get(CODE, USUAL_CODE),
        encoding_length=int(state.get(LENGTH, USUAL_LENGTH)),
    )
    options = [*turned_options(cutting, "patch_size", "fit"), *turned_options(coding, "encoding")]
    words = ["patches", *_picture_words(None, looked), *options]
    return shlex.join(["python", "-m", "core", *words, "--out", "patches.npz"])
