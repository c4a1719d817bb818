"""What a person chooses: the widgets, and what clicks in sheets and maps mean. Choices go into the session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import streamlit as st

from siteplan.content import Content
from siteplan.criterion import FAMILIES, Subject, Tradeoff
from siteplan.dashboard.evidence import storey_of
from siteplan.dashboard.markup import text
from siteplan.dashboard.planmap import clicked_feature
from siteplan.dashboard.session import COLLECTIONS, MOST_COMPARED, Collection, Session
from siteplan.dashboard.session import Subject as Compared
from siteplan.dashboard.sheet import acted, sheet
from siteplan.dashboard.views.ranking import PICK
from siteplan.dashboard.views.results import SHOW
from siteplan.dashboard.words import Words
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.scorecard import Weighting, weighting_of

_COMPARED_AT_FIRST = 4
SUBJECTS: tuple[Subject, ...] = ("plot", "layout", "programme")


def candidate(run: Run, chosen: str | None) -> RankedCandidate:
    """The chosen candidate; the first in rank where none, or one that does not exist, is chosen."""
    return next((c for c in run.ranking.candidates if c.scorecard.id == chosen), run.ranking.candidates[0])


def take_plot(session: Session, run: Run) -> RankedCandidate:
    """What was clicked on the map, in the ranking or in the card, taken before anything is drawn; the chosen plot."""
    picked = clicked_feature("plot_map") or _after(acted("plot_ranking"), PICK) or _selected("plot_select")
    known = {c.scorecard.id for c in run.ranking.candidates}
    if picked in known:
        session.plot = picked
    chosen = candidate(run, session.plot)
    _take_shown(session, acted("plot_card"), chosen)
    return chosen


def take_layout(session: Session, run: Run) -> RankedCandidate:
    """As :func:`take_plot`, for layouts."""
    picked = _after(acted("layout_ranking"), PICK) or _selected("layout_select")
    if picked in {c.scorecard.id for c in run.ranking.candidates}:
        session.layout = picked
    chosen = candidate(run, session.layout)
    _take_shown(session, acted("layout_card"), chosen)
    return chosen


def choose_plot(session: Session, run: Run, words: Words) -> None:
    """The plots as a list, for keyboards and small screens."""
    _choose(run, candidate(run, session.plot), key="plot_select", name=words("plots.choose"), words=words)


def choose_layout(session: Session, run: Run, words: Words) -> None:
    """The layouts of the collection as a list."""
    _choose(run, candidate(run, session.layout), key="layout_select", name=words("layouts.choose"), words=words)


def choose_collection(session: Session, words: Words) -> None:
    """Which layouts: drawn for this site, reference projects, or one's own."""
    names = [c for c in COLLECTIONS if c != "uploaded" or session.uploads]
    st.session_state["collection"] = session.collection if session.collection in names else names[0]
    st.segmented_control(
        words("layouts.collection"), names, key="collection", required=True, label_visibility="collapsed",
        format_func=lambda name: words(f"collection.{name}"), on_change=_collection_taken, args=(session,),
    )  # fmt: skip


def choose_subject(session: Session, words: Words) -> None:
    """Whether plots or layouts are compared."""
    st.session_state["subject"] = session.subject
    st.segmented_control(
        words("compare.what"), ("plot", "layout"), key="subject", required=True, label_visibility="collapsed",
        format_func=lambda name: words(f"subjects.{name}"), on_change=_subject_taken, args=(session,),
    )  # fmt: skip


def choose_compared(
    session: Session, run: Run, words: Words, *, subject: Compared | None = None
) -> list[RankedCandidate]:
    """Up to six candidates, in the order of their rank; the first four where nobody has chosen.

    ``subject``: where the page has only one; else the one that the person compares.
    """
    names = {c.scorecard.id: c.scorecard.name for c in run.ranking.candidates}
    place = "plot" if (subject or session.subject) == "plot" else f"layout-{session.collection}"
    before = session.compared.get(place, tuple(names)[:_COMPARED_AT_FIRST])
    chosen = st.multiselect(
        words("compare.which", {"most": str(MOST_COMPARED)}), list(names), default=[i for i in before if i in names],
        key=f"compared_{session.site}_{place}", max_selections=MOST_COMPARED, format_func=lambda i: names[i],
        placeholder=words("compare.placeholder"),
    )  # fmt: skip
    session.compared[place] = tuple(chosen)
    return [c for c in run.ranking.candidates if c.scorecard.id in chosen]


