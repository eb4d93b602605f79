from __future__ import annotations

import pytest
import torch

from core.models.positions import angles, rotate

B, H, S, E = 2, 3, 12, 8
CPU = torch.device("cpu")


def turned(x: torch.Tensor) -> torch.Tensor:
    return rotate(x.expand(B, H, S, E), angles(S, E, CPU))


def test_products_depend_on_the_distance_alone() -> None:
    query, key = torch.randn(E), torch.randn(E)
    products = (turned(query) @ turned(key).transpose(-1, -2))[0, 0]
    for distance in range(-S + 1, S):
        diagonal = products.diagonal(distance)
        torch.testing.assert_close(diagonal, diagonal[:1].expand_as(diagonal), atol=1e-5, rtol=0)


def test_lengths_stay_and_step_0_is_not_turned() -> None:
    x = torch.randn(E)
    assert turned(x)[0, 0].norm(dim=-1).tolist() == pytest.approx([x.norm().item()] * S, rel=1e-5)
    assert torch.equal(turned(x)[0, 0, 0], x)


def test_a_pair_is_turned_like_a_complex_number() -> None:
    x = torch.randn(E)
    exponents = torch.arange(0, E, 2) / E
    theirs = torch.polar(torch.ones(E // 2), 5 * 10_000.0**-exponents)
    expected = torch.complex(x[: E // 2], x[E // 2 :]) * theirs
    ours = turned(x)[0, 0, 5]
    torch.testing.assert_close(torch.complex(ours[: E // 2], ours[E // 2 :]), expected)


def test_the_last_angles_are_those_of_the_last_steps() -> None:
    whole = angles(S, E, CPU)
    assert torch.equal(whole.last(3).cosine, whole.cosine[-3:])
    assert torch.equal(whole.last(S).sine, whole.sine)
