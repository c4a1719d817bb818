"""A layout of one's own: read as untrusted input, kept in the session, its issues shown in words."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import streamlit as st

from siteplan.dashboard.session import Session
from siteplan.dashboard.words import Words
from siteplan.errors import InputError, Issue
from siteplan.model import Layout
from siteplan.readers.layout import read_layout
from siteplan.text import issue_sentence

_MOST_KEPT = 6
_LARGEST_BYTES = 10_000_000


def layout_upload(session: Session, words: Words) -> None:
    """Offers the upload, and takes what was given since the last run."""
    with st.popover(words("upload.title")):
        st.caption(words("upload.help"))
        given = st.file_uploader(
            words("upload.label"), type=["geojson", "json"], key="upload", label_visibility="collapsed"
        )
        if given is None:
            st.session_state.pop("upload_taken", None)
            return
        if st.session_state.get("upload_taken") != given.file_id:
            st.session_state["upload_taken"] = given.file_id
            st.session_state["upload_said"] = _take(session, given.name, given.getvalue(), words)
            if session.collection == "uploaded":
                st.rerun()
        for line in st.session_state.get("upload_said", ()):
            st.warning(line)


def _take(session: Session, name: str, data: bytes, words: Words) -> list[str]:
    """Reads the layout and chooses it; returns what is to be said about it."""
    try:
        layout = _read(name, data)
    except InputError as error:
        return [issue_sentence(issue, words.language) for issue in error.issues]
    session.uploads[layout.id] = layout
    for surplus in list(session.uploads)[:-_MOST_KEPT]:
        del session.uploads[surplus]
    session.collection, session.layout, session.shown = "uploaded", layout.id, None
    return [issue_sentence(issue, words.language) for issue in layout.issues]


def _read(name: str, data: bytes) -> Layout:
    """The layout under an id of its own, so that a file cannot stand in for another."""
    if len(data) > _LARGEST_BYTES:
        raise InputError(Issue(code="upload-too-large", file=name, values={"most": str(_LARGEST_BYTES // 1_000_000)}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(name).stem[:60] or 'layout'}.geojson"
        path.write_bytes(data)
        layout, _ = read_layout(path)
    return replace(layout, id=f"{layout.id}-{hashlib.sha256(data).hexdigest()[:8]}")
