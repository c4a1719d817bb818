"""What surrounds every page: title, navigation, site and language, errors in words, and the sources at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from siteplan.dashboard import cache
from siteplan.dashboard.session import Session, current_session, write_link
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views.foot import foot
from siteplan.dashboard.words import Words
from siteplan.errors import InputError
from siteplan.text import LANGUAGES, Language, issue_sentence

_FOLDER = Path(__file__).resolve().parent
PAGES = ("plots", "layouts", "draw", "compare", "tradeoffs", "criteria")
_LEFTOVERS = ("skip", "upload", "drop", "limit", "options", "none", "full", "clear", "open", "menu")


def run_dashboard() -> None:
    """One run of the dashboard: the page that the address names, in this person's language."""
    session = current_session()
    _take_language(session)
    words = Words(session.language)
    st.set_page_config(page_title=words("app.title"), layout="wide", initial_sidebar_state="collapsed")
    st.html(_FOLDER / "styles.css")
    pages = [
        st.Page(_FOLDER / "pages" / f"{name}.py", title=words(f"nav.{name}"), url_path=name, default=name == PAGES[0])
        for name in PAGES
    ]
    page = st.navigation(pages, position="hidden")
    _shell(session, words)
    with st.container(key="top", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        _ways(pages, page)
        _choices(session, words)
    st.title(page.title, anchor=False)
    try:
        page.run()
        sheet(foot(cache.loaded(session.site), words), key="foot")
    except InputError as error:
        tell(error, words)
    except Exception:
        # A bug: it goes to the log in full, and to the person in words that do not blame them.
        logging.getLogger(__name__).exception("the page %s failed", page.url_path)
        st.error(words("error.bug"))
    write_link(session, page.title)


def tell(error: InputError, words: Words) -> None:
    """Input that cannot be used, in calm words with the remedy."""
    lines = "\n".join(f"- {issue_sentence(issue, words.language)}" for issue in error.issues[:20])
    st.warning(f"{words('error.input')}\n\n{lines}")


def _take_language(session: Session) -> None:
    """The language that was just chosen rules this very run."""
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        session.language = cast(Language, chosen)


def _ways(pages: Sequence[StreamlitPage], here: StreamlitPage) -> None:
    """The way to every page, the present one marked."""
    with st.container(key="ways", horizontal=True, width="content", vertical_alignment="center"):
        for page in pages:
            with st.container(
                key=f"way_{page.title}_{'here' if page.title == here.title else 'there'}", width="content"
            ):
                st.page_link(page, label=page.title)


def _choices(session: Session, words: Words) -> None:
    with st.container(horizontal=True, width="content", vertical_alignment="center"):
        folders = cache.site_folders()
        if len(folders) > 1:
            _site_choice(session, list(folders), words)
        else:
            st.markdown(_site_name(next(iter(folders))), width="content")
        st.segmented_control(
            words("app.language"), LANGUAGES, default=session.language, key="language", required=True,
            format_func=lambda code: words(f"language.{code}"), label_visibility="collapsed",
        )  # fmt: skip


def _site_choice(session: Session, names: list[str], words: Words) -> None:
    at = names.index(session.site) if session.site in names else 0
    chosen = st.selectbox(
        words("app.site"), names, index=at, key="site", label_visibility="collapsed", format_func=_site_name, width=220
    )
    if chosen != (session.site or names[0]):
        session.site, session.plot, session.layout, session.shown = chosen, None, None, None
        session.compared.clear()
        st.rerun()


def _site_name(name: str) -> str:
    """The site's own name; the folder's where its files cannot be read."""
    try:
        return cache.loaded(name).site.name
    except InputError:
        return name


def _shell(session: Session, words: Words) -> None:
    """Tells the browser the language, has Streamlit's leftover words said in it, and learns whether it is narrow."""
    state = st.session_state.get("shell")
    session.narrow = isinstance(state, Mapping) and state.get("narrow") is True
    leftovers = {key: words(f"leftover.{key}", {"n": "{n}"}) for key in _LEFTOVERS}
    _shell_component()(
        key="shell",
        data={"language": words.language, "words": leftovers, "narrow": session.narrow},
        on_narrow_change=_learnt,
    )


def _learnt() -> None:
    """Streamlit keeps a state only where a callback is named for it."""


@st.cache_resource(show_spinner=False, max_entries=1)
def _shell_component() -> Callable[..., object]:
    js = (_FOLDER / "shell.js").read_text(encoding="utf-8")
    return st.components.v2.component("siteplan_shell", html="<span></span>", js=js)
