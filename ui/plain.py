"""Words from a file, on their way into Markdown."""

from __future__ import annotations

_ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]()<>$~:#|!+"})


def plain(text: str) -> str:
    r"""Return a text so that Markdown shows it letter by letter.

    A heading or a file's name could otherwise bring a link or a picture from elsewhere along.

    Examples
    --------
    >>> print(plain("![x](https://a.b)"))
    \!\[x\]\(https\://a.b\)
    """
    return " ".join(text.split()).translate(_ESCAPED)
