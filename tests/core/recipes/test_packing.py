"""What is packed comes back, in any language, through real JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.recipes.packing import pack, unpack
from core.words import Sentence


@dataclass(frozen=True)
class Inner:
    """A record within a record."""

    label: Sentence
    values_N: NDArray[np.float64]


@dataclass(frozen=True)
class Outer:
    """One of everything."""

    name: str
    share: float
    missing: float
    nothing: Inner | None
    inner: Inner
    many: tuple[Inner, ...]
    by_year: Mapping[str, float]
    arrays: Mapping[str, np.ndarray]


def test_a_record_survives_json() -> None:
    inner = Inner(
        Sentence("{n} of {all}", {"n": 3, "all": Sentence("{k}", {"k": 7})}), np.arange(5.0)
    )
    outer = Outer(
        name="x",
        share=0.1,
        missing=math.nan,
        nothing=None,
        inner=inner,
        many=(inner, Inner(Sentence("plain"), np.zeros((2, 3)))),
        by_year={"2018": 0.9},
        arrays={"a": np.eye(2)},
    )
    arrays: dict[str, np.ndarray] = {}
    text = json.dumps(pack(outer, arrays, "top"), allow_nan=False)
    back = unpack(Outer, json.loads(text), arrays)
    assert back.inner.label.say() == "3 of 7"
    assert math.isnan(back.missing)
    assert back.nothing is None
    assert back.by_year == {"2018": 0.9}
    assert isinstance(back.many, tuple)
    np.testing.assert_array_equal(back.many[1].values_N, np.zeros((2, 3)))
    np.testing.assert_array_equal(back.arrays["a"], np.eye(2))
    assert set(arrays) == {
        "top.inner.values_N",
        "top.many.0.values_N",
        "top.many.1.values_N",
        "top.arrays.a",
    }
