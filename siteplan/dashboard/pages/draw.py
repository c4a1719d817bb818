"""Draw: a copy of a layout on the plan, moved, turned and drawn on, with the score that follows every edit."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard.markup import text
from siteplan.dashboard.session import Session, current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import draw_view
from siteplan.dashboard.words import Words
from siteplan.text import say


@st.fragment
def _plan() -> None:
    """What runs again with every edit; nothing else of the page does."""
    session = current_session()
    if session.drawing is not None:
        draw_view.draw_plan(session, session.drawing, Words(session.language))


def show(session: Session, words: Words) -> None:
    """The page."""
    drawing = draw_view.current_drawing(session)
    draw_view.choose_sketch(session, words)
    if drawing is None:
        sheet(f'<p class="empty">{text(say("editor", "empty", words.language))}</p>', key="draw_empty")
    else:
        _plan()


show(current_session(), Words(current_session().language))
