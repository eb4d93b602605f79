"""Every scored prediction as CSV, safe to open in a spreadsheet.

Conventions: the lines are those that the command line promises, in the target's own unit, with all
the digits a float has. A text that a spreadsheet would take for a formula gets an apostrophe in
front; numbers stay numbers, and one that is not known is left empty.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator

from core.recipes.forecast.result import Result

HEADING = ("model", "seed", "fold", "origin", "time", "step", "prediction", "actual")
FORMULA = re.compile(r"^\s*[=+\-@\t\r]")


def prediction_lines(result: Result) -> Iterator[tuple[str, ...]]:
    """Yield every scored prediction, heading first: one line for a model, seed, origin and step."""
    yield HEADING
    scored = result.scored
    for name, said_NH in scored.predictions.items():
        model, _slash, seed = name.partition("/")
        for number, origin in enumerate(scored.times):
            for step in range(said_NH.shape[1]):
                cells = (
                    *(model, seed, int(scored.fold_N[number]), origin),
                    *(scored.label_times[number + step], step + 1),
                    *(float(said_NH[number, step]), float(scored.actual_NH[number, step])),
                )
                yield tuple(map(defused, cells))


def defused(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> defused("=HYPERLINK(1)"), defused(-0.5), defused("lstm"), defused(math.nan)
    ("'=HYPERLINK(1)", '-0.5', 'lstm', '')
    """
    if isinstance(cell, float):
        return repr(cell) if math.isfinite(cell) else ""
    if isinstance(cell, str) and FORMULA.match(cell):
        return f"'{cell}"
    return str(cell)


def predictions_csv(result: Result) -> bytes:
    """Return every scored prediction as UTF-8 CSV with a byte order mark, as spreadsheets ask."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(prediction_lines(result))
    return out.getvalue().encode("utf-8-sig")
