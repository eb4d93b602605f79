"""Explanations side by side: every method for any class, on one scale, each with its figures.

A class can be held against another one. The knobs of the methods stand in a popover. The article's
Grad-CAM is drawn beside the right one, with what is wrong with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.errors import NoArtifact, NoCaptum
from core.figures.images import light_overlay
from core.recipes.images import Opened
from core.recipes.images.asking import place_on
from core.recipes.images.believed import figure_said
from core.recipes.images.believing import (
    ARTICLE,
    CENTRE,
    METHODS,
    RANDOM,
    Evidence,
    MapSettings,
    shap_is_installed,
)
from ui.errors import show_error
from ui.i18n import NOTHING, _, percent, say
from ui.images_asked import (
    Judged,
    Pair,
    Question,
    Subject,
    article_of,
    judged,
    question_of,
)
from ui.images_choice import Looked
from ui.images_gaze import belief_said
from ui.images_shown import shipped
from ui.later import promised, when_ready
from ui.picture_view import picture_view
from ui.plain import plain
from ui.settings_form import WIDGETS, Cell

KEY = "maps"
TARGET, CONTRAST, STAGE = f"{KEY}.target", f"{KEY}.contrast", f"{KEY}.stage"
SHAP_KEY = f"{KEY}.shap"
KNOBS = ("baseline", "fuse", "window", "most_steps")
ANY = -1  # no class in particular
SIDE_BY_SIDE = 4
WITH_FEATURE_MAPS = "shapes"
"""The shipped model that the article's Grad-CAM is shown on where the model has no feature maps."""


def show_maps(subject: Subject) -> None:
    """Draw the choice, all maps beside each other, and the table of their figures."""
    looked = subject.chosen.looked
    if looked is None:
        return
    question = _asked(subject, looked)
    when_ready(
        judged(question),
        lambda found: _draw(subject, question, found),
        _("The maps are made and judged …"),
        key="images-maps-error",
    )
    if st.toggle(_("The article’s Grad-CAM and its four faults"), key="images-article"):
        _article(subject.opened, looked)


def _asked(subject: Subject, looked: Looked) -> Question:
    """Draw the choice of classes and knobs, and return what they ask."""
    names = dict(enumerate(subject.names))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        target = st.selectbox(
            _("Why this class"),
            [ANY, *names],
            format_func=lambda k: names.get(k, _("What it answers")),
            key=TARGET,
            width=220,
        )
        contrast = st.selectbox(
            _("and not that one"),
            [ANY, *(k for k in names if k != target)],
            format_func=lambda k: names.get(k, _("Any other")),
            key=CONTRAST,
            width=220,
        )
        with st.popover(_("How the maps are made"), icon=":material/tune:", type="tertiary"):
            settings = _settings(subject.opened)
        with_shap = st.toggle(
            _("SHAP as well"),
            key=SHAP_KEY,
            help=_("What each window adds, over all orders of windows: a thousand questions."),
        )
    if with_shap and not shap_is_installed():
        show_error(NoCaptum(), key="images-captum")
    plainly = question_of(subject.opened, looked)
    return replace(
        plainly,
        target=None if target == ANY else target,
        contrast=None if contrast == ANY else contrast,
        settings=settings,
        with_shap=with_shap and shap_is_installed(),
    )


def _settings(opened: Opened) -> MapSettings:
    knobs, defaults = MapSettings.knobs(), MapSettings.defaults()
    values: dict[str, Any] = {
        name: WIDGETS[type(knobs[name])](knobs[name], Cell(f"{KEY}.{name}", defaults[name], False))
        for name in KNOBS
    }
    stages = list(opened.model.stages())
    if stages:
        values["stage"] = st.selectbox(
            _("Grad-CAM reads the feature maps of"), stages[::-1], key=STAGE
        )
    return MapSettings(**values)


