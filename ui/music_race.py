"""A race of trunks: the same music, the same knobs and seconds, and what a held-out note costs.

The trainings wait in the one queue of jobs, so that each has the machine to itself. Of each trunk
the newest finished run counts whose knobs are those of the form; passes of one run take about
equally long, so a curve over passes is one over seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from core.figures.runs import Curve, draw_curves
from core.figures.style import CONFIG, Axes
from core.jobs import State, job_manager
from core.models import TRUNK_WORDS
from core.recipes.music.settings import MusicSettings
from core.runs import Run, run_store
from ui.i18n import _, all_words, duration, number, percent
from ui.later import lazily
from ui.music_choice import PAGE, Chosen
from ui.music_order import LEARN, cost_seconds, order_of
from ui.runs_panel import curve_of
from ui.state import job_of, watch_job
from ui.steps import open_step
from ui.theme import look
from ui.watched import same_data

KEY = "music-race"
NATS, MARKOV, GAP = "validation_nats_per_note", "baseline_nats_per_note", "gap_closed"


@dataclass(frozen=True)
class Race:
    """The music and the knobs that all trunks share; `settings.trunk` counts for nothing."""

    chosen: Chosen
    settings: MusicSettings


def show_race(chosen: Chosen, settings: MusicSettings) -> None:
    """Draw the closed expander with the race of trunks."""
    lazily(_("Race: which model learns this fastest?"), KEY, _draw, Race(chosen, settings))


def _draw(race: Race) -> None:
    entrants = entrants_of(race, run_store().runs(kind=PAGE))
    missing = [trunk for trunk in TRUNK_WORDS if trunk not in entrants]
    with st.container(horizontal=True, vertical_alignment="bottom", key="music-race-start"):
        trunks = st.pills(
            _("Models"),
            list(TRUNK_WORDS),
            selection_mode="multi",
            default=missing,
            format_func=all_words(TRUNK_WORDS).__getitem__,
            key=f"music-race.trunks.{'-'.join(missing)}",
        )
        cost = duration(len(trunks) * cost_seconds(race.settings))
        label = _("Learn one after the other, about {time}").format(time=cost)
        if trunks and st.button(label, key="music-race-button"):
            _start(race, trunks)
            st.rerun()
    if len(entrants) > 1:
        _standings(entrants, race.settings)


def entrants_of(race: Race, runs: Sequence[Run]) -> dict[str, Run]:
    """Return the run that counts for each trunk; the runs come newest first."""
    found: dict[str, Run] = {}
    for run in runs:
        trunk = str(run.settings.get("trunk"))
        wanted = replace(race.settings, trunk=trunk).record() if trunk in TRUNK_WORDS else None
        if (
            dict(run.settings) == wanted
            and run.status == State.DONE
            and NATS in run.metrics
            and same_data(run.opening.source, race.chosen.source)
        ):
            found.setdefault(trunk, run)
    return {trunk: found[trunk] for trunk in TRUNK_WORDS if trunk in found}


def _start(race: Race, trunks: Sequence[str]) -> None:
    """Hand a job for each trunk over, and watch the first."""
    orders = [order_of(race.chosen, replace(race.settings, trunk=trunk)) for trunk in trunks]
    jobs = [job_manager().submit(order) for order in orders]
    watch_job(PAGE, jobs[0])
    open_step(LEARN)


def _standings(entrants: Mapping[str, Run], settings: MusicSettings) -> None:
    words = all_words(TRUNK_WORDS)
    title = race_title({words[trunk]: run.metrics[NATS] for trunk, run in entrants.items()})
    st.markdown(f"### {title}", anchors=False)
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        _curves(entrants, settings, title)
    with right:
        columns = {
            _("Model"): [words[trunk] for trunk in entrants],
            _("Nats a note"): [number(run.metrics[NATS]) for run in entrants.values()],
            _("Gap closed"): [percent(run.metrics.get(GAP), 0) for run in entrants.values()],
        }
        st.table(columns, border="horizontal", hide_index=True)
        markov = next(iter(entrants.values())).metrics.get(MARKOV)
        st.caption(_("Order-2 Markov costs {nats} nats a note.").format(nats=number(markov)))
        _choose_who_plays(entrants, words)


def race_title(nats: Mapping[str, float]) -> str:
    """Say who pays least for a held-out note, and how far ahead of the next, from the numbers."""
    (best, low), (_next, second), *_rest = sorted(nats.items(), key=lambda pair: pair[1])
    if number(low) == number(second):
        return _("The best two pay the same: {low} nats a note").format(low=number(low))
    facts = {"best": best, "low": number(low), "second": number(second)}
    return _("{best} costs least: {low} nats a note, the next {second}").format(**facts)


def _curves(entrants: Mapping[str, Run], settings: MusicSettings, said: str) -> None:
    words = all_words(TRUNK_WORDS)
    histories = {trunk: curve_of(run) for trunk, run in entrants.items()}
    curves = [
        Curve(words[trunk], history.steps * settings.seconds / history.steps[-1], history.values)
        for trunk, history in histories.items()
        if history is not None and len(history.steps)
    ]
    if curves:
        axes = Axes(x=_("Seconds"), y=_("Nats a note, held out"), right=118)
        figure = draw_curves(curves, axes, look())
        st.plotly_chart(figure, theme=None, config=CONFIG, key="music-race-curves", alt=said)


def _choose_who_plays(entrants: Mapping[str, Run], words: Mapping[str, str]) -> None:
    ids = {run.id: words[trunk] for trunk, run in entrants.items()}
    playing = job_of(PAGE)
    chosen = st.segmented_control(
        _("Play what it learnt"),
        list(ids),
        format_func=ids.__getitem__,
        default=playing if playing in ids else None,
        key=f"music-race.plays.{'-'.join(ids)}.{playing}",
    )
    if chosen is not None and chosen != playing:
        watch_job(PAGE, chosen)
        st.rerun()
