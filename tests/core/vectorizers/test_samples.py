"""Built-in data is there, is read without complaint, and says where it comes from."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import NoSuchSample
from core.vectorizers import VECTORIZERS
from core.vectorizers.samples import SAMPLES, sample_bytes, table_sample
from core.vectorizers.table import ReadOptions

TABLES = [name for name, sample in SAMPLES.items() if sample.kind == "table"]
ROWS = {"sp500": 5031, "sunspots": 309, "nile": 100, "sea_temperature": 732, "co2": 2284}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_read(name: str) -> None:
    sample, table = SAMPLES[name], table_sample(name)
    assert sample.name == name
    assert sample.kind in VECTORIZERS
    assert all((sample.title, sample.description, sample.licence, sample.source))
    assert len(table.frame) == ROWS.get(name, len(table.frame)) >= 100
    assert table.found.order in {"ascending", "none"}
    assert not [repair for repair in table.repairs if repair.code not in {"missing", "gaps"}]


def test_prices_have_their_roles() -> None:
    table = table_sample("sp500")
    assert {"open", "high", "low", "close", "volume", "reference"} <= set(table.frame)
    assert (table.found.first, table.found.last) == ("1999-01-04", "2018-12-31")
    assert table.found.frequency == "B"


def test_the_first_lesson_is_a_sine() -> None:
    sine = table_sample("sine").frame["sine"].to_numpy()
    twice = 2 * np.cos(2 * np.pi / 50) * sine[1:-1] - sine[:-2]
    assert np.allclose(sine[2:], twice, atol=1e-7)


def test_the_walk_is_random_and_always_the_same() -> None:
    returns = np.diff(np.log(table_sample("random_walk").frame["close"]))
    assert abs(np.corrcoef(returns[1:], returns[:-1])[0, 1]) < 0.05
    assert sample_bytes("random_walk") == SAMPLES["random_walk"].load()


def test_options_reach_a_sample() -> None:
    assert table_sample("co2", ReadOptions(without=("missing",))).frame["co2"].isna().any()
    assert not table_sample("co2").frame["co2"].isna().any()


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(NoSuchSample):
        table_sample("tulips")
