"""The visibility analysis on the plan: its choice, what it says in plain words, and its rows of the legend."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.heat import (
    EYE_M,
    MEASURES,
    HeatMap,
    HeatMeasure,
    NoAnalysis,
    heat_bounds,
    heat_number,
    named_bounds,
)
from siteplan.dashboard.planmap import LegendEntry
from siteplan.dashboard.session import Session
from siteplan.dashboard.words import Words
from siteplan.model import Layout

KEY = "heat_measure"


def choose_heat(session: Session, layout: Layout, storey: int, words: Words) -> HeatMap | None:
    """The measure to colour the plan by, none at first, and under it what the colours say or why there are none."""
    st.session_state[KEY] = session.measure
    st.selectbox(
        words("heat.title"), MEASURES, index=None, key=KEY, placeholder=words("heat.off"),
        format_func=lambda name: _full_name(name, words), label_visibility="collapsed",
        on_change=_taken, args=(session,),
    )  # fmt: skip
    if session.measure is None:
        return None
    with st.spinner(words("heat.working")):
        found = cache.heat(layout, storey, session.measure)
    if isinstance(found, NoAnalysis):
        st.caption(words(f"heat_none.{found.reason}"))
        return None
    start = {"start": words(f"heat_start.{found.start}")} if found.measure == "step_depth" else None
    st.caption(words(f"heat_says.{found.measure}", start))
    return found


def legend_title(heat: HeatMap, words: Words) -> str:
    """What is counted, in which unit."""
    return words(f"heat_unit.{heat.measure}")


def legend_rows(heat: HeatMap, words: Words, *, named: bool) -> tuple[LegendEntry, ...]:
    """The classes from the most to the least, and what could not be computed.

    ``named`` where the legend has another title, so that every row says what is counted.
    """
    bounds = named_bounds if named else heat_bounds
    rows = [
        LegendEntry(label=bounds(heat, entry, words), of="score", key=entry.key) for entry in reversed(heat.classes)
    ]
    if heat.undefined is not None:
        rows.append(LegendEntry(label=words("heat.undefined"), of="score", key="unknown"))
    return tuple(rows)


def heat_note(heat: HeatMap | None, words: Words) -> None:
    """Under the plan: the standard name, and how it was computed."""
    if heat is None:
        return
    name = words(f"heat_standard.{heat.measure}")
    values = {
        "measure": name[:1].upper() + name[1:],
        "spacing": words.number(heat.spacing, decimals=0 if heat.spacing == round(heat.spacing) else 2),
        "eye": words.number(EYE_M, decimals=1),
    }
    st.caption(words("heat.note", values))


def described(heat: HeatMap, words: Words) -> str:
    """The text equivalent of the colours."""
    if not heat.classes:
        return words("heat.undefined")
    values = {
        "measure": words(f"heat_standard.{heat.measure}"),
        "unit": legend_title(heat, words),
        "low": heat_number(heat, heat.classes[0].low, words),
        "high": heat_number(heat, heat.classes[-1].high, words),
    }
    return words("heat.described", values)


def _full_name(measure: str, words: Words) -> str:
    return f"{words(f'heat_name.{measure}')} ({words(f'heat_standard.{measure}')})"


def _taken(session: Session) -> None:
    chosen: HeatMeasure | None = st.session_state[KEY]
    session.measure = chosen
