"""A visit: language, theme, navigation, and then the page that was asked for.

This is the script Streamlit runs, for every visit and every rerun. A page is offered when its file
exists: see `ui.contents`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts this script's own folder there, not the root
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from core.words import LANGUAGES  # noqa: E402
from ui.components.watcher import watch  # noqa: E402
from ui.contents import offered, path_of  # noqa: E402
from ui.i18n import LANGUAGE, _, language, start_language  # noqa: E402
from ui.job_panel import job_mark  # noqa: E402
from ui.theme import PICTURES, apply_stylesheet, picture  # noqa: E402


def visit() -> None:
    """Draw what surrounds every page, then the page."""
    # The picture is set before st.navigation: a page's icon would be fetched from the web.
    st.set_page_config(
        page_title="SeqLab",
        page_icon=str(PICTURES / "icon.png"),
        layout="wide",
        initial_sidebar_state=224,
    )
    start_language()
    apply_stylesheet()
    st.logo(picture("logo"))
    page = st.navigation(
        [
            st.Page(
                path_of(name),
                title=_(entry.title),
                icon=f":material/{entry.icon}:",
                url_path="" if name == "home" else name,
                default=name == "home",
            )
            for name, entry in offered().items()
        ]
    )
    with st.sidebar:
        job_mark()
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key=LANGUAGE,
            required=True,
            label_visibility="collapsed",
            width="stretch",
        )
        watch(language())
    page.run()


visit()
