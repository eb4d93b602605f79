"""One roll with sound, two strips whose sound is made when asked for, surprise, and a band."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.figures.music import ValueScale
from tests.browser.music.pieces import band, chorale, sound_of, surprising
from ui.components.piano_roll import RollState, piano_roll, piano_strip

st.set_page_config(layout="wide", page_title="Piano roll")
st.markdown("# Piano roll")
state = st.session_state
state.setdefault("seed", 7)
state.setdefault("repaired", None)
state.setdefault("picked", "none")

left, middle, right = st.columns(3)
if left.button("New piece"):
    state.seed, state.repaired = state.seed + 1, None
if middle.button("Repair bar 9"):
    state.repaired = 9
right.button("Run again")
on_page = st.toggle("On the page", value=True)

roll = chorale(state.seed, repaired=state.repaired)
seconds = float(roll.end_seconds.max()) + 1.0
selected = None if state.repaired is None else (state.repaired, state.repaired)
shown = RollState()
with st.container(key="main"):
    if on_page:
        tone = 330.0 + state.seed + 10 * (selected is not None)
        shown = piano_roll(roll, key="roll", audio=sound_of(seconds, tone), selected=selected)
if shown.note is not None:
    state.picked = f"{shown.note} of {len(roll)}"
st.text(f"bars {shown.bars} picked {state.picked} piece {roll.identity}")

with st.container(key="strips"):
    for place, (column, warmth) in enumerate(zip(st.columns(4), (0.8, 0.9, 1.0, 1.2), strict=True)):
        with column:
            piano_strip(
                chorale(20 + place, f"Temperature {warmth}"),
                key=f"strip-{place}",
                audio=lambda place=place: sound_of(seconds, 440.0 + 50 * place),
                caption="copied 0.9% · clash 5.1%",
            )

with st.container(key="surprise"):
    nats = ValueScale(0.0, 6.0, "expected", "surprising", "{value} nats")
    piano_roll(replace(roll, value=surprising(roll)), key="surprise-roll", scale=nats)

with st.container(key="band"):
    piano_roll(band(), key="band-roll", audio=sound_of(60.0, 220.0))
