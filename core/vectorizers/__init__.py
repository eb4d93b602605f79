"""Bytes to numbers: one module or package per kind of data, none of them with torch.

`VECTORIZERS` names the room that reads each kind; rooms are imported when they are needed, so that
a table costs no picture library. `samples` and `recognise` stand above them: the built-in data, and
which kind a file is.
"""

from __future__ import annotations

from collections.abc import Mapping

VECTORIZERS: Mapping[str, str] = {
    "table": "core.vectorizers.table",
}
