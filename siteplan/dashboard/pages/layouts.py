"""Layouts: a plan drawn to scale, storey by storey, the ranking of its like, and its scorecard with the evidence."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.planmap import plan_map
from siteplan.dashboard.session import Session, current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing, heat_view, plan_view, plot_map, upload
from siteplan.dashboard.views.ranking import PICK, ranking_table
from siteplan.dashboard.views.results import SHOW
from siteplan.dashboard.views.scorecard import scorecard
from siteplan.dashboard.words import Words


def show(session: Session, words: Words) -> None:
    """The page."""
    with st.container(key="pair"):
        left, right = st.columns([10, 11], gap="large")
    with right, st.container(key="ranking"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            choosing.choose_collection(session, words)
            upload.layout_upload(session, words)
        layouts = cache.layouts_of(session.site, session.collection, session.uploads)
        if not layouts:
            return choosing.nothing_here(session, words)
        with st.spinner(words("layouts.working", {"count": str(len(layouts))})):
            run = cache.assessed(session.site, session.collection, layouts)
        chosen = choosing.take_layout(session, run)
        choosing.choose_layout(session, run, words)
        sheet(ranking_table(run, words, subject="layout"), key="layout_ranking", pressed=PICK + chosen.scorecard.id)
    layout, content = layouts[chosen.scorecard.id], cache.content()
    with left, st.container(key="look"):
        storey = plan_view.choose_storey(session, layout, words)
        heat = heat_view.choose_heat(session, layout, storey, words)
        overlay, legend = plan_view.overlay_and_legend(layout, chosen, session.shown, storey, words, heat=heat)
        scene = cache.plan(layout, storey, session.language, measure=session.measure)
        height = plot_map.height(session)
        plan_map(key="plan", scene=scene, evidence=overlay, legend=legend, language=session.language, height=height)
        heat_view.heat_note(heat, words)
    with right, st.container(key="card"):
        note, tradeoffs = plan_view.reconstruction_note(layout, words), choosing.tradeoffs_of("layout", content)
        html = scorecard(run, chosen, content.sources, tradeoffs, words, note=note, back="ranking")
        pressed = SHOW + session.shown if session.shown else None
        sheet(html, key="layout_card", pressed=pressed, arrive=layout.id, reveal="look")


show(current_session(), Words(current_session().language))
