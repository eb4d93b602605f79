"""Whoever tries often is told so: what was tried on the same question counts, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.jobs import Order, perform
from core.recipes import forecast
from core.recipes.forecast.result import Result
from core.recipes.forecast.settings import ForecastSettings
from core.runs import Source, keep_blob
from tests.core.recipes.forecast.tables import prices, quick


def learn(home: Path, settings: ForecastSettings) -> Result:
    """Learn as the command line does, recorded as a run."""
    source = Source("prices.csv", sha256=keep_blob(home, prices(seed=41)))
    order = Order(
        function="core.recipes.forecast:train",
        kind="forecast",
        title=source.name,
        source=source,
        settings=settings.record(),
        command=forecast.command(source, settings),
        device="cpu",
        tags=forecast.tags(source, settings),
    )
    performed = perform(order, home, lambda _: None)
    assert performed.artifact is not None
    return forecast.use(performed.artifact)


def test_another_configuration_counts_and_the_same_again_does_not(tmp_path: Path) -> None:
    first = learn(tmp_path, quick(max_epochs=1))
    assert first.tried == 1
    assert learn(tmp_path, quick(max_epochs=1)).tried == 1
    second = learn(tmp_path, quick(max_epochs=1, context_length=9))
    assert second.tried == 2
    assert "SPA" in second.verdict.how.template or second.verdict.outcome != "beats"


@pytest.mark.parametrize(
    ("turned", "same_contest", "same_configuration"),
    [
        ({"seed": 9, "seeds": 4, "level": "0.5", "seconds": 30}, True, True),
        ({"context_length": 20}, True, False),
        ({"folds": 3}, True, False),
        ({"hidden_size": 64}, True, False),
        ({"horizon": 5}, False, True),
        ({"quantity": "return"}, False, True),
        ({"column": "Open"}, False, True),
    ],
)
def test_what_makes_a_contest_and_what_a_configuration(
    turned: dict[str, int | str], same_contest: bool, same_configuration: bool
) -> None:
    source = Source("nasdaq", sample="nasdaq")
    one, other = forecast.tags(source, quick()), forecast.tags(source, quick(**turned))
    assert (one["contest"] == other["contest"]) is same_contest
    assert (one["configuration"] == other["configuration"]) is same_configuration


def test_other_data_is_another_contest_and_another_name_is_not() -> None:
    one, renamed = Source("a.csv", sha256="1" * 64), Source("b.csv", sha256="1" * 64)
    other = Source("a.csv", sha256="2" * 64)
    unmended = Source("a.csv", sha256="1" * 64, reading=(("without", ("split",)),))
    contests = [forecast.tags(s, quick())["contest"] for s in (one, renamed, other, unmended)]
    assert contests[0] == contests[1]
    assert len(set(contests)) == 3
