"""A forecast as one HTML file: no scripts, no links to the outside, the pictures as SVG.

Conventions: words are said in the reader's language by the function that is handed in; every text
that came from a file is escaped. Numbers are those of the page; minus is U+2212.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.recipes.forecast.result import Result, Row
from core.words import N_, Sentence

STYLE = """
:root { color-scheme: light dark; --text: #101418; --muted: #5b6675; --line: #dde2e8;
  --back: #ffffff; --hue: #0b57d0; --other: #c2570c; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --muted: #9aa6b5; --line: #2c343d;
  --back: #101418; --hue: #5b9bff; --other: #ffb070; } }
body { font: 15px/1.5 Inter, 'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', system-ui,
  sans-serif; color: var(--text); background: var(--back); max-width: 820px; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.how, figcaption { color: var(--muted); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; font-weight: 400; padding: .3rem .6rem .3rem 0;
  border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; } thead th { color: var(--muted); }
tr.ours th { font-weight: 600; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line);
  border-radius: 8px; padding: .8rem; }
"""
WIDTH, HEIGHT, ROOM = 780, 240, 44
SHOWN_ROWS = 60


@dataclass(frozen=True)
class Shown:
    """The outlook as the page shows it: values and unit of the screen, not of the target."""

    unit: str
    history: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    levels: tuple[float, ...]


@dataclass(frozen=True)
class Report:
    """What the file says besides the result itself."""

    shown: Shown
    verdict: str
    how: str
    command: str
    name_of: Callable[[str], str]


def report_html(result: Result, report: Report, say: Callable[[str], str], language: str) -> bytes:
    """Return the report as UTF-8 HTML.

    Parameters
    ----------
    say : callable
        Says an English template in the reader's language.
    language : str
        Its code, "en" or "zh_TW".
    """
    parts = [
        f"<h1>{_safe(report.verdict)}</h1><p class='how'>{_safe(report.how)}</p>",
        f"<p>{_safe(result.title)}</p>",
        _heading(say(N_("The forecast"))),
        _fan(result, report.shown, say),
        _heading(say(N_("Scores on what the model never saw"))),
        _scores(result, report, say),
        *_intervals(result, say),
        _heading(say(N_("How it was done"))),
        _facts({**result.protocol, "seconds": round(result.seconds, 1)}),
        _heading(say(N_("Settings"))),
        _facts(result.settings),
        _heading(say(N_("The command that repeats it"))),
        f"<pre>{_safe(report.command)}</pre>",
    ]
    title = _safe(result.title)
    body = "\n".join(parts)
    return (
        f"<!doctype html>\n<html lang='{language.replace('_', '-')}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>{title}</title>"
        f"<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    ).encode()


def _safe(text: object) -> str:
    return html.escape(str(text), quote=True)


def _heading(text: str) -> str:
    return f"<h2>{_safe(text)}</h2>"


def _number(value: float | None, digits: int = 3) -> str:
    if value is None or not math.isfinite(value):
        return "—"
    return f"{value:,.{digits}g}".replace("-", "−")


def _percent(share: float | None, *, sign: bool = True) -> str:
    if share is None or not math.isfinite(share):
        return "—"
    return f"{100 * share:{'+' if sign else ''}.1f}%".replace("-", "−")


def _table(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return a table; a row is its class and its cells, the first of them its heading."""
    columns = "".join(f"<th scope='col'>{_safe(cell)}</th>" for cell in head)
    lines = "".join(
        f"<tr class='{kind}'><th scope='row'>{_safe(first)}</th>"
        + "".join(f"<td>{_safe(cell)}</td>" for cell in rest)
        + "</tr>"
        for kind, (first, *rest) in rows
    )
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table>"


def _scores(result: Result, report: Report, say: Callable[[str], str]) -> str:
    against = Sentence(N_("Better than {name}"), {"name": report.name_of(result.reference)})
    head = [say(N_("Model")), against.say(say), "95%", "RMSE", "MAE", "MASE", "p"]
    ranked = sorted(result.rows, key=lambda row: -row.r2_vs_reference)
    return _table(head, ((_kind(row), _score(row, report)) for row in ranked))


def _kind(row: Row) -> str:
    return "" if row.kind == "baseline" else "ours"


def _score(row: Row, report: Report) -> list[str]:
    return [
        report.name_of(row.name),
        _percent(row.r2_vs_reference),
        f"{_percent(row.skill_low)} … {_percent(row.skill_high)}",
        _number(row.rmse),
        _number(row.mae),
        _number(row.mase),
        _number(row.dm_p, 2),
    ]


def _intervals(result: Result, say: Callable[[str], str]) -> list[str]:
    interval = result.interval
    if interval is None:
        return []
    sentence = Sentence(
        N_("{found} of the outcomes fell inside an interval that promised {level}."),
        {
            "found": _percent(interval.coverage, sign=False),
            "level": _percent(interval.level, sign=False),
        },
    )
    rows = ((("", (year, _percent(share, sign=False)))) for year, share in interval.by_year.items())
    return [
        _heading(say(N_("Intervals"))),
        f"<p>{_safe(sentence.say(say))}</p>",
        _table([say(N_("Year")), say(N_("Inside"))], rows),
    ]


def _facts(facts: Mapping[str, object]) -> str:
    rows = (("", (name, _plain(value))) for name, value in facts.items())
    return _table(["", ""], rows)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _fan(result: Result, shown: Shown, say: Callable[[str], str]) -> str:
    """Return history, bands and median as SVG with its caption."""
    history = shown.history[-SHOWN_ROWS:]
    drawn = np.concatenate([history, shown.low.ravel(), shown.high.ravel()])
    scale = _Scale(
        len(history), len(shown.median), float(np.nanmin(drawn)), float(np.nanmax(drawn))
    )
    last = history[-1:]
    ahead = range(len(history) - 1, len(history) + len(shown.median))
    bands = "".join(
        f"<polygon fill='var(--hue)' fill-opacity='.16' points='"
        f"{scale.points(ahead, np.concatenate([last, high]))} "
        f"{scale.points(reversed(ahead), np.concatenate([last, low])[::-1])}'/>"
        for low, high in zip(shown.low[::-1], shown.high[::-1], strict=True)
    )
    median = scale.points(ahead, np.concatenate([last, shown.median]))
    line = scale.points(range(len(history)), history)
    levels = ", ".join(f"{level:.0%}" for level in shown.levels)
    caption = Sentence(
        N_("{unit}; bands hold {levels} of the outcomes. From {first} to {last}."),
        {
            "unit": shown.unit,
            "levels": levels,
            "first": result.outlook.times[0][:10],
            "last": result.outlook.times[-1][:10],
        },
    ).say(say)
    return (
        f"<figure><svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{_safe(caption)}'>"
        f"{scale.grid()}{bands}"
        f"<polyline fill='none' stroke='var(--text)' stroke-width='1.6' points='{line}'/>"
        f"<polyline fill='none' stroke='var(--hue)' stroke-width='2.2' points='{median}'/>"
        f"</svg><figcaption>{_safe(caption)}</figcaption></figure>"
    )


@dataclass(frozen=True)
class _Scale:
    """From rows and values to places on the picture."""

    rows: int
    steps: int
    low: float
    high: float

    def points(self, rows: Iterable[int], values: np.ndarray) -> str:
        """Return the places of values at rows, those that are not known left out."""
        places = zip(rows, values, strict=True)
        return " ".join(f"{self.x(r):.1f},{self.y(v):.1f}" for r, v in places if np.isfinite(v))

    def x(self, row: int) -> float:
        """Return how far from the left a row lies."""
        return ROOM + (WIDTH - ROOM - 8) * row / max(self.rows + self.steps - 1, 1)

    def y(self, value: float) -> float:
        """Return how far from the top a value lies."""
        room = (self.high - self.low) or 1.0
        return HEIGHT - 12 - (HEIGHT - 24) * (value - self.low) / room

    def grid(self) -> str:
        """Return three horizontal lines with their values."""
        lines = []
        for value in np.linspace(self.low, self.high, 3):
            y = self.y(float(value))
            lines.append(
                f"<line x1='{ROOM}' x2='{WIDTH - 8}' y1='{y:.1f}' y2='{y:.1f}'"
                f" stroke='var(--line)'/><text x='{ROOM - 6}' y='{y + 4:.1f}' font-size='12'"
                f" text-anchor='end' fill='var(--muted)'>{_number(float(value))}</text>"
            )
        return "".join(lines)
