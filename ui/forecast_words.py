"""The words and units of a forecast on the screen: names, scales, and titles made from the numbers.

A title says what is seen, so it is generated: every function here looks at arrays and picks a
template. Conventions: values are those of the target until `Scale.shown` makes them the screen's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.metrics import wording
from core.recipes.forecast.result import Lags, Result, Row
from core.words import N_, Sentence
from ui.i18n import _, counted, number, percent, say

NAMES: Mapping[str, str] = {
    "lstm": N_("LSTM + attention"),
    "gru": N_("GRU + attention"),
    "rnn": N_("RNN + attention"),
    "transformer": N_("Transformer"),
    "ensemble": N_("All models together"),
    "zero": N_("Always zero"),
    "last": N_("Last value"),
    "drift": N_("Drift"),
    "mean": N_("Mean so far"),
    "mean22": N_("Mean of 22 steps"),
    "ewma": N_("Moving average"),
    "seasonal_naive": N_("Seasonal naive"),
    "har": N_("HAR"),
    "lhar": N_("HAR with 13 features"),
    "ridge": N_("Ridge on lags"),
    "linear": N_("Linear, all features"),
    "ets": N_("Exponential smoothing"),
    "theta": N_("Theta"),
    "majority": N_("The commoner sign"),
    "base_rate": N_("Share of rises so far"),
}


def name_of(name: str) -> str:
    """Say the name of a row of the table of scores; "lstm/0" is seed 0 of the LSTM."""
    family, _slash, seed = name.partition("/")
    said = _(NAMES[family]) if family in NAMES else family
    return _("{name}, seed {seed}").format(name=said, seed=seed) if seed else said


@dataclass(frozen=True)
class Scale:
    """How a target is shown: its unit, already said, and the function that gets it there."""

    unit: str
    shown: Callable[[np.ndarray], np.ndarray]
    from_zero: bool = False


def scale_of(result: Result) -> Scale:
    """Return how the target of a result is shown; a log variance becomes % a day, say."""
    if result.quantity == "volatility":
        unit = _("Volatility, % a day") if is_daily(result) else _("Volatility, % a step")
        shown = _deviation if result.unit == "log variance" else _size
        return Scale(unit, shown, from_zero=True)
    if result.quantity == "return":
        return Scale(_("Return, %"), _percent)
    if result.quantity == "direction":
        return Scale(_("Chance of a rise, %"), _percent)
    return Scale(result.column, np.asarray)


def _deviation(log_variance: np.ndarray) -> np.ndarray:
    return np.asarray(100 * np.exp(np.asarray(log_variance) / 2))


def _size(size: np.ndarray) -> np.ndarray:
    return np.asarray(100 * np.maximum(size, 0.0))


def _percent(share: np.ndarray) -> np.ndarray:
    return np.asarray(100 * np.asarray(share))


DAILY = frozenset({"daily", "days", "day", "business days", "business day", "D", "B"})


def is_daily(result: Result) -> bool:
    """Return whether one step is one day."""
    return str(result.data.get("frequency")) in DAILY


def steps_ahead(result: Result, steps: int) -> str:
    """Say "1 day", "10 days", or steps where a row is no day."""
    if is_daily(result):
        return counted(steps, N_("{count} day"), N_("{count} days"))
    return counted(steps, N_("{count} step"), N_("{count} steps"))


def coming(result: Result, steps: int) -> str:
    """Say what follows "the next": "day", "10 days", "step", "5 steps"."""
    if steps == 1:
        return _("day") if is_daily(result) else _("step")
    return steps_ahead(result, steps)


def inside(name: str) -> str:
    """Say a baseline's name as it stands inside a sentence."""
    named = wording.rival(name)
    return say(named) if isinstance(named, Sentence) else name_of(name)


def has_learnt(result: Result) -> bool:
    """Return whether a model takes part, or baselines alone."""
    return any(row.kind != "baseline" for row in result.rows)


def subject(result: Result) -> str:
    """Return the name of the row that the page is about: the model judged, else the best row."""
    for name in (result.verdict.model, result.best):
        if name and name in result.scored.predictions:
            return name
    ranked = sorted(result.rows, key=lambda row: -row.r2_vs_reference)
    return next(row.name for row in ranked if row.name in result.scored.predictions)


