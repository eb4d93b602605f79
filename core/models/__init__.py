"""Everything that learns: inputs, trunks and heads, put together by `build`.

>>> import torch
>>> from functools import partial
>>> model = build(
...     FeatureInputs(13),
...     "lstm",
...     partial(LagAttentionHead, horizon=1, lags=60, dropout=0.2),
...     TrunkSettings(hidden_size=32),
...     torch.Generator().manual_seed(0),
... )
>>> model(torch.zeros(2, 119, 13)).output.shape
torch.Size([2, 119, 1])

To add a trunk, write one file and add its row to `MODELS`. Models of pictures (`ImageModel`) take
pictures and give logits; the one of patches ends in the same trunks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from core.errors import UnknownOption
from core.models.base import (
    Head,
    Hidden,
    Inputs,
    Model,
    ModelState,
    Prediction,
    Reading,
    SequenceModel,
    State,
    Trunk,
    TrunkSettings,
)
from core.models.chain import NoteHead
from core.models.class_head import POOLINGS, ClassHead
from core.models.dropout import Dropout, reseed
from core.models.heads import LagAttentionHead, PooledAttentionHead
from core.models.initialise import initialise
from core.models.inputs import FeatureInputs, SegmentInputs
from core.models.mingru import MinGRU
from core.models.normalise import WindowNormalised
from core.models.notes import NoteInputs
from core.models.patch_inputs import PatchInputs
from core.models.patches import READER_WORDS, PatchModel
from core.models.recurrent import GRU, LSTM, RNN
from core.models.resnet import STEMS, ResNet18
from core.models.starts import STARTS, StartSettings, begin, starts_of
from core.models.tcn import TCN
from core.models.transformer import Transformer
from core.models.vision import ImageModel, SimpleCNN

__all__ = [
    "MODELS",
    "POOLINGS",
    "READER_WORDS",
    "STARTS",
    "STEMS",
    "TRUNK_WORDS",
    "ClassHead",
    "Dropout",
    "FeatureInputs",
    "Head",
    "Hidden",
    "ImageModel",
    "Inputs",
    "LagAttentionHead",
    "Model",
    "ModelState",
    "NoteHead",
    "NoteInputs",
    "PatchInputs",
    "PatchModel",
    "PooledAttentionHead",
    "Prediction",
    "Reading",
    "ResNet18",
    "SegmentInputs",
    "SequenceModel",
    "SimpleCNN",
    "StartSettings",
    "State",
    "Trunk",
    "TrunkSettings",
    "WindowNormalised",
    "begin",
    "build",
    "initialise",
    "reseed",
    "starts_of",
]

MODELS: Mapping[str, type[Trunk]] = {
    "lstm": LSTM,
    "gru": GRU,
    "rnn": RNN,
    "transformer": Transformer,
    "tcn": TCN,
    "mingru": MinGRU,
}

TRUNK_WORDS: Mapping[str, str] = {name: trunk.title for name, trunk in MODELS.items()}
"""What the screen calls each trunk: the options of a choice."""


def build(
    inputs: Inputs,
    trunk: str,
    head: Callable[[int], Head],
    settings: TrunkSettings,
    generator: torch.Generator,
    *,
    normalised: bool = False,
) -> SequenceModel:
    """Return a new model whose weights and dropout are drawn from `generator` alone.

    Parameters
    ----------
    inputs : Inputs
    trunk : str
        A key of `MODELS`.
    head : Callable
        Makes the head for a given state width, such as `partial(LagAttentionHead, ...)`.
    settings : TrunkSettings
    generator : torch.Generator
        On the CPU. The same seed gives the same model.
    normalised : bool
        Bring each window to its own mean and spread first; see `WindowNormalised`.

    Raises
    ------
    UnknownOption
        If there is no such trunk.
    """
    if trunk not in MODELS:
        raise UnknownOption(setting="trunk", value=trunk, options=", ".join(MODELS))
    kind = WindowNormalised if normalised else SequenceModel
    model = kind(inputs, MODELS[trunk](inputs.width, settings), head)
    initialise(model, generator)
    return model
