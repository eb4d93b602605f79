"""Models that read a picture as a sequence of patches: the ViT, and recurrent readers beside it.

The trunk is one of those that read notes and prices; only the Transformer looks at all patches at
once, the others read them row by row. Weights of attention are computed only where they are asked
for: training goes by the fused kernel.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from core.errors import UnknownOption
from core.models.base import Hidden, Trunk, TrunkSettings
from core.models.class_head import ClassHead
from core.models.patch_inputs import PatchInputs
from core.models.recurrent import GRU, LSTM, RNN
from core.models.transformer import TransformerEncoder
from core.models.vision import ImageModel

READERS: Mapping[str, type[Trunk]] = {
    "transformer": TransformerEncoder,
    "lstm": LSTM,
    "gru": GRU,
    "rnn": RNN,
}
READER_WORDS: Mapping[str, str] = {name: trunk.title for name, trunk in READERS.items()}
"""What the screen calls each trunk that reads patches: the options of a choice."""


class PatchModel(ImageModel):
    """Patches, a trunk and the class head in a row; with the Transformer it is a ViT.

    Parameters
    ----------
    inputs : PatchInputs
        A class token in it is what the head reads; else the head reads the mean of all patches.
    trunk : str
        A key of `READERS`.
    num_classes : int
    settings : TrunkSettings

    Raises
    ------
    UnknownOption
        If there is no such trunk.
    """

    def __init__(
        self, inputs: PatchInputs, trunk: str, num_classes: int, settings: TrunkSettings
    ) -> None:
        super().__init__()
        if trunk not in READERS:
            raise UnknownOption(setting="trunk", value=trunk, options=", ".join(READERS))
        self.inputs = inputs
        self.patch_size = inputs.patch_size
        self.has_class_token = inputs.class_token is not None
        self.trunk = READERS[trunk](inputs.width, settings)
        self.width = self.trunk.width
        pooling = "class_token" if self.has_class_token else "mean"
        self.head = ClassHead(self.width, num_classes, dropout=0.0, pooling=pooling)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of patches."""
        return self.inputs.grid

    def early_parts(self) -> list[nn.Module]:
        """Return the inputs and the first half of the trunk's layers."""
        if isinstance(self.trunk, TransformerEncoder):
            first, layers = [self.trunk.project], list(self.trunk.blocks)
        else:
            stacked = self.trunk.get_submodule("layers")
            first, layers = [], list(stacked.children())
        return [self.inputs, *first, *layers[: len(layers) // 2]]

    def features(self, images_BCHW: Tensor) -> Tensor:
        """Return what the trunk knows at every patch, the class token's first, shape (B,T,D)."""
        hidden: Hidden = self.trunk(self.inputs(images_BCHW))
        return hidden.states_BTD

    def attention(self, images_BCHW: Tensor) -> list[Tensor]:
        """Return every layer's attention weights (B,H,T,T); none where the trunk is recurrent."""
        return self.look(images_BCHW)[1]

    def look(self, images_BCHW: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits (B,K) and every layer's weights (B,H,T,T), parts of one graph.

        So that the slope of a logit by the weights can be asked for.
        """
        if not isinstance(self.trunk, TransformerEncoder):
            return self(images_BCHW), []
        states_BTD, weights = self.trunk.look(self.inputs(images_BCHW))
        return self.head(states_BTD).output_BKH[:, 0], weights
