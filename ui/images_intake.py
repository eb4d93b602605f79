"""The picture that is looked at: where it comes from, what was found in it, and what was changed.

Only what a file makes possible is offered: frames where it has several, a colour behind what is
transparent, and the part of a broken file that can be decoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import streamlit as st

from core.errors import BrokenOff, SeqLabError
from core.figures.patches import thumbnail
from core.recipes.images.looking import PICTURES, Picture, PictureOptions
from core.words import N_
from ui.errors import error_box
from ui.i18n import _, all_words, counted, number, say, whole
from ui.images_choice import (
    BACKGROUND,
    FRAME,
    LOOK,
    PARTIAL,
    PICTURE,
    TEST,
    UPLOADED,
    Chosen,
    keep_uploaded_picture,
    look_asked_for,
    look_at_sample,
    number_asked_for,
    picture_asked_for,
    picture_options,
)
from ui.picture_view import Pixels
from ui.plain import plain

UPLOAD = "images.picture-upload"
LIMIT_MB = 32
ENDINGS = ("png", "apng", "jpg", "jpeg", "mpo", "webp", "gif", "bmp", "tif", "tiff", "avif")
LOOKS: Mapping[str, str] = {
    "test": N_("Of the set"),
    "sample": N_("Sample"),
    "file": N_("My picture"),
}
THUMBNAIL_WIDTH, REMEMBERED_THUMBNAILS = 160, 8
WITH_A_GROUND = {"alpha", "truncated"}


def picture_panel(chosen: Chosen) -> None:
    """Draw the choice of the picture, then what was read of it, or why it cannot be used."""
    st.markdown("### " + _("The picture that is looked at"), anchors=False)
    words = all_words(LOOKS)
    look = st.segmented_control(
        _("The picture comes from"),
        list(words),
        default=look_asked_for(),
        required=True,
        format_func=words.__getitem__,
        key=LOOK,
        persist_state="session",
    )
    if look == "test":
        _choose_number(chosen)
    elif look == "sample":
        _choose_sample()
    else:
        _choose_file()
    _tell_address(look, chosen)
    if chosen.picture_error is not None:
        _refuse(chosen.picture_error)
    elif look == "file" and chosen.picture is not None:
        _options(chosen.picture)
    if chosen.looked is not None:
        _card(chosen)


def _choose_number(chosen: Chosen) -> None:
    most = 1 if chosen.pictures is None else len(chosen.pictures.test)
    now = st.session_state.get(TEST, number_asked_for() + 1)
    if chosen.pictures is not None:  # before it is read nobody knows how many there are
        st.session_state[TEST] = min(max(now, 1), most)
        st.number_input(
            _("Test picture, 1 to {count}").format(count=whole(most)),
            min_value=1,
            max_value=most,
            key=TEST,
            persist_state="session",
            width=180,
        )


def _choose_sample() -> None:
    names = list(PICTURES)
    name = st.selectbox(
        _("Sample"),
        names,
        index=names.index(picture_asked_for()),
        format_func=lambda name: _(PICTURES[name].title),
        key=PICTURE,
        persist_state="session",
        width=280,
    )
    item = PICTURES[name]
    st.caption(f"{_(item.description)} {item.source}, {_(item.licence)}")


def _choose_file() -> None:
    st.file_uploader(
        _("A picture: PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF"),
        type=list(ENDINGS),
        key=UPLOAD,
        label_visibility="collapsed",
        max_upload_size=LIMIT_MB,
        on_change=keep_uploaded_picture,
        args=(UPLOAD,),
    )


def _tell_address(look: str, chosen: Chosen) -> None:
    """Write into the address what can be found again without a file."""
    if look == "test" and chosen.pictures is None:
        return  # the number that the address asks for is taken up once the set is read
    told = {
        PICTURE: st.session_state.get(PICTURE) if look == "sample" else None,
        TEST: st.session_state.get(TEST) if look == "test" else None,
    }
    for name, value in told.items():
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(value)


def _refuse(error: SeqLabError) -> None:
    kept = st.session_state.get(UPLOADED)
    name = kept.name if kept is not None else PICTURES[st.session_state[PICTURE]].title
    with error_box(error, _("{name} cannot be used as it is").format(name=name), key="picture"):
        if isinstance(error, BrokenOff):
            _partial()
        if int(st.session_state.get(FRAME, 1)) > 1:
            st.button(_("Back to the first frame"), key="images-first-frame", on_click=_first_frame)
        st.button(
            _("Use the sample “{name}”").format(name=_(PICTURES["harbour"].title)),
            key="images-use-harbour",
            on_click=look_at_sample,
            args=("harbour",),
        )


def _first_frame() -> None:
    st.session_state[FRAME] = 1


def _options(picture: Picture) -> None:
    """Draw the controls that this file makes sense of."""
    codes = {repair.code for repair in picture.repairs}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if picture.found.frames > 1:
            st.number_input(
                _("Frame, 1 to {count}").format(count=whole(picture.found.frames)),
                min_value=1,
                max_value=picture.found.frames,
                key=FRAME,
                persist_state="session",
                width=150,
            )
        if codes & WITH_A_GROUND:
            _background()
    if picture_options().partial:
        _partial()


def _background() -> None:
    knob = PictureOptions.knobs()["background"]
    words = all_words(knob.words)  # type: ignore[attr-defined]  # it is a choice
    st.segmented_control(
        _(knob.label),
        list(words),
        default="white",
        required=True,
        format_func=words.__getitem__,
        key=BACKGROUND,
        persist_state="session",
    )


def _partial() -> None:
    knob = PictureOptions.knobs()["partial"]
    st.toggle(_(knob.label), key=PARTIAL, help=_(knob.help), persist_state="session")


def _card(chosen: Chosen) -> None:
    """Draw what was found and what was changed, or what is known of a picture of the set."""
    looked, picture = chosen.looked, chosen.picture
    assert looked is not None  # noqa: S101 -- for us
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        st.image(_thumbnail(Pixels(looked.pixels)), alt=looked.name, width=THUMBNAIL_WIDTH)
    with right:
        if picture is None:
            st.table(of_set(chosen), border="horizontal", hide_index=True, hide_header=True)
            return
        st.markdown(f"**{read_title(picture)}**")
        for repair in picture.repairs:
            st.markdown(f":material/build: :small[{plain(say(repair.detail))}]")
        st.table(of_file(picture), border="horizontal", hide_index=True, hide_header=True)


@lru_cache(maxsize=REMEMBERED_THUMBNAILS)
def _thumbnail(pixels: Pixels) -> np.ndarray:
    return thumbnail(pixels.values)


def read_title(picture: Picture) -> str:
    """Say that a picture was read, and how much of it was changed."""
    count = len(picture.repairs)
    if not count:
        return _("Read, with nothing changed")
    return counted(count, N_("Read, {count} thing changed"), N_("Read, {count} things changed"))


def of_set(chosen: Chosen) -> dict[str, list[str]]:
    """Return what is known of a test picture, a row each."""
    looked, pictures = chosen.looked, chosen.pictures
    if looked is None or pictures is None or looked.label is None:
        return {"what": [], "found": []}
    told = {
        _("It is"): plain(_(pictures.classes[looked.label])),
        _("Size, pixels"): size_said(looked.pixels.shape),
        _("Where the thing is"): _("known") if looked.mask is not None else _("not known"),
    }
    return {"what": list(told), "found": list(told.values())}


def of_file(picture: Picture) -> dict[str, list[str]]:
    """Return what was found in a file, a row each."""
    found = picture.found
    colours = _(" · ").join(number(value, 3) for value in found.mean)
    told = {
        _("Format"): found.format,
        _("Size, pixels"): f"{whole(found.width)} × {whole(found.height)}",
        _("Stored as"): _("{mode}, {bits} bits").format(mode=found.stored_mode, bits=found.bits),
        _("Frames"): whole(found.frames),
        _("Mean red · green · blue"): colours,
    }
    return {"what": list(told), "found": [plain(value) for value in told.values()]}


def size_said(shape: tuple[int, ...]) -> str:
    """Say the size of pixels (h, w, …): 448 × 320."""
    return f"{whole(shape[1])} × {whole(shape[0])}"
