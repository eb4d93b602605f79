"""The right half of the main picture: where the chosen patch looks, or a map of what decided.

A model of patches is asked where the patch that was clicked looks; any other shows its best map.
What is drawn can be chosen in the popover. No map stands without its figure, chance's and that of
"it is in the middle"; attention is no exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from core.figures.images import light_overlay
from core.figures.maps import coloured
from core.recipes.images import Opened
from core.recipes.images.asking import place_on
from core.recipes.images.attending import LAST, MEAN, Attending, gaze_of
from core.recipes.images.believed import figure_said
from core.recipes.images.believing import METHODS, Standing, Standings
from core.recipes.images.looking import Layout
from core.words import N_
from ui.components.picture_rack import Tile, picture_rack
from ui.i18n import _, percent, whole
from ui.images_asked import Judged, attending_now, judged, question_of
from ui.images_choice import Looked
from ui.images_patches import BESIDE, Picked
from ui.images_words import gaze_title
from ui.later import when_ready
from ui.picture_view import picture_view
from ui.plain import plain

DRAWN, LAYER, HEAD = "images.drawn", "images.layer", "images.head"
HEADS = "images-heads"
GAZE, FLOW = "gaze", "flow"
WAYS = {GAZE: N_("Where the patch looks"), FLOW: N_("What reaches the patch (rollout)")}


@dataclass(frozen=True, eq=False)
class Way:
    """What is drawn: a gaze with its layer and head, or the name of a map; None is the best one."""

    name: str | None
    layer: int = LAST
    head: int = MEAN


def show_beside(opened: Opened, picked: Picked) -> None:
    """Draw the heading, the picture under a map, and what the map is worth."""
    attending = attending_now(question_of(opened, picked.looked))
    way = _chosen_way(attending)
    if attending is not None and way.name in WAYS:
        _gaze(opened, picked, attending, way)
        return
    when_ready(
        judged(question_of(opened, picked.looked)),
        lambda found: _map(opened, picked, found, way),
        _("The maps of this picture are being made …"),
        key="images-beside-error",
    )


def _chosen_way(attending: Attending | None) -> Way:
    """Return what the popover says, or what is usual for the model."""
    name = st.session_state.get(DRAWN)
    if attending is None:
        return Way(name if name in METHODS else None)
    layer, head = (st.session_state.get(key, LAST) for key in (LAYER, HEAD))
    return Way(
        name=name or GAZE,
        layer=layer if layer < attending.num_layers else LAST,
        head=head if head < attending.num_heads else MEAN,
    )


def layout_of_model(opened: Opened, attending: Attending, looked: Looked) -> Layout:
    """Return how the model itself cuts the picture, as it lies on the picture as it was."""
    height, width = looked.pixels.shape[:2]
    rows, columns = attending.size
    place = place_on(opened, (width, height))
    return Layout(attending.patch_size, attending.grid, (width, height), (columns, rows), place)


def patch_of_model(layout: Layout, attending: Attending, picked: Picked) -> int | None:
    """Return the model's patch below the middle of the one that is chosen; None outside."""
    x, y = layout.affine.to_fitted(np.array([picked.centre]))[0].tolist()
    return attending.patch_at(x, y)


def _gaze(opened: Opened, picked: Picked, attending: Attending, way: Way) -> None:
    layout = layout_of_model(opened, attending, picked.looked)
    patch = patch_of_model(layout, attending, picked)
    if patch is None:
        _unseen(picked, layout)
        return
    if way.name == FLOW:
        values = attending.flow_from(patch)
    else:
        values = attending.seen_from(patch, way.layer, way.head)
    title = gaze_title(gaze_of(values, patch), patch)
    st.markdown(f"### {title}", anchors=False)
    drawn = light_overlay(attending.on_pixels(values), layout.picture_size, layout.affine)
    picture_view(
        picked.looked.pixels,
        key=BESIDE,
        label=title,
        layout=layout,
        overlay=drawn,
        selected=patch,
    )
    worth = _worth(opened, picked.looked, "rollout" if way.name == FLOW else "attention")
    with st.container(horizontal=True, wrap=False, gap="small"):
        st.caption(" ".join([_way_said(way, attending), worth]), width="stretch")
        _popover(opened, picked.looked, attending, patch)


def _unseen(picked: Picked, layout: Layout) -> None:
    title = _("The model does not see this patch")
    st.markdown(f"### {title}", anchors=False)
    picture_view(picked.looked.pixels, key=BESIDE, label=title, layout=layout)
    st.caption(_("It reads the middle of a picture, in the proportions of those it learnt."))


def _way_said(way: Way, attending: Attending) -> str:
    if way.name == FLOW:
        return _("Through all layers, the mean of the heads. Dark: little; yellow: much.")
    layer = attending.num_layers if way.layer == LAST else way.layer + 1
    if way.head == MEAN:
        words = _("Layer {layer} of {layers}, the mean of its heads. Dark: little; yellow: much.")
    else:
        words = _("Layer {layer} of {layers}, head {head}. Dark: little; yellow: much.")
    return words.format(
        layer=whole(layer), layers=whole(attending.num_layers), head=whole(way.head + 1)
    )


