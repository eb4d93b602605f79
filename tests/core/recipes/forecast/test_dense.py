"""One pass over chunks is the plain loop over rows; what is missing is not learnt nor scored."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch

from core.inference.forecasting import forecast_origins
from core.models import FeatureInputs, LagAttentionHead, SequenceModel, TrunkSettings, build
from core.recipes.forecast.dense import DenseTask

ROWS, FEATURES, HORIZON, LEAD, LENGTH = 61, 3, 2, 4, 5


@pytest.fixture
def model() -> SequenceModel:
    """Return a net whose last layer says something already."""
    head = partial(LagAttentionHead, horizon=HORIZON, lags=LENGTH, dropout=0.0)
    random = torch.Generator().manual_seed(1)
    sizes = TrunkSettings(hidden_size=8, dropout=0.0)
    net = build(FeatureInputs(FEATURES), "gru", head, sizes, random)
    with torch.no_grad():
        for weight in net.head.parameters():
            weight.uniform_(-0.5, 0.5, generator=random)
    return net.eval()


def task(missing: tuple[tuple[int, int], ...] = ()) -> DenseTask:
    random = torch.Generator().manual_seed(2)
    y_TH = torch.randn(ROWS, HORIZON, generator=random)
    for row, step in missing:
        y_TH[row, step] = torch.nan
    x_TF = torch.randn(ROWS, FEATURES, generator=random)
    return DenseTask(x_TF, y_TH, range(3, 41), range(43, 60), LEAD, LENGTH, 3)


@pytest.mark.parametrize("missing", [(), ((9, 0), (13, 1), (14, 0))])
def test_the_loss_is_the_mean_over_the_scored_rows_that_are_known(
    model: SequenceModel, missing: tuple[tuple[int, int], ...]
) -> None:
    one = task(missing)
    starts = torch.tensor([3, 8, 32])
    errors = []
    for start in starts.tolist():
        said_SH = model(one.x_TF[None, start : start + LEAD + LENGTH]).output[0]
        for place in range(LEAD, LEAD + LENGTH):
            for step in range(HORIZON):
                wanted = one.y_TH[start + place, step]
                if not wanted.isnan():
                    errors.append((said_SH[place, step] - wanted) ** 2)
    expected = torch.stack(errors).mean()
    torch.testing.assert_close(one.loss(model, starts), expected)


def test_a_missing_label_moves_no_weight(model: SequenceModel) -> None:
    def gradients(y: float) -> list[torch.Tensor]:
        one = task(((9, 0),))
        one.y_TH[9, 0] = y
        model.zero_grad()
        loss = one.loss(model, torch.tensor([3]))
        loss.backward()
        return [weight.grad.clone() for weight in model.parameters() if weight.grad is not None]

    missing = gradients(float("nan"))
    assert all(gradient.isfinite().all() for gradient in missing)
    assert not all(torch.equal(a, b) for a, b in zip(missing, gradients(0.0), strict=True))


def test_every_row_is_scored_in_every_pass_and_none_outside() -> None:
    one = task()
    for seed in range(7):
        starts = torch.cat(list(one.batches(torch.Generator().manual_seed(seed))))
        scored = {row for s in starts.tolist() for row in range(s + LEAD, s + LEAD + LENGTH)}
        assert scored == set(range(one.train.start + LEAD, one.train.stop))
        assert len(list(one.batches(torch.Generator().manual_seed(seed)))) <= one.num_batches


def test_validation_is_the_error_of_the_forecasts(model: SequenceModel) -> None:
    one = task(((45, 1), (59, 0)))
    assert one.validation is not None
    said_NH = forecast_origins(model, one.x_TF, one.validation, lead=LEAD, length=LENGTH)
    wanted_NH = one.y_TH[43:60].numpy()
    known = np.isfinite(wanted_NH)
    assert known.sum() == 17 * HORIZON - 2
    assert one.validate(model) == pytest.approx(np.mean((said_NH - wanted_NH)[known] ** 2))
