"""Studies and specimens as orders: all that is needed to repeat them without the page."""

from __future__ import annotations

import os
from collections.abc import Mapping

from core.jobs import Order
from core.recipes import compare
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import seconds_of
from core.recipes.compare.specimens import SpecimenSettings
from core.runs import Source
from ui.compare_choice import PAGE
from ui.compare_words import budget_said
from ui.i18n import _, duration

LEARN = "compare-learn"
PART, OF = "part", "of"
SPECIMEN: Mapping[str, str] = {PART: "specimen"}
"""What tells the run of a specimen from that of a study."""


def study_order(source: Source, settings: CompareSettings) -> Order:
    """Return the order to make a study."""
    return Order(
        function="core.recipes.compare:train",
        kind=PAGE,
        title=settings.task,
        source=source,
        settings=settings.record(),
        command=compare.command(source, settings),
    )


def specimen_order(source: Source, settings: SpecimenSettings, study: str | None) -> Order:
    """Return the order to let one contender learn and to keep it.

    Parameters
    ----------
    source : Source
    settings : SpecimenSettings
    study : str or None
        The run whose contender it is.
    """
    plain = {name: settings.record()[name] for name in CompareSettings.knobs()}
    return Order(
        function="core.recipes.compare.specimens:train",
        kind=PAGE,
        title=settings.task,
        source=source,
        settings=settings.record(),
        command=compare.command(source, CompareSettings.from_record(plain)),
        tags={**SPECIMEN, OF: study or ""},
    )


def cost_said(settings: CompareSettings) -> str:
    """Say about how long a study takes here, or what each run of it spends."""
    seconds = seconds_of(settings, os.cpu_count() or 1)
    if seconds is None:
        return _("{budget} a run").format(budget=budget_said(settings))
    return _("about {time}").format(time=duration(seconds))
