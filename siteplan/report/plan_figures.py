"""Plans of layouts for reports, to a stated scale, with evidence; and bars of whom the alternatives serve."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib
import numpy as np
import shapely
from matplotlib.figure import Figure as Canvas
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import GROUPS, Feature, Quantity
from siteplan.model import BASE_USES, Layout
from siteplan.ranking import RankedCandidate
from siteplan.report.blocks import Figure
from siteplan.report.plot_figures import role_words
from siteplan.report.sheet import (
    INK,
    PAPER,
    PLAN_SCALES,
    Bounds,
    Sheet,
    draw_areas,
    draw_evidence,
    draw_frame,
    draw_lines,
    draw_points,
    printed,
    sheet,
)
from siteplan.text import Language, catalogue, label, number, quantity, say

WIDTH_MM, HEIGHT_MM = 166.0, 120.0
_MARGIN_M = 3.0
_MM_PER_INCH = 25.4
_BASE, _UNIT, _SHARED = "#dbe6f3", "#f6efdd", "#eceef0"
_BAR_COLORS = ("#173a73", "#2f7fb0", "#6fb4b8", "#a9cfa4")
_BAR_HATCHES = ("", "////", "....", "xx")


def plan_figure(
    layout: Layout, storey: int, features: Sequence[Feature], *, language: Language, cameras: bool,
    width_mm: float = WIDTH_MM, height_mm: float = HEIGHT_MM, scales: Sequence[int] = PLAN_SCALES,
) -> Figure:  # fmt: skip
    """One storey with everything outdoors and the evidence that stands on it.

    Parameters
    ----------
    cameras
        Whether cameras are drawn; a public edition draws none.
    scales
        The usual scales to choose from; give one to draw several layouts alike.
    """
    shown = [f for f in features if f.storey in (None, storey)]
    with sheet(plan_extent(layout), width_mm=width_mm, height_mm=height_mm, scales=scales) as page:
        _grounds(page, layout)
        _rooms(page, layout, storey, language)
        _openings(page, layout, storey)
        _things(page, layout, cameras=cameras)
        draw_evidence(page, shown)
        draw_frame(page, language, north_deg=0.0 if layout.crs else layout.north_deg)
        svg, png = printed(page.canvas)
        scale = number(page.scale, language)
    what = role_words(shown, language) or say("report", "figure.plain_plan", language)
    values = {"name": layout.name, "storey": storey_words(storey, language), "what": what, "scale": scale}
    values["units"] = str(len(layout.unit_ids()))
    return Figure(
        name=f"plan-{layout.id}-{storey}", svg=svg, png=png, width_mm=width_mm, height_mm=height_mm,
        caption=say("report", "figure.plan", language, values), alt=say("report", "figure.plan_alt", language, values),
    )  # fmt: skip


def storey_words(index: int, language: Language) -> str:
    """The ground floor is storey 0 in files; in Norwegian it is the first floor."""
    if index < 0:
        return say("pages", "storey.below", language).lower()
    if index == 0:
        return say("pages", "storey.ground", language).lower()
    named = say("pages", f"storey.n{min(index, 9)}", language)
    return say("pages", "storey.above", language, {"number": named}).lower()


def plan_extent(layout: Layout) -> Bounds:
    """What a plan shows [m]: everything drawn, or the plot."""
    shapes: list[BaseGeometry] = [space.boundary for space in layout.spaces]
    shapes += [area.geometry for area in layout.outdoor_areas] + [path.geometry for path in layout.paths]
    shapes += [wall.line for wall in layout.walls] + list(layout.access)
    if layout.plot_boundary is not None:
        shapes.append(layout.plot_boundary)
    if not shapes:
        return -10.0, -10.0, 10.0, 10.0
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M


def _grounds(page: Sheet, layout: Layout) -> None:
    if layout.plot_boundary is not None:
        draw_lines(page, [layout.plot_boundary], color=INK, width=0.9, dash=(8, 2, 1, 2), order=0.6)
    draw_areas(page, [n.footprint for n in layout.neighbours], fill="#d9d6d0", edge="#b7b2a9", order=0.7)
    draw_areas(page, [a.geometry for a in layout.outdoor_areas], fill="#eaf2e4", edge="#bdd0b0", order=0.3)
    areas = [path.geometry for path in layout.paths if path.geometry.geom_type != "LineString"]
    lines = [path.geometry for path in layout.paths if path.geometry.geom_type == "LineString"]
    draw_areas(page, areas, fill="#ece7df", order=0.8)
    metre = 1000 / page.scale / _MM_PER_INCH * 72
    draw_lines(page, lines, color="#ece7df", width=1.8 * metre, order=0.8)
    crowns = [
        item.geometry if item.geometry.geom_type != "Point" else item.geometry.buffer(1.5) for item in layout.vegetation
    ]
    draw_areas(page, crowns, fill="#cfe2c4", edge="#8fb17f", order=2.6)


def _rooms(page: Sheet, layout: Layout, storey: int, language: Language) -> None:
    here = [space for space in layout.spaces if space.storey == storey]
    others = [space.boundary for space in layout.spaces if space.storey != storey]
    if others:
        draw_lines(page, [shapely.union_all(others)], color="#7c838b", width=0.6, dash=(3, 3), order=0.9)
    for fill, chosen in (
        (_BASE, [s for s in here if s.use in BASE_USES]),
        (_UNIT, [s for s in here if s.unit is not None]),
        (_SHARED, [s for s in here if s.unit is None and s.use not in BASE_USES]),
    ):
        draw_areas(page, [s.boundary for s in chosen], fill=fill, order=1.0)
    walls: list[BaseGeometry] = [wall.line for wall in layout.walls if wall.storey == storey]
    if not walls:
        walls = [space.boundary.exterior for space in here if space.use != "gallery"]
    draw_areas(page, walls, fill=INK, order=2.0)
    draw_lines(page, [wall for wall in walls if wall.geom_type != "Polygon"], color=INK, width=1.3, order=2.0)
    if page.scale <= 250:
        for space in here:
            area = quantity(Quantity(value=float(space.boundary.area), unit="m2"), language)
            at = space.boundary.representative_point()
            # A room of no stated use, as models have them, is named by its size alone.
            use = catalogue("pages").get(f"use.{space.use}")
            words = area if use is None else f"{use[language]}\n{area}"
            page.axes.text(at.x, at.y, words, fontsize=4.6, ha="center", va="center", color=INK, zorder=3.2)
    for unit in dict.fromkeys(space.unit for space in here if space.unit is not None):
        home = shapely.union_all([space.boundary for space in here if space.unit == unit])
        if page.scale > 250:
            at = home.representative_point()
            page.axes.text(at.x, at.y, unit, fontsize=5.5, ha="center", va="center", color=INK, zorder=3.2)


def _openings(page: Sheet, layout: Layout, storey: int) -> None:
    windows = [window.line for window in layout.windows if window.storey == storey]
    draw_lines(page, windows, color=PAPER, width=2.2, order=2.2)
    draw_lines(page, windows, color="#00705f", width=0.9, order=2.3)
    doors = [door for door in layout.doors if door.storey == storey]
    draw_lines(page, [door.line for door in doors], color=PAPER, width=2.6, order=2.2)
    draw_lines(page, [d.line for d in doors if d.entrance], color="#b8330f", width=1.4, order=2.4)


def _things(page: Sheet, layout: Layout, *, cameras: bool) -> None:
    draw_areas(page, [item.geometry for item in layout.obstacles], fill="#cfcac2", edge=INK, width=0.4, order=2.1)
    lines = [item.geometry for item in layout.obstacles if item.geometry.geom_type != "Polygon"]
    draw_lines(page, lines, color="#6b5d4a", width=1.0, dash=(4, 1), order=2.1)
    draw_points(page, [lamp.point for lamp in layout.lamps], marker="ring", color="#9a6400", size=14)
    if cameras:
        draw_points(page, [camera.point for camera in layout.cameras], marker="eye", color="#6a3d8f", size=20)
    draw_points(page, list(layout.access), marker="gate", color=INK, size=30)


def serves_figure(candidates: Sequence[RankedCandidate], *, language: Language, width_mm: float = WIDTH_MM) -> Figure:
    """Scores by whom they serve, with the interval that undetermined criteria leave open, on one locked axis."""
    height_mm = 16 + 16.0 * len(candidates)
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "siteplan", "font.family": "DejaVu Sans"}):
        canvas = Canvas(figsize=(width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH), layout="constrained")
        axes = canvas.add_subplot()
        thick = 0.8 / len(GROUPS)
        for at, group in enumerate(GROUPS):
            places = [index - 0.4 + thick * (at + 0.5) for index in range(len(candidates))]
            joined = [candidate.scores.serves.get(group) for candidate in candidates]
            axes.barh(
                places, [0 if j is None or j.score is None else j.score * 100 for j in joined], height=thick * 0.86,
                color=_BAR_COLORS[at], hatch=_BAR_HATCHES[at], edgecolor=PAPER, linewidth=0,
                label=label("group", group, language),
            )  # fmt: skip
            for place, j in zip(places, joined, strict=True):
                if j is not None:
                    axes.plot([j.low * 100, j.high * 100], [place, place], color=INK, linewidth=0.9, marker="|", ms=3)
        axes.set_yticks(range(len(candidates)), [c.scorecard.name for c in candidates], fontsize=7)
        axes.set_xlim(0, 100)
        axes.invert_yaxis()
        axes.tick_params(labelsize=7, length=2)
        axes.grid(axis="x", color="#d9dde1", linewidth=0.5)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.set_xlabel(say("report", "table.score", language), fontsize=7)
        below = -0.34 if len(candidates) < 3 else -0.12
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, below), ncols=4, fontsize=7, frameon=False)
        svg, png = printed(canvas)
    return Figure(
        name="serves", svg=svg, png=png, width_mm=width_mm, height_mm=height_mm,
        caption=say("report", "figure.serves", language), alt=say("report", "figure.serves_alt", language),
    )  # fmt: skip
