"""Compare: up to six plots or layouts, each criterion drawn alike for all, differences in words."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.session import current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing, side_by_side
from siteplan.dashboard.views.compare import comparison
from siteplan.dashboard.words import Words

session = current_session()
words = Words(session.language)
with st.container(horizontal=True, vertical_alignment="bottom"):
    choosing.choose_subject(session, words)
    if session.subject == "layout":
        choosing.choose_collection(session, words)
layouts = cache.layouts_of(session.site, session.collection, session.uploads) if session.subject == "layout" else {}
if session.subject == "layout" and not layouts:
    choosing.nothing_here(session, words)
    st.stop()
with st.spinner(words("compare.working")):
    is_plot = session.subject == "plot"
    run = cache.screened(session.site) if is_plot else cache.assessed(session.site, session.collection, layouts)
with st.container(horizontal=True, vertical_alignment="bottom"):
    compared = choosing.choose_compared(session, run, words)
    only_different = st.toggle(words("compare.only_different"), key="only_different")
if not compared:
    sheet(side_by_side.nothing_chosen(words), key="compare_none")
    st.stop()
if is_plot:
    side_by_side.plots_map(session, run, compared, words)
else:
    side_by_side.plans([layouts[candidate.scorecard.id] for candidate in compared], words)
sheet(comparison(compared, words, only_different=only_different), key="compare_cards")
