"""What one person has chosen: one typed object in Streamlit's session state, and the link that carries it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Literal, cast

import streamlit as st

from siteplan.dashboard.drawing.document import Drawing
from siteplan.dashboard.heat import HeatMeasure
from siteplan.model import Layout
from siteplan.text import LANGUAGES, Language

Collection = Literal["site", "reference", "uploaded"]
Subject = Literal["plot", "layout"]
COLLECTIONS: tuple[Collection, ...] = ("site", "reference", "uploaded")
MOST_COMPARED = 6
_PLAIN = re.compile(r"[\w.\- ]{1,80}")
_KEY = "siteplan_session"


@dataclass(slots=True, kw_only=True)
class Session:
    """One person's choices. Ids may have come from a link: a page takes only those that exist.

    Parameters
    ----------
    site
        Name of a site folder; empty = the one that the dashboard was started with.
    plot, layout
        The chosen candidate; None = the first in rank.
    collection
        Which layouts are looked at.
    shown
        Criterion whose evidence stands on the map or plan.
    storey
        Of the plan.
    measure
        Of the visibility analysis that the plan is coloured by; None = not coloured.
    subject, compared
        What is compared, and the chosen ids by subject and collection.
    page
        The page whose address was last written.
    narrow
        Whether the screen is a phone's.
    uploads
        Layouts that this person gave, by id; they live as long as the session.
    drawing
        The sketch that is open; its file holds every edit, so that a link opens it again.
    """

    language: Language = "nb"
    site: str = ""
    plot: str | None = None
    layout: str | None = None
    collection: Collection = "site"
    shown: str | None = None
    storey: int = 0
    measure: HeatMeasure | None = None
    subject: Subject = "plot"
    compared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    page: str = ""
    narrow: bool = False
    uploads: dict[str, Layout] = field(default_factory=dict)
    drawing: Drawing | None = None


def current_session() -> Session:
    """This person's session; a new one starts from the link and the environment."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _from_link()
    return cast(Session, st.session_state[_KEY])


def write_link(session: Session, page: str) -> None:
    """The address carries what is chosen as plain ids; the rest of it is left alone.

    Turning to another page empties the address in the browser, so that it must be written anew.
    """
    wanted = {
        "lang": session.language,
        "site": session.site or None,
        "plot": session.plot,
        "layouts": None if session.collection != "reference" else session.collection,
        "layout": None if session.layout in session.uploads else session.layout,
        "show": session.shown,
    }
    before = st.query_params.to_dict()
    after = {name: value for name, value in (before | wanted).items() if value is not None}
    if after != before or page != session.page:
        st.query_params.from_dict(after)
    session.page = page


def _from_link() -> Session:
    asked = {name: _plain(st.query_params.get(name)) for name in ("lang", "site", "plot", "layouts", "layout", "show")}
    language = asked["lang"] or os.environ.get("SITEPLAN_LANGUAGE", "nb")
    return Session(
        language=language if language in LANGUAGES else "nb",
        site=asked["site"] or "",
        plot=asked["plot"],
        layout=asked["layout"],
        collection="reference" if asked["layouts"] == "reference" else "site",
        shown=asked["show"],
    )


def _plain(value: str | None) -> str | None:
    """A link may hold anything; only short plain ids pass."""
    return value if value is not None and _PLAIN.fullmatch(value) else None
