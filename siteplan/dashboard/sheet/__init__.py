"""A sheet: one piece of a page drawn as HTML in the project's own type and marks, in which things can be clicked.

Streamlit's own widgets would need a hundred elements for one scorecard, each sent on every run. A sheet is one element:
its HTML is sent when it changes, and a click on anything that carries ``data-act`` comes back as that text.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from siteplan.theme import OUTCOME_MARKS, SCORE_CLASSES

_FOLDER = Path(__file__).resolve().parent


@st.cache_resource(show_spinner=False, max_entries=1)
def _component() -> ComponentRenderer:
    css = (_FOLDER / "sheet.css").read_text(encoding="utf-8")
    js = (_FOLDER / "sheet.js").read_text(encoding="utf-8")
    return st.components.v2.component("siteplan_sheet", css=f"{css}\n{_colors()}", js=js)


def acted(key: str) -> str | None:
    """What was clicked in the sheet ``key`` and made this run happen; ask before the page is drawn."""
    state = st.session_state.get(key)
    value = state.get("act") if isinstance(state, Mapping) else None
    return value if isinstance(value, str) else None


def sheet(html: str, *, key: str, pressed: str | None = None, arrive: str | None = None, reveal: str = "") -> None:
    """Shows HTML in which every text that came from a file is already escaped (:mod:`siteplan.dashboard.markup`).

    Parameters
    ----------
    key
        Unique among the widgets of the session.
    pressed
        The ``data-act`` that is chosen now: it is shown pressed.
    arrive
        When this changes after the first showing, the page scrolls to the sheet: it tells what was chosen elsewhere.
    reveal
        Key of the container that is brought into view when an evidence button in this sheet is pressed.
    """
    data = {"html": html, "pressed": pressed, "arrive": arrive, "reveal": reveal}
    _component()(key=key, data=data, on_act_change=_taken)


def _taken() -> None:
    """Streamlit keeps a trigger only where a callback is named for it; the page asks for the value itself."""


def _colors() -> str:
    """The outcomes' and score classes' colours of :mod:`siteplan.theme` as CSS, light and dark."""
    rules = []
    for outcome, mark in OUTCOME_MARKS.items():
        rules.append(f".{outcome.value}{{--mark:{mark.color.light}}}")
        rules.append(f".dark .{outcome.value}{{--mark:{mark.color.dark}}}")
    for entry in SCORE_CLASSES:
        rules.append(f".class-{entry.key}{{--class:{entry.color.light}}}")
        rules.append(f".dark .class-{entry.key}{{--class:{entry.color.dark}}}")
    return "\n".join(rules)
