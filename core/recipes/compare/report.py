"""A study as one HTML file: no scripts, no links to the outside, the ruler as SVG.

Conventions: words are said in the reader's language by the function that is handed in; every text
that came from a file is escaped. Minus is U+2212.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.recipes.compare.contenders import CONTENDERS
from core.recipes.compare.result import Pair, Result
from core.recipes.compare.showing import Standing, sentences_of, standings_of
from core.recipes.compare.tasks import METRICS, TASKS
from core.recipes.forecast.report import STYLE
from core.words import N_, Sentence

WIDTH, ROW, ROOM = 780, 26, 130
SMALLEST = 1e-9

Say = Callable[[str], str]


@dataclass(frozen=True)
class Report:
    """What the file says besides the study: the command, and the reader's language."""

    command: str
    say: Say
    language: str


def report_html(result: Result, report: Report) -> bytes:
    """Return the report as UTF-8 HTML."""
    say = report.say
    verdict = result.verdict
    title = _safe(say(TASKS[str(result.settings["task"])].title))
    said = _joined(sentences_of(result), say)
    parts = [
        f"<h1>{_safe(verdict.sentence.say(say))}</h1>",
        f"<p>{_safe(said)}</p><p class='how'>{_safe(verdict.how.say(say))}</p>",
        _heading(say(N_("Contenders"))),
        _ruler(result, say),
        _contenders(result, say),
        _heading(say(N_("Every two compared"))),
        _pairs(result, say),
        _heading(say(N_("Settings"))),
        _facts(result.settings),
        _heading(say(N_("Where and when"))),
        _facts(vars(result.machine)),
        _heading(say(N_("The command that repeats it"))),
        f"<pre>{_safe(report.command)}</pre>",
    ]
    body = "\n".join(parts)
    return (
        f"<!doctype html>\n<html lang='{report.language.replace('_', '-')}'><head>"
        f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    ).encode()


def _safe(text: object) -> str:
    return html.escape(str(text), quote=True)


def _heading(text: str) -> str:
    return f"<h2>{_safe(text)}</h2>"


def _joined(sentences: Sequence[Sentence], say: Say) -> str:
    return "; ".join(sentence.say(say) for sentence in sentences)


def _number(value: float | None, digits: int = 3) -> str:
    if value is None or not math.isfinite(value):
        return "—"
    return f"{value:,.{digits}g}".replace("-", "−")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the first cell of a row is its heading."""
    columns = "".join(f"<th scope='col'>{_safe(cell)}</th>" for cell in head)
    lines = "".join(
        f"<tr><th scope='row'>{_safe(first)}</th>"
        + "".join(f"<td>{_safe(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table>"


def _name(contender: str, say: Say) -> str:
    return say(CONTENDERS[contender].title)


def _contenders(result: Result, say: Say) -> str:
    head = [
        *(N_("Contender"), METRICS[result.metric].title, N_("Single seeds"), N_("Solved")),
        *(N_("Parameters"), N_("Updates"), N_("Core-seconds"), N_("Rate"), N_("Kernel")),
    ]
    rows = (_contender(one, result, say) for one in standings_of(result))
    return _table([say(word) for word in head], rows)


def _contender(one: Standing, result: Result, say: Say) -> list[str]:
    row = one.row
    ended = [run for run in row.runs if run.result is not None]
    solved = "—" if result.line is None else f"{row.solved} / {len(ended)}"
    return [
        _name(row.name, say),
        _number(row.mean),
        " ".join(_number(figure, 2) for figure in one.results) or "—",
        solved,
        f"{row.parameters:,}",
        " ".join(f"{run.updates:,}" for run in ended) or "—",
        " ".join(f"{run.core_seconds:.1f}" for run in ended) or "—",
        _number(row.rate, 2),
        say(row.kernel),
    ]


def _pairs(result: Result, say: Say) -> str:
    head = [N_("Pair"), N_("Difference"), N_("Interval at 95%"), N_("What it shows")]
    return _table([say(word) for word in head], (_pair(pair, say) for pair in result.pairs))


def _pair(pair: Pair, say: Say) -> list[str]:
    return [
        f"{_name(pair.a, say)} − {_name(pair.b, say)}",
        _number(pair.difference),
        f"{_number(pair.low)} … {_number(pair.high)}",
        pair.statement.say(say),
    ]


def _facts(facts: Mapping[str, object]) -> str:
    return _table(["", ""], ((name, _plain(value)) for name, value in facts.items()))


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _ruler(result: Result, say: Say) -> str:
    """Return every seed on one scale, right is better, a guess dashed, with its caption."""
    higher = METRICS[result.metric].higher_is_better

    def place(figure: float) -> float:
        return figure if higher else -math.log10(max(figure, SMALLEST))

    standings = [one for one in standings_of(result) if one.results]
    line = place(result.baseline)
    places = [line, *(place(figure) for one in standings for figure in one.results)]
    low, wide = min(places), (max(places) - min(places)) or 1.0

    def x(figure: float) -> float:
        return ROOM + (WIDTH - ROOM - 16) * (place(figure) - low) / wide

    height = ROW * max(1, len(standings)) + 8
    lines = [
        f"<line x1='{x(result.baseline):.1f}' x2='{x(result.baseline):.1f}' y1='0' y2='{height}'"
        " stroke='var(--muted)' stroke-dasharray='4 3'/>"
    ]
    for number, one in enumerate(standings):
        y = ROW * number + ROW / 2 + 4
        lines.append(
            f"<text x='0' y='{y + 4:.1f}' font-size='13' fill='var(--text)'>"
            f"{_safe(_name(one.row.name, say))}</text>"
        )
        lines += [
            f"<circle cx='{x(figure):.1f}' cy='{y:.1f}' r='4' fill='var(--hue)'"
            " fill-opacity='.65'/>"
            for figure in one.results
        ]
    words = N_("Every seed on test sequences, right is better; dashed: a guess, {guess}.")
    caption = Sentence(words, {"guess": _number(result.baseline)}).say(say)
    return (
        f"<figure><svg viewBox='0 0 {WIDTH} {height}' role='img' aria-label='{_safe(caption)}'>"
        f"{''.join(lines)}</svg><figcaption>{_safe(caption)}</figcaption></figure>"
    )
