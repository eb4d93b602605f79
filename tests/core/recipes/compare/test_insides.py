"""Gradients before and after learning, states and attention, costs: against their own laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from core.recipes.compare import insides
from core.recipes.compare.insides import (
    Begun,
    Dials,
    cost_table,
    fading_after,
    fading_before,
    inside_of,
    model_of,
    pack_costs,
    shipped_costs,
    takes,
)
from core.recipes.compare.specimens import Specimen, SpecimenSettings
from core.runs import save_artifact
from tests.core.recipes.compare.test_specimens import learn

STEPS = 24


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Specimen]:
    folder = tmp_path_factory.mktemp("specimens")
    made = {}
    for name, task in (("lstm", "adding"), ("transformer", "adding"), ("gru", "reverse")):
        settings = SpecimenSettings(
            task=task,
            length=7,
            trunks=(name,),
            match="updates",
            budget_unit="updates",
            budget_amount=20,
            hidden_size=16,
            seeds=1,
        )
        made[name] = learn(settings, folder)
    return made


def begun(contender: str) -> Begun:
    return Begun(contender, 16, 2 if contender == "transformer" else 1, STEPS)


def test_an_untrained_rnn_forgets_and_an_orthogonal_one_does_so_later() -> None:
    plain = fading_before(begun("rnn"), Dials()).first_below("hidden")
    orthogonal = fading_before(begun("rnn:orthogonal"), Dials()).first_below("hidden")
    assert plain is not None
    assert plain < 15
    assert orthogonal is None or orthogonal > plain


def test_an_open_gate_keeps_more_of_the_gradient() -> None:
    shut, opened = (fading_before(begun("lstm"), Dials(forget_bias=b)) for b in (-1.0, 5.0))
    last = STEPS - 1
    assert opened.relative("cell")[last] > shut.relative("cell")[last] + 5


def test_a_larger_radius_keeps_more_and_means_nothing_to_attention() -> None:
    small, large = (fading_before(begun("rnn"), Dials(spectral_radius=r)) for r in (0.5, 1.0))
    assert large.relative("hidden")[-1] > small.relative("hidden")[-1]
    same = [fading_before(begun("transformer"), Dials(spectral_radius=r)) for r in (None, 1.0)]
    assert np.array_equal(same[0].sizes["input"], same[1].sizes["input"])


def test_a_narrow_transformer_has_fewer_heads() -> None:
    flow = fading_before(Begun("transformer", 12, 2, STEPS), Dials())
    assert flow.sizes["input"].shape == (STEPS,)


def test_a_forget_bias_is_for_those_that_have_a_gate() -> None:
    assert [takes(name, "forget_bias") for name in ("lstm", "gru", "mingru", "rnn", "tcn")] == [
        *(True, True, True, False, False)
    ]
    plain, turned = (fading_before(begun("rnn"), Dials(forget_bias=b)) for b in (None, 3.0))
    assert np.array_equal(plain.sizes["hidden"], turned.sizes["hidden"])


def test_the_gradient_after_learning_is_that_of_the_answer(specimens: dict[str, Specimen]) -> None:
    specimen = specimens["lstm"]
    flow = fading_after(specimen)
    model = model_of(specimen).double()
    x = torch.from_numpy(specimen.inputs).double().requires_grad_()
    model(x).output[:, -1].sum().backward()
    assert x.grad is not None
    expected = x.grad.norm(dim=-1).mean(dim=0).log10().flip(0).numpy()
    assert np.allclose(flow.sizes["input"], expected, atol=1e-4)


def test_states_are_those_of_the_model_and_gates_are_shares(
    specimens: dict[str, Specimen],
) -> None:
    specimen = specimens["lstm"]
    inside = inside_of(specimen, 3)
    with torch.no_grad():
        states = model_of(specimen).states(torch.from_numpy(specimen.inputs[3:4]))[0]
    assert np.allclose(inside.tracks["hidden"], states.numpy(), atol=1e-5)
    for gate in ("keep", "input", "output"):
        assert 0 <= inside.tracks[gate].min() <= inside.tracks[gate].max() <= 1
    assert inside.attention is None


@pytest.mark.parametrize("name", ["transformer", "gru"])
def test_attention_is_the_trunks_or_else_the_heads(
    name: str, specimens: dict[str, Specimen]
) -> None:
    attention = inside_of(specimens[name], 0).attention
    assert attention is not None
    steps = specimens[name].num_steps
    assert attention.shape == ((4 if name == "transformer" else 1), steps, steps)
    assert np.allclose(attention.sum(axis=-1), 1, atol=1e-5)
    assert np.allclose(np.triu(attention[0], 1), 0)


def test_costs_are_measured_with_both_kernels_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = cost_table(["rnn", "transformer"], (16, 32))
    assert [(one.trunk, one.kernel) for one in table.curves] == [
        ("rnn", "fused"),
        ("transformer", "fused"),
        ("transformer", "explicit"),
    ]
    fused, explicit = table.curves[1:]
    assert explicit.saved_mib[1] / explicit.saved_mib[0] > fused.saved_mib[1] / fused.saved_mib[0]
    monkeypatch.setattr(insides, "SHIPPED", tmp_path)
    save_artifact(tmp_path / insides.COSTS_KIND, pack_costs(table))
    shipped_costs.cache_clear()
    assert shipped_costs() == table
    shipped_costs.cache_clear()
