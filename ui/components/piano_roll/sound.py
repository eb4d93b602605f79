"""How sound reaches the browser: by an address that the audio element fetches in ranges.

Streamlit's own media store serves it, as it does for `st.audio`, so that ten megabytes cross once
and not with every rerun. The store forgets a sound when no visit shows it any more.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit import runtime

Sound = bytes | Callable[[], bytes]
"""WAV, or how to make it: that is called once the visitor asked to hear it, and on each rerun from
then on, so it should remember."""


def address_of(wav: bytes, place: str) -> str | None:
    """Return the path that serves `wav` to this visit; `place` names where on the page it sounds.

    None outside a running server.
    """
    if not runtime.exists():
        return None
    # The store tells large files apart by their length and three samples of them: a repaired bar
    # between two samples would keep its old sound. A name is part of what it compares; bytes
    # remember their hash, so that it costs nothing on the next rerun.
    name = f"{hash(wav):x}"
    store = runtime.get_instance().media_file_mgr
    path = store.add(wav, "audio/wav", f"piano-roll.{place}", file_name=name)
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}{path}" if base else path
