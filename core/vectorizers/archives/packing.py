"""Several files as one ZIP that says so, and what they are called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from core.vectorizers.archives.kinds import paths_in
from core.vectorizers.archives.names import shown

TOGETHER_MARK = b"files of one upload"  # the comment of a ZIP that `packed` made


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return files as one ZIP, stored as they are; the same files give the same bytes.

    Each lies in a folder of its own number, so that two of one name are both kept, and the ZIP
    says that it was made here: see `names_together`.

    Parameters
    ----------
    files : sequence of (str, bytes)
        Names and contents, in the order in which `members` gives them back.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number, (name, data) in enumerate(files):
            entry = zipfile.ZipInfo(f"{number:04d}/{shown(name)}")  # dated 1980, as all of them
            entry.create_system = 0
            archive.writestr(entry, data)
        archive.comment = TOGETHER_MARK
    return buffer.getvalue()


def names_together(data: bytes) -> tuple[str, ...]:
    """Return what the files are called that `packed` put together; none for any other bytes."""
    return tuple(shown(path) for path in paths_in(data)) if is_together(data) else ()


def is_together(data: bytes) -> bool:
    """Tell a ZIP that `packed` made from any other."""
    return data.endswith(TOGETHER_MARK)
