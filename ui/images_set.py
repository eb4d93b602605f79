"""The set that is learnt from: a built-in one or somebody's own, and what was read of it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from core.errors import SeqLabError
from core.figures.patches import contact_sheet
from core.recipes.images.looking import SETS, examples, parts_of
from core.vectorizers.image_sets import LIMIT_MB, ImageSet, Refused
from core.words import N_
from ui.errors import error_box, three_parts
from ui.i18n import _, counted, say, whole
from ui.images_choice import (
    FROM,
    SAMPLE,
    SET,
    SIDE,
    SIDES,
    USUAL_SIDE,
    Chosen,
    keep_uploaded_set,
    set_asked_for,
    take_side,
    use_set,
    whole_source,
)
from ui.images_intake import size_said
from ui.images_part import part_panel
from ui.plain import plain
from ui.reading import show_progress
from ui.result_panel import stamped_box
from ui.steps import more

UPLOAD = "images.upload"
ENDINGS = ("zip", "gz", "tgz", "tar")
SECONDS_BETWEEN_LOOKS = 1.0
CLASSES_SHOWN, EXAMPLES_SHOWN = 10, 5
REFUSED_SHOWN, MOST_LISTED = 2, 200


def set_panel(chosen: Chosen) -> None:
    """Draw the choice, then how far reading is, what was read, or why it cannot be used."""
    st.markdown("### " + _("The set that is learnt from"), anchors=False)
    _choice(chosen)
    if chosen.reading is not None:
        progress = st.fragment(show_progress, run_every=SECONDS_BETWEEN_LOOKS)
        progress(chosen.reading, _("Reading the set"))
    elif chosen.error is not None:
        _refuse(chosen, chosen.error)
    elif chosen.pictures is not None:
        _classes(chosen.pictures)
        table = facts_of(chosen.pictures)
        st.table(table, border="horizontal", hide_index=True, hide_header=True)
        show_refused(chosen.pictures.refused)
    part_panel(whole_source())


def _choice(chosen: Chosen) -> None:
    origin = st.segmented_control(
        _("The set comes from"),
        ["sample", "file"],
        format_func={"sample": _("Sample"), "file": _("My archive")}.__getitem__,
        default="sample",
        required=True,
        key=FROM,
        persist_state="session",
    )
    if origin == "sample":
        _choose_set()
        return
    st.file_uploader(
        _("A ZIP with a folder of pictures for each class, or CIFAR-10 for C programs"),
        type=list(ENDINGS),
        key=UPLOAD,
        max_upload_size=LIMIT_MB,
        on_change=keep_uploaded_set,
        args=(UPLOAD,),
    )
    if chosen.source.sample is None:
        _choose_side()


def _choose_set() -> None:
    names = list(SETS)
    name = st.selectbox(
        _("Sample"),
        names,
        index=names.index(set_asked_for()),
        format_func=lambda name: _(SETS[name].title),
        key=SAMPLE,
        persist_state="session",
        width=280,
    )
    if name != SET:
        st.query_params[SAMPLE] = name
    else:
        st.query_params.pop(SAMPLE, None)
    item = SETS[name]
    st.caption(f"{_(item.description)} {item.source}, {_(item.licence)}")


def _choose_side() -> None:
    now = st.session_state.setdefault(SIDE, USUAL_SIDE)
    st.selectbox(
        _("Pictures of a ZIP are brought to a side of, pixels"),
        sorted({*SIDES, now}),
        key=SIDE,
        on_change=take_side,
        persist_state="session",
        width=280,
    )


def _refuse(chosen: Chosen, error: SeqLabError) -> None:
    title = _("{name} cannot be used as it is").format(name=chosen.source.name)
    with error_box(error, title, key="set"):
        if chosen.source.sample != SET:
            st.button(
                _("Use the sample “{name}”").format(name=_(SETS[SET].title)),
                key="images-use-sample",
                on_click=use_set,
            )


def _classes(pictures: ImageSet) -> None:
    """Draw a row of pictures for each of the first classes."""
    with st.container(horizontal=True, gap="small", key="images-classes"):
        for label, name in enumerate(pictures.classes[:CLASSES_SHOWN]):
            with st.container(width=150, gap="xxsmall"):
                words = plain(_(name))
                st.image(_sheet(pictures, label), alt=words, width="stretch")
                st.caption(words)
    rest = len(pictures.classes) - CLASSES_SHOWN
    if rest > 0:
        st.caption(counted(rest, N_("and {count} more class"), N_("and {count} more classes")))


@lru_cache(maxsize=256)
def _sheet(pictures: ImageSet, label: int) -> np.ndarray:
    return contact_sheet(examples(pictures, label, EXAMPLES_SHOWN))


def facts_of(pictures: ImageSet) -> dict[str, list[str]]:
    """Return what was read of a set, a row each."""
    told = {
        _("Pictures"): whole(len(pictures.labels)),
        _("Size, pixels"): size_said(pictures.images.shape[1:3]),
        _("Classes"): whole(len(pictures.classes)),
        _("Learn · decide when to stop · judge"): _(" · ").join(map(whole, parts_of(pictures))),
    }
    if pictures.num_repeated:
        told[_("Came twice, taken once")] = whole(pictures.num_repeated)
    return {"what": list(told), "read": list(told.values())}


def show_refused(refused: tuple[Refused, ...]) -> None:
    """Draw why some files cannot be used: the first in full, the others in a list."""
    if not refused:
        return
    title = counted(
        len(refused),
        N_("{count} file cannot be used, the rest is read"),
        N_("{count} files cannot be used, the rest is read"),
    )
    st.markdown(f"### {title}", anchors=False)
    for place, file in enumerate(refused[:REFUSED_SHOWN]):
        with stamped_box("bad_file", key=f"refused-{place}"):
            st.markdown(f"**{plain(file.name)}**")
            three_parts(file.error.explain())
    if rest := refused[REFUSED_SHOWN : REFUSED_SHOWN + MOST_LISTED]:
        label = counted(len(rest), N_("{count} more file"), N_("{count} more files"))
        with more(label, key="images-refused-rest"):
            columns = {
                _("File"): [plain(file.name) for file in rest],
                _("Found"): [plain(say(file.error.explain().found)) for file in rest],
            }
            st.table(columns, border="horizontal", hide_index=True)
