"""Going on from a model that has learnt something else: which one, and what of it is kept.

The trunk of the other model is taken over, with a head of its own for the classes of this set; so
few pictures are enough. Its kind and size, and how it reads pictures, come along.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import streamlit as st

from core.errors import SeqLabError
from core.recipes.images import keep_base, pretrained, use
from core.recipes.images.result import Result
from core.recipes.images.settings import FREEZE, ImageSettings
from core.recipes.images.transfer import kept_base
from core.recipes.shelf import PRETRAINED_MARK
from core.runs import home, run_store
from ui.i18n import _, all_words, percent
from ui.images_choice import PAGE
from ui.images_shown import SHIPPED
from ui.images_words import model_said
from ui.plain import plain
from ui.steps import more

BASE, FREEZE_KEY = f"{PAGE}.base", f"{PAGE}.freeze"
FROM_NOTHING = ""
RUN_MARK = "run:"
MOST_RUNS = 12
ON_THEIR_OWN = ("base", "freeze")


def with_base(settings: ImageSettings) -> ImageSettings:
    """Draw the choice of the model to go on from; return the settings with it.

    A run is named by its id here; `with_base_kept` gives it the name that a training finds it by.
    """
    with more(_("Go on from a model that has learnt something else"), key="images-transfer"):
        options = bases()
        chosen = st.session_state.get(BASE, st.query_params.get(BASE, FROM_NOTHING))
        if chosen not in options and _result_of(chosen) is not None:
            options.append(chosen)
        start = options.index(chosen) if chosen in options else 0
        left, right = st.columns([1, 1], gap="large")
        with left:
            base = st.selectbox(
                _("Go on from"),
                options,
                index=start,
                format_func=base_said,
                key=BASE,
                persist_state="session",
            )
        with right:
            words = all_words(FREEZE)
            freeze = st.segmented_control(
                _("Keep as it is"),
                list(words),
                default="none",
                required=True,
                format_func=words.__getitem__,
                key=FREEZE_KEY,
                persist_state="session",
            )
        _tell(base)
    result = _result_of(base)
    if result is None:
        return settings
    return replace(settings, base=base, freeze=freeze, model=result.settings["model"])


def _tell(base: str) -> None:
    """Write the choice into the address, and say what comes along."""
    if base == FROM_NOTHING:
        st.query_params.pop(BASE, None)
        st.caption(_("All weights begin at random; nothing of another model is kept."))
        return
    st.query_params[BASE] = base
    result = _result_of(base)
    if result is not None:
        words = _(
            "{model}, learnt from {set}: its kind, its size and how it reads pictures come along."
            " A few pictures of each class are enough for the last layer alone."
        )
        told = words.format(model=model_said(result.settings), set=result.name)
        st.caption(plain(told))


def bases() -> list[str]:
    """Return the models that can be gone on from: none, the shipped ones, the newest runs."""
    shipped = [name for names in SHIPPED.values() for name in names]
    known = [PRETRAINED_MARK + name for name in shipped if _result_of(PRETRAINED_MARK + name)]
    store = run_store()
    runs = [run.id for run in store.runs(kind=PAGE) if store.has_artifact(run.id)]
    return [FROM_NOTHING, *known, *(RUN_MARK + run for run in runs[:MOST_RUNS])]


def base_said(base: str) -> str:
    """Say a model that can be gone on from."""
    if base == FROM_NOTHING:
        return _("Nothing: begin at random")
    result = _result_of(base)
    if result is None:
        return base
    parts = [model_said(result.settings), result.name]
    if result.judged is not None:
        parts.append(percent(result.judged.accuracy))
    return _(" · ").join(parts)


def with_base_kept(settings: ImageSettings) -> ImageSettings:
    """Return settings whose model to go on from is kept where a training finds it.

    Raises
    ------
    SeqLabError
        If it is no longer there.
    """
    if not settings.base.startswith(RUN_MARK):
        return settings
    artifact = run_store().artifact(settings.base.removeprefix(RUN_MARK))
    return replace(settings, base=keep_base(artifact, home()))


@lru_cache(maxsize=64)
def _result_of(base: str) -> Result | None:
    """Return what is known of a model; None where there is none of this name."""
    if base == FROM_NOTHING:
        return None
    try:
        if base.startswith(RUN_MARK):
            return use(run_store().artifact(base.removeprefix(RUN_MARK)))
        if base.startswith(PRETRAINED_MARK):
            return use(pretrained(base.removeprefix(PRETRAINED_MARK)))
        return use(kept_base(base, home()))
    except SeqLabError:
        return None
