"""A layout of one's own: a layout file, drawing or model, read as untrusted input and kept in the session.

What was read is counted, what was guessed is called a guess, and what could not be read is named with its remedy.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from siteplan.dashboard import cache
from siteplan.dashboard.session import Session
from siteplan.dashboard.words import Words
from siteplan.errors import InputError, Issue, Severity
from siteplan.exchange_commands import read_any, summary
from siteplan.model import Layout, Placement, Site
from siteplan.readers.layout_move import fingerprint_of, fit_to_plot, place
from siteplan.text import catalogue, issue_sentence

ENDINGS = ("geojson", "json", "dxf", "ifc", "gpkg", "dwg")
"""What may be given. A DWG file is taken so that it can be answered with the way out."""
UNITS = ("m", "cm", "mm", "in", "ft")
_MOST_KEPT = 6
_LARGEST_BYTES = 20_000_000
_SHOWN = 12
_FORMER = "upload_former"
_ORDER: tuple[Severity, ...] = ("error", "warning", "information")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as it was given, and what was stated beside it; two that are equal are read once."""

    name: str
    data: bytes
    mapping: bytes | None = None
    units: str | None = None
    plot: str | None = None
    turn_deg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is to be said about an upload: what was counted, and every issue."""

    counts: str
    placed: str
    issues: tuple[Issue, ...]


def layout_upload(session: Session, words: Words) -> None:
    """Offers the upload, and takes what was given since the last run."""
    with st.popover(words("upload.title")):
        st.caption(words("upload.help"))
        file = st.file_uploader(words("upload.label"), type=list(ENDINGS), key="upload", label_visibility="collapsed")
        if file is None:
            st.session_state.pop("upload_taken", None)
            return
        site = cache.loaded(session.site).site
        given = _stated(file.name, file.getvalue(), site, words)
        if st.session_state.get("upload_taken") != given:
            st.session_state["upload_taken"] = given
            with st.spinner(words("upload.working")):
                st.session_state["upload_said"] = _take(session, given, site, words)
            if session.collection == "uploaded":
                st.rerun()
        answer = st.session_state.get("upload_said")
        if isinstance(answer, Answer):
            _say(answer, words)


def _stated(name: str, data: bytes, site: Site, words: Words) -> Given:
    """The file with what only a person knows: its unit, its mapping, and where it stands."""
    suffix = Path(name).suffix.lower()
    units = mapping = None
    if suffix == ".dxf":
        units = st.selectbox(
            words("upload.units"), UNITS, index=None, key="upload_units", placeholder=words("upload.units_of_file")
        )
    if suffix in (".dxf", ".ifc"):
        given = st.file_uploader(words("upload.mapping"), type=["toml"], key="upload_mapping")
        mapping = None if given is None else given.getvalue()
    names = {plot.id: plot.name or plot.id for plot in site.plots}
    plot = st.selectbox(
        words("upload.plot"), list(names), index=None, key="upload_plot", placeholder=words("upload.as_in_file"),
        format_func=lambda id_: names[id_],
    )  # fmt: skip
    turn = st.number_input(words("upload.turn"), -180.0, 180.0, 0.0, 5.0, key="upload_turn") if plot else 0.0
    return Given(name=name, data=data, mapping=mapping, units=units, plot=plot, turn_deg=float(turn))


def _take(session: Session, given: Given, site: Site, words: Words) -> Answer:
    """Reads the layout and chooses it; returns what is to be said about it."""
    try:
        layout, issues = _read(given, site)
    except InputError as error:
        return Answer(counts="", placed="", issues=tuple(error.issues))
    former = st.session_state.get(_FORMER)
    if isinstance(former, tuple) and former[0] == given.data:
        # The same file, stated otherwise: it takes its own place, and is no further alternative.
        session.uploads.pop(former[1], None)
    st.session_state[_FORMER] = (given.data, layout.id)
    session.uploads[layout.id] = layout
    for surplus in list(session.uploads)[:-_MOST_KEPT]:
        del session.uploads[surplus]
    session.collection, session.layout, session.shown = "uploaded", layout.id, None
    placed = words("upload.floating") if layout.crs is None else words("upload.placed", {"crs": layout.crs})
    return Answer(counts=summary(layout, (), words.language)[0], placed=placed, issues=issues)


def _read(given: Given, site: Site) -> tuple[Layout, tuple[Issue, ...]]:
    """The layout under an id of its own, so that a file cannot stand in for another."""
    if len(given.data) > _LARGEST_BYTES:
        values = {"most": str(_LARGEST_BYTES // 1_000_000)}
        raise InputError(Issue(code="upload-too-large", file=given.name, values=values))
    with tempfile.TemporaryDirectory() as folder:
        suffix = Path(given.name).suffix.lower()
        path = Path(folder) / f"{Path(given.name).stem[:60] or 'layout'}{suffix}"
        path.write_bytes(given.data)
        mapping = None if given.mapping is None else Path(folder) / "mapping.toml"
        if mapping is not None and given.mapping is not None:
            mapping.write_bytes(given.mapping)
        layout, issues = read_any(path, crs=site.crs, mapping=mapping, units=given.units)
    if given.plot is not None:
        layout = _on_plot(layout, site, given)
    # By what is drawn and not by the bytes: a drawing saved twice is one layout, and is scored once.
    layout = replace(layout, id=f"{layout.id}-{layout.fingerprint[:8]}")
    for plot in site.plots:
        if layout.placement is not None and layout.placement.plot == plot.id:
            # Whether it may stand here is told now, and not by every page that it is looked at on.
            issues = (*issues, *fit_to_plot(layout, plot)[1])
    return layout, issues


def _on_plot(layout: Layout, site: Site, given: Given) -> Layout:
    """A free-floating layout with the middle of what is drawn in the middle of a plot, turned about it."""
    plot = next(plot for plot in site.plots if plot.id == given.plot)
    turned = place(layout, x=0.0, y=0.0, rotation_deg=given.turn_deg, crs=site.crs, plot=plot.id)
    bounds = [space.boundary.bounds for space in turned.spaces]
    west, south = (min((box[k] for box in bounds), default=0.0) for k in (0, 1))
    east, north = (max((box[k] for box in bounds), default=0.0) for k in (2, 3))
    middle = plot.boundary.representative_point()
    x, y = middle.x - (west + east) / 2, middle.y - (south + north) / 2
    placed = place(layout, x=x, y=y, rotation_deg=given.turn_deg, crs=site.crs, plot=plot.id)
    placed = replace(placed, placement=Placement(plot=plot.id, x=x, y=y, rotation_deg=given.turn_deg))
    return replace(placed, fingerprint=fingerprint_of(placed))


def _say(answer: Answer, words: Words) -> None:
    """Counts, then every issue: what was not read first, what was guessed or assumed last."""
    if answer.counts:
        st.caption(f"{answer.counts} {answer.placed}")
    for severity in _ORDER:
        issues = [issue for issue in answer.issues if issue.severity == severity]
        if issues:
            _listed(issues, severity, words)


def _listed(issues: Sequence[Issue], severity: Severity, words: Words) -> None:
    head = catalogue("exchange")[severity][words.language]
    for issue in issues[:_SHOWN]:
        line = f"{head}: {issue_sentence(issue, words.language)}"
        if severity == "information":
            st.caption(line)
        else:
            st.warning(line)
    if len(issues) > _SHOWN:
        st.caption(words("upload.more", {"count": str(len(issues) - _SHOWN)}))
