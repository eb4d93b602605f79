"""The live chart of a training: ECharts options, made again once a second.

Conventions: epochs count from 1; a loss that is not known yet is None. Colours and words come from
outside, already chosen and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.figures.style import FONT, MODEL_WIDTH, REFERENCE_WIDTH, TICK_SIZE, Look, Palette


@dataclass(frozen=True)
class LossCurve:
    """The losses of one fit so far; `last_epoch` fixes the axis, `reference` is the baseline's."""

    epochs: Sequence[int]
    training: Sequence[float | None]
    validation: Sequence[float | None]
    last_epoch: int
    reference: float | None = None


@dataclass(frozen=True)
class LossWords:
    """The words of the live loss chart, already said."""

    training: str
    validation: str
    reference: str
    epoch: str
    loss: str


def live_loss(curve: LossCurve, words: LossWords, look: Look) -> dict[str, Any]:
    """Return ECharts options of a loss chart that is redrawn once a second.

    Animation is off and the x axis ends at the last possible epoch, so that only the lines move.
    """
    palette = look.palette
    grey = {"color": palette.muted, "fontSize": TICK_SIZE, "fontFamily": FONT}
    ruled = {"lineStyle": {"color": palette.axis}}
    series = [
        _loss_line(words.validation, curve.epochs, curve.validation, palette.hues[0], "solid"),
        _loss_line(words.training, curve.epochs, curve.training, palette.hues[1], "dashed"),
    ]
    if curve.reference is not None:
        series[0]["markLine"] = _reference_line(curve.reference, words.reference, palette)
    return {
        "animation": False,
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 52, "right": 96, "top": 38, "bottom": 44},
        "tooltip": _tooltip(palette),
        "xAxis": {"type": "value", "min": 1, "max": max(curve.last_epoch, 2), "name": words.epoch}
        | {"nameLocation": "middle", "nameGap": 28, "nameTextStyle": grey, "axisLabel": grey}
        | {"splitLine": {"show": False}, "axisLine": ruled, "axisTick": ruled, "minInterval": 1},
        "yAxis": {"type": "value", "scale": True, "name": words.loss, "axisLabel": grey}
        | {"nameTextStyle": grey | {"align": "left"}, "nameGap": 14, "splitNumber": 5}
        | {"splitLine": {"lineStyle": {"color": palette.grid}}, "min": _floor(curve)},
        "series": series,
    }


def _floor(curve: LossCurve) -> float | None:
    """Return a round number under everything drawn, the dashed reference included."""
    drawn = [v for v in (*curve.training, *curve.validation, curve.reference) if v is not None]
    if not drawn:
        return None
    room = max(drawn) - min(drawn) or abs(max(drawn)) or 1.0
    step = 10.0 ** np.floor(np.log10(room))
    return round(float(np.floor((min(drawn) - 0.02 * room) / step) * step), 12)


def _loss_line(
    name: str, epochs: Sequence[int], values: Sequence[float | None], colour: str, dash: str
) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "data": [[e, v] for e, v in zip(epochs, values, strict=True) if v is not None],
        "showSymbol": False,
        "lineStyle": {"color": colour, "width": MODEL_WIDTH, "type": dash},
        "itemStyle": {"color": colour},
        "endLabel": {"show": True, "formatter": "{a}", "color": colour, "fontSize": TICK_SIZE},
        "labelLayout": {"moveOverlap": "shiftY"},
    }


def _reference_line(value: float, name: str, palette: Palette) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "animation": False,
        "lineStyle": {"color": palette.muted, "type": "dashed", "width": REFERENCE_WIDTH},
        "label": {"formatter": name, "position": "insideEndTop", "color": palette.muted}
        | {"fontSize": TICK_SIZE},
        "data": [{"yAxis": value}],
    }


def _tooltip(palette: Palette) -> dict[str, Any]:
    return {
        "trigger": "axis",
        "backgroundColor": palette.background,
        "borderColor": palette.axis,
        "textStyle": {"color": palette.text, "fontSize": TICK_SIZE, "fontFamily": FONT},
    }
