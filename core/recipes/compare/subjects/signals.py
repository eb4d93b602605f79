"""Sequences with an answer at every step that counts: made up, digits, or piano rolls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from torch import Tensor

from core.models import MODELS, FeatureInputs, SequenceModel
from core.models.look_back_head import LookBackHead
from core.models.step_head import StepHead
from core.recipes.compare.material import Material, Reading, stream
from core.recipes.compare.scoring import judge_steps, loss_of
from core.recipes.compare.subjects.base import Judged, Part, trunk_settings
from core.vectorizers.signal_tasks import Batch


class Signals:
    """Material with the plainest inputs: features as they are.

    Parameters
    ----------
    material : Material
    dropout : float
    head : type of Head
        Made of a width, the numbers to answer at a step, and the dropout.
    """

    block = 1.0

    def __init__(
        self,
        material: Material,
        dropout: float,
        head: type[StepHead | LookBackHead] = StepHead,
    ) -> None:
        self.material, self.dropout, self.head = material, dropout, head
        self.baseline, self.published = material.baseline, material.published
        self.num_test = len(material.test)
        self.longer = tuple(times for times, _ in material.longer)

    @property
    def num_steps(self) -> int:
        """How many steps a trunk reads at once."""
        num_steps: int = self.material.test.counted.shape[1]
        return num_steps

    def build(self, trunk: str, width: int) -> SequenceModel:
        """Return a model with a trunk of some width, its weights not drawn yet."""
        material = self.material
        settings = trunk_settings(trunk, width, self.num_steps, self.dropout)
        inner = MODELS[trunk](material.num_inputs, settings)
        head = partial(self.head, horizon=material.num_outputs, dropout=self.dropout)
        return SequenceModel(FeatureInputs(material.num_inputs), inner, head)

    def batches(self, reading: Reading) -> Iterator[Batch]:
        """Yield the batches of a seed without end."""
        return stream(self.material.draw, reading)

    def loss(self, model: SequenceModel, batch: Batch) -> Tensor:
        """Return the mean loss of a batch, shape ()."""
        return loss_of(self.material.kind, model, batch)

    def judge(self, model: SequenceModel, part: Part) -> Judged:
        """Return how good the answers are, sequence by sequence."""
        material = self.material
        batch = material.test if part == "test" else material.validation
        return judge_steps(material.kind, model, batch).judged

    def judge_longer(self, model: SequenceModel) -> tuple[float, ...]:
        """Return the figure of the last step of longer sequences."""
        judged = (judge_steps(self.material.kind, model, b) for _, b in self.material.longer)
        return tuple(float(one.last_scores.mean()) for one in judged)
