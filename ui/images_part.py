"""Which part of a set is learnt: some of its classes, and few pictures of each.

Each set has its own part, which lies in the session by the set's name.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.errors import SeqLabError
from core.runs import Source
from core.vectorizers.image_sets import BETWEEN_NAMES, FEWEST_CLASSES
from ui.i18n import _, whole
from ui.images_reading import READ_SETS
from ui.plain import plain
from ui.steps import more

CLASSES, FEW = "images.classes", "images.few"


def _keys(source: Source) -> tuple[str, str]:
    """Return the names under which a visit keeps which classes of a set, and how few of each."""
    which = source.sample or str(source.sha256)[:12]
    return f"{CLASSES}.{which}", f"{FEW}.{which}"


def as_chosen(source: Source) -> Source:
    """Return the part of a whole set that this visit chose; one class alone is no choice yet."""
    classes_key, few_key = _keys(source)
    names = st.session_state.get(classes_key, [])
    asked = {
        "classes": BETWEEN_NAMES.join(names) if len(names) >= FEWEST_CLASSES else "",
        "few": st.session_state.get(few_key) or 0,
    }
    part = tuple((name, value) for name, value in asked.items() if value)
    return replace(source, reading=(*source.reading, *part))


def choose_part(source: Source) -> None:
    """Learn as much of a set as a source says; a callback, or before the widgets are drawn."""
    asked = dict(source.reading)
    names = str(asked.get("classes", ""))
    classes_key, few_key = _keys(source)
    st.session_state[classes_key] = names.split(BETWEEN_NAMES) if names else []
    st.session_state[few_key] = asked.get("few", 0)


def part_panel(source: Source) -> None:
    """Draw which classes of a whole set are learnt, once it is read, and how few of each."""
    try:
        classes = READ_SETS.of(source).result().classes
    except (TimeoutError, SeqLabError):  # both are told where the set is
        return
    classes_key, few_key = _keys(source)
    with more(_("Learn only a part of it"), key="images-part"):
        left, right = st.columns([2, 1], gap="large", vertical_alignment="bottom")
        left.multiselect(
            _("Classes, two or more"),
            [name for name in classes if BETWEEN_NAMES not in name],
            format_func=lambda name: plain(_(name)),
            key=classes_key,
            placeholder=_("All {count}").format(count=whole(len(classes))),
            persist_state="session",
        )
        right.number_input(
            _("Pictures of each to learn from; 0 for all"),
            min_value=0,
            max_value=100_000,
            key=few_key,
            persist_state="session",
        )
        st.caption(
            _(
                "A model that learnt some classes can go on to the others from a few pictures of"
                " each: step 2, “Go on from”."
            )
        )
