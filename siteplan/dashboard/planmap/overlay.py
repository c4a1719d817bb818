"""What changes while the scene stays: evidence, the choice, score classes and ranks, legend and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import Outcome
from siteplan.dashboard.planmap.packing import origin_of, pack
from siteplan.text import Language, say

SwatchOf = Literal["layer", "role", "score", "outcome"]

_LABELS = ("zoom_in", "zoom_out", "fit", "north", "keyboard", "selected", "map")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFeature:
    """One piece of evidence on the sheet.

    Parameters
    ----------
    role
        Role of :class:`siteplan.criterion.Feature`; decides how it is drawn (``theme.ROLE_STYLES``).
    geometry
        Projected metres, in the scene's CRS.
    label
        Words drawn beside it ("312 m").
    title
        Words shown while the pointer rests on it.
    outcome
        Draws the outcome's mark on it.
    """

    role: str
    geometry: BaseGeometry
    label: str | None = None
    title: str | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Evidence and state over a scene.

    Parameters
    ----------
    evidence
        Drawn over everything else.
    description
        The text equivalent: what the map shows now, in whole sentences. Read aloud instead of the picture.
    selected
        Id of the chosen feature.
    kinds
        Kind by feature id, in place of the scene's: the score class of a plot after the weights changed.
    badges
        Short text on a disc by feature id of a plot layer: the rank, or "–".
    fit
        Move the view to new evidence where it is not in sight.
    """

    evidence: tuple[EvidenceFeature, ...] = ()
    description: str = ""
    selected: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    badges: Mapping[str, str] = field(default_factory=dict)
    fit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A row of the legend: its words, and whose swatch is drawn.

    ``of`` with ``key``: "layer" with a style of ``scene.STYLES`` (and ``kind``), "role" with a role of evidence,
    "score" with the key of a score class, "outcome" with an outcome.
    """

    label: str
    of: SwatchOf
    key: str
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """Title, rows, sources and a note, all in the reader's language.

    Parameters
    ----------
    map_title
        What the map is of; its accessible name.
    attribution
        Who made the data ("© OpenStreetMap-bidragsytere, ODbL").
    note
        A sentence beneath the rows, for example how many buildings were left out.
    open
        Whether the legend is unfolded at first; a narrow map starts with it folded.
    """

    title: str
    map_title: str
    entries: tuple[LegendEntry, ...] = ()
    attribution: str = ""
    note: str = ""
    open: bool = True


def overlay_data(overlay: Overlay, *, map_key: str, legend: Legend, language: Language) -> dict[str, object]:
    """Overlay, legend and words as plain JSON data; geometry packed as in a scene, from an origin of its own.

    Raises
    ------
    ValueError
        If a coordinate of the evidence is not finite.
    """
    shown = [item for item in overlay.evidence if not item.geometry.is_empty]
    geometries = np.array([item.geometry for item in shown], dtype=object)
    bounds = tuple(shapely.total_bounds(geometries).tolist()) if shown else (0.0, 0.0, 0.0, 0.0)
    if not np.isfinite(bounds).all():
        raise ValueError("a geometry has coordinates that are not finite")
    origin = origin_of(bounds)
    return {
        "map": map_key,
        "language": language,
        "title": legend.map_title,
        "description": overlay.description,
        "attribution": legend.attribution,
        "labels": {name: say("map", name, language) for name in _LABELS},
        "legend": {
            "title": legend.title,
            "open": legend.open,
            "entries": [
                {"label": entry.label, "swatch": [entry.of, entry.key, entry.kind]} for entry in legend.entries
            ],
            "note": legend.note,
        },
        "origin": list(origin),
        "evidence": [
            _evidence_data(item, shapes) for item, shapes in zip(shown, pack(list(geometries), origin), strict=True)
        ],
        "fit": overlay.fit,
        "selected": overlay.selected,
        "kinds": dict(overlay.kinds),
        "badges": dict(overlay.badges),
    }


def _evidence_data(item: EvidenceFeature, shapes: list[list[object]]) -> dict[str, object]:
    optional = {
        "label": item.label,
        "title": item.title,
        "outcome": None if item.outcome is None else str(item.outcome),
    }
    return {"role": item.role, "shapes": shapes, **{k: v for k, v in optional.items() if v is not None}}
