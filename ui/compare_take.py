"""What may be taken along from a study: every run, all that is known, a report, a link, the code.

Files are made only when they are asked for.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from core.recipes import compare
from core.recipes.compare.report import Report, report_html
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import study_csv, study_json
from core.runs import export_zip, run_store
from ui.compare_choice import PAGE
from ui.compare_specimens import Study
from ui.i18n import _, language
from ui.result_panel import Download, Listing, take_along


def show_take_along(study: Study) -> None:
    """Draw the row of downloads."""
    take_along(downloads(study), code(study), key="compare")


def show_share(study: Study) -> None:
    """Draw the button that hands out the study's link."""
    with st.popover(_("Share"), icon=":material/link:", type="tertiary"):
        st.markdown(_("Whoever opens this link finds the task and every setting of this study:"))
        st.code(link(settings_of(study), str(st.context.url or "")), language=None, wrap_lines=True)


def settings_of(study: Study) -> CompareSettings:
    """Return the settings of a study."""
    return CompareSettings.from_record(dict(study.result.settings))


def link(settings: CompareSettings, here: str) -> str:
    """Return the address of this page with all that was turned away from its default."""
    usual = CompareSettings.defaults()
    turned = {
        f"{PAGE}.{name}": ",".join(value) if isinstance(value, list) else value
        for name, value in settings.record().items()
        if (tuple(value) if isinstance(value, list) else value) != usual[name]
    }
    return f"{here.partition('?')[0]}{'?' if turned else ''}{urlencode(turned, safe=',:')}"


def downloads(study: Study) -> list[Download]:
    """Return the files; the run itself is among them if it was made here."""
    result = study.result
    report = Report(compare.command(study.source, settings_of(study)), _, language())
    files = [
        Download(_("Runs, CSV"), partial(study_csv, result), "study.csv", "text/csv"),
        Download(_("Study, JSON"), partial(study_json, result), "study.json", "application/json"),
        Download(
            _("Report, HTML"), partial(report_html, result, report), "report.html", "text/html"
        ),
    ]
    if study.run is not None:
        pack = partial(export_zip, run_store(), study.run)
        files.append(Download(_("Run, ZIP"), pack, f"{study.run}.zip", "application/zip"))
    return files


def code(study: Study) -> list[Listing]:
    """Return the command that repeats the study, and the recipe."""
    settings = settings_of(study)
    return [
        Listing(_("The command that repeats it"), compare.command(study.source, settings)),
        Listing(_("The recipe"), compare.source_code(settings)),
    ]
