"""Compare: up to six plots or layouts, each criterion drawn alike for all, differences in words."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.session import Session, current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing, side_by_side, weighing
from siteplan.dashboard.views.compare import comparison
from siteplan.dashboard.views.firmness import firmness_panel
from siteplan.dashboard.words import Words


def show(session: Session, words: Words) -> None:
    """The page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        choosing.choose_subject(session, words)
        if session.subject == "layout":
            choosing.choose_collection(session, words)
        only_different = st.toggle(words("compare.only_different"), key="only_different")
    plots = session.subject == "plot"
    layouts = {} if plots else cache.layouts_of(session.site, session.collection, session.uploads)
    if not plots and not layouts:
        return choosing.nothing_here(session, words)
    with st.spinner(words("compare.working")):
        run = cache.screened(session.site) if plots else cache.assessed(session.site, session.collection, layouts)
    compared = choosing.choose_compared(session, run, words)
    if not compared:
        return sheet(side_by_side.nothing_chosen(words), key="compare_none")
    firm = st.container(key="firm")
    run, changed = weighing.weigh(run, words, key=f"{session.site}_{session.subject}_{session.collection}")
    compared = choosing.in_order(compared, run)
    with firm:
        if changed:
            st.info(words("firm.changed"))
        sheet(firmness_panel(run, compared, words), key="compare_firm")
    with st.container(key="beside"):
        if plots:
            side_by_side.plots(session, compared, words)
        else:
            side_by_side.plans([layouts[candidate.scorecard.id] for candidate in compared], words)
    return sheet(comparison(compared, words, only_different=only_different), key="compare_cards")


show(current_session(), Words(current_session().language))
