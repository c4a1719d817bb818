"""The page where plans are drawn: which sketch, the plan with its editor, and the score that follows."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.drawing import Drawing, editor_state, live_data, open_drawing, score_data, start_drawing
from siteplan.dashboard.plan import plan_scene
from siteplan.dashboard.planmap import Legend, Overlay, editor_live, editor_said, editor_score, plan_editor
from siteplan.dashboard.session import COLLECTIONS, Session
from siteplan.dashboard.views.plan_view import choose_storey
from siteplan.dashboard.words import Words
from siteplan.errors import InputError
from siteplan.model import Layout
from siteplan.text import issue_sentence, say

KEY = "drawing"


def current_drawing(session: Session) -> Drawing | None:
    """The open sketch: the one that this session has, else the one that the link names."""
    wanted = session.layout
    drawing = session.drawing
    if drawing is not None and drawing.site == cache.folder_of(session.site).name and wanted == drawing.saved.id:
        return drawing
    book = cache.sketchbook(session.site)
    session.drawing = None
    if wanted is not None and book.path(wanted) is not None:
        session.drawing = open_drawing(cache.folder_of(session.site).name, book, wanted)
        session.storey = session.drawing.storey
    return session.drawing


def choose_sketch(session: Session, words: Words) -> None:
    """The sketches of this site, and a new one as a copy of any layout, on any plot."""
    own, unread = cache.sketches(session.site)
    with st.container(horizontal=True, vertical_alignment="bottom", key="sketch"):
        st.session_state["sketch_open"] = session.layout if session.layout in own else None
        st.selectbox(
            _say("open", words), list(own), index=None, key="sketch_open", placeholder=_say("none", words), width=340,
            format_func=lambda id_: f"{own[id_].name} ({id_})", on_change=_opened, args=(session,), disabled=not own,
        )  # fmt: skip
        with st.popover(_say("start", words), key=f"sketch_new_{len(own)}"):
            _new_sketch(session, words)
        if session.drawing is not None:
            with st.popover(_say("delete", words), key=f"sketch_delete_{session.drawing.saved.id}"):
                st.caption(_say("delete_help", words, name=session.drawing.layout.name))
                if st.button(_say("delete_yes", words), key="sketch_delete"):
                    cache.sketchbook(session.site).delete(session.drawing.saved.id)
                    session.layout, session.drawing = None, None
                    st.rerun()
    if unread:
        st.warning(_say("unread", words, names=", ".join(unread)))


def _new_sketch(session: Session, words: Words) -> None:
    st.caption(_say("start_help", words))
    found: dict[str, tuple[str, Layout]] = {}
    for collection in COLLECTIONS:
        for id_, layout in cache.layouts_of(session.site, collection, session.uploads).items():
            found.setdefault(id_, (collection, layout))
    own = set(cache.sketches(session.site)[0])

    def named(id_: str) -> str:
        collection, layout = found[id_]
        return f"{_say('collection_' + ('own' if id_ in own else collection), words)}: {layout.name}"

    plots = {plot.id: plot for plot in cache.loaded(session.site).site.plots}
    chosen = st.selectbox(_say("from", words), list(found), key="sketch_from", format_func=named)
    where = st.selectbox(
        _say("plot", words), list(plots), index=None, key="sketch_plot", placeholder=_say("as_drawn", words),
        format_func=lambda id_: plots[id_].name or id_,
    )  # fmt: skip
    if st.button(_say("make", words), key="sketch_make", type="primary", disabled=not found):
        layout = found[chosen][1]
        plot = plots.get(where) if where else None
        number = str(1 + sum(id_.startswith(f"{layout.id}-") for id_ in own))
        values = {"name": layout.name, "number": number, "plot": "" if plot is None else plot.name or plot.id}
        called = say("editor", "called" if plot is None else "called_on", words.language, values)
        site = cache.loaded(session.site).site
        book = cache.sketchbook(session.site)
        try:
            session.drawing = start_drawing(
                cache.folder_of(session.site).name, book, layout, plot=plot, site=site, called=called
            )
        except InputError as error:
            st.warning(" ".join(issue_sentence(issue, words.language) for issue in error.issues))
            return
        session.layout, session.collection, session.shown = session.drawing.saved.id, "site", None
        session.storey = session.drawing.storey
        st.rerun()


def draw_plan(session: Session, drawing: Drawing, words: Words) -> None:
    """The plan with its editor and score: takes what was done, shows it, and then scores it."""
    said = editor_said(KEY)
    before = drawing.saved.id
    drawing.take(said.edits)
    drawing.set_level(said.level)
    session.layout = drawing.saved.id
    if drawing.saved.id != before:
        st.rerun()  # the link and the list must name the new sketch
    _show_plan(session, drawing, words)
    scored = None if drawing.scored is None else drawing.scored[1]
    current = drawing.scored is not None and drawing.scored[0] == drawing.saved.token
    dragged = drawing.live(said.live)
    if dragged is not None:
        drawing.answered = dragged[0]
        drawing.followed = cache.live_results(session.site, dragged[1])
    elif not current:
        drawing.followed = cache.live_results(session.site, drawing.used)
    live = live_data(drawing.followed, words, applied=drawing.applied, number=drawing.answered, before=scored)
    editor_live(KEY, live)
    if not current and dragged is None:
        drawing.scored = (drawing.saved.token, cache.score_of(session.site, drawing.used))
        drawing.first = drawing.first or drawing.scored[1]
    if drawing.scored is not None:
        applied = drawing.applied if drawing.scored[0] == drawing.saved.token else drawing.applied - 1
        editor_score(KEY, score_data(drawing.scored[1], words, applied=applied, first=drawing.first))


def _show_plan(session: Session, drawing: Drawing, words: Words) -> None:
    layout = drawing.layout
    drawing.storey = choose_storey(session, layout, words)
    if drawing.diverged_from is not None:
        st.warning(_say("diverged", words, before=drawing.diverged_from, name=drawing.saved.id))
    values = {"name": layout.name, "units": str(len(layout.unit_ids())), "rooms": str(len(layout.spaces))}
    legend = Legend(title=words("map.legend"), map_title=_say("plan_title", words, name=layout.name), open=False)
    plan_editor(
        key=KEY, scene=plan_scene(layout, drawing.storey, language=words.language, held=True),
        evidence=Overlay(description=say("editor", "plan_says", words.language, values)), legend=legend,
        language=words.language, height=400 if session.narrow else 600, token=drawing.token, applied=drawing.applied,
        state=editor_state(drawing, words),
    )  # fmt: skip


def _say(key: str, words: Words, *, name: str = "", names: str = "", before: str = "") -> str:
    values = {"name": name, "names": names, "before": before}
    return say("editor", key, words.language, {key: value for key, value in values.items() if value})


def _opened(session: Session) -> None:
    chosen = st.session_state["sketch_open"]
    session.layout = chosen if isinstance(chosen, str) else None
    session.collection, session.shown, session.drawing = "site", None, None
