"""The first step of the page of pictures: the picture that is looked at, and the set."""

from __future__ import annotations

import streamlit as st

from core.recipes.images.looking import Picture
from core.words import N_
from ui.i18n import _, counted
from ui.images_choice import UPLOADED, Chosen
from ui.images_intake import picture_panel, size_said
from ui.images_set import set_panel


def images_summary(chosen: Chosen) -> str:
    """Say the step's own line: the picture, its size, what was changed, and the set."""
    return _(" · ").join([*_of_picture(chosen), *_of_set(chosen)])


def _of_picture(chosen: Chosen) -> list[str]:
    looked = chosen.looked
    if looked is None:
        kept = st.session_state.get(UPLOADED)
        return [kept.name] if chosen.picture_error is not None and kept is not None else []
    parts = [looked.name, size_said(looked.pixels.shape)]
    return parts if chosen.picture is None else [*parts, changes_said(chosen.picture)]


def changes_said(picture: Picture) -> str:
    """Say how much of a picture was changed so that it can be read."""
    count = len(picture.repairs)
    if not count:
        return _("nothing changed")
    return counted(count, N_("{count} thing changed"), N_("{count} things changed"))


def _of_set(chosen: Chosen) -> list[str]:
    name = chosen.source.name
    if chosen.pictures is None:
        return [_("{name}, being read").format(name=name) if chosen.reading else name]
    classes = counted(len(chosen.classes), N_("{count} class"), N_("{count} classes"))
    parts = [_("{name}, {classes}").format(name=name, classes=classes)]
    if refused := len(chosen.pictures.refused):
        parts.append(counted(refused, N_("{count} file refused"), N_("{count} files refused")))
    return parts


def images_panel(chosen: Chosen) -> None:
    """Draw both choices side by side, each with what was read or what is wrong with it."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        picture_panel(chosen)
    with right:
        set_panel(chosen)
