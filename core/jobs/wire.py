"""What a training says, as JSON lines between a worker process and the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeGuard, TypeVar

from core.training.progress import Epoch, Part, Tick

Kind = TypeVar("Kind")


def is_a(item: object, kind: type[Kind]) -> TypeGuard[Kind]:
    """Tell whether `item` is of a class, by the class's name.

    A development server loads changed sources anew under a living job manager; the recipe's Epoch
    is another class then, but says the same.
    """
    return any(cls.__name__ == kind.__name__ for cls in type(item).__mro__)


def to_line(message: Mapping[str, Any]) -> str:
    """Return a message as one line."""
    return json.dumps(message, ensure_ascii=True) + "\n"


def progress_record(item: Epoch | Tick) -> dict[str, Any]:
    """Return an epoch or a tick as a message."""
    return {"epoch" if is_a(item, Epoch) else "tick": asdict(item)}


def progress_of(message: Mapping[str, Any]) -> Epoch | Tick:
    """Return the epoch or the tick that a message is."""
    name = "epoch" if "epoch" in message else "tick"
    fields = dict(message[name])
    fields["parts"] = tuple(Part(**part) for part in fields["parts"])
    return Epoch(**fields) if name == "epoch" else Tick(**fields)
