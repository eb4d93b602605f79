r"""Tables in, whatever they look like: bytes to an ordered table of numbers, and what was mended.

>>> table = read(b"Date,Close\n2024-01-02,10\n2024-01-03,11\n", "two.csv")
>>> table.found.first, table.found.order, table.frame["close"].tolist()
('2024-01-02', 'ascending', [10.0, 11.0])
"""

from core.vectorizers.table.gate import LIMIT_MB, archive_kind, defused
from core.vectorizers.table.reading import read
from core.vectorizers.table.records import ROLES, SWITCHES, Found, ReadOptions, Repair, Table
from core.vectorizers.table.text import looks_like_table

__all__ = [
    "LIMIT_MB",
    "ROLES",
    "SWITCHES",
    "Found",
    "ReadOptions",
    "Repair",
    "Table",
    "archive_kind",
    "defused",
    "looks_like_table",
    "read",
]
