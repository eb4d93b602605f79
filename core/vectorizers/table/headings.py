"""Which role a heading has, in English and in both kinds of Chinese.

A heading is compared in small letters without blanks, strokes and units in parentheses. Where two
columns claim a role, the earlier word in the role's row wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

TIME_WORDS = (
    *("datetime", "date", "time", "timestamp", "日期", "交易日期", "時間", "时间", "日期時間"),
    *("日期时间", "交易日", "成交日期", "資料日期"),
    *("tradedate", "tradingdate", "opentime", "closetime"),
    *("unix", "unixtime", "unixtimestamp", "epoch", "utc", "datetimeutc", "dateutc", "dateandtime"),
    *("datelocal", "localtime", "gmttime", "day", "week", "month", "quarter", "year", "yearmonth"),
    *("yyyymm", "yyyymmdd", "period", "ds", "dt", "日", "週", "周", "月", "月份", "年"),
    *("年度", "年月", "年份", "季", "observationdate", "measurementtime"),
)  # fmt: skip
ROLE_WORDS: Mapping[str, tuple[str, ...]] = {
    "open": (
        *("open", "openprice", "openingprice", "開盤價", "開盤", "开盘价", "开盘", "今开", "o"),
        *("開盤指數", "1open", "始値"),
    ),
    "high": (
        *("high", "highprice", "highestprice", "highest", "最高價", "最高", "最高价", "h"),
        *("最高指數", "2high", "高値"),
    ),
    "low": (
        *("low", "lowprice", "lowestprice", "lowest", "最低價", "最低", "最低价", "l"),
        *("最低指數", "3low", "安値"),
    ),
    "close": (
        *("close", "closeprice", "closingprice", "closelast"),
        *("收盤價", "收盤", "收盘价", "收盘", "c"),
        *("收盤指數", "4close", "終値", "last", "lastprice", "成交價", "最新价"),
    ),
    "volume": (
        *("volume", "vol", "成交股數", "成交量"),
        *("成交仟股", "成交千股", "成交張數", "成交股数", "v"),
        *("sharestraded", "totalvolume", "capacity"),
        *("volumebtc", "tickvol", "tickvolume", "5volume"),
    ),
    "adjusted_close": (
        *("adjclose", "adjustedclose", "closeadj", "closeadjusted", "調整後收盤價", "調整收盤價"),
        *("还原收盘价", "還原收盤價", "復權收盤價"),
        *("复权收盘价", "adjustedcloseprice", "adjcloseprice"),
        "5adjustedclose",
    ),
    "change": (
        *("漲跌價差", "漲跌", "涨跌额", "change", "pricechange", "netchange"),
        *("漲跌點數", "涨跌"),
    ),
}  # fmt: skip
# "price" is a close only beside the other three: a price of power may be negative
CLOSE_BESIDE = ("price", "value")
CLOCK_WORDS = frozenset({"time", "時間", "时间", "hour", "hr", "小時", "小时", "he", "hourending"})
STEP_WORDS = frozenset({
    *("", "index", "id", "no", "step", "t", "time", "n", "i", "x", "row", "rownames", "unnamed:0"),
    *("unnamed0", "序號", "序号", "編號", "编号", "timeindex"),
})  # fmt: skip
LOTS = re.compile("仟股|千股|張數|张数|\\(張\\)|（張）|\\(手\\)|（手）")
LABELS = re.compile(
    "ticker|symbol|stock|name|code|代號|代码|名稱|名称|id$|series|station|city|country", re.I
)
EXCHANGE_WORDS = frozenset({"漲跌價差", "成交股數", "成交仟股", "收盤價", "成交筆數", "trascation"})
# the exchange's own order, for files without a header
EXCHANGE_ORDER = (
    "日期",
    "成交股數",
    "成交金額",
    "開盤價",
    "最高價",
    "最低價",
    "收盤價",
    "漲跌價差",
    "成交筆數",
)
EXCHANGE_ROLES = ("time", "volume", "", "open", "high", "low", "close", "change", "")
LONGEST = 80  # characters of a heading that are kept
RESERVED = ("time", "step", "reference", *ROLE_WORDS)


def key_of(heading: str) -> str:
    """Return a heading as it is compared.

    Examples
    --------
    >>> key_of("<Adj Close*>"), key_of(" 日 期"), key_of("Volume (BTC)")
    ('adjclose', '日期', 'volume')
    """
    text = unicodedata.normalize("NFKC", heading).lower()
    text = re.sub(r"[(（\[].*?[)）\]]", "", text)
    return re.sub(r"[\s_\-.<>*/\"'“”:#]+", "", text)


def role_of(heading: str) -> str | None:
    """Return the role that a heading names, `time` included, or None."""
    key = key_of(heading)
    for role, words in ROLE_WORDS.items():
        if key in words:
            return role
    return "time" if key in TIME_WORDS else None


def find_roles(headings: Sequence[str], candidates: Sequence[int]) -> dict[str, int]:
    """Return the column of each role that is there, among the columns `candidates`."""
    keys = {index: key_of(headings[index]) for index in candidates}
    found: dict[str, int] = {}
    for role, words in ROLE_WORDS.items():
        claims = [(words.index(key), index) for index, key in keys.items() if key in words]
        if claims:
            found[role] = min(claims)[1]
    if "close" not in found and {"open", "high", "low"} <= found.keys():
        beside = [index for index, key in keys.items() if key in CLOSE_BESIDE]
        found |= {"close": beside[0]} if beside else {}
    if "close" not in found and "adjusted_close" in found:
        found["close"] = found.pop("adjusted_close")
    if "close" not in found:
        return {}  # a high and a low may be those of a temperature, a volume that of a river
    letters = {role for role in found if len(keys[found[role]]) == 1}
    # o, h, l, c and v mean prices only together
    return {} if letters == {"close"} else found


def unique_names(headings: Sequence[str], roles: Mapping[str, int]) -> list[str]:
    """Return the name of each column: its role, else its heading, none of them twice."""
    by_column = {index: role for role, index in roles.items()}
    names: list[str] = []
    taken = set(RESERVED) - set(roles)
    taken |= set(roles)
    for index, heading in enumerate(headings):
        if index in by_column:
            names.append(by_column[index])
            continue
        name = heading[:LONGEST].strip() or f"column {index + 1}"
        base, count = name, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names
