"""One small table in every form that tables come in, each with what must be understood of it.

The numbers are drawn from a seed; sizes are all different, so that a swapped axis cannot hide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

ROWS = 43
DAYS = pd.bdate_range("2018-11-15", periods=ROWS)
_random = np.random.default_rng(7)
CLOSE = np.round(200 * np.exp(np.cumsum(_random.normal(0, 0.012, ROWS))), 2)
OPEN = np.round(CLOSE * (1 + _random.normal(0, 0.004, ROWS)), 2)
HIGH = np.round(np.maximum(OPEN, CLOSE) * 1.006, 2)
LOW = np.round(np.minimum(OPEN, CLOSE) * 0.993, 2)
VOLUME = _random.integers(1_000_000, 90_000_000, ROWS)
CHANGE = np.round(np.diff(CLOSE, prepend=CLOSE[0] - 1.25), 2)
FIRST, LAST = "2018-11-15", "2019-01-14"
EXCHANGE = "日期,成交股數,成交金額,開盤價,最高價,最低價,收盤價,漲跌價差,成交筆數"


@dataclass(frozen=True)
class Form:
    """The bytes of a table, and what must be found in it, by the name of the fact."""

    data: bytes
    facts: Mapping[str, object] = field(default_factory=dict)
    close: np.ndarray | None = None


def text_of(
    time: Sequence[str], heading: str = "Date,Open,High,Low,Close,Volume", mark: str = ","
) -> str:
    """Return bars in columns, one line per time."""
    lines = [heading.replace(",", mark)] if heading else []
    for i, moment in enumerate(time):
        cells = [moment, f"{OPEN[i]}", f"{HIGH[i]}", f"{LOW[i]}", f"{CLOSE[i]}", f"{VOLUME[i]}"]
        lines.append(mark.join(cells))
    return "\n".join(lines) + "\n"


def exchange(*, header: bool, thousands: bool, star: str = "", year_width: int = 3) -> str:
    """Return the same days as the Taiwan exchange writes them."""
    lines = [EXCHANGE] if header else []
    for i, day in enumerate(DAYS):
        date = f"{day.year - 1911:0{year_width}d}/{day:%m/%d}{star}"
        group = "," if thousands else ""
        counts = [f"{VOLUME[i]:{group}}", f"{int(VOLUME[i] * CLOSE[i]):{group}}"]
        prices = [f"{x:.2f}" for x in (OPEN[i], HIGH[i], LOW[i], CLOSE[i])]
        cells = [date, *counts, *prices, f"{CHANGE[i]:+.2f}", f"{1000 + i:{group}}"]
        lines.append(",".join(f'"{c}"' if "," in c else c for c in cells))
    return "\n".join(lines) + "\n"


def _dates(style: str) -> list[str]:
    return [day.strftime(style) for day in DAYS]


def _plain(style: str, **facts: object) -> Form:
    found = {"first": FIRST, "last": LAST, "order": "ascending", "rows": ROWS} | facts
    return Form(text_of(_dates(style)).encode(), found, CLOSE)


def _iso(change: Callable[[str], bytes], **facts: object) -> Form:
    found = {"first": FIRST, "last": LAST, "rows": ROWS} | facts
    return Form(change(text_of(_dates("%Y-%m-%d"))), found, CLOSE)


def _shuffled(text: str) -> bytes:
    head, *body = text.splitlines()
    return "\n".join([head, *body[11:], *body[:11]]).encode()


def _reversed(text: str) -> bytes:
    head, *body = text.splitlines()
    return "\n".join([head, *body[::-1]]).encode()


def _comma_decimals(text: str) -> bytes:
    return text.replace(",", ";").replace(".", ",").encode()


def _hours(zone: str) -> list[str]:
    moments = pd.date_range("2024-03-29 18:00", periods=ROWS, freq="h", tz=zone)
    return [moment.isoformat(sep=" ") for moment in moments]


def _two_columns(heading: str, times: Sequence[str]) -> bytes:
    rows = [f"{time},{value}" for time, value in zip(times, CLOSE, strict=True)]
    return "\n".join([heading, *rows]).encode()


def _periods(frequency: str, style: str) -> list[str]:
    return [p.strftime(style) for p in pd.period_range("1990-01", periods=ROWS, freq=frequency)]


_text = text_of(_dates("%Y-%m-%d"))
_multi = "Price,Close,High\nTicker,SPY,SPY\nDate,,\n" + "".join(
    f"{day:%Y-%m-%d},{c},{h}\n" for day, c, h in zip(DAYS, CLOSE, HIGH, strict=True)
)
_titled = "108年 2330 台積電 各日成交資訊\n" + exchange(header=True, thousands=True)
_footed = (
    _titled + '"說明:"\n"符號說明:+/-/X表示漲/跌/不比價"\n"當日統計資訊含一般、零股、盤後定價。"\n'
)
_weeks = [f"{d.isocalendar().year}-W{d.isocalendar().week:02d}" for d in DAYS[::5]]

FORMS: Mapping[str, Form] = {
    "iso": _plain("%Y-%m-%d", encoding="utf-8", delimiter=",", frequency="B"),
    "slashes": _plain("%Y/%m/%d"),
    "dots": _plain("%Y.%m.%d"),
    "month first": _plain("%m/%d/%Y"),
    "month first, short": _plain("%-m/%-d/%y"),
    "day first": _plain("%d/%m/%Y"),
    "day first, dots": _plain("%d.%m.%Y"),
    "compact": _plain("%Y%m%d"),
    "named": _plain("%d-%b-%Y"),
    "named, year short": _plain("%d-%b-%y"),
    "named, American": Form(
        text_of([f'"{d:%b %d, %Y}"' for d in DAYS]).encode(), {"first": FIRST}, CLOSE
    ),
    "Chinese": _plain("%Y年%m月%d日"),
    "with midnight": _plain(
        "%Y-%m-%d 00:00:00", first=f"{FIRST} 00:00:00", last=f"{LAST} 00:00:00"
    ),
    "epoch": Form(
        text_of(
            [str(int(d.timestamp())) for d in DAYS], "unix,open,high,low,close,volume"
        ).encode(),
        {"first": f"{FIRST} 00:00:00"},
        CLOSE,
    ),
    "milliseconds": Form(
        text_of([f"{int(d.timestamp())}000" for d in DAYS], "").encode(),
        {"first": f"{FIRST} 00:00:00"},
        CLOSE,
    ),
    "tabs": _iso(lambda t: t.replace(",", "\t").encode(), delimiter="\t"),
    "semicolons": _iso(lambda t: t.replace(",", ";").encode(), delimiter=";"),
    "bars": _iso(lambda t: t.replace(",", "|").encode(), delimiter="|"),
    "blanks": _iso(lambda t: t.replace(",", "   ").encode(), delimiter=" "),
    "comma decimals": _iso(_comma_decimals, delimiter=";"),
    "sep line": _iso(lambda t: b"sep=;\r\n" + t.replace(",", ";").encode(), delimiter=";"),
    "bom": _iso(lambda t: t.encode("utf-8-sig"), encoding="utf-8-sig"),
    "utf-16": _iso(lambda t: t.encode("utf-16"), encoding="utf-16"),
    "utf-16 without a mark": _iso(lambda t: t.encode("utf-16-le"), encoding="utf-16-le"),
    "carriage returns": _iso(lambda t: t.replace("\n", "\r").encode()),
    "windows lines": _iso(lambda t: t.replace("\n", "\r\n").encode()),
    "descending": _iso(_reversed, order="descending"),
    "unsorted": _iso(_shuffled, order="unsorted"),
    "duplicates": _iso(lambda t: (t + t.splitlines()[-1]).encode(), duplicates=1),
    "no header": Form(
        text_of(_dates("%Y-%m-%d"), "").encode(), {"first": FIRST, "rows": ROWS}, CLOSE
    ),
    "quoted all": _iso(
        lambda t: "\n".join(
            ",".join(f'"{c}"' for c in r.split(",")) for r in t.splitlines()
        ).encode()
    ),
    "trailing commas": _iso(lambda t: t.replace("\n", ",\n").encode()),
    "blank lines": _iso(lambda t: t.replace("\n", "\n\n").encode()),
    "index column": _iso(
        lambda t: "\n".join(
            f"{i - 1 if i else ''},{r}" for i, r in enumerate(t.splitlines())
        ).encode()
    ),
    "dollars": _iso(
        lambda t: "\n".join(
            r if not i else ",".join([r.split(",")[0], *(f"${c}" for c in r.split(",")[1:])])
            for i, r in enumerate(t.splitlines())
        ).encode()
    ),
    "repeated header": _iso(lambda t: (t + t.splitlines()[0] + "\n").encode()),
    "title and footer": _iso(
        lambda t: f"History of a share\n\n{t}\nSource: the exchange\n".encode()
    ),
    "angle brackets": Form(
        text_of(_dates("%Y%m%d"), "<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>").encode(),
        {"first": FIRST},
        CLOSE,
    ),
    "two header lines": Form(_multi.encode(), {"first": FIRST, "rows": ROWS}, CLOSE),
    "exchange, Big5": Form(
        _footed.encode("cp950"),
        {"first": FIRST, "last": LAST, "encoding": "cp950", "price_limit": True, "rows": ROWS},
        CLOSE,
    ),
    "exchange, no header": Form(
        exchange(header=False, thousands=False).encode(),
        {"first": FIRST, "price_limit": True},
        CLOSE,
    ),
    "exchange, stars": Form(
        exchange(header=True, thousands=True, star="＊").encode(),
        {"last": LAST, "price_limit": True},
        CLOSE,
    ),
    "simplified, gb18030": Form(
        text_of(_dates("%Y-%m-%d"), "日期,开盘价,最高价,最低价,收盘价,成交量").encode("gb18030"),
        {"encoding": "gb18030", "first": FIRST},
        CLOSE,
    ),
    "summer time": Form(
        _two_columns("Datetime,Close", _hours("Europe/Berlin")),
        {
            "first": "2024-03-29 18:00:00+01:00",
            "last": "2024-03-31 13:00:00+02:00",
            "order": "ascending",
        },
        CLOSE,
    ),
    "UTC": Form(
        _two_columns("time,close", [t.replace("+00:00", "Z") for t in _hours("UTC")]),
        {"first": "2024-03-29 18:00:00+00:00", "frequency": "h"},
        CLOSE,
    ),
    "months": Form(
        _two_columns("Month,Value", _periods("M", "%Y-%m")),
        {"first": "1990-01", "last": "1993-07", "frequency": "MS"},
    ),
    "named months": Form(
        _two_columns("Month,Value", _periods("M", "%b %Y")), {"first": "1990-01", "frequency": "MS"}
    ),
    "quarters": Form(
        _two_columns("Quarter,Value", _periods("Q", "%YQ%q")),
        {"first": "1990-01", "frequency": "QS"},
    ),
    "years": Form(
        _two_columns("Year,Value", [str(1900 + i) for i in range(ROWS)]),
        {"first": "1900", "last": "1942", "frequency": "YS"},
    ),
    "weeks": Form(
        "\n".join(["Week,Value", *(f"{w},{i * i}" for i, w in enumerate(_weeks))]).encode(),
        {"first": "2018-11-12", "frequency": "W"},
    ),
    "date and time apart": Form(
        "\n".join(
            f"{'2017.01.02' if i < 24 else '2017.01.03'},{i % 24:02d}:00,{c}"
            for i, c in enumerate(CLOSE)
        ).encode(),
        {"first": "2017-01-02 00:00:00", "last": "2017-01-03 18:00:00", "frequency": "h"},
    ),
    "date and hour": Form(
        "\n".join(
            [
                "Date,Hour,Price",
                *(f"2024-0{1 + i // 24}-01,{1 + i % 24},{c}" for i, c in enumerate(CLOSE)),
            ]
        ).encode(),
        {"first": "2024-01-01 00:00:00"},
    ),
    "no time": Form(
        "\n".join(["Heart rate", *map(str, CLOSE)]).encode(),
        {"order": "none", "first": None, "rows": ROWS},
    ),
    "no time, counted header": Form(
        "\n".join(
            ["0,1,2", *(f"{c},{o},{h}" for c, o, h in zip(CLOSE, OPEN, HIGH, strict=True))]
        ).encode(),
        {"order": "none", "rows": ROWS},
    ),
    "numbers alone": Form("\n".join(map(str, CLOSE)).encode(), {"order": "none", "rows": ROWS}),
}
