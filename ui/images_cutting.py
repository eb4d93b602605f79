"""How the picture is cut and its places are coded: three knobs on it, the rest in a popover.

Every knob answers at once; what differs from the usual lives in the address. The patch size follows
the picture until somebody turns it, and follows it again when a picture of another size comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from core.recipes.images.looking import (
    ENCODINGS,
    FITS,
    LARGEST_PATCH,
    CodeSettings,
    Laid,
    PatchSettings,
    lay,
    offered_sizes,
    usual_size,
)
from core.words import N_
from ui.i18n import _, all_words, whole
from ui.images_choice import Looked
from ui.picture_view import Pixels

SIZE, FIT, CODE, LENGTH = "look.patch_size", "look.fit", "look.encoding", "look.encoding_length"
EXACT = "look.exact"
CUT_FOR = "look.cut-for"
USUAL_FIT, USUAL_CODE = "pad", "sincos2d"
WITH_A_LENGTH = ("sincos2d", "fourier")
LENGTHS = (4, 8, 16, 32, 64, 128, 256)
USUAL_LENGTH = 64
REMEMBERED_CUTS = 16
SHORT_FITS: Mapping[str, str] = {
    "pad": N_("Pad"),
    "crop": N_("Crop"),
    "resize": N_("Resize"),
    "stretch": N_("Stretch"),
}


def laid_now(looked: Looked) -> Laid:
    """Return the picture as it is cut at the moment.

    Raises
    ------
    BadSetting
        If it cannot be cut as the knobs say.
    """
    cutting = PatchSettings(patch_size=size_now(looked), fit=_now(FIT, FITS, USUAL_FIT))
    coding = CodeSettings(
        encoding=_now(CODE, ENCODINGS, USUAL_CODE),
        encoding_length=int(_now(LENGTH, tuple(map(str, LENGTHS)), str(USUAL_LENGTH))),
    )
    return _laid(Pixels(looked.pixels), cutting, coding)


@lru_cache(maxsize=REMEMBERED_CUTS)
def _laid(pixels: Pixels, cutting: PatchSettings, coding: CodeSettings) -> Laid:
    return lay(pixels.values, cutting, coding)


def size_now(looked: Looked) -> int:
    """Return the patch size: what was chosen for a picture of this size, or the usual one."""
    height, width = looked.pixels.shape[:2]
    before = st.session_state.get(CUT_FOR)
    if before != (width, height):
        asked = st.query_params.get(SIZE, "") if before is None else ""
        is_size = asked.isdecimal() and 0 < int(asked) <= LARGEST_PATCH
        st.session_state[CUT_FOR] = width, height
        st.session_state[SIZE] = int(asked) if is_size else usual_size(width, height)
    return int(st.session_state.setdefault(SIZE, usual_size(width, height)))


def _now(name: str, options: Mapping[str, str] | tuple[str, ...], usual: str) -> str:
    """Return a knob's value before it is drawn: the session's, the address's, or the usual one."""
    # A visit that was cut short can leave a widget without a value in the session.
    wished = (str(st.session_state.get(name)), st.query_params.get(name, usual))
    return next((one for one in wished if one in options), usual)


def cutting_knobs(looked: Looked) -> None:
    """Draw the three knobs."""
    left, middle, right = st.columns([1, 1.25, 1.1], gap="large")
    with left:
        _size(looked)
    with middle:
        words = all_words(SHORT_FITS)
        start = _now(FIT, FITS, USUAL_FIT)
        fit = st.segmented_control(
            _("If it does not fit"),
            list(words),
            default=start,
            required=True,
            format_func=words.__getitem__,
            key=FIT,
            help="  \n".join(_(sentence) for sentence in FITS.values()),
            persist_state="session",
        )
        _tell_address(FIT, fit, USUAL_FIT)
    with right:
        codes = all_words(ENCODINGS)
        start = _now(CODE, ENCODINGS, USUAL_CODE)
        code = st.selectbox(
            _("Position code"),
            list(codes),
            index=list(codes).index(start),
            format_func=codes.__getitem__,
            key=CODE,
            persist_state="session",
        )
        _tell_address(CODE, code, USUAL_CODE)


def _size(looked: Looked) -> None:
    height, width = looked.pixels.shape[:2]
    now = size_now(looked)
    sizes = sorted({*offered_sizes(width, height), now})
    size = st.segmented_control(
        _("Patch size, pixels"),
        sizes,
        required=True,
        format_func=whole,
        key=SIZE,
        persist_state="session",
    )
    _tell_address(SIZE, str(size), str(usual_size(width, height)))


def more_knobs(looked: Looked) -> None:
    """Draw the popover with what is turned seldom: any patch size, and the length of the code."""
    st.session_state[EXACT] = size_now(looked)
    with st.popover(_("Any size"), type="tertiary", key="images-more-knobs"):
        st.number_input(
            _("Patch size, pixels"),
            min_value=1,
            max_value=min(LARGEST_PATCH, max(looked.pixels.shape[:2])),
            key=EXACT,
            on_change=_take_exact,
        )
        if _now(CODE, ENCODINGS, USUAL_CODE) in WITH_A_LENGTH:
            _length()


def _take_exact() -> None:
    """Cut with the size that was typed; a callback."""
    st.session_state[SIZE] = st.session_state[EXACT]


def _length() -> None:
    lengths = tuple(map(str, LENGTHS))
    start = _now(LENGTH, lengths, str(USUAL_LENGTH))
    length = st.selectbox(
        _("Length of the position code"),
        lengths,
        index=lengths.index(start),
        key=LENGTH,
        persist_state="session",
    )
    _tell_address(LENGTH, length, str(USUAL_LENGTH))


def _tell_address(name: str, value: str, usual: str) -> None:
    if value == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
