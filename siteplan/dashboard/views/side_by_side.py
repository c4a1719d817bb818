"""Small maps and plans of what is compared, beside one another."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.markup import text
from siteplan.dashboard.plan import storeys_of
from siteplan.dashboard.planmap import Legend, Overlay, plan_map
from siteplan.dashboard.session import Session
from siteplan.dashboard.views.plot_map import class_of
from siteplan.dashboard.words import Words
from siteplan.model import Layout
from siteplan.ranking import RankedCandidate


def nothing_chosen(words: Words) -> str:
    """Says what to do on an empty page."""
    return f'<p class="empty">{text(words("compare.choose_some"))}</p>'


def plots(session: Session, compared: Sequence[RankedCandidate], words: Words) -> None:
    """A small map of each plot, in the order of the columns below."""
    for column, candidate in zip(st.columns(len(compared)), compared, strict=True):
        card = candidate.scorecard
        overlay = Overlay(description=card.name, kinds={card.id: class_of(candidate)})
        title = words("plots.near_title", {"name": card.name})
        legend = Legend(title=words("map.legend"), map_title=title)
        with column:
            plan_map(
                key=f"compare_plot_{card.id}", scene=cache.vicinity(session.site, card.id), evidence=overlay,
                legend=legend, language=words.language, height=240, selectable=False,
            )  # fmt: skip


def plans(layouts: Sequence[Layout], words: Words) -> None:
    """The ground floors beside one another, in the order of the columns below."""
    for column, layout in zip(st.columns(len(layouts)), layouts, strict=True):
        storeys = storeys_of(layout)
        storey = 0 if 0 in storeys else storeys[0]
        title = words("layouts.plan_title", {"name": layout.name})
        legend = Legend(title=words("map.legend"), map_title=title)
        with column:
            plan_map(
                key=f"compare_plan_{layout.id}", scene=cache.plan(layout, storey, words.language),
                evidence=Overlay(description=layout.name), legend=legend, language=words.language, height=240,
                selectable=False,
            )  # fmt: skip
