"""Laws of the knobs: what they take they keep, what they refuse they explain."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadSetting, OutOfRange, UnknownOption, UnknownSetting, WrongType
from core.knobs import Choice, Number, Settings, Several, choice, flag, number, several, text
from tests.catalogue import asked
from tests.source import modules

OPTIONS = {"first": "First", "second": "Second", "third": "Third"}


@dataclass(frozen=True)
class Example(Settings):
    """One knob of every kind, each with other limits."""

    layers: int = number(2, low=1, high=4, label="Layers")
    rate: float = number(0.1, low=0.001, high=0.7, step=0.01, label="Rate")
    shift: int = number(0, low=-5, high=3, step=2, label="Shift")
    trunk: str = choice("second", OPTIONS, label="Trunk")
    shown: tuple[str, ...] = several(("third",), OPTIONS, label="Shown")
    without: tuple[str, ...] = several((), OPTIONS, at_least=0, label="Without")
    even: bool = flag(default=True, label="Even")
    column: str = text(label="Column")


def ordered(at_least: int) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.sets(st.sampled_from(list(OPTIONS)), min_size=at_least)
    return chosen.map(lambda names: tuple(name for name in OPTIONS if name in names))


EXAMPLES = st.builds(
    Example,
    layers=st.integers(1, 4),
    rate=st.floats(0.001, 0.7),
    shift=st.integers(-5, 3),
    trunk=st.sampled_from(list(OPTIONS)),
    shown=ordered(1),
    without=ordered(0),
    even=st.booleans(),
    column=st.text(max_size=200),
)
NEVER_A_NUMBER = st.one_of(
    st.none(), st.booleans(), st.binary(), st.lists(st.integers()), st.just(math.nan), st.just("x")
)


@given(EXAMPLES)
def test_a_record_is_the_settings(example: Example) -> None:
    assert Example.from_record(example.record()) == example


@given(EXAMPLES)
def test_a_record_survives_json(example: Example) -> None:
    assert Example.from_record(json.loads(json.dumps(example.record()))) == example


@given(EXAMPLES)
def test_the_text_of_a_value_is_the_value(example: Example) -> None:
    said = {
        name: ",".join(value) if isinstance(value, list) else str(value)
        for name, value in example.record().items()
    }
    assert Example.from_record(said) == example


@given(EXAMPLES)
def test_a_kept_value_has_the_type_of_its_default(example: Example) -> None:
    for name, default in Example.defaults().items():
        assert type(getattr(example, name)) is type(default)


@given(st.one_of(st.integers(max_value=0), st.integers(min_value=5)))
def test_a_whole_number_outside_is_refused(value: int) -> None:
    with pytest.raises(OutOfRange) as refused:
        Example(layers=value)
    assert refused.value.facts["setting"] == "layers"
    assert (refused.value.facts["low"], refused.value.facts["high"]) == (1, 4)


@given(st.floats(allow_nan=False).filter(lambda value: not 0.001 <= value <= 0.7))
def test_a_number_outside_is_refused(value: float) -> None:
    for given_as in (value, str(value)):
        with pytest.raises(OutOfRange):
            Example.from_record({"rate": given_as})


@pytest.mark.parametrize("value", [10**400, -(10**400)])
@pytest.mark.parametrize("name", ["layers", "rate"])
def test_a_number_beyond_all_floats_is_refused(name: str, value: int) -> None:
    with pytest.raises(OutOfRange) as refused:
        Example.from_record({name: value})
    assert len(str(refused.value)) < 200


@given(st.floats(1, 4).filter(lambda value: not value.is_integer()))
def test_a_broken_number_is_not_whole(value: float) -> None:
    with pytest.raises(WrongType):
        Example.from_record({"layers": value})


@given(NEVER_A_NUMBER)
def test_what_is_no_number_is_refused(value: object) -> None:
    for name in ("layers", "rate"):
        with pytest.raises(WrongType):
            Example.from_record({name: value})


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.binary()))
def test_what_is_no_option_is_refused(value: object) -> None:
    if isinstance(value, str) and value in OPTIONS:
        return
    with pytest.raises(UnknownOption) as refused:
        Example.from_record({"trunk": value})
    assert refused.value.facts["options"] == "first, second, third"


@pytest.mark.parametrize(
    "value", [[], "", ",", None, 3, ["first", 4], ["first", ["second"]], "fourth"]
)
def test_an_unfit_several_is_refused(value: object) -> None:
    with pytest.raises(UnknownOption):
        Example.from_record({"shown": value})


def test_several_come_in_the_order_of_the_table() -> None:
    given_as: list[Any] = ["third, first", ["third", "first", "third"], ("first", "third")]
    for value in given_as:
        assert Example(shown=value).shown == ("first", "third")


@pytest.mark.parametrize("value", ["maybe", None, 2, 0.5, []])
def test_neither_yes_nor_no_is_refused(value: object) -> None:
    with pytest.raises(WrongType):
        Example.from_record({"even": value})


@pytest.mark.parametrize("value", [None, 3, ["a"], b"a", "a" * 201])
def test_no_short_text_is_refused(value: object) -> None:
    with pytest.raises(WrongType) as refused:
        Example.from_record({"column": value})
    assert len(str(refused.value.facts["value"])) <= 40


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(UnknownSetting) as refused:
        Example.from_record({"layers": 1, "colour": 2})
    assert refused.value.facts["setting"] == "colour"


def test_what_a_record_leaves_out_keeps_its_default() -> None:
    assert Example.from_record({}) == Example()
    assert Example().record() == {**Example.defaults(), "shown": ["third"], "without": []}


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Example().layers = 3  # type: ignore[misc]


def every_settings() -> Iterator[type[Settings]]:
    """Yield each settings class of core."""
    for module in modules("core"):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting = Settings.__subclasses__()
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.__module__.startswith("core."):
            yield cls


def unfit(cls: type[Settings]) -> Iterator[str]:
    """Yield a sentence for each field that a form, a record or a reader cannot use."""
    for field in fields(cls):
        if "knob" not in field.metadata:
            yield f"{cls.__name__}.{field.name} has no knob"
            continue
        knob = field.metadata["knob"]
        words = [knob.label, knob.help]
        if isinstance(knob, Choice | Several):
            words += knob.words.values()
        elif isinstance(knob, Number):
            words.append(knob.unit)
            if not knob.low < knob.high or knob.step <= 0:
                yield f"{cls.__name__}.{field.name} has no room to move"
        if not knob.label:
            yield f"{cls.__name__}.{field.name} has no label"
        for unsaid in sorted({word for word in words if word} - asked().keys()):
            yield f"{cls.__name__}.{field.name}: “{unsaid}” is not marked with N_"


def test_every_setting_of_core_is_fit() -> None:
    classes = list(every_settings())
    assert classes
    for cls in classes:
        assert cls.from_record(cls().record()) == cls()
    faults = [fault for cls in classes for fault in unfit(cls)]
    assert not faults, "\n" + "\n".join(faults)


def test_an_unfit_setting_is_said() -> None:
    @dataclass(frozen=True)
    class Unfit(Settings):
        bare: int = 3
        stuck: int = number(1, low=1, high=1, label="Nobody marked this")

    assert len(list(unfit(Unfit))) == 3


def test_every_refusal_is_a_bad_setting() -> None:
    assert all(
        issubclass(e, BadSetting) for e in (OutOfRange, WrongType, UnknownOption, UnknownSetting)
    )
