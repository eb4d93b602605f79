"""The first step of the music page: choose music, and see what was read of it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.errors import SeqLabError
from core.figures.music import note_name
from core.recipes.music.overview import Overview, Player
from core.recipes.music.result import Read
from core.sound import SOUND_FONT_LICENCE
from core.vectorizers.bundled_scores import COLLECTIONS
from core.vectorizers.samples import SAMPLES
from core.words import N_
from ui.errors import error_box
from ui.i18n import NOTHING, _, counted, duration, percent, say, span, whole
from ui.music_choice import (
    COLLECTION,
    FROM,
    SAMPLE,
    Chosen,
    collection_asked_for,
    keep_uploads,
    use_collection,
)
from ui.music_files import show_files, show_refused
from ui.music_listen import show_pieces
from ui.plain import plain
from ui.reading import show_progress

UPLOAD = "music.upload"
ENDINGS = ("mid", "midi", "kar", "rmi", "musicxml", "xml", "mxl", "zip")
PIECES: Mapping[str | None, tuple[str, str]] = {
    "chorales": (N_("{count} chorale"), N_("{count} chorales")),
    "quartets": (N_("{count} movement"), N_("{count} movements")),
    None: (N_("{count} piece"), N_("{count} pieces")),
}
NOTES = N_("{count} note"), N_("{count} notes")
OFF_GRID_TOLD = 0.005  # a smaller share is no news
REPAIRS_SHOWN, PLAYERS_SHOWN = 8, 8
SECONDS_BETWEEN_LOOKS = 1.0


def music_summary(chosen: Chosen, known: Read | None) -> str:
    """Say the step's own line: how many pieces, notes and tracks, and what was mended.

    Parameters
    ----------
    chosen : Chosen
    known : Read or None
        What the shipped model tells of this music, while it is still being read.
    """
    told, name = chosen.overview, chosen.source.name
    if told is not None:
        counts = told.num_pieces, told.num_notes, len(told.players)
        rest = (told.num_repairs, len(told.corpus.refused))
    elif known is not None:
        counts, rest = (known.num_pieces, known.num_notes, known.num_tracks), (0, 0)
    else:
        return name if chosen.reading is None else _("{name}, being read").format(name=name)
    sample = chosen.source.sample
    parts = [] if sample else [name]
    return _(" · ").join([*parts, *_amounts(sample, *counts), *_mended(*rest)])


def _amounts(sample: str | None, pieces: int, notes: int, tracks: int) -> list[str]:
    return [
        counted(pieces, *PIECES.get(sample, PIECES[None])),
        counted(notes, *NOTES),
        counted(tracks, N_("{count} track"), N_("{count} tracks")),
    ]


def _mended(repairs: int, refused: int) -> list[str]:
    said = counted(repairs, N_("{count} repair"), N_("{count} repairs"))
    parts = [said if repairs else _("nothing repaired")]
    if refused:
        parts.append(counted(refused, N_("{count} file refused"), N_("{count} files refused")))
    return parts


def music_panel(chosen: Chosen) -> None:
    """Draw the choice, then how far reading is, the report of what was read, or the error."""
    _choice()
    if chosen.reading is not None:
        progress = st.fragment(show_progress, run_every=SECONDS_BETWEEN_LOOKS)
        progress(chosen.reading, _("Reading the files"))
    elif chosen.error is not None:
        _refuse(chosen, chosen.error)
    elif chosen.overview is not None:
        left, right = st.columns([1, 1], gap="large")
        with left:
            _report(chosen.overview)
        with right:
            _players(chosen.overview)
        show_refused(chosen.overview)
        show_pieces(chosen.overview, chosen.source)


def _choice() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="music-choice"):
        origin = st.segmented_control(
            _("Source"),
            ["sample", "file"],
            format_func={"sample": _("Sample"), "file": _("My files")}.__getitem__,
            default="sample",
            required=True,
            key=FROM,
            persist_state="session",
        )
        if origin == "sample":
            _choose_collection()
    if origin == "sample":
        st.caption(_(SAMPLES[st.session_state[COLLECTION]].licence))
    else:
        st.file_uploader(
            _("Files of notes: MIDI, MusicXML, or a ZIP of them"),
            type=list(ENDINGS),
            accept_multiple_files=True,
            key=UPLOAD,
            label_visibility="collapsed",
            on_change=keep_uploads,
            args=(UPLOAD,),
        )


def _choose_collection() -> None:
    names = list(COLLECTIONS)
    name = st.selectbox(
        _("Sample"),
        names,
        index=names.index(collection_asked_for()),
        format_func=lambda name: _(SAMPLES[name].title),
        key=COLLECTION,
        persist_state="session",
        width=280,
    )
    if name != SAMPLE:
        st.query_params[COLLECTION] = name
    else:
        st.query_params.pop(COLLECTION, None)
    with st.popover(_("Licence and origin"), type="tertiary"):
        item = SAMPLES[name]
        words = (_(item.description), item.source, _(SOUND_FONT_LICENCE))
        st.markdown("\n\n".join(words))


def _refuse(chosen: Chosen, error: SeqLabError) -> None:
    title = _("{name} cannot be used as it is").format(name=chosen.source.name)
    with error_box(error, title, key="music"):
        if chosen.source.sample != SAMPLE:
            st.button(
                _("Use the sample “{name}”").format(name=_(SAMPLES[SAMPLE].title)),
                key="music-use-sample",
                on_click=use_collection,
            )


def _report(overview: Overview) -> None:
    repairs = overview.num_repairs
    title = (
        counted(repairs, N_("Read, with {count} repair"), N_("Read, with {count} repairs"))
        if repairs
        else _("Read, with nothing to repair")
    )
    st.markdown(f"### {title}", anchors=False)
    with st.container(gap="xxsmall", key="music-repairs"):
        for line in _lines(overview):
            st.markdown(f":small[{line}]")
    rows = {
        _("Pieces"): whole(overview.num_pieces),
        _("Notes"): whole(overview.num_notes),
        _("Length"): duration(overview.seconds),
        _("Metre"): _metres(overview),
    }
    columns = {"what": list(rows), "read": list(rows.values())}
    st.table(columns, border="horizontal", hide_index=True, hide_header=True)
    show_files(overview)


def _lines(overview: Overview) -> list[str]:
    """Say what was mended and what else is good to know, a line each, as Markdown."""
    found = [(file.name, repair) for file in overview.corpus.files for repair in file.repairs]
    lines = [
        f":material/build: {plain(name)}: {plain(say(repair))}"
        for name, repair in found[:REPAIRS_SHOWN]
    ]
    if len(found) > REPAIRS_SHOWN:
        rest = len(found) - REPAIRS_SHOWN
        lines.append(counted(rest, N_("and {count} more repair"), N_("and {count} more repairs")))
    if overview.off_grid >= OFF_GRID_TOLD:
        words = _("{share} of onsets are off the grid of twelfths: they move to the nearest")
        lines.append(f":material/grid_on: {words.format(share=percent(overview.off_grid, 0))}")
    if overview.expects_copying:
        lines.append(f":orange[:material/hourglass_empty: {copying_expected(overview)}]")
    return lines


def copying_expected(overview: Overview) -> str:
    """Say that a model will know so little music by heart, and whether it can be judged at all."""
    notes = counted(overview.num_notes, *NOTES)
    template = _("{notes}: expect copying")
    if overview.is_learnt_whole:
        template = _("{notes}: expect copying, and too few to hold some out and judge by")
    return template.format(notes=notes)


def _metres(overview: Overview) -> str:
    """Say the commonest metres of the corpus."""
    scores = overview.corpus.scores
    named = [f"{m.numerator}/{m.denominator}" for score in scores for m in score.metres[:1]]
    common = sorted(set(named), key=named.count, reverse=True)[:4]
    return _(", ").join(common) or NOTHING


def _players(overview: Overview) -> None:
    players = overview.players
    title = counted(len(players), N_("{count} track"), N_("{count} tracks"))
    st.markdown(f"### {title}", anchors=False)
    shown = players[:PLAYERS_SHOWN]
    columns = {
        _("Track"): [plain(player.name or player.instrument) for player in shown],
        _("Instrument"): [plain(player.instrument) for player in shown],
        _("Notes"): [whole(player.num_notes) for player in shown],
        _("Range"): [_range(player) for player in shown],
    }
    st.table(columns, border="horizontal", hide_index=True)
    if len(players) > PLAYERS_SHOWN:
        rest = len(players) - PLAYERS_SHOWN
        st.caption(counted(rest, N_("and {count} more track"), N_("and {count} more tracks")))


def _range(player: Player) -> str:
    if player.low is None or player.high is None:
        return NOTHING
    return span(note_name(player.low), note_name(player.high))