def in_order(compared: Sequence[RankedCandidate], run: Run) -> list[RankedCandidate]:
    """The same candidates as another run of the same scorecards has them, in its order."""
    chosen = {c.scorecard.id for c in compared}
    return [c for c in run.ranking.candidates if c.scorecard.id in chosen]


def choose_criteria(content: Content, words: Words) -> tuple[Subject | None, str | None, str]:
    """Subject, family and words to look for."""
    families = [family for family in FAMILIES if any(spec.family == family for spec in content.specs.values())]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        subject = st.segmented_control(
            words("criteria.about"),
            SUBJECTS,
            key="criteria_subject",
            format_func=lambda name: words(f"subjects.{name}"),
        )
        family = st.selectbox(
            words("card.family"), families, index=None, key="criteria_family",
            placeholder=words("criteria.every_family"), format_func=lambda name: words.label("family", name), width=260,
        )  # fmt: skip
        wanted = st.text_input(words("criteria.search"), key="criteria_search", max_chars=80, width=260)
    return subject, family, wanted


def nothing_here(session: Session, words: Words) -> None:
    """There is nothing to look at in this collection."""
    sheet(f'<p class="empty">{text(words(f"layouts.none_{session.collection}"))}</p>', key="nothing")


def tradeoffs_of(subject: Compared, content: Content) -> list[Tradeoff]:
    """The trade-offs that criteria on this subject inform."""
    wanted = ("plot",) if subject == "plot" else ("layout", "programme")
    return [
        tradeoff
        for tradeoff in content.tradeoffs.values()
        if any(content.specs[name].subject in wanted for name in tradeoff.informed_by if name in content.specs)
    ]


def suggested_weights(content: Content) -> Weighting:
    """Weights of the default profile, before any site's own, as they count among plots, and among layouts."""
    profile = content.profile("default")
    together = ("plot",), ("portfolio",), ("layout", "programme")
    parts = [
        weighting_of([spec for spec in content.specs.values() if spec.subject in subjects], profile)
        for subjects in together
    ]
    return Weighting(criteria={name: weight for part in parts for name, weight in part.criteria.items()})


def _choose(run: Run, chosen: RankedCandidate, *, key: str, name: str, words: Words) -> None:
    names = {c.scorecard.id: _numbered(c, words) for c in run.ranking.candidates}
    st.session_state[key] = chosen.scorecard.id
    st.session_state[f"{key}_before"] = chosen.scorecard.id
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(words("ranking.title"), anchor=False, width="content")
        st.selectbox(
            name, list(names), key=key, format_func=lambda i: names.get(i, i), label_visibility="collapsed", width=300
        )


def _numbered(candidate: RankedCandidate, words: Words) -> str:
    place = words.label("status", candidate.status) if candidate.rank is None else str(candidate.rank)
    return f"{place} · {candidate.scorecard.name}"


def _selected(key: str) -> str | None:
    """What was newly chosen in a list; None where it still says what the page had set."""
    value = st.session_state.get(key)
    return value if isinstance(value, str) and value != st.session_state.get(f"{key}_before") else None


def _after(value: str | None, prefix: str) -> str | None:
    return value.removeprefix(prefix) if value is not None and value.startswith(prefix) else None


def _take_shown(session: Session, act: str | None, chosen: RankedCandidate) -> None:
    """An evidence button pressed shows its evidence; pressed again, hides it. Evidence of nothing is not shown."""
    criterion = _after(act, SHOW)
    if criterion is not None:
        session.shown = None if session.shown == criterion else criterion
    result = next((r for r in chosen.scorecard.results if r.spec.id == session.shown and r.finding.features), None)
    if result is None:
        session.shown = None
    elif criterion is not None:
        session.storey = storey_of(result, session.storey)


def _collection_taken(session: Session) -> None:
    session.collection = cast(Collection, st.session_state["collection"])
    session.layout, session.shown = None, None


def _subject_taken(session: Session) -> None:
    session.subject = cast(Compared, st.session_state["subject"])
