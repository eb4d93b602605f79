"""What learning took, and what was learnt from: seconds, weights, how many of them learnt."""

from __future__ import annotations

import streamlit as st

from core.recipes.images.result import Learnt, Read, Result
from core.words import N_
from ui.i18n import _, counted, duration, number, percent, say, whole
from ui.images_asked import Subject
from ui.images_words import model_said
from ui.plain import plain

REFUSED_SHOWN = 8


def show_cost(subject: Subject) -> None:
    """Draw the facts of learning, and of reading, beside each other."""
    result = subject.opened.result
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.markdown(f"### {cost_title(result)}", anchors=False)
        _table(learnt_rows(result))
    with right:
        title = counted(
            result.read.num_train,
            N_("Learnt from {count} picture"),
            N_("Learnt from {count} pictures"),
        )
        st.markdown(f"### {title}", anchors=False)
        _table(read_rows(result.read))
        _refused(result.read)


def cost_title(result: Result) -> str:
    """Say how many weights learnt in how long."""
    learnt = result.learnt
    words = _("{model}: {count} weights learnt in {time}")
    return words.format(
        model=model_said(result.settings),
        count=whole(learnt.trainable_parameters),
        time=duration(learnt.seconds),
    )


def learnt_rows(result: Result) -> dict[str, str]:
    """Return the facts of learning, each already said."""
    learnt = result.learnt
    return {
        _("Weights"): whole(learnt.parameters),
        _("Of which learnt"): _share_learnt(learnt),
        _("Time"): duration(learnt.seconds),
        _("Time of all cores"): duration(learnt.core_seconds or None),
        _("Steps"): whole(learnt.updates),
        _("Epochs"): _("{count}, the best was {best}").format(
            count=whole(learnt.epochs), best=whole(learnt.best_epoch)
        ),
        _("Validation loss, nats a picture"): number(learnt.validation),
    }


def _share_learnt(learnt: Learnt) -> str:
    share = percent(learnt.trainable_parameters / learnt.parameters)
    return f"{whole(learnt.trainable_parameters)} ({share})"


def read_rows(read: Read) -> dict[str, str]:
    """Return the facts of reading, each already said."""
    return {
        _("To learn from"): whole(read.num_train),
        _("To decide when to stop"): whole(read.num_validation),
        _("To judge by"): whole(read.num_test),
        _("Came twice, taken once"): whole(read.num_repeated),
        _("Files refused"): whole(len(read.refused)),
    }


def _refused(read: Read) -> None:
    lines = [
        f":small[{plain(name)}: {plain(say(reason))}]"
        for name, reason in zip(read.refused, read.reasons, strict=True)
    ]
    if lines:
        st.markdown("  \n".join(lines[:REFUSED_SHOWN]))
    if len(lines) > REFUSED_SHOWN:
        more = _("and {count} more").format(count=whole(len(lines) - REFUSED_SHOWN))
        st.markdown(f":small[{more}]")


def _table(rows: dict[str, str]) -> None:
    columns = {"what": list(rows), "count": list(rows.values())}
    st.table(columns, border="horizontal", hide_index=True, hide_header=True)
