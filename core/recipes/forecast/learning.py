"""One model learnt on one stretch of the past: choose the epochs, then learn again with all of it.

The first fit stops early on validation and tells how many epochs to learn; then the scaler, the
linear skip and the net are fitted anew on train and validation together, a few times, and averaged.
That refit is what the skill comes from: without it the newest 15 % of the past is wasted.

Every fit is kept in the job's folder when it is done, so a job that was killed goes on where it
was, and ends with the same weights.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.inference.forecasting import forecast_origins
from core.models import FeatureInputs, LagAttentionHead, SequenceModel, TrunkSettings, build
from core.models.baselines import LinearFit, fit_linear
from core.recipes.forecast.dense import DenseTask
from core.recipes.forecast.series import Series
from core.recipes.forecast.settings import ForecastSettings
from core.scaling import Scaler
from core.training.checkpoints import Checkpoint
from core.training.devices import choose_device
from core.training.loop import fit
from core.training.progress import Epoch, Tick, of_all, placed
from core.windows import Fold
from core.words import N_

SEED_STEP = 1000  # members of seed s learn from s, s + 1000, s + 2000


@dataclass(frozen=True)
class Frame:
    """What is fitted before the net: scaler, linear skip and the size of what the skip leaves.

    Attributes
    ----------
    rho_H : numpy.ndarray, shape (H,)
        Deviation of what the skip leaves, at each step.
    """

    scaler: Scaler
    skip: LinearFit
    rho_H: np.ndarray

    @classmethod
    def fit(cls, series: Series, learnt_TH: np.ndarray, rows: range) -> Frame:
        """Fit on `rows` only, of labels of shape (T, H); missing ones are left out."""
        x_NF = series.features_TF[rows.start : rows.stop]
        y_NH = learnt_TH[rows.start : rows.stop]
        skip = fit_linear(x_NF, y_NH, SKIPS[series.quantity])
        left = y_NH - skip.predict(x_NF)
        return cls(Scaler.fit(x_NF), skip, np.maximum(np.nanstd(left, axis=0), 1e-12))

    def loss(self, said_NH: np.ndarray, learnt_NH: np.ndarray) -> float:
        """Return the mean squared error of forecasts (N, H), in the unit that the net learns in."""
        return float(np.nanmean(((said_NH - learnt_NH) / self.rho_H) ** 2))

    def skip_of(self, series: Series, rows: range) -> np.ndarray:
        """Return what the linear skip says at `rows`, shape (N, H)."""
        return self.skip.predict(series.features_TF[rows.start : rows.stop])


SKIPS: Mapping[str, str] = {
    "volatility": "linear",
    "value": "linear",
    "return": "zero",
    "direction": "mean",
}


@dataclass(frozen=True)
class Fit:
    """The best weights of one fit and the epoch they are from."""

    weights: Mapping[str, Tensor]
    best_epoch: int


@dataclass(frozen=True)
class Learnt:
    """A finished model: the mean of its members on top of the skip."""

    frame: Frame
    members: tuple[Mapping[str, Tensor], ...]
    epochs: int


@dataclass(frozen=True)
class Learner:
    """What stays the same for every fit of a job."""

    series: Series
    settings: ForecastSettings
    trunk: str
    folder: Path
    device: str
    seconds_each: float = 0.0

    @property
    def lead(self) -> int:
        """Rows that only warm the state up."""
        return self.settings.context_length - 1

    def length(self, rows: range) -> int:
        """Rows of a chunk that are scored: as many as the look back, or what little there is."""
        return max(1, min(self.settings.context_length, len(rows) - self.lead))

    def model(self, seed: int) -> SequenceModel:
        """Build the untrained net; everything random in it comes from `seed`."""
        settings = self.settings
        trunk = TrunkSettings(
            hidden_size=settings.hidden_size,
            num_layers=settings.num_layers,
            dropout=settings.dropout,
            attention_span=settings.context_length,
        )
        head = partial(
            LagAttentionHead,
            horizon=settings.horizon,
            lags=settings.context_length,
            dropout=settings.dropout,
        )
        inputs = FeatureInputs(self.series.features_TF.shape[1])
        model = build(inputs, self.trunk, head, trunk, torch.Generator().manual_seed(seed))
        return model.to(choose_device(self.device))

    def task(
        self, frame: Frame, learnt_TH: np.ndarray, train: range, validation: range | None
    ) -> DenseTask:
        """Return what the net is to learn of labels (T, H): what the skip leaves, over its size."""
        device = choose_device(self.device)
        everything = range(len(learnt_TH))
        left = (learnt_TH - frame.skip_of(self.series, everything)) / frame.rho_H
        return DenseTask(
            torch.from_numpy(frame.scaler.apply(self.series.features_TF)).to(device),
            torch.from_numpy(left.astype(np.float32)).to(device),
            train,
            validation,
            self.lead,
            self.length(train),
            self.settings.batch_size,
        )

    def fit_once(
        self, key: str, seed: int, task: DenseTask, stop_after: int | None = None
    ) -> Generator[Epoch | Tick, None, Fit]:
        """Fit one net, or take it from the job's folder if it was fitted before."""
        done = Checkpoint(self.folder / f"{key}.pt")
        kept = done.load()
        if kept is None:
            running = Checkpoint(self.folder / f"{key}.running.pt")
            model = self.model(seed)
            fitted = yield from fit(
                model,
                task,
                self.settings.fit_settings(self.seconds_each),
                generator=torch.Generator().manual_seed(seed),
                stop_after=stop_after,
                checkpoint=running,
            )
            weights = {name: tensor.cpu() for name, tensor in model.state_dict().items()}
            kept = {"weights": weights, "best_epoch": fitted.best_epoch}
            done.save(kept)
            running.discard()
        return Fit(kept["weights"], kept["best_epoch"])

    def learn(
        self, key: str, seed: int, learnt_TH: np.ndarray, fold: Fold, reference_VH: np.ndarray
    ) -> Generator[Epoch | Tick, None, tuple[Learnt, np.ndarray]]:
        """Choose the number of epochs on the fold's validation, then learn from all before test.

        Parameters
        ----------
        learnt_TH : numpy.ndarray, shape (T, H)
            Labels as they are learnt.
        reference_VH : numpy.ndarray, shape (V, H)
            What the reference says of the validation origins, in learnt units.

        Returns
        -------
        Learnt
            The refitted members.
        numpy.ndarray, shape (V, H)
            What the early-stopped net said of the validation origins, in learnt units.
        """
        frame = Frame.fit(self.series, learnt_TH, fold.train)
        task = self.task(frame, learnt_TH, fold.train, fold.validation)
        against = frame.loss(reference_VH, learnt_TH[fold.validation.start : fold.validation.stop])
        share = 1 / (1 + self.settings.members)

        def put(said: Epoch | Tick) -> Epoch | Tick:
            said = replace(said, fraction=share * said.fraction)
            return replace(said, reference_loss=against) if isinstance(said, Epoch) else said

        found = yield from placed(self.fit_once(f"{key}-search", seed, task), put)
        said_VH = self.predict(Learnt(frame, (found.weights,), found.best_epoch), fold.validation)
        relearning = self.relearn(key, seed, learnt_TH, fold.development, found.best_epoch)
        learnt = yield from placed(
            relearning, lambda said: replace(said, fraction=share + (1 - share) * said.fraction)
        )
        return learnt, said_VH

    def relearn(
        self, key: str, seed: int, learnt_TH: np.ndarray, rows: range, epochs: int
    ) -> Generator[Epoch | Tick, None, Learnt]:
        """Learn from `rows` for exactly `epochs`, a few times; 0 epochs leave the skip alone.

        Parameters
        ----------
        learnt_TH : numpy.ndarray, shape (T, H)
            Labels as they are learnt.
        """
        frame = Frame.fit(self.series, learnt_TH, rows)
        task = self.task(frame, learnt_TH, rows, None)
        members = []
        count = self.settings.members if epochs else 0
        for member in range(count):
            fitting = self.fit_once(
                f"{key}-member{member}", seed + SEED_STEP * member, task, stop_after=epochs
            )
            fitted = yield from placed(fitting, of_all(N_("member"), member, count))
            members.append(fitted.weights)
        return Learnt(frame, tuple(members), epochs)

    def predict(self, learnt: Learnt, origins: range) -> np.ndarray:
        """Forecast from `origins`, in learnt units, float64, shape (N, H)."""
        series, skip_NH = self.series, learnt.frame.skip_of(self.series, origins)
        if not learnt.members:
            return skip_NH
        x_TF = torch.from_numpy(learnt.frame.scaler.apply(series.features_TF))
        x_TF = x_TF.to(choose_device(self.device))
        said = []
        model = self.model(self.settings.seed)
        for weights in learnt.members:
            model.load_state_dict(weights)
            said.append(
                forecast_origins(
                    model, x_TF, origins, lead=self.lead, length=self.settings.context_length
                )
            )
        told_NH: np.ndarray = skip_NH + learnt.frame.rho_H * np.mean(said, axis=0)
        return told_NH
