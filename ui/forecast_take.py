"""What may be taken along from a forecast: every prediction, a report, the model.

Files are made only when they are asked for.
"""

from __future__ import annotations

from functools import partial

from core.recipes import forecast
from core.recipes.forecast.predictions import predictions_csv
from core.recipes.forecast.report import Report, Shown, report_html
from core.recipes.forecast.result import Result
from core.runs import Source, export_zip, run_store
from ui.forecast_result import make_fan
from ui.forecast_words import name_of, scale_of
from ui.i18n import _, language, say
from ui.result_panel import Download


def downloads(result: Result, run: str | None, source: Source, how: str) -> list[Download]:
    """Return the files of a result; a model is among them if one was learnt here.

    Parameters
    ----------
    run : str or None
        The run the result is from; None for the shipped one and for baselines alone.
    how : str
        How the verdict is known, already said.
    """
    files = [
        Download(
            _("Predictions, CSV"),
            partial(predictions_csv, result),
            "predictions.csv",
            "text/csv",
        ),
        Download(
            _("Report, HTML"),
            partial(report_html, result, make_report(result, source, how), _, language()),
            "report.html",
            "text/html",
        ),
    ]
    if run is not None:
        files.append(
            Download(
                _("Model"), partial(export_zip, run_store(), run), f"{run}.zip", "application/zip"
            )
        )
    return files


def make_report(result: Result, source: Source, how: str) -> Report:
    """Return what the report says besides the result: the outlook as shown, and words."""
    scale = scale_of(result)
    fan = make_fan(result, scale, len(result.outlook.mean_H))
    settings = forecast.SETTINGS.from_record(result.settings)
    return Report(
        shown=Shown(scale.unit, fan.history, fan.median, fan.low, fan.high, fan.levels),
        verdict=say(result.verdict.sentence),
        how=how,
        command=forecast.command(source, settings),
        name_of=name_of,
    )