def _draw(subject: Subject, question: Question, found: Judged) -> None:
    st.markdown(f"### {plain(_title(subject, question))}", anchors=False)
    standings = {one.method: one for one in found.standings.maps}
    names = list(standings)
    for start in range(0, len(names), SIDE_BY_SIDE):
        cells = st.columns(SIDE_BY_SIDE, gap="medium")
        for cell, name in zip(cells, names[start : start + SIDE_BY_SIDE], strict=False):
            with cell:
                title, belief = _(METHODS[name].title), belief_said(standings[name])
                map_picture(question.opened, question.looked, found.evidence[name], title, name)
                st.caption(f"**{title}**  \n{belief}")
    st.table(figures_table(found), border="horizontal", hide_index=True)
    scale = _(
        "One scale for all: dark is nothing, yellow the strongest half percent of each map."
        " Hiding: the answer while what is marked goes first; showing: while it comes first."
    )
    st.caption(" ".join([scale, missed_said(found)]))


def _title(subject: Subject, question: Question) -> str:
    names = subject.names
    if question.contrast is not None:
        target = question.target
        first = _("the answer") if target is None else names[target]
        words = _("What speaks for {target} rather than {contrast}")
        return words.format(target=first, contrast=names[question.contrast])
    if question.target is None:
        return _("What speaks for the answer")
    return _("What speaks for {target}").format(target=names[question.target])


def map_picture(opened: Opened, looked: Looked, made: Evidence, title: str, name: str) -> None:
    """Draw a map on the picture as it was."""
    height, width = looked.pixels.shape[:2]
    place = place_on(opened, (width, height))
    drawn = light_overlay(made.strength[0], (width, height), place)
    picture_view(looked.pixels, key=f"images-map-{name}", label=title, overlay=drawn)


def figures_table(found: Judged) -> dict[str, list[str]]:
    """Return the figures of every map, then those of the middle and of chance."""
    rows = [(_(METHODS[one.method].title), one.method) for one in found.standings.maps]
    rows += [(_("It is in the middle"), CENTRE), (_("A map of chance"), RANDOM)]
    tried = [found.evidence[method] for _title, method in rows]
    columns = {_("Map"): [title for title, _method in rows]}
    if found.standings.by_mask:
        columns[_("Hits")] = [_mean(one.auroc) for one in tried]
    columns |= {
        _("Hiding"): [_mean(one.deletion) for one in tried],
        _("Showing"): [_mean(one.insertion) for one in tried],
        _("Random net"): [_known(one.randomised) for one in tried],
    }
    return columns


def _mean(values: Any) -> str:
    return NOTHING if values is None else figure_said(float(values.mean()))


def _known(value: float | None) -> str:
    return NOTHING if value is None else figure_said(value)


def missed_said(found: Judged) -> str:
    """Say how much of what it explains integrated gradients leave open; nothing without them."""
    tried = found.evidence.get("integrated_gradients")
    if tried is None or tried.map is None:
        return ""
    words = _("The credits of integrated gradients miss {share} of the difference they explain.")
    return words.format(share=percent(tried.map.completeness_error))


def _article(opened: Opened, looked: Looked) -> None:
    """Draw the article's map beside the right one, and say what is wrong with it."""
    if not opened.model.stages():
        try:
            opened = shipped(WITH_FEATURE_MAPS)
        except NoArtifact:
            st.markdown(_("Grad-CAM needs feature maps: learn a CNN or a ResNet-18 first."))
            return
        st.caption(_("This model has no feature maps; it is shown on the shipped ResNet-18."))
    when_ready(
        promised(article_of, question_of(opened, looked)),
        lambda pair: _article_beside(opened, looked, pair),
        _("The article’s lines are tried …"),
        key="images-article-error",
    )


def _article_beside(opened: Opened, looked: Looked, pair: Pair) -> None:
    left, middle, right = st.columns([1, 1, 2], gap="medium")
    for cell, name, title in (
        (left, ARTICLE, _("As in the article")),
        (middle, "grad_cam", _("By the right formula")),
    ):
        with cell:
            map_picture(opened, looked, pair.evidence[name], title, f"article-{name}")
            st.caption(f"**{title}**  \n{_pair_figure(pair, name)}")
    with right:
        st.markdown("\n".join(f"{n}. {plain(say(f))}" for n, f in enumerate(pair.faults, start=1)))


def _pair_figure(pair: Pair, name: str) -> str:
    said = [figure_said(float(pair.evidence[one].figure[0])) for one in (name, CENTRE, RANDOM)]
    words = _("{value} (“it is in the middle” {centre}, chance {random})")
    return words.format(value=said[0], centre=said[1], random=said[2])
