"""A ZIP of many files, unpacked in memory under guard, and packed so that the same is the same.

Nothing is believed that the archive says of itself: bytes are counted while they are unpacked, a
name is only ever shown, never a path, and a file that cannot be had comes back with the reason in
its place, so that one bad file costs no other. For `members` archives inside the archive stay
packed; `unfolded` puts the files of a ZIP inside in its place, within the same limits.

>>> [(member.name, member.data) for member in members(packed([("a.mid", b"MThd")]), "one.zip")]
[('a.mid', b'MThd')]
"""

from core.vectorizers.archives.kinds import is_packed_score, is_zip
from core.vectorizers.archives.packing import names_together, packed
from core.vectorizers.archives.unpacking import Limits, Member, members, unfolded

__all__ = [
    "Limits",
    "Member",
    "is_packed_score",
    "is_zip",
    "members",
    "names_together",
    "packed",
    "unfolded",
]
