from __future__ import annotations

import torch
from torch import Tensor

from core.models.base import Reading
from core.models.heads import BOUND, LagAttentionHead, PooledAttentionHead
from core.models.initialise import initialise

B, T, D, H, L = 2, 13, 6, 3, 5


def lag_head(lags: int = L) -> LagAttentionHead:
    head = LagAttentionHead(D, H, lags, dropout=0.3)
    initialise(head, torch.Generator().manual_seed(0))
    return head.eval()


def states(num_steps: int = T) -> Tensor:
    return torch.randn(B, num_steps, D, generator=torch.Generator().manual_seed(1))


def context_by_hand(head: LagAttentionHead, states_BTD: Tensor) -> Tensor:
    """Follow the definition, step by step, in float64."""
    rows = []
    for step in range(states_BTD.shape[1]):
        seen = states_BTD[:, max(0, step - head.lags + 1) : step + 1].double()
        hidden = torch.tanh(seen @ head.score.hidden.weight.T.double() + head.score.hidden.bias)
        score = BOUND * torch.tanh(hidden @ head.score.out.weight[0].double() / BOUND)
        weight = score.exp() / score.exp().sum(dim=1, keepdim=True)
        rows.append((weight[..., None] * seen).sum(dim=1))
    return torch.stack(rows, dim=1).float()


def test_the_context_is_the_weighted_mean_of_the_last_lags() -> None:
    torch.testing.assert_close(
        lag_head().context(states()), context_by_hand(lag_head(), states()), atol=1e-6, rtol=0
    )


def test_the_context_stays_exact_over_a_long_series_and_the_largest_weights() -> None:
    head = lag_head()
    with torch.no_grad():
        head.score.out.weight.mul_(1e4)  # scores at +5 or -5
    x = states(20_000)
    exact = context_by_hand(head, x[:, -2 * L :])[:, L:]
    torch.testing.assert_close(head.context(x)[:, -L:], exact, atol=2e-5, rtol=0)


def test_the_untrained_head_answers_zero() -> None:
    assert torch.equal(lag_head()(states()).output_BKH, torch.zeros(B, T, H))


def test_one_lag_is_the_state_itself() -> None:
    head = lag_head(lags=1)
    torch.testing.assert_close(head.context(states()), states(), atol=1e-6, rtol=0)
    memory = head(states()).memory
    assert memory is not None
    assert memory.shape == (B, 0, D)


def test_lag_weights_make_the_context() -> None:
    head, x = lag_head(), states()
    steps = torch.tensor([0, 2, 4, 12])
    weights = head.lag_weights(x, steps)
    assert weights.shape == (B, 4, L)
    torch.testing.assert_close(weights.sum(-1), torch.ones(B, 4))
    assert torch.equal(weights[:, 1, 3:], torch.zeros(B, 2))
    for column, step in enumerate(steps.tolist()):
        past = torch.stack([x[:, max(0, step - lag)] for lag in range(L)], dim=1)
        mean = (weights[:, column, :, None] * past).sum(dim=1)
        torch.testing.assert_close(mean, head.context(x)[:, step], atol=1e-6, rtol=0)


def pooled_head() -> PooledAttentionHead:
    head = PooledAttentionHead(D, H, dropout=0.3)
    initialise(head, torch.Generator().manual_seed(0))
    return head.eval()


def test_the_pooled_head_answers_once_from_all_states() -> None:
    head, x = pooled_head(), states()
    weights = head.weights(x)
    torch.testing.assert_close(weights.sum(-1), torch.ones(B))
    context = torch.einsum("bs,bsd->bd", weights, x)
    expected = head.output(torch.cat([x[:, -1], context], dim=-1))
    output = head(x).output_BKH
    assert output.shape == (B, 1, H)
    torch.testing.assert_close(output[:, 0], expected, atol=1e-6, rtol=0)


def test_the_pooled_head_in_pieces_is_the_whole() -> None:
    head, x = pooled_head(), states()
    first: Reading = head(x[:, :4])
    second: Reading = head(x[:, 4:], first.memory)
    torch.testing.assert_close(second.output_BKH, head(x).output_BKH, atol=1e-6, rtol=0)
