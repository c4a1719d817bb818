"""Plots: the map with every plot coloured by score, the ranking, and the chosen plot's scorecard with its evidence."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.planmap import plan_map
from siteplan.dashboard.session import Session, current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing, plot_map
from siteplan.dashboard.views.ranking import PICK, ranking_table
from siteplan.dashboard.views.results import SHOW
from siteplan.dashboard.views.scorecard import issue_list, scorecard
from siteplan.dashboard.words import Words


def show(session: Session, words: Words) -> None:
    """The page."""
    with st.spinner(words("plots.working")):
        loaded, run, scene = cache.loaded(session.site), cache.screened(session.site), cache.town(session.site)
    chosen, content = choosing.take_plot(session, run), cache.content()
    with st.container(key="pair"):
        left, right = st.columns([10, 11], gap="large")
    with left, st.container(key="look"):
        overlay, legend = plot_map.overlay_and_legend(loaded, run, chosen, session.shown, scene, words)
        height = plot_map.height(session)
        plan_map(key="plot_map", scene=scene, evidence=overlay, legend=legend, language=session.language, height=height)
        sheet(plot_map.class_strip(run, words), key="classes")
    with right, st.container(key="ranking"):
        choosing.choose_plot(session, run, words)
        sheet(ranking_table(run, words, subject="plot"), key="plot_ranking", pressed=PICK + chosen.scorecard.id)
    with right, st.container(key="card"):
        tradeoffs = choosing.tradeoffs_of("plot", content)
        html = scorecard(run, chosen, content.sources, tradeoffs, words, back="ranking") + issue_list(run.issues, words)
        pressed = SHOW + session.shown if session.shown else None
        sheet(html, key="plot_card", pressed=pressed, arrive=chosen.scorecard.id, reveal="look")


show(current_session(), Words(current_session().language))
