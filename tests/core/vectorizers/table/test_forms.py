"""A table is understood alike in every form that it comes in."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import SeqLabError
from core.vectorizers.recognise import kind_of
from core.vectorizers.table import read
from tests.cases import CASES, cases, needs_cases
from tests.table_forms import FORMS, exchange


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_understood(name: str) -> None:
    form = FORMS[name]
    assert kind_of(form.data, name) == "table"
    table = read(form.data, name)
    found = {fact: getattr(table.found, fact) for fact in form.facts}
    assert found == dict(form.facts)
    if form.close is not None:
        assert np.allclose(table.frame["close"], form.close)


@pytest.mark.parametrize("name", FORMS)
def test_a_frame_keeps_its_promises(name: str) -> None:
    table = read(FORMS[name].data, name)
    frame = table.frame
    assert list(frame.index) == list(range(len(frame)))
    assert ("time" in frame) != ("step" in frame)
    if "time" in frame:
        assert str(frame["time"].dtype) == "datetime64[ns]"
        assert frame["time"].is_monotonic_increasing
    numbers = frame.drop(columns=["time", "step"], errors="ignore")
    assert all(dtype == np.float64 for dtype in numbers.dtypes)
    assert not np.isinf(numbers.to_numpy()).any()
    assert ("reference" in frame) == ("close" in frame)
    assert read(FORMS[name].data, name).frame.equals(frame)


def test_three_days_under_a_title_and_above_six_remarks() -> None:
    lines = exchange(header=True, thousands=True).splitlines()[:4]
    remarks = [f'"說明{i}: 當日統計資訊含一般、零股、盤後定價。"' for i in range(6)]
    found = read(
        "\n".join(['"108年 各日成交資訊"', *lines, *remarks]).encode("cp950"), "short"
    ).found
    assert (found.rows, found.first, found.price_limit) == (3, "2018-11-15", True)


@needs_cases
@pytest.mark.parametrize("path", cases("tables"), ids=lambda path: path.name)
def test_real_files_are_understood(path: Path) -> None:
    assert CASES is not None
    facts = json.loads((CASES / "tables" / "expected.json").read_text(encoding="utf-8"))
    if path.name not in facts:
        pytest.skip("nothing was counted by hand")
    if "refuse" in facts[path.name]:
        with pytest.raises(SeqLabError):
            read(path.read_bytes(), path.name)
        return
    found = read(path.read_bytes(), path.name).found
    assert {fact: getattr(found, fact) for fact in facts[path.name]} == facts[path.name]
