"""Article mode: the article's own pipeline on this data, beside what it does not say.

It is short enough to be run on the spot, inside its own fragment; the result is kept for the visit.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import SeqLabError
from core.recipes.forecast.article import EPOCHS, NEWEST_ROWS, WINDOW, ArticleResult, run
from core.runs import Source, home
from core.words import N_
from ui.data_panel import Chosen
from ui.errors import show_error
from ui.forecast_shown import source_of
from ui.i18n import _, number, percent, whole
from ui.watched import same_data

DONE = "forecast.article-done"
KEY = "forecast-article"
SECONDS = 20
LOOKS_FINE = 0.5  # an R² above it is what such an article would report with pride


@dataclass(frozen=True)
class Done:
    """A result of the pipeline and what it was run on."""

    source: Source
    column: str
    result: ArticleResult


@st.fragment
def show_article(chosen: Chosen, column: str) -> None:
    """Draw the closed expander with the button that runs the pipeline, then its result."""
    label = _("Article mode: the article’s pipeline as written, and what leaks")
    with st.expander(label, key=KEY, type="compact", on_change="rerun"):
        if not st.session_state.get(KEY):
            return
        done: Done | None = st.session_state.get(DONE)
        source = source_of(chosen)
        if done is None or not same_data(done.source, source) or done.column != column:
            done = _offer(source, column)
        if done is not None:
            _show(done.result)


def _offer(source: Source, column: str) -> Done | None:
    """Draw the button; when it was pressed, run the pipeline and return what came of it."""
    place = st.container()
    with place:
        st.markdown(
            _(
                "The article that this page grew out of scales the price by a window that holds"
                " the price itself, fills the first rows from later ones, and learns the level of"
                " the price. Run it as written, and see what its figures leave out."
            )
        )
    button = st.empty()
    label = _("Run the article’s pipeline, about {seconds} s").format(seconds=SECONDS)
    if not button.button(label, key="forecast-article-run", icon=":material/play_arrow:"):
        return None
    bar = button.progress(0.0, text=label)
    try:
        learning = run(source, column, home())
        while True:
            said = next(learning)
            epoch = min(int(said.fraction * EPOCHS) + 1, EPOCHS)
            text = _("Epoch {epoch} of {total}").format(epoch=epoch, total=EPOCHS)
            bar.progress(min(said.fraction, 1.0), text=text)
    except StopIteration as stop:
        button.empty()
        done = Done(source, column, stop.value)
        st.session_state[DONE] = done
        return done
    except SeqLabError as error:
        button.empty()
        show_error(error, key="article")
        return None


def _show(result: ArticleResult) -> None:
    """Draw the article's figures beside the last price's, and the leak report."""
    st.markdown(f"### {article_title(result)}", anchors=False)
    rows = {
        _("Measure"): [
            _("R² of the price level"),
            _("R² in the article’s scaled space"),
            _("Error (RMSE), last price = 1"),
        ],
        _("The article’s model"): [
            number(result.r2),
            number(result.z_r2),
            number(result.rmse_ratio),
        ],
        _("Repeating the last price"): [number(result.naive_r2), number(result.naive_z_r2), "1"],
    }
    st.table(rows, border="horizontal", hide_index=True)
    title = _("What leaks")
    st.markdown(f"### {title}", anchors=False)
    st.markdown("\n".join(f"- {line}" for line in leak_lines(result)))
    template = _(
        "On the last {count} rows, which it did not learn; {epochs} passes over the newest {rows}."
    )
    words = template.format(count=whole(result.days), epochs=EPOCHS, rows=whole(NEWEST_ROWS))
    st.caption(words)


def article_title(result: ArticleResult) -> str:
    """Say what the article's figures hide, in one sentence with its numbers."""
    facts = {"r2": number(result.r2, 2), "ratio": number(result.rmse_ratio, 2)}
    if result.rmse_ratio <= 1:
        template = N_("R² {r2}, and the error is {ratio} times that of the last price")
    elif result.r2 > LOOKS_FINE:
        template = N_("R² {r2} looks fine; the error is {ratio} times that of the last price")
    else:
        template = N_("The error is {ratio} times that of the last price; R² {r2}")
    return _(template).format(**facts)


def leak_lines(result: ArticleResult) -> list[str]:
    """Say how the future reaches the past, a sentence each."""
    leak = result.leak
    copied = _(
        "Filling backwards makes the first {count} rows exact copies of row {row}: they know the"
        " future."
    )
    moved = _("Overwriting later rows moves earlier ones by up to {size} deviations.")
    cap = _(
        "The window of {window} rows holds the very price it scales, so no price can ever lie more"
        " than {cap} deviations out."
    )
    naive = _("In that scaled space, repeating yesterday already explains {share}.")
    return [
        copied.format(count=whole(leak.copied_rows), row=whole(leak.copied_rows + 1)),
        moved.format(size=number(leak.moved, 2)),
        cap.format(window=WINDOW, cap=number(leak.cap, 2)),
        naive.format(share=percent(result.naive_z_r2)),
    ]
