"""Learning pictures as a task for the loop: random crops, mirrored, partly covered, in batches.

Pictures stay bytes on the model's device; a batch is cropped and mirrored by one lookup, then
standardised. So it costs next to nothing beside the model, and the largest set fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor

from core.models import ImageModel
from core.vectorizers.image_sets import Preprocessing

MOST_VALIDATED = 1_000  # so that judging takes less than half a second
PICTURES_AT_ONCE = 256


@dataclass(frozen=True)
class Augmentation:
    """What happens to a picture before it is learnt.

    Attributes
    ----------
    shift : int
        By how many pixels it may be shifted; what is bare then has the mean colour.
    flip : bool
        Whether half of the pictures are mirrored left to right.
    cutout : int
        Side of the square that is covered with the mean colour, in pixels; 0 covers nothing.
    """

    shift: int = 0
    flip: bool = False
    cutout: int = 0


class Pictures:
    """Labelled pictures on a device, given in batches as a model reads them.

    Parameters
    ----------
    images : numpy.ndarray, uint8, shape (N, H, W, C)
    labels : numpy.ndarray, int64, shape (N,)
    preprocessing : Preprocessing
    device : torch.device
    """

    def __init__(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        preprocessing: Preprocessing,
        device: torch.device,
    ) -> None:
        self.height, self.side = images.shape[1:3]
        self.images_NHWC = torch.from_numpy(images).to(device)
        self.labels_N = torch.from_numpy(labels).to(device)
        self.mean_C = 255 * torch.tensor(preprocessing.mean, device=device)
        self.spread_C = 255 * torch.tensor(preprocessing.spread, device=device)

    def __len__(self) -> int:
        return len(self.labels_N)

    def as_they_are(self, places: Tensor | slice) -> Tensor:
        """Return pictures, standardised, shape (B,C,H,W) with the channels last in memory."""
        return self.standardised(self.images_NHWC[places])

    def standardised(self, images_BHWC: Tensor) -> Tensor:
        """Return bytes as a model reads them, shape (B,C,H,W)."""
        return ((images_BHWC - self.mean_C) / self.spread_C).permute(0, 3, 1, 2)

    def augmented(self, places_B: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
        """Return pictures changed at random by `generator`, on the CPU, shape (B,C,H,W)."""
        count, device = len(places_B), self.images_NHWC.device

        def drawn(low: int, high: int) -> Tensor:
            return torch.randint(low, high, (count, 1), generator=generator).to(device)

        rows_BH = torch.arange(self.height, device=device) + drawn(-how.shift, how.shift + 1)
        columns_BW = torch.arange(self.side, device=device) + drawn(-how.shift, how.shift + 1)
        if how.flip:
            columns_BW = torch.where(drawn(0, 2) == 1, columns_BW.flip(1), columns_BW)
        bare = outside(rows_BH, self.height)[:, :, None] | outside(columns_BW, self.side)[:, None]
        if how.cutout:
            middles = drawn(0, self.height), drawn(0, self.side)
            bare = bare | self.covered(*middles, how.cutout)
        rows = rows_BH.clamp(0, self.height - 1)[:, :, None]
        columns = columns_BW.clamp(0, self.side - 1)[:, None]
        chosen_BHWC = self.images_NHWC[places_B.to(device)[:, None, None], rows, columns]
        return self.standardised(chosen_BHWC) * ~bare[:, None]

    def covered(self, row_B1: Tensor, column_B1: Tensor, size: int) -> Tensor:
        """Return which pixels lie in a square around a place, bool, shape (B,H,W)."""
        rows = torch.arange(self.height, device=row_B1.device) - row_B1 + size // 2
        columns = torch.arange(self.side, device=row_B1.device) - column_B1 + size // 2
        inside_H, inside_W = ~outside(rows, size), ~outside(columns, size)
        return inside_H[:, :, None] & inside_W[:, None]


def outside(places: Tensor, size: int) -> Tensor:
    """Return where a place lies before 0 or not before `size`, bool, in the shape of `places`."""
    return (places < 0) | (places >= size)


@dataclass
class ImageTask:
    """Cross-entropy of shuffled batches; the validation pictures are judged as they are.

    Attributes
    ----------
    train, validation : Pictures
    batch_size : int
    augmentation : Augmentation
    label_smoothing : float
        The share of certainty that is spread over all classes while learning.
    accuracy : float, optional
        The share of the validation pictures that the model was right about when asked last.
    """

    train: Pictures
    validation: Pictures
    batch_size: int
    augmentation: Augmentation
    label_smoothing: float = 0.0
    accuracy: float | None = field(default=None, init=False)

    @property
    def num_batches(self) -> int:
        """Batches of a pass; a last one that is not full is left out where there are others."""
        return max(1, len(self.train) // self.batch_size)

    def batches(self, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield pictures (B,C,H,W) and labels (B,), shuffled and changed by `generator`."""
        order = torch.randperm(len(self.train), generator=generator)
        for number in range(self.num_batches):
            places_B = order[number * self.batch_size : (number + 1) * self.batch_size]
            images_BCHW = self.train.augmented(places_B, self.augmentation, generator)
            yield images_BCHW, self.train.labels_N[places_B.to(images_BCHW.device)]

    def loss(self, model: ImageModel, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Return the mean cross-entropy of a batch in nats, shape ()."""
        images_BCHW, labels_B = batch
        smoothing = self.label_smoothing
        return F.cross_entropy(model(images_BCHW).float(), labels_B, label_smoothing=smoothing)

    def validate(self, model: ImageModel) -> float | None:
        """Return the mean cross-entropy of the first validation pictures, in nats."""
        logits_NK = logits_of(model, self.validation, MOST_VALIDATED)
        labels_N = self.validation.labels_N[: len(logits_NK)]
        self.accuracy = float((logits_NK.argmax(dim=1) == labels_N).float().mean())
        return float(F.cross_entropy(logits_NK, labels_N))


@torch.no_grad()
def logits_of(model: ImageModel, pictures: Pictures, most: int | None = None) -> Tensor:
    """Return the logits of the first pictures, as they are, float32, shape (N,K)."""
    model.eval()
    count = len(pictures) if most is None else min(most, len(pictures))
    lots = range(0, count, PICTURES_AT_ONCE)
    found = [
        model(pictures.as_they_are(slice(first, min(first + PICTURES_AT_ONCE, count))))
        for first in lots
    ]
    return torch.cat(found)
