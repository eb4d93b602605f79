"""The second step of the page of pictures: the knobs, what learning will cost, and the job.

While a job is learnt its panel stands in front of the form; the form stays within reach for the
next one. The order holds everything that is needed to repeat the job without this page.
"""

from __future__ import annotations

import streamlit as st

from core.errors import BadSetting, SeqLabError
from core.jobs import Snapshot, State, job_manager
from core.recipes.images.result import Result
from core.recipes.images.settings import ImageSettings
from ui.errors import show_error
from ui.i18n import _, duration, percent, whole
from ui.images_choice import PAGE, Chosen
from ui.images_order import LEARN, cost_seconds, order_of
from ui.images_transfer import ON_THEIR_OWN, with_base, with_base_kept
from ui.images_words import model_said
from ui.job_panel import is_unfinished, job_panel
from ui.settings_form import back_to_defaults, settings_form
from ui.state import watch_job
from ui.steps import more, open_step

REFUSED = "images.order-refused"


def learn(chosen: Chosen, snapshot: Snapshot | None) -> None:
    """Draw the panel of the job, if there is one, and the form."""
    if snapshot is not None and snapshot.state != State.DONE:
        job_panel(snapshot.id)
        st.caption(
            _(
                "Losses are nats a picture: a nat less is a factor of 2.7 in the probability of"
                " the right class. Validation decides when to stop; the accuracy that counts is"
                " that of the pictures kept aside, once it is learnt."
            )
        )
    if is_unfinished(snapshot):
        with more(_("Settings of the next job"), key="images-next-settings"):
            _form(chosen)
    else:
        _form(chosen)


def _form(chosen: Chosen) -> None:
    drawn = settings_form(ImageSettings, PAGE, without=ON_THEIR_OWN)
    settings = None if drawn is None else with_base(drawn)
    refused: SeqLabError | None = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused, key="images-order")
    if not chosen.may_be_learnt:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="images-start"):
        if settings is not None:
            cost = duration(cost_seconds(settings))
            st.button(
                _("Learn, about {time}").format(time=cost),
                type="primary",
                icon=":material/play_arrow:",
                key="images-learn-button",
                on_click=_submit,
                args=(chosen, settings),
            )
        st.button(
            _("Back to the defaults"),
            type="tertiary",
            key="images-defaults",
            on_click=back_to_defaults,
            args=(ImageSettings, PAGE),
        )


def _submit(chosen: Chosen, settings: ImageSettings) -> None:
    """Hand the job over and watch it; a callback, so a refusal is said when the form is drawn."""
    try:
        order = order_of(chosen.source, with_base_kept(settings))
    except SeqLabError as error:
        st.session_state[REFUSED] = error
        return
    watch_job(PAGE, job_manager().submit(order))
    open_step(LEARN)


def learn_summary(chosen: Chosen, result: Result | None) -> str:
    """Say the step's own line: the model that is asked and how good it is, or what will be learnt.

    Parameters
    ----------
    chosen : Chosen
    result : Result or None
        Of the model that is asked.
    """
    if not chosen.may_be_learnt:
        return _("waits for data")
    if result is not None:
        return _(" · ").join(_known(result))
    settings = settings_so_far()
    if settings is None:
        return _("a setting must be mended")
    return _(" · ").join([model_said(settings.record()), duration(settings.seconds)])


def _known(result: Result) -> list[str]:
    parts = [model_said(result.settings), duration(result.learnt.seconds)]
    if result.judged is None:
        return [*parts, _("stopped before it was judged")]
    words = _("{accuracy} on {count} pictures kept aside")
    judged = result.judged
    facts = {"accuracy": percent(judged.accuracy), "count": whole(len(judged.said))}
    return [*parts, words.format(**facts)]


def settings_so_far() -> ImageSettings | None:
    """Return the settings as they were drawn last or as the address asks; None if unusable.

    The line of a closed step is written before its widgets are.
    """
    values = {}
    for name, default in ImageSettings.defaults().items():
        key = f"{PAGE}.{name}"
        asked = st.query_params.get(key)
        values[name] = st.session_state.get(key, default if asked is None else asked)
    try:
        return ImageSettings(**values)
    except BadSetting:
        return None
