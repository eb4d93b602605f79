"""The third step of the page of comparisons, from the verdict down to the closed expanders."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.recipes.compare.result import Result
from core.recipes.compare.settings import CompareSettings
from core.recipes.compare.showing import sentences_of
from core.recipes.compare.specimens import can_be_kept
from core.recipes.compare.tasks import TASKS
from core.words import N_
from ui.compare_claims import show_claims
from ui.compare_contenders import submit_study
from ui.compare_costs import show_costs
from ui.compare_curves import show_curves
from ui.compare_gradient import show_gradient
from ui.compare_inside import show_inside
from ui.compare_order import LEARN, cost_said
from ui.compare_shown import Showing, specimens_of
from ui.compare_specimens import Study
from ui.compare_sweeps import show_sweeps
from ui.compare_table import show_pairs, show_spent, show_table
from ui.compare_take import settings_of, show_share, show_take_along
from ui.compare_ways import show_ways
from ui.compare_words import machine_said, task_said, when_said
from ui.errors import show_error
from ui.i18n import _, counted, percent, say
from ui.later import lazily
from ui.result_panel import nothing_yet, verdict_box
from ui.steps import open_step

STAMPED: Mapping[str, tuple[str, str]] = {
    "apart": ("beats", N_("Told apart")),
    "best": ("beats", N_("One is better")),
    "together": ("beats", N_("A leading group")),
    "all": ("ties", N_("All solve it")),
    "tie": ("ties", N_("No difference shown")),
    "mixed": ("too_little_data", N_("Solved now and then")),
    "none": ("worse", N_("Nobody solves it")),
    "alone": ("not_judged", N_("Nothing to compare with")),
    "unfinished": ("not_judged", N_("Stopped early")),
}
"""The stamp of each outcome of a study, and the word on it."""


def answer_summary(showing: Showing) -> str:
    """Say the step's own line: which study it is, where and when it was made."""
    result = showing.result
    if result is None:
        return ""
    settings = CompareSettings.from_record(dict(result.settings))
    parts = [_("shipped study")] if showing.run is None else []
    parts += [
        task_said(settings),
        counted(len(result.rows), N_("{count} contender"), N_("{count} contenders")),
        counted(settings.seeds, N_("{count} seed"), N_("{count} seeds")),
        when_said(result.machine),
    ]
    return _(" · ").join(parts)


def show_answer(showing: Showing) -> None:
    """Draw the study and what follows from it, or what stands in its place."""
    if showing.error is not None:
        show_error(showing.error, key="compare-answer")
    result = showing.result
    study = None
    if result is None or showing.source is None:
        _nothing()
    else:
        study = Study(result, showing.source, showing.run, specimens_of(result))
        _of_study(study)
    show_claims()
    _more(study)


def _of_study(study: Study) -> None:
    result = study.result
    _verdict(result)
    _where_and_again(study)
    show_table(result)
    show_pairs(result)
    show_spent(result)
    left, right = st.columns([1, 1], gap="large")
    with left:
        show_curves(result)
    with right:
        show_gradient(study)
    show_take_along(study)


def _more(study: Study | None) -> None:
    """Draw the closed expanders."""
    may_be_kept = study is not None and can_be_kept(str(study.result.settings["task"]))
    if study is not None and may_be_kept:
        label = _("Gates, states and attention over a sequence")
        lazily(label, "compare-inside", show_inside, study)
    lazily(_("Cost against length"), "compare-cost", show_costs, None)
    lazily(_("Five ways from sequence to sequence"), "compare-ways", show_ways, None)
    if study is not None and not TASKS[str(study.result.settings["task"])].wants:
        label = _("Robustness: fewer sequences, noise, missing values")
        lazily(label, "compare-robust", show_sweeps, study)


def _verdict(result: Result) -> None:
    outcome, word = STAMPED[result.verdict.outcome]
    said = [say(sentence) for sentence in sentences_of(result)]
    how = _(" · ").join([*said, say(result.verdict.how)])
    verdict_box(outcome, say(result.verdict.sentence), how, word=_(word))


def _where_and_again(study: Study) -> None:
    """Say where and when the study was made, whether its times mean anything; offer to repeat."""
    machine = study.result.machine
    if machine.busy:
        words = _(
            "The machine was busy: the runs had {share} of a core. What is budgeted in time was"
            " unlike for each, and a ranking by time means little."
        )
        said = words.format(share=percent(machine.share, 0))
        st.markdown(f":orange-background[:material/warning: {said}]")
    settings = settings_of(study)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="compare-again",
    ):
        st.markdown(f":small[:gray[{machine_said(machine)}]]", width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            show_share(study)
            st.button(
                _("Repeat this study, {cost}").format(cost=cost_said(settings)),
                key="compare-repeat",
                icon=":material/replay:",
                type="tertiary",
                on_click=submit_study,
                args=(study.source, settings),
            )


def _nothing() -> None:
    pressed = nothing_yet(
        "balance",
        _("No study of this task yet"),
        _("Who solves it, how sure that is, and why appear here after the contenders have learnt."),
        _("Choose the contenders"),
        key="compare",
    )
    if pressed:
        open_step(LEARN)
        st.rerun()
