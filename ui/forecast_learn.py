"""The second step of the forecast page: the knobs, what learning will cost, and the job.

While a job is learnt its panel stands in front of the form; the form stays within reach for the
next one. The order holds everything that is needed to repeat the job without this page.
"""

from __future__ import annotations

import streamlit as st

from core.errors import BadSetting
from core.jobs import Order, Snapshot, State, job_manager
from core.recipes import forecast
from core.recipes.forecast.cost import estimate_seconds
from core.recipes.forecast.settings import MODELS_OFFERED, ForecastSettings
from core.words import N_
from ui.data_panel import Chosen
from ui.forecast_shown import LEARN, PAGE, source_of
from ui.i18n import _, counted, duration
from ui.job_panel import is_unfinished, job_panel
from ui.settings_form import back_to_defaults, settings_form
from ui.state import watch_job
from ui.steps import more, open_step

REFERENCES = {"volatility": N_("HAR"), "return": N_("Always zero")}


def learn(chosen: Chosen, snapshot: Snapshot | None) -> ForecastSettings | None:
    """Draw the panel of the job, if there is one, and the form; return the settings."""
    if snapshot is not None and snapshot.state != State.DONE:
        quantity = str(snapshot.order.settings.get("quantity", ""))
        reference = REFERENCES.get(quantity, "")
        job_panel(snapshot.id, reference=_(reference))
    if is_unfinished(snapshot):
        with more(_("Settings of the next job"), key="forecast-next"):
            return _form(chosen)
    return _form(chosen)


def _form(chosen: Chosen) -> ForecastSettings | None:
    settings = settings_form(ForecastSettings, PAGE)
    if chosen.table is None:
        return settings
    with st.container(horizontal=True, vertical_alignment="center", key="forecast-start"):
        if settings is not None:
            seconds = estimate_seconds(settings, len(chosen.table.frame))
            st.button(
                _("Learn, about {time}").format(time=duration(seconds)),
                type="primary",
                icon=":material/play_arrow:",
                key="forecast-learn-button",
                on_click=_submit,
                args=(chosen, settings),
            )
        st.button(
            _("Back to the defaults"),
            type="tertiary",
            key="forecast-defaults",
            on_click=back_to_defaults,
            args=(ForecastSettings, PAGE),
        )
        tried = tried_on(chosen, settings) if settings is not None else 0
        if tried:
            words = counted(
                tried,
                N_("You have tried {count} setting on this data."),
                N_("You have tried {count} settings on this data."),
            )
            st.markdown(f":gray[{words}]", width="content")
    return settings


def tried_on(chosen: Chosen, settings: ForecastSettings) -> int:
    """Return how many configurations were learnt on this data for this question."""
    contest = forecast.tags(source_of(chosen), settings)["contest"]
    tags = [job.order.tags for job in job_manager().list() if job.state == State.DONE]
    return len({one["configuration"] for one in tags if one.get("contest") == contest})


def _submit(chosen: Chosen, settings: ForecastSettings) -> None:
    """Hand the job over and watch it; a callback."""
    order = Order(
        function="core.recipes.forecast:train",
        kind=PAGE,
        title=chosen.source.name,
        source=source_of(chosen),
        settings=settings.record(),
        command=forecast.command(source_of(chosen), settings),
        tags=forecast.tags(source_of(chosen), settings),
    )
    watch_job(PAGE, job_manager().submit(order))
    open_step(LEARN)


def settings_so_far() -> ForecastSettings | None:
    """Return the settings as they were drawn last or as the address asks; None if unusable.

    The line of a closed step is written before its widgets are.
    """
    values = {}
    for name, default in ForecastSettings.defaults().items():
        key = f"{PAGE}.{name}"
        asked = st.query_params.get(key)
        values[name] = st.session_state.get(key, default if asked is None else asked)
    try:
        return ForecastSettings(**values)
    except BadSetting:
        return None


def learn_summary(settings: ForecastSettings | None, chosen: Chosen) -> str:
    """Say the step's own line: the model, its size, its seeds."""
    if chosen.table is None:
        return _("waits for data")
    if settings is None:
        return _("a setting must be mended")
    models = _(", ").join(_(MODELS_OFFERED[name]) for name in settings.model)
    parts = [
        _("{model}, {count} units").format(model=models, count=settings.hidden_size),
        counted(settings.seeds, N_("{count} seed"), N_("{count} seeds")),
    ]
    return _(" · ").join(parts)
