"""Layouts: a plan drawn to scale, storey by storey, the ranking of its like, and its scorecard with the evidence."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.planmap import plan_map
from siteplan.dashboard.session import current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing, plan_view, upload
from siteplan.dashboard.views.ranking import PICK, ranking_table
from siteplan.dashboard.views.results import SHOW
from siteplan.dashboard.views.scorecard import scorecard
from siteplan.dashboard.words import Words

session = current_session()
words = Words(session.language)
left, right = st.columns([11, 10], gap="large")
with right, st.container(key="ranking"):
    choosing.choose_collection(session, words)
    upload.layout_upload(session, words)
    layouts = cache.layouts_of(session.site, session.collection, session.uploads)
    if not layouts:
        choosing.nothing_here(session, words)
        st.stop()
    with st.spinner(words("layouts.working", {"count": str(len(layouts))})):
        run = cache.assessed(session.site, session.collection, layouts)
    choosing.take_layout(session, run)
    chosen = choosing.candidate(run, session.layout)
    layout = layouts[chosen.scorecard.id]
    choosing.choose_layout(session, run, words)
    sheet(ranking_table(run, words, subject="layout"), key="layout_ranking", pressed=PICK + layout.id)
with left, st.container(key="look"):
    storey = plan_view.choose_storey(session, layout, words)
    overlay, legend = plan_view.overlay_and_legend(layout, chosen, session.shown, storey, words)
    scene = cache.plan(layout, storey, session.language)
    plan_map(key="plan", scene=scene, evidence=overlay, legend=legend, language=session.language, height=600)
with right, st.container(key="card"):
    content = cache.content()
    note = plan_view.reconstruction_note(layout, words)
    html = scorecard(
        run, chosen, content.sources, choosing.tradeoffs_of("layout", content), words, note=note, back="ranking"
    )
    pressed = SHOW + session.shown if session.shown else None
    sheet(html, key="layout_card", pressed=pressed, arrive=layout.id, reveal="look")