CALM = {
    (-1, False): N_("The next {span} should be calm"),
    (-1, True): N_("The next {span} should be calm, with room for a jump"),
    (0, False): N_("The next {span} should be as usual"),
    (0, True): N_("The next {span} should be as usual, with room for a jump"),
    (1, False): N_("The next {span} should be wild"),
    (1, True): N_("The next {span} should be wild, with room for more"),
}
JUMP = 2.0  # a band that reaches twice the median has room for a jump


def fan_title(result: Result, steps: int, median: np.ndarray, high: np.ndarray) -> str:
    """Say what the fan shows; `median` and the widest band's `high` as shown, shape (steps,)."""
    span = coming(result, steps)
    scale = scale_of(result)
    if result.quantity == "volatility":
        usual = np.nanquantile(scale.shown(result.history), (1 / 3, 2 / 3))
        middle = float(np.mean(median))
        where = int(middle > usual[1]) - int(middle < usual[0])
        return _(CALM[where, bool(np.max(high) > JUMP * middle)]).format(span=span)
    if result.quantity == "return":
        return _return_title(float(np.sum(median)), float(high[-1] - median[-1]), span)
    if result.quantity == "direction":
        template = N_("A rise over the next step has a chance of {share}")
        return _(template).format(share=percent(float(median[0]) / 100, 0))
    return _value_title(result, median, high, span)


def _return_title(total: float, reach: float, span: str) -> str:
    if abs(total) < 0.1 * reach:
        return _("No direction is seen for the next {span}").format(span=span)
    template = N_("Expected over the next {span}: {size}%")
    size = f"{total:+.2f}".replace("-", "−")
    return _(template).format(size=size, span=span)


def _value_title(result: Result, median: np.ndarray, high: np.ndarray, span: str) -> str:
    last, end = float(result.history[-1]), float(median[-1])
    reach = float(high[-1] - median[-1])
    templates = {
        0: N_("It stays near {value} for the next {span}"),
        1: N_("It rises to {value} within {span}"),
        -1: N_("It falls to {value} within {span}"),
    }
    way = 0 if abs(end - last) < 0.1 * reach else int(np.sign(end - last))
    return _(templates[way]).format(value=number(end), span=span)


def scores_title(result: Result) -> str:
    """Say who beats the reference."""
    ours = {row.name for row in result.rows if row.kind != "baseline"}
    better = [
        row
        for row in result.rows
        if row.kind == "baseline" and row.skill_low > 0 and row.name != result.reference
    ]
    reference = inside(result.reference)
    model = next((row for row in result.rows if row.name in ours and row.seed is None), None)
    if model is None or model.skill_low <= 0:
        if not better:
            return _("Nothing beats {name}").format(name=reference)
        return _("Best of all: {name}").format(name=inside(_best(better).name))
    if not better:
        return _("Nothing else beats {name}").format(name=reference)
    if _best(better).r2_vs_reference >= model.r2_vs_reference:
        return _("No better than {name}").format(name=inside(_best(better).name))
    return _("Only {name} comes close").format(name=inside(_best(better).name))


def _best(rows: list[Row]) -> Row:
    return max(rows, key=lambda row: row.r2_vs_reference)


RECENT = 5
SPREAD_OUT = 0.8  # of all lags in use: attention that looks everywhere


def lags_title(lags: Lags) -> str:
    """Say where attention lies, and where what matters lies."""
    recent = min(RECENT, len(lags.attention_L))
    matters = float(lags.occlusion_L[:recent].sum()) > 0.5
    looks = float(lags.attention_L[:recent].sum()) > 0.5
    everywhere = lags.effective_lags > SPREAD_OUT * len(lags.attention_L)
    if everywhere and matters:
        template = N_("It looks everywhere, but the last {count} steps matter")
    elif matters and looks:
        template = N_("It looks at the last {count} steps, and they matter")
    elif matters:
        template = N_("It looks further back than what matters: the last {count} steps")
    else:
        template = N_("What matters lies further back than {count} steps")
    return _(template).format(count=recent)


def lags_caption(lags: Lags) -> str:
    """Say how far the answers agree, and which one to trust."""
    agreement = _("Rank agreement {value}.").format(value=number(lags.rank_agreement, 2))
    used = _("Attention spreads over {count} of {total} lags.").format(
        count=number(lags.effective_lags, 3), total=len(lags.attention_L)
    )
    advice = _("Where they disagree, trust the diamonds: attention alone is not an explanation.")
    return _(" ").join([agreement, used, advice])
