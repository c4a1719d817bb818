"""Maps for reports: all plots of a site, and one plot with what a result was measured from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import Feature
from siteplan.measures.sea import sea_areas
from siteplan.model import Places, Plot, Surroundings
from siteplan.ranking import RankedCandidate
from siteplan.report.blocks import Figure
from siteplan.report.sheet import (
    INK,
    MAP_SCALES,
    PAPER,
    Bounds,
    Sheet,
    draw_areas,
    draw_evidence,
    draw_frame,
    draw_label,
    draw_lines,
    draw_points,
    printed,
    sheet,
)
from siteplan.text import Language, number, say
from siteplan.theme import SCORE_CLASSES, score_class

WIDTH_MM, HEIGHT_MM = 166.0, 112.0
_MARGIN = 1.12
_NEAR_M = 60.0
_MINOR = frozenset({"footway", "path", "cycleway", "steps", "pedestrian", "track", "service", "bridleway", "platform"})
_MAJOR = frozenset({"motorway", "trunk", "primary", "secondary"})


def overview_map(
    surroundings: Surroundings | None, plots: Sequence[Plot], candidates: Sequence[RankedCandidate], *, site: str,
    language: Language,
) -> Figure:  # fmt: skip
    """Every plot, coloured by its class of score and marked with its rank; ``candidates`` by rank."""
    by_id = {candidate.scorecard.id: candidate for candidate in candidates}
    extent = _wider(tuple(shapely.total_bounds([plot.boundary for plot in plots]).tolist()), 120.0)
    with sheet(extent, width_mm=WIDTH_MM, height_mm=HEIGHT_MM, scales=MAP_SCALES) as page:
        if surroundings is not None:
            _background(page, surroundings)
        for plot in plots:
            _plot(page, plot, by_id.get(plot.id))
        draw_frame(page, language, north_deg=0.0, note=_attribution(surroundings, language))
        svg, png = printed(page.canvas)
        scale = number(page.scale, language)
    names = ", ".join(candidate.scorecard.name for candidate in candidates)
    return Figure(
        name="overview", svg=svg, png=png, width_mm=WIDTH_MM, height_mm=HEIGHT_MM,
        caption=say("report", "figure.overview", language, {"scale": scale}),
        alt=say("report", "figure.overview_alt", language, {"site": site, "count": str(len(plots)), "names": names}),
    )  # fmt: skip


def plot_map(
    surroundings: Surroundings | None, plot: Plot, features: Sequence[Feature], *,
    labels: Sequence[tuple[BaseGeometry, str]] = (), language: Language, width_mm: float = WIDTH_MM,
    height_mm: float = 100.0, scales: Sequence[int] = MAP_SCALES,
) -> Figure:  # fmt: skip
    """One plot and its neighbourhood with evidence drawn on it, at the largest usual scale that holds the evidence."""
    shapes: list[BaseGeometry] = [
        plot.boundary.buffer(_NEAR_M),
        *(f.geometry for f in features if not f.geometry.is_empty),
    ]
    extent = _wider(tuple(shapely.total_bounds(shapes).tolist()), 10.0)
    with sheet(extent, width_mm=width_mm, height_mm=height_mm, scales=scales) as page:
        if surroundings is not None:
            _background(page, surroundings)
        draw_lines(page, [plot.boundary], color=PAPER, width=3.4, order=4.0)
        draw_lines(page, [plot.boundary], color=INK, width=1.8, order=4.1)
        draw_evidence(page, features)
        for place, words in labels:
            draw_label(page, place.representative_point(), words, size=6)
        west, south, east, _ = plot.boundary.bounds
        draw_label(page, shapely.Point((west + east) / 2, south), plot.name, strong=True, below=True)
        draw_frame(page, language, north_deg=0.0, note=_attribution(surroundings, language))
        svg, png = printed(page.canvas)
        scale = number(page.scale, language)
    what = role_words(features, language) or say("report", "figure.nothing", language)
    return Figure(
        name=f"plot-{plot.id}", svg=svg, png=png, width_mm=width_mm, height_mm=height_mm,
        caption=say("report", "figure.plot", language, {"name": plot.name, "what": what, "scale": scale}),
        alt=say("report", "figure.plot_alt", language, {"name": plot.name, "what": what}),
    )  # fmt: skip


def role_words(features: Sequence[Feature], language: Language) -> str:
    """The roles that are drawn, in words and lower case: "gangrute, sted"."""
    roles = dict.fromkeys(feature.role for feature in features)
    return ", ".join(say("pages", f"role.{role}", language).lower() for role in roles)


def _background(page: Sheet, surroundings: Surroundings) -> None:
    window = shapely.box(*page.window)
    places = surroundings.places
    page.axes.set_facecolor(PAPER)
    draw_areas(page, _within(places.get("green"), window), fill="#e3efdc", order=0.4)
    water = places.get("water")
    if water is not None:
        coast = np.array([value == "coastline" for value in water.column("natural")], dtype=bool)
        seas = sea_areas(water.geometries[coast], surroundings.extent)
        draw_areas(page, [*seas, *_within(water.take(~coast), window)], fill="#d3e4ef", order=0.5)
        draw_lines(page, _lines(_within(water.take(~coast), window)), color="#9fc3da", width=0.6, order=0.5)
    draw_lines(page, _within(places.get("railway"), window), color="#7c838b", width=0.9, dash=(4, 2), order=1.4)
    _streets(page, surroundings, window)
    draw_areas(page, _within(places.get("building"), window), fill="#d9d6d0", edge="#b7b2a9", width=0.25, order=1.6)


def _streets(page: Sheet, surroundings: Surroundings, window: BaseGeometry) -> None:
    for network in (surroundings.driving, surroundings.walking):
        if network is None:
            continue
        ends = network.node_xy[network.edge_nodes]
        west, south, east, north = page.window
        low, high = ends.min(axis=1), ends.max(axis=1)
        seen = (low[:, 0] < east) & (high[:, 0] > west) & (low[:, 1] < north) & (high[:, 1] > south)
        kinds = network.tag("highway")[network.edge_way[seen]]
        lines = shapely.linestrings(ends[seen])
        minor = np.array([kind in _MINOR for kind in kinds], dtype=bool)
        major = np.array([kind in _MAJOR for kind in kinds], dtype=bool)
        draw_lines(page, lines[minor], color="#b9ada0", width=0.45, dash=(2, 1), order=1.0)
        draw_lines(page, lines[~minor], color="#c9c4bc", width=1.5, order=1.1)
        draw_lines(page, lines[~minor], color="#ffffff", width=1.0, order=1.2)
        draw_lines(page, lines[major], color="#d8b98c", width=1.5, order=1.3)


def _within(places: Places | None, window: BaseGeometry) -> Sequence[BaseGeometry]:
    if places is None or not len(places):
        return ()
    return list(places.geometries[shapely.intersects(places.geometries, window)])


def _lines(geometries: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    return [geometry for geometry in geometries if geometry.geom_type in ("LineString", "MultiLineString")]


def _plot(page: Sheet, plot: Plot, candidate: RankedCandidate | None) -> None:
    colors: Mapping[str, str] = {entry.key: entry.color.light for entry in SCORE_CLASSES}
    total = None if candidate is None else candidate.scores.total.score
    excluded = candidate is not None and candidate.status == "excluded"
    color = colors[score_class(total, excluded=excluded)]
    draw_areas(page, [plot.boundary], fill=color, edge=INK, width=0.8, order=4.0)
    middle = plot.boundary.representative_point()
    draw_points(page, [middle], marker="circle", color=color, size=40)
    rank = "–" if candidate is None or candidate.rank is None else str(candidate.rank)
    draw_label(page, middle, f"{rank}  {plot.name}", size=6.5)


def _attribution(surroundings: Surroundings | None, language: Language) -> str:
    osm = surroundings is not None and any(source.licence == "ODbL-1.0" for source in surroundings.sources)
    return say("report", "figure.data", language) if osm else ""


def _wider(extent: tuple[float, ...], least_m: float) -> Bounds:
    west, south, east, north = extent
    x, y = (west + east) / 2, (south + north) / 2
    half_x = max((east - west) / 2 * _MARGIN, least_m)
    half_y = max((north - south) / 2 * _MARGIN, least_m)
    return x - half_x, y - half_y, x + half_x, y + half_y
