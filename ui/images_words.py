"""The words of classified pictures on the screen: names, and titles made from the numbers alone.

Conventions: shares are from 0 to 1; patches, layers and heads are counted from 1 on the screen and
from 0 in the code. Every title is said in the language of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.models import READER_WORDS
from core.recipes.images.attending import Gaze
from core.recipes.images.believed import ATTENTION
from core.recipes.images.believing import Standing, Standings
from core.recipes.images.settings import ImageSettings
from core.recipes.images.shuffling import Shuffling
from core.runs import Source
from core.words import N_
from ui.i18n import _, counted, percent, whole

MODELS: Mapping[str, str] = {
    "cnn": N_("CNN, {channels} channels"),
    "resnet18": N_("ResNet-18, {channels} channels"),
}
LAYERS = N_("{count} layer"), N_("{count} layers")
HEADS = N_("{count} head"), N_("{count} heads")
CONFUSED = (
    N_("Most often {true} is called {said}: {count} time"),
    N_("Most often {true} is called {said}: {count} times"),
)


def class_names(classes: Sequence[str], source: Source) -> list[str]:
    """Say the classes of a set; those of somebody's own folders stay as they are."""
    return [_(name) for name in classes] if source.sample is not None else list(classes)


def model_said(record: Mapping[str, Any]) -> str:
    """Say a model by its settings: "ViT, 4 layers, 4 heads"."""
    settings = ImageSettings.from_record(dict(record))
    if settings.model != "vit":
        return _(MODELS[settings.model]).format(channels=whole(settings.channels))
    layers = counted(settings.num_layers, *LAYERS)
    if settings.trunk != "transformer":
        trunk = _(READER_WORDS[settings.trunk])
        return _("{trunk} on patches, {layers}").format(trunk=trunk, layers=layers)
    heads = counted(settings.num_heads, *HEADS)
    return _("ViT, {layers}, {heads}").format(layers=layers, heads=heads)


def gaze_title(gaze: Gaze, number: int) -> str:
    """Say what a patch, counted from 0, looks at most."""
    if gaze.is_even:
        return _("Patch {number} looks everywhere much alike").format(number=whole(number + 1))
    share = percent(gaze.share, 0)
    if gaze.itself:
        words = _("Patch {number} looks most at itself: {share}")
        return words.format(number=whole(number + 1), share=share)
    words = _("Patch {number} looks most at row {row}, column {column}: {share}")
    place = {"row": whole(gaze.row + 1), "column": whole(gaze.column + 1)}
    return words.format(number=whole(number + 1), share=share, **place)


def maps_title(standings: Standings) -> str:
    """Say how many maps beat chance and "it is in the middle"."""
    beating = sum(one.beats for one in standings.maps)
    if not beating:
        return _("No map beats “it is in the middle”")
    if beating == len(standings.maps):
        return _("Every map beats “it is in the middle”")
    if beating == 1:
        return _("Only one map of {total} beats “it is in the middle”").format(
            total=whole(len(standings.maps))
        )
    words = _("{count} of {total} maps beat “it is in the middle”")
    return words.format(count=whole(beating), total=whole(len(standings.maps)))


def fall_title(answer: str, low: float, chance: float) -> str:
    """Say what is left of the answer with half of the pixels hidden, by the best map, by chance."""
    words = _("With half hidden, {answer} keeps {low}; by chance {chance}")
    return words.format(answer=answer, low=percent(low, 0), chance=percent(chance, 0))


def confused_title(worst: tuple[int, int] | None, count: int, names: Sequence[str]) -> str:
    """Say which two classes are confused most."""
    if worst is None:
        return _("Nothing is confused")
    true, said = (names[place] for place in worst)
    template = _(CONFUSED[0] if count == 1 else CONFUSED[1])
    return template.format(true=true, said=said, count=whole(count))


def shuffle_title(found: Shuffling) -> str:
    """Say what shuffling the patches costs the model."""
    kept, mixed = found.learnt.kept.share, found.learnt.shuffled.share
    low, high = found.learnt.kept.interval
    if low <= mixed <= high:
        return _("Shuffled it is as right as before: {share}").format(share=percent(mixed))
    words = _("Shuffled it is right in {mixed} instead of {kept}")
    return words.format(mixed=percent(mixed), kept=percent(kept))


def others_first(standings: Standings, best: Standing) -> Standing | None:
    """Return the map that is drawn beside the best one: attention, or the next one."""
    rest = [one for one in standings.maps if one is not best]
    attention = [one for one in rest if one.method == ATTENTION]
    return next(iter([*attention, *rest]), None)
