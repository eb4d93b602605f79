"""One model of pictures: built for its pictures, and its weights packed and unpacked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch

from core.models import ImageModel, PatchInputs, PatchModel, ResNet18, SimpleCNN, initialise
from core.recipes.images.settings import ImageSettings
from core.training.devices import choose_device

Shape = tuple[int, int, int]
WEIGHTS = "weights."
TRUNK_DROPOUT = 0.0  # batch norm is noise enough for a net that learns for less than a minute


def new_model(shape: Shape, num_classes: int, settings: ImageSettings, device: str) -> ImageModel:
    """Return an untrained model for pictures of a shape (C, H, W), from the settings' seed alone.

    Convolutions are kept with the channels last, which is how a CPU is fastest.
    """
    model = BUILDERS[settings.model](shape, num_classes, settings)
    initialise(model, torch.Generator().manual_seed(settings.seed))
    if settings.model != "vit":
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in stubs
    return model.to(choose_device(device))


def _cnn(shape: Shape, num_classes: int, settings: ImageSettings) -> ImageModel:
    return SimpleCNN(shape, num_classes, width=2 * settings.channels, dropout=settings.dropout)


def _resnet(shape: Shape, num_classes: int, settings: ImageSettings) -> ImageModel:
    return ResNet18(
        shape, num_classes, width=settings.channels, stem=settings.stem, dropout=TRUNK_DROPOUT
    )


def _patches(shape: Shape, num_classes: int, settings: ImageSettings) -> ImageModel:
    inputs = PatchInputs(
        shape,
        settings.patch_size or max(2, min(shape[1:]) // 8),
        settings.encoding,
        settings.hidden_size,
        class_token=settings.pooling == "class_token" and settings.trunk == "transformer",
    )
    return PatchModel(inputs, settings.trunk, num_classes, settings.trunk_settings())


BUILDERS: Mapping[str, Callable[[Shape, int, ImageSettings], ImageModel]] = {
    "cnn": _cnn,
    "resnet18": _resnet,
    "vit": _patches,
}


def weights_of(model: ImageModel) -> dict[str, np.ndarray]:
    """Return the weights, and what batch norms remember, as arrays by name."""
    named = model.state_dict().items()
    return {
        WEIGHTS + name: np.ascontiguousarray(tensor.detach().cpu().numpy())
        for name, tensor in named
    }


def with_weights(model: ImageModel, arrays: Mapping[str, np.ndarray]) -> ImageModel:
    """Return the model with the weights of an artifact, which may be of 16 bits, ready for use."""
    model.load_state_dict(named_weights(arrays))
    return model.eval()


def with_trunk(model: ImageModel, arrays: Mapping[str, np.ndarray]) -> ImageModel:
    """Return the model with the trunk of an artifact and a head of its own, not learnt yet."""
    trunk = {name: w for name, w in named_weights(arrays).items() if not name.startswith("head.")}
    own = {name: w for name, w in model.state_dict().items() if name.startswith("head.")}
    model.load_state_dict({**trunk, **own})
    return model


def named_weights(arrays: Mapping[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """Return the weights among the arrays of an artifact; those of 16 bits get 32."""
    return {
        name.removeprefix(WEIGHTS): torch.from_numpy(
            array.astype(np.float32) if array.dtype == np.float16 else np.array(array)
        )
        for name, array in arrays.items()
        if name.startswith(WEIGHTS)
    }
