"""Frozen records to plain JSON values and arrays, and back.

Conventions: an array is replaced by `{"array": KEY}` and kept beside the JSON under its path; a
`Sentence` keeps template and facts, so that a stored result speaks any language; NaN becomes null.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from core.words import Sentence

T = TypeVar("T")


def pack(value: Any, arrays: dict[str, np.ndarray], path: str = "") -> Any:
    """Return `value` as plain JSON values; its arrays are added to `arrays`."""
    if isinstance(value, np.ndarray):
        arrays[path] = np.ascontiguousarray(value)
        return {"array": path}
    if isinstance(value, Sentence):
        return {"template": value.template, "facts": pack(dict(value.facts), arrays, path)}
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: pack(item, arrays, _join(path, name)) for name, item in named.items()}
    if isinstance(value, Mapping):
        return {
            str(name): pack(item, arrays, _join(path, str(name))) for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [pack(item, arrays, _join(path, str(i))) for i, item in enumerate(value)]
    return plain(value)


def plain(value: Any) -> Any:
    """Return a number, text, flag or nothing as JSON knows it."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def unpack(kind: Any, packed: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """Return the value of type `kind` that `pack` made `packed` of."""
    if packed is None:
        return math.nan if kind is float else None
    if np.ndarray in (kind, get_origin(kind)):
        return np.asarray(arrays[packed["array"]])
    if kind is Sentence:
        return _sentence(packed)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        known = [field.name for field in fields(kind) if field.name in packed]
        return kind(**{name: unpack(hints[name], packed[name], arrays) for name in known})
    return _unpack_generic(kind, packed, arrays)


def _unpack_generic(kind: Any, packed: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return unpack(next(one for one in inner if one is not type(None)), packed, arrays)
    if origin is tuple:
        return tuple(unpack(inner[0], item, arrays) for item in packed)
    if isinstance(packed, dict):
        of = inner[1] if len(inner) == 2 else Any
        return {name: unpack(of, item, arrays) for name, item in packed.items()}
    return packed


def _sentence(packed: Mapping[str, Any]) -> Sentence:
    facts = {
        name: _sentence(fact) if isinstance(fact, Mapping) and "template" in fact else fact
        for name, fact in packed["facts"].items()
    }
    return Sentence(packed["template"], facts)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
