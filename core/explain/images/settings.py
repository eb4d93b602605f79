"""What can be chosen about a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.knobs import Settings, choice, number, text
from core.words import N_

BASELINES: Mapping[str, str] = {
    "blur": N_("The picture out of focus"),
    "zero": N_("The mean colour"),
}
FUSIONS: Mapping[str, str] = {"mean": N_("Mean of the heads"), "max": N_("The strongest head")}
MOST_LAYERS, MOST_PATCHES, MOST_PIXELS = 64, 65_536, 4096


@dataclass(frozen=True)
class MapSettings(Settings):
    """How a map is made; each method uses what concerns it."""

    baseline: str = choice(
        "blur",
        BASELINES,
        label=N_("In place of a pixel"),
        help=N_("Integrated gradients and occlusion: what stands for a pixel taken away."),
    )
    stage: str = text(
        label=N_("Stage"),
        help=N_("Grad-CAM: which feature maps; empty for the last ones."),
    )
    fuse: str = choice(
        "mean",
        FUSIONS,
        label=N_("Heads"),
        help=N_("Rollout: what is made of the attention heads of a layer."),
    )
    layer: int = number(
        -1,
        low=-1,
        high=MOST_LAYERS,
        label=N_("Layer"),
        help=N_("Attention: which layer, the first is 0; −1 is the last."),
    )
    head: int = number(
        -1,
        low=-1,
        high=MOST_LAYERS,
        label=N_("Head"),
        help=N_("Attention: which head, the first is 0; −1 is the mean of all."),
    )
    patch: int = number(
        -1,
        low=-1,
        high=MOST_PATCHES,
        label=N_("From patch"),
        help=N_("Attention: from which patch, the first is 0; −1 is where the answer is read."),
    )
    window: int = number(
        0,
        low=0,
        high=MOST_PIXELS,
        label=N_("Window"),
        help=N_("Occlusion: how wide the covered window is; 0 is a patch or an eighth."),
        unit=N_("pixels"),
        advanced=True,
    )
    most_steps: int = number(
        1024,
        low=16,
        high=16_384,
        label=N_("Steps at most"),
        help=N_("Integrated gradients: how fine the path is cut where credits are not complete."),
        advanced=True,
    )
