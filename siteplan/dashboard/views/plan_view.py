"""The plan of a layout: which storey, what is drawn on it, and the evidence of one result."""

from __future__ import annotations

import streamlit as st

from siteplan.dashboard.evidence import described, evidence_of, legend_of
from siteplan.dashboard.heat import HeatMap
from siteplan.dashboard.plan import storeys_of
from siteplan.dashboard.planmap import Legend, LegendEntry, Overlay, SwatchOf
from siteplan.dashboard.session import Session
from siteplan.dashboard.views import heat_view
from siteplan.dashboard.words import Words
from siteplan.model import BASE_USES, Layout
from siteplan.ranking import RankedCandidate


def choose_storey(session: Session, layout: Layout, words: Words) -> int:
    """The storey to draw; asked only where there are several."""
    storeys = storeys_of(layout)
    if session.storey not in storeys:
        session.storey = 0 if 0 in storeys else storeys[0]
    if len(storeys) == 1:
        return storeys[0]
    st.session_state["storey"] = session.storey
    st.segmented_control(
        words("layouts.storey"), storeys, key="storey", required=True, on_change=_storey_taken, args=(session,),
        format_func=lambda index: storey_name(index, words), label_visibility="collapsed",
    )  # fmt: skip
    return session.storey


def storey_name(index: int, words: Words) -> str:
    """The ground floor is storey 0 in files; in Norwegian it is the first floor."""
    if index < 0:
        return words("storey.below")
    return (
        words("storey.ground") if index == 0 else words("storey.above", {"number": words(f"storey.n{min(index, 9)}")})
    )


def overlay_and_legend(
    layout: Layout, chosen: RankedCandidate, shown: str | None, storey: int, words: Words, *, heat: HeatMap | None
) -> tuple[Overlay, Legend]:
    """The evidence of the criterion ``shown`` on this storey, and a legend of what is drawn."""
    result = next((r for r in chosen.scorecard.results if r.spec.id == shown), None)
    evidence = () if result is None else evidence_of(result, words, storey=storey)
    said = words(
        "layouts.plan_says",
        {"name": layout.name, "units": str(len(layout.unit_ids())), "rooms": str(len(layout.spaces))},
    )
    if result is not None:
        said = described(layout.name, result, words)
    entries = legend_of(evidence, words)
    if heat is not None:
        said = f"{said} {heat_view.described(heat, words)}"
        entries = (*heat_view.legend_rows(heat, words, named=bool(evidence)), *entries)
    legend = Legend(
        title=words("map.legend") if heat is None or evidence else heat_view.legend_title(heat, words),
        map_title=words("layouts.plan_title", {"name": layout.name}),
        entries=entries or tuple(_drawn(layout, storey, words)),
        open=bool(evidence) or heat is not None,
    )
    return Overlay(evidence=evidence, description=said), legend


def reconstruction_note(layout: Layout, words: Words) -> str:
    """What must be said of a reference project: that this is a reconstruction from figures."""
    header = layout.properties.get("siteplan")
    if not isinstance(header, dict) or not header.get("reconstruction"):
        return ""
    where = header.get("documents")
    return words("layouts.reconstruction", {"lines": str(where)}) if where else words("layouts.reconstruction_plain")


def _drawn(layout: Layout, storey: int, words: Words) -> list[LegendEntry]:
    """Rows for what stands on this storey and needs a word."""
    here = [space for space in layout.spaces if space.storey == storey]
    doors = [door for door in layout.doors if door.storey == storey]
    rows: list[tuple[bool, str, SwatchOf, str, str | None]] = [
        (any(space.use in BASE_USES for space in here), "base", "layer", "space", "office"),
        (any(space.unit for space in here), "living", "layer", "space", "living_kitchen"),
        (any(door.entrance for door in doors), "entrance", "layer", "door", "entrance"),
        (any(not door.entrance for door in doors), "door", "layer", "door", None),
        (any(window.storey == storey for window in layout.windows), "window", "layer", "window", "clear"),
        (bool(layout.paths), "path", "layer", "path", None),
        (bool(layout.vegetation), "vegetation", "layer", "vegetation", None),
        (bool(layout.obstacles), "obstacle", "layer", "obstacle", None),
        (any(space.storey != storey for space in layout.spaces), "ghost", "layer", "ghost", None),
    ]
    return [
        LegendEntry(label=words(f"drawn.{name}"), of=of, key=key, kind=kind)
        for wanted, name, of, key, kind in rows
        if wanted
    ]


def _storey_taken(session: Session) -> None:
    session.storey = int(st.session_state["storey"])
