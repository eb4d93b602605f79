"""Who takes part: trunks, each with a start of its own, under a name of its own.

A start is how the first weights are drawn (`core.models.initialise`). "Again" is the same trunk
with the same start under a second name, drawn anew: whatever difference is found between the two
is chance, so it tells how far a study is to be believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.words import N_

DEFAULT = "default"


@dataclass(frozen=True)
class Contender:
    """A trunk of `core.models.MODELS`, and a start of `core.models.STARTS`."""

    trunk: str
    title: str
    start: str = DEFAULT


CONTENDERS: Mapping[str, Contender] = {
    "rnn": Contender("rnn", N_("RNN")),
    "gru": Contender("gru", N_("GRU")),
    "lstm": Contender("lstm", N_("LSTM")),
    "tcn": Contender("tcn", N_("TCN")),
    "mingru": Contender("mingru", N_("minGRU")),
    "transformer": Contender("transformer", N_("Transformer")),
    "rnn:orthogonal": Contender("rnn", N_("RNN, orthogonal"), "orthogonal"),
    "rnn:identity": Contender("rnn", N_("RNN, identity"), "identity"),
    "gru:chrono": Contender("gru", N_("GRU, chrono"), "chrono"),
    "lstm:forget_bias": Contender("lstm", N_("LSTM, forget bias 1"), "forget_bias"),
    "lstm:chrono": Contender("lstm", N_("LSTM, chrono"), "chrono"),
    "rnn:again": Contender("rnn", N_("RNN again")),
    "gru:again": Contender("gru", N_("GRU again")),
    "lstm:again": Contender("lstm", N_("LSTM again")),
    "tcn:again": Contender("tcn", N_("TCN again")),
    "mingru:again": Contender("mingru", N_("minGRU again")),
    "transformer:again": Contender("transformer", N_("Transformer again")),
}
CONTENDER_WORDS: Mapping[str, str] = {name: one.title for name, one in CONTENDERS.items()}
USUAL = ("rnn", "gru", "lstm", "transformer")
