"""Trade-offs: where layouts stand between views that the documents set against each other, and both sides quoted."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.session import Session, current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing, side_by_side
from siteplan.dashboard.views.scorecard import tradeoff_section
from siteplan.dashboard.views.sill_view import sill_section
from siteplan.dashboard.views.tradeoff_chart import tradeoff_chart
from siteplan.dashboard.words import Words


def show(session: Session, words: Words) -> None:
    """The page."""
    content = cache.content()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        choosing.choose_collection(session, words)
    layouts = cache.layouts_of(session.site, session.collection, session.uploads)
    if not layouts:
        return choosing.nothing_here(session, words)
    with st.spinner(words("compare.working")):
        run = cache.assessed(session.site, session.collection, layouts)
    compared = choosing.choose_compared(session, run, words, subject="layout")
    if not compared:
        return sheet(side_by_side.nothing_chosen(words), key="tradeoffs_none")
    cards = [candidate.scorecard for candidate in compared]
    html = [
        tradeoff_chart(tradeoff, cards, content.specs, words)
        for tradeoff in content.tradeoffs.values()
        if tradeoff.axes
    ]
    bands = {card.name: cache.sill_bands_of(session.site, session.collection, layouts[card.id]) for card in cards}
    html.append(sill_section(bands, words))
    html.append(tradeoff_section(choosing.tradeoffs_of("layout", content), content.sources, words))
    return sheet("".join(html), key="tradeoffs")


show(current_session(), Words(current_session().language))
