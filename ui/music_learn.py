"""The second step of the music page: the knobs, what learning will cost, and the job.

While a job is learnt its panel stands in front of the form; the form stays within reach for the
next one. The order holds everything that is needed to repeat the job without this page.
"""

from __future__ import annotations

import streamlit as st

from core.errors import BadSetting
from core.jobs import Snapshot, State, job_manager
from core.models import TRUNK_WORDS
from core.recipes.music.result import Result
from core.recipes.music.settings import MusicSettings
from core.words import N_
from ui.i18n import _, duration, number
from ui.job_panel import is_unfinished, job_panel
from ui.music_choice import PAGE, Chosen
from ui.music_data import copying_expected
from ui.music_order import LEARN, cost_seconds, order_of
from ui.music_race import show_race
from ui.settings_form import back_to_defaults, settings_form
from ui.state import watch_job
from ui.steps import more, open_step

REFERENCE = N_("order-2 Markov")


def learn(chosen: Chosen, snapshot: Snapshot | None) -> None:
    """Draw the panel of the job, if there is one, and the form."""
    if snapshot is not None and snapshot.state != State.DONE:
        job_panel(snapshot.id, reference=_(REFERENCE))
        st.caption(
            _(
                "Losses are nats a note, over all that a note is: when, who, which pitch, how long,"
                " how loud. Order-2 Markov counts what followed the last two notes."
            )
        )
    if is_unfinished(snapshot):
        with more(_("Settings of the next job"), key="music-next-settings"):
            settings = _form(chosen)
    else:
        settings = _form(chosen)
    if settings is not None and may_be_judged(chosen):
        show_race(chosen, settings)


def may_be_judged(chosen: Chosen) -> bool:
    """Return whether there is enough music to hold some out."""
    whole = chosen.overview is not None and chosen.overview.is_learnt_whole
    return chosen.may_be_learnt and not whole


def _form(chosen: Chosen) -> MusicSettings | None:
    settings = settings_form(MusicSettings, PAGE)
    if not chosen.may_be_learnt:
        return settings
    with st.container(horizontal=True, vertical_alignment="center", key="music-start"):
        if settings is not None:
            cost = duration(cost_seconds(settings))
            st.button(
                _("Learn, about {time}").format(time=cost),
                type="primary",
                icon=":material/play_arrow:",
                key="music-learn-button",
                on_click=_submit,
                args=(chosen, settings),
            )
        st.button(
            _("Back to the defaults"),
            type="tertiary",
            key="music-defaults",
            on_click=back_to_defaults,
            args=(MusicSettings, PAGE),
        )
        if chosen.overview is not None and chosen.overview.expects_copying:
            words = copying_expected(chosen.overview)
            st.markdown(f":orange[:material/hourglass_empty: {words}]", width="content")
    return settings


def _submit(chosen: Chosen, settings: MusicSettings) -> None:
    """Hand the job over and watch it; a callback."""
    watch_job(PAGE, job_manager().submit(order_of(chosen, settings)))
    open_step(LEARN)


def learn_summary(chosen: Chosen, result: Result | None) -> str:
    """Say the step's own line: the model, its size, its time, and what a note costs it if known.

    Parameters
    ----------
    chosen : Chosen
    result : Result or None
        Of the model that plays.
    """
    if not chosen.may_be_learnt:
        return _("waits for data")
    settings = settings_so_far()
    if settings is None:
        return _("a setting must be mended")
    trunk = _(TRUNK_WORDS[settings.trunk])
    parts = [
        _("{model}, {count} units").format(model=trunk, count=settings.hidden_size),
        duration(settings.seconds),
    ]
    if result is not None:
        parts += _cost_of_a_note(result, settings)
    return _(" · ").join(parts)


def _cost_of_a_note(result: Result, settings: MusicSettings) -> list[str]:
    """Say what a held-out note costs the model that plays, if but for its time it is the form's."""
    learnt = {**MusicSettings.defaults(), **result.settings}
    nats = result.learnt.validation
    if nats is None or {**learnt, "seconds": settings.seconds} != settings.record():
        return []
    if learnt["seconds"] == settings.seconds:
        return [_("{nats} nats a note").format(nats=number(nats))]
    template = _("{nats} nats a note after {time}")
    return [template.format(nats=number(nats), time=duration(learnt["seconds"]))]


def settings_so_far() -> MusicSettings | None:
    """Return the settings as they were drawn last or as the address asks; None if unusable.

    The line of a closed step is written before its widgets are.
    """
    values = {}
    for name, default in MusicSettings.defaults().items():
        key = f"{PAGE}.{name}"
        asked = st.query_params.get(key)
        values[name] = st.session_state.get(key, default if asked is None else asked)
    try:
        return MusicSettings(**values)
    except BadSetting:
        return None
