"""From the standings of all maps to one sentence: what the model says, and which map to believe.

Outcomes: `believable` (a map beats chance and "it is in the middle", and shows what was learnt) and
`no_better` (none does). Names of classes come from outside, already said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.explain.images import METHODS
from core.metrics.wording import MINUS, percent
from core.recipes.images.believing import Standing, Standings
from core.recipes.images.result import Verdict
from core.words import N_, Sentence

ATTENTION = "attention"
NAMES: Mapping[str, str] = {
    "saliency": N_("saliency"),
    "integrated_gradients": N_("integrated gradients"),
    "grad_cam": N_("Grad-CAM"),
    "occlusion": N_("occlusion"),
    "shap": N_("SHAP"),
    "attention": N_("attention"),
    "rollout": N_("attention rollout"),
    "weighted_attention": N_("weighted attention"),
}
"""The methods as they are called within a sentence."""
SENTENCES: Mapping[tuple[bool, str], str] = {
    # whether the answer is wrong, what can be believed
    (False, "but not attention"): N_(
        "It says {answer} ({chance}), and {best} can be believed; attention cannot"
    ),
    (False, "some"): N_("It says {answer} ({chance}), and {best} can be believed"),
    (False, "none"): N_("It says {answer} ({chance}), and none of its maps can be believed"),
    (True, "but not attention"): N_(
        "It says {answer} ({chance}) and is wrong; {best} can be believed, attention cannot"
    ),
    (True, "some"): N_("It says {answer} ({chance}) and is wrong; {best} can be believed"),
    (True, "none"): N_("It says {answer} ({chance}) and is wrong; no map can be believed"),
}
HOW: Mapping[tuple[bool, str], str] = {
    # whether it is known where the thing is, what the best map does
    (True, "believable"): N_(
        "{best} tells the thing from the rest with {value}; “it is in the middle” gets {centre},"
        " chance {random}."
    ),
    (True, "behind"): N_(
        "The best of them, {best}, tells the thing from the rest with {value}; “it is in the"
        " middle” gets {centre}, chance {random}."
    ),
    (True, "alike"): N_(
        "{best} tells the thing from the rest with {value}, but draws much the same where nothing"
        " was learnt; “it is in the middle” gets {centre}, chance {random}."
    ),
    (False, "believable"): N_(
        "What {best} marks moves the answer by {value}; “it is in the middle” by {centre}, chance"
        " by {random}."
    ),
    (False, "behind"): N_(
        "What the best of them, {best}, marks moves the answer by {value}; “it is in the middle”"
        " by {centre}, chance by {random}."
    ),
    (False, "alike"): N_(
        "What {best} marks moves the answer by {value}, but it draws much the same where nothing"
        " was learnt; “it is in the middle” moves it by {centre}, chance by {random}."
    ),
}
TWO_SENTENCES = N_("{first} {second}")
STRANGER = N_("It knows {count} classes and answers with one of them, whatever it is shown.")


@dataclass(frozen=True)
class Told:
    """What a model says of a picture, and what is known of it.

    Attributes
    ----------
    answer : str
        The class, already said.
    chance : float
        How probable the model finds it.
    is_right : bool or None
        None where nobody knows: a picture that is not of the set.
    num_classes : int
    """

    answer: str
    chance: float
    is_right: bool | None
    num_classes: int


def verdict_on_maps(told: Told, standings: Standings) -> Verdict:
    """Return which map of a picture can be believed, in one sentence, and how that is known."""
    believable = standings.believable
    best = believable[0] if believable else standings.maps[0]
    facts = {
        "answer": told.answer,
        "chance": percent(told.chance, 0),
        "best": Sentence(NAMES[best.method]),
    }
    sentence = SENTENCES[told.is_right is False, _which(standings)]
    how = _how(best, standings)
    if told.is_right is None:
        stranger = Sentence(STRANGER, {"count": told.num_classes})
        how = Sentence(TWO_SENTENCES, {"first": how, "second": stranger})
    outcome = "believable" if believable else "no_better"
    return Verdict(outcome, Sentence(sentence, facts), how)


def _which(standings: Standings) -> str:
    if not standings.believable:
        return "none"
    attention = [one for one in standings.maps if one.method == ATTENTION]
    distrusted = bool(attention) and not attention[0].is_believable
    return "but not attention" if distrusted else "some"


def _how(best: Standing, standings: Standings) -> Sentence:
    does = "believable" if best.is_believable else "alike" if best.beats else "behind"
    opens = does != "behind" and standings.by_mask
    name = METHODS[best.method].title if opens else NAMES[best.method]
    facts = {
        "best": Sentence(name),
        "value": figure_said(best.value),
        "centre": figure_said(standings.centre),
        "random": figure_said(standings.random),
    }
    return Sentence(HOW[standings.by_mask, does], facts)


def figure_said(value: float) -> str:
    """Write a figure of a map with two decimals.

    >>> figure_said(0.934), figure_said(-0.051), figure_said(-0.001)
    ('0.93', '−0.05', '0.00')
    """
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text
