"""A table over time, with the inputs, skip and head of the forecast recipe.

The newest quarter of the origins is the test, the newest 15 % of what lies before it validation. A
linear skip is fitted before, as there; every trunk learns what it leaves. Errors are squared, in
units of the deviation of what the skip leaves, and are those of the whole forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np
from torch import Tensor

from core.inference.forecasting import forecast_origins
from core.metrics.bootstrap import block_length
from core.models import MODELS, FeatureInputs, LagAttentionHead, SequenceModel
from core.recipes import forecast
from core.recipes.compare.material import Reading
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.subjects.base import Judged, Part, passes, trunk_settings
from core.recipes.forecast.learning import Frame, Learner
from core.recipes.forecast.opponents import reference_of, said_before
from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source

FOLDS = 2  # of which the last is judged, with all before it learnt


class Tables:
    """What a forecast of one quantity of a table learns.

    Parameters
    ----------
    settings : CompareSettings
    source : Source
    home : Path
    device : str

    Raises
    ------
    SeqLabError
        If the table cannot be read, has no such column, never changes or is too short.
    """

    longer: tuple[int, ...] = ()
    published: Mapping[str, float] = MappingProxyType({})

    def __init__(self, settings: CompareSettings, source: Source, home: Path, device: str) -> None:
        self.settings = ForecastSettings(
            quantity=settings.quantity,
            column=settings.column,
            horizon=settings.horizon,
            context_length=settings.steps,
            folds=FOLDS,
        )
        self.plan = forecast.prepare(source, self.settings, home)
        self.fold = self.plan.folds[-1]
        self.learnt_TH = self.plan.series.learnt(self.plan.labels_TH)
        train = self.fold.train
        if settings.train_size:
            train = range(max(train.start, train.stop - settings.train_size), train.stop)
        self.frame = Frame.fit(self.plan.series, self.learnt_TH, train)
        learner = Learner(self.plan.series, self.settings, "lstm", Path(), device)
        self.lead, self.length = learner.lead, learner.length(train)
        self.task = learner.task(self.frame, self.learnt_TH, train, self.fold.validation)
        self.num_test = len(self.fold.test)
        self.block = float(block_length(self.settings.horizon))
        self.baseline = self._baseline()

    def _baseline(self) -> float:
        """Return the error of the reference of the forecast page, on the test origins."""
        said_NH = said_before(
            self.plan, reference_of(self.plan), self.fold.development, self.fold.test
        )
        padded_TH = np.full(self.plan.labels_TH.shape, np.nan)
        padded_TH[self.fold.test.start : self.fold.test.stop] = said_NH
        return self._judged(self.plan.series.learnt(padded_TH)[self._rows("test")], "test").figure

    @property
    def num_steps(self) -> int:
        """How many steps a trunk reads at once: a lead, and what is scored."""
        return self.lead + self.length

    def build(self, trunk: str, width: int) -> SequenceModel:
        """Return a model with a trunk of some width, its weights not drawn yet."""
        context, dropout = self.settings.context_length, self.settings.dropout
        num_features = self.plan.series.features_TF.shape[1]
        settings = trunk_settings(trunk, width, context, dropout, span=context)
        head = partial(
            LagAttentionHead, horizon=self.settings.horizon, lags=context, dropout=dropout
        )
        return SequenceModel(
            FeatureInputs(num_features), MODELS[trunk](num_features, settings), head
        )

    def batches(self, reading: Reading) -> Iterator[Tensor]:
        """Yield first rows of chunks, (B,); every pass is cut and shuffled anew."""
        for generator in passes(reading):
            yield from self.task.batches(generator)

    def loss(self, model: SequenceModel, batch: Tensor) -> Tensor:
        """Return the mean squared error of the chunks, shape ()."""
        return self.task.loss(model, batch)

    def judge(self, model: SequenceModel, part: Part) -> Judged:
        """Return how far off the forecasts are, origin by origin."""
        rows = self.fold.test if part == "test" else self.fold.validation
        said_NH = forecast_origins(model, self.task.x_TF, rows, lead=self.lead, length=self.length)
        whole_NH = self.frame.skip_of(self.plan.series, rows) + self.frame.rho_H * said_NH
        return self._judged(whole_NH, part)

    def _rows(self, part: Part) -> slice:
        rows = self.fold.test if part == "test" else self.fold.validation
        return slice(rows.start, rows.stop)

    def _judged(self, said_NH: np.ndarray, part: Part) -> Judged:
        """Return the scores of forecasts in learnt units; an outcome that is missing is not one."""
        errors_NH = np.square((said_NH - self.learnt_TH[self._rows(part)]) / self.frame.rho_H)
        known_NH = np.isfinite(errors_NH)
        counts = known_NH.sum(axis=1).astype(np.float64)
        sums = np.where(known_NH, errors_NH, 0.0).sum(axis=1)
        scores = sums / np.maximum(counts, 1)
        return Judged(scores, counts, float(sums.sum() / counts.sum()))

    def judge_longer(self, model: SequenceModel) -> tuple[float, ...]:  # noqa: ARG002 -- none
        """Return nothing: a table has one length."""
        return ()