def _worth(opened: Opened, looked: Looked, method: str) -> str:
    """Say what the attention of the whole picture is worth as an explanation, once it is known."""
    promise = judged(question_of(opened, looked))
    if not promise.done() or promise.exception() is not None:
        return _("Where it looks is not by itself a reason.")
    standing = {one.method: one for one in promise.result().standings.maps}.get(method)
    if standing is None:
        return _("Where it looks is not by itself a reason.")
    words = _("Where it looks is not by itself a reason: over all patches this map gets {figures}.")
    return words.format(figures=figures_said(standing, promise.result().standings))


def figures_said(standing: Standing, standings: Standings) -> str:
    """Say a map's figure beside those of the middle and of chance: "0.70 (middle 0.72, …)"."""
    return _("{value} (“it is in the middle” {centre}, chance {random})").format(
        value=figure_said(standing.value),
        centre=figure_said(standings.centre),
        random=figure_said(standings.random),
    )


def _map(opened: Opened, picked: Picked, found: Judged, way: Way) -> None:
    known = {one.method: one for one in found.standings.maps}
    best = next(iter(found.standings.believable), found.standings.maps[0])
    standing = known.get(way.name or "", best)
    title = _("{map}: {verdict}").format(
        map=_(METHODS[standing.method].title), verdict=belief_said(standing)
    )
    st.markdown(f"### {title}", anchors=False)
    height, width = picked.looked.pixels.shape[:2]
    values = found.evidence[standing.method].strength[0]
    place = place_on(opened, (width, height))
    drawn = light_overlay(values, (width, height), place)
    picture_view(
        picked.looked.pixels,
        key=BESIDE,
        label=title,
        layout=picked.laid.layout,
        overlay=drawn,
        selected=picked.patch,
    )
    words = _("It gets {figures}. Dark: little; yellow: much.")
    with st.container(horizontal=True, wrap=False, gap="small"):
        said = words.format(figures=figures_said(standing, found.standings))
        st.caption(plain(said), width="stretch")
        _popover(opened, picked.looked, attending_now(question_of(opened, picked.looked)))


def belief_said(standing: Standing) -> str:
    """Say in a few words whether a map can be believed."""
    if standing.is_believable:
        return _("can be believed")
    if standing.beats:
        return _("shows the picture, not what was learnt")
    return _("no better than “it is in the middle”")


def _popover(
    opened: Opened, looked: Looked, attending: Attending | None, patch: int | None = None
) -> None:
    """Draw the choice of what is drawn; layers and heads count from 1 there."""
    label = _("Which map") if attending is None else _("Layer and head")
    with st.popover(label, type="tertiary"):
        ways = {name: _(words) for name, words in WAYS.items()} if attending is not None else {}
        promise = judged(question_of(opened, looked))
        if promise.done() and promise.exception() is None:
            standing = promise.result().standings.maps
            ways |= {one.method: _(METHODS[one.method].title) for one in standing}
        if ways:
            st.selectbox(_("What is drawn"), list(ways), format_func=ways.__getitem__, key=DRAWN)
        if attending is not None:
            _layer_and_head(attending)
            if patch is not None:
                _all_heads(attending, patch)


def _all_heads(attending: Attending, patch: int) -> None:
    """Draw what a patch looks at by every head, a layer a row; press one to see it large."""
    tiles = [
        _head(attending, patch, layer, head)
        for layer in range(attending.num_layers)
        for head in range(attending.num_heads)
    ]
    label = _("From patch {number}, every head, a layer a row").format(number=whole(patch + 1))
    st.caption(label)
    picture_rack(
        tiles,
        key=HEADS,
        label=label,
        on_pick=partial(_look, attending.num_heads),
        columns=attending.num_heads,
    )


def _head(attending: Attending, patch: int, layer: int, head: int) -> Tile:
    values = attending.seen_from(patch, layer, head)
    told = {"layer": whole(layer + 1), "head": whole(head + 1)}
    share = percent(float(values.max()), 0)
    spoken = _("Layer {layer}, head {head}: at most {share} on one patch")
    number = layer * attending.num_heads + head
    return Tile(number, coloured(values), share, spoken.format(**told, share=share))


def _look(num_heads: int, number: int) -> None:
    """Draw one head on the picture; a callback."""
    st.session_state[DRAWN] = GAZE
    st.session_state[LAYER], st.session_state[HEAD] = divmod(number, num_heads)


def _layer_and_head(attending: Attending) -> None:
    with st.container(horizontal=True, gap="small"):
        st.selectbox(
            _("Layer"),
            [LAST, *range(attending.num_layers)],
            format_func=lambda at: _("The last") if at == LAST else whole(at + 1),
            key=LAYER,
        )
        st.selectbox(
            _("Head"),
            [MEAN, *range(attending.num_heads)],
            format_func=lambda at: _("Mean of all") if at == MEAN else whole(at + 1),
            key=HEAD,
        )
