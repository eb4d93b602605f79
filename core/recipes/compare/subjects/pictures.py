"""A set of pictures, read patch by patch, with the inputs and the head of the pictures' recipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch.nn.functional as F  # noqa: N812 -- the trade's own name
from torch import Tensor

from core.errors import UnknownOption
from core.models import READER_WORDS, PatchInputs, PatchModel
from core.recipes import images
from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.material import Reading
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Judged, Part, passes, trunk_settings
from core.recipes.compare.tasks import TASKS
from core.recipes.images import planning
from core.recipes.images.settings import ImageSettings
from core.recipes.images.task import Augmentation, ImageTask, Pictures, logits_of
from core.runs import Source
from core.training.devices import choose_device

INPUT_WIDTH, ENCODING = 32, "sincos2d"
MOST_VALIDATED = 500  # so that a look takes no longer than some updates


class PatchSequences:
    """What a reader of patches learns.

    Parameters
    ----------
    settings : CompareSettings
    source : Source
    home : Path
    device : str

    Raises
    ------
    UnknownOption
        If a contender cannot read patches.
    SeqLabError
        If there is nothing in the set to learn from.
    """

    longer: tuple[int, ...] = ()
    published: Mapping[str, float] = MappingProxyType({})
    block = 1.0

    def __init__(self, settings: CompareSettings, source: Source, home: Path, device: str) -> None:
        for name in settings.trunks:
            if CONTENDERS[name].trunk not in READER_WORDS:
                options = ", ".join(READER_WORDS)
                raise UnknownOption(setting="trunks", value=name, options=options)
        plan = images.prepare(source, ImageSettings(), home)
        self.shape, self.num_classes = plan.preprocessing.shape, len(plan.classes)
        self.dropout = TASKS[settings.task].dropout
        where, most = choose_device(device), settings.train_size or None

        def pictures(part: planning.Part, first: int | None = None) -> Pictures:
            shown, labels = plan.images(part)[:first], plan.labels(part)[:first]
            return Pictures(shown, labels, plan.preprocessing, where)

        self.parts: Mapping[Part, Pictures] = {
            "validation": pictures("validation", MOST_VALIDATED),
            "test": pictures("test"),
        }
        train = pictures("train", most)
        size = min(TASKS[settings.task].batch_size, len(train))
        self.task = ImageTask(train, self.parts["validation"], size, Augmentation())
        self.num_test = len(self.parts["test"])
        commonest = int(np.bincount(plan.labels("train")).argmax())
        self.baseline = float((plan.labels("test") == commonest).mean())

    @property
    def patch_size(self) -> int:
        """Side of a patch, as the pictures' recipe chooses it: an eighth of the picture."""
        return max(2, min(self.shape[1:]) // 8)

    @property
    def num_steps(self) -> int:
        """How many patches a picture has."""
        _, height, side = self.shape
        return -(-height // self.patch_size) * -(-side // self.patch_size)

    def build(self, trunk: str, width: int) -> PatchModel:
        """Return a model with a trunk of some width, its weights not drawn yet."""
        inputs = PatchInputs(self.shape, self.patch_size, ENCODING, INPUT_WIDTH)
        settings = trunk_settings(trunk, width, self.num_steps, self.dropout)
        return PatchModel(inputs, trunk, self.num_classes, settings)

    def batches(self, reading: Reading) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield pictures (B,C,H,W) and labels (B,); every pass is shuffled anew."""
        for generator in passes(reading):
            yield from self.task.batches(generator)

    def loss(self, model: PatchModel, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Return the mean cross-entropy of a batch in nats, shape ()."""
        return self.task.loss(model, batch)

    def judge(self, model: PatchModel, part: Part) -> Judged:
        """Return which pictures are said right."""
        pictures = self.parts[part]
        logits_NK = logits_of(model, pictures)
        right_N = (logits_NK.argmax(dim=1) == pictures.labels_N).double().cpu().numpy()
        loss = float(F.cross_entropy(logits_NK, pictures.labels_N))
        return Judged(right_N, np.ones(len(right_N)), loss)

    def judge_longer(self, model: PatchModel) -> tuple[float, ...]:  # noqa: ARG002 -- none
        """Return nothing: pictures of a set have one size."""
        return ()
