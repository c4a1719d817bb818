"""A sheet of paper to draw on: a stated scale, a scale bar, north, evidence in the marks that the dashboard uses.

Everything is drawn in metres; the sheet's size in millimetres follows from the scale, so that a ruler can be laid on a
print.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import Feature
from siteplan.text import Language, number, say
from siteplan.theme import RoleStyle, role_style

MAP_SCALES = (500, 1000, 2000, 2500, 4000, 5000, 7500, 10_000, 20_000, 25_000, 50_000, 100_000, 200_000)
PLAN_SCALES = (100, 200, 250, 400, 500, 750, 1000, 1500, 2000)
_MM_PER_INCH = 25.4
_PX_TO_PT = 0.75
_HATCHES = {"none": "", "plain": "", "hatch": "////", "crosshatch": "xxxx", "dots": "...."}
_MARKERS = {
    "circle": "o", "ring": "o", "square": "s", "diamond": "D", "triangle": "^", "cross": "X", "pin": "v", "door": "s",
    "gate": "P", "eye": "o", "none": "",
}  # fmt: skip
INK = "#22262b"
BACKGROUND = 1.9
"""What is drawn below this order is background: streets, water, buildings, grounds."""
PAPER = "#ffffff"

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A canvas with its scale.

    Parameters
    ----------
    axes
        In metres, filling the whole canvas.
    window
        (west, south, east, north) [m] that is shown.
    scale
        Metres on the ground for a metre on paper.
    """

    canvas: Canvas
    axes: Axes
    window: Bounds
    scale: int
    width_mm: float
    height_mm: float


def fitting_scale(extent: Bounds, *, width_mm: float, height_mm: float, scales: Sequence[int]) -> int:
    """The largest of the usual scales at which the extent [m] fits the paper; the smallest one where none does."""
    wide, high = extent[2] - extent[0], extent[3] - extent[1]
    needed = max(wide / width_mm, high / height_mm) * 1000
    return next((scale for scale in scales if scale >= needed), scales[-1])


@contextmanager
def sheet(extent: Bounds, *, width_mm: float, height_mm: float, scales: Sequence[int]) -> Iterator[Sheet]:
    """A sheet centred on an extent [m]. matplotlib's own settings hold inside only; nothing global is changed."""
    scale = fitting_scale(extent, width_mm=width_mm, height_mm=height_mm, scales=scales)
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    wide, high = width_mm * scale / 1000, height_mm * scale / 1000
    window = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    settings: dict[Any, Any] = {
        "svg.fonttype": "path", "svg.hashsalt": "siteplan", "font.family": "DejaVu Sans", "font.size": 7,
        "hatch.linewidth": 0.5,
    }  # fmt: skip
    with matplotlib.rc_context(settings):
        canvas = Canvas(figsize=(width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH))
        axes = canvas.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(window[0], window[2])
        axes.set_ylim(window[1], window[3])
        axes.set_axis_off()
        # What lies under the evidence is one picture inside the SVG: a town has ten thousand paths.
        axes.set_rasterization_zorder(BACKGROUND)
        yield Sheet(canvas=canvas, axes=axes, window=window, scale=scale, width_mm=width_mm, height_mm=height_mm)


def printed(canvas: Canvas) -> tuple[bytes, bytes]:
    """The canvas as SVG and as PNG with 200 dots an inch; equal drawings give equal bytes."""
    svg, png = io.BytesIO(), io.BytesIO()
    canvas.savefig(svg, format="svg", dpi=150, facecolor=PAPER, metadata={"Date": None, "Creator": None})
    canvas.savefig(png, format="png", dpi=200, facecolor=PAPER, metadata={"Software": None})
    return svg.getvalue(), png.getvalue()


def area_path(geometry: BaseGeometry) -> Path | None:
    """The polygons of a geometry as one path with holes; None where it has none."""
    rings: list[tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], list[int]]] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)
            codes = [int(Path.MOVETO), *[int(Path.LINETO)] * (len(points) - 2), int(Path.CLOSEPOLY)]
            rings.append((points, codes))
    if not rings:
        return None
    return Path(np.concatenate([points for points, _ in rings]), [code for _, codes in rings for code in codes])


def draw_areas(
    sheet: Sheet, geometries: Iterable[BaseGeometry], *, fill: str, edge: str = "none", width: float = 0.3,
    order: float = 1.0,
) -> None:  # fmt: skip
    """Areas filled alike; what is no area is left out."""
    paths = [path for geometry in geometries if (path := area_path(geometry)) is not None]
    if paths:
        patches = PathCollection(paths, facecolors=fill, edgecolors=edge, linewidths=width, zorder=order)
        sheet.axes.add_collection(patches, autolim=False)


def draw_lines(
    sheet: Sheet, geometries: Iterable[BaseGeometry], *, color: str, width: float, dash: Sequence[float] = (),
    order: float = 2.0,
) -> None:  # fmt: skip
    """Lines, and the outlines of areas."""
    parts = []
    for geometry in geometries:
        edges = geometry.boundary if geometry.geom_type in ("Polygon", "MultiPolygon") else geometry
        parts += [shapely.get_coordinates(part) for part in shapely.get_parts(edges) if not part.is_empty]
    lines = [part for part in parts if len(part) > 1]
    if lines:
        style = (0, tuple(dash)) if dash else "solid"
        collection = LineCollection(lines, colors=color, linewidths=width, linestyles=[style], zorder=order)
        collection.set_capstyle("butt" if dash else "round")
        sheet.axes.add_collection(collection, autolim=False)


def draw_points(sheet: Sheet, geometries: Iterable[BaseGeometry], *, marker: str, color: str, size: float) -> None:
    """Points, or the middles of lines and areas."""
    points = np.array(
        [shapely.get_coordinates(_middle(geometry))[0] for geometry in geometries if not geometry.is_empty]
    )
    if len(points):
        hollow = marker in ("ring", "eye")
        sheet.axes.scatter(
            points[:, 0], points[:, 1], s=size, marker=_MARKERS[marker] or "o", zorder=6, linewidths=1.1,
            facecolors=PAPER if hollow else color, edgecolors=color if hollow else PAPER,
        )  # fmt: skip


def draw_evidence(sheet: Sheet, features: Sequence[Feature]) -> None:
    """Evidence in the styles of :mod:`siteplan.theme`: dash, hatch and marker tell the roles apart in grey too."""
    for feature in features:
        style = role_style(feature.role)
        color, geometry = style.color.light, feature.geometry
        kind = geometry.geom_type
        if kind in ("Polygon", "MultiPolygon"):
            _evidence_area(sheet, geometry, style)
        elif kind in ("Point", "MultiPoint"):
            draw_points(sheet, [geometry], marker=style.marker, color=color, size=34)
        elif kind == "GeometryCollection":
            draw_evidence(
                sheet, [Feature(role=feature.role, geometry=part) for part in shapely.get_parts(geometry)]
            )  # fmt: skip
        else:
            dash = tuple(step * _PX_TO_PT / 2 for step in style.dash)
            if style.casing:
                draw_lines(sheet, [geometry], color=PAPER, width=style.width * _PX_TO_PT + 1.6, order=4.9)
            draw_lines(sheet, [geometry], color=color, width=style.width * _PX_TO_PT, dash=dash, order=5)
            if style.marker_on_lines:
                draw_points(sheet, [geometry], marker=style.marker, color=color, size=22)


def _evidence_area(sheet: Sheet, geometry: BaseGeometry, style: RoleStyle) -> None:
    path = area_path(geometry)
    if path is None:
        return
    color = style.color.light
    if style.pattern != "none":
        pale = PathPatch(path, facecolor=color, alpha=0.16, edgecolor="none", zorder=3.5)
        sheet.axes.add_patch(pale)
        hatch = _HATCHES[style.pattern]
        if hatch:
            sheet.axes.add_patch(
                PathPatch(path, facecolor="none", edgecolor=color, hatch=hatch, linewidth=0, zorder=3.6)
            )
    dash = tuple(step * _PX_TO_PT / 2 for step in style.dash)
    draw_lines(sheet, [geometry], color=color, width=style.width * _PX_TO_PT * 0.8, dash=dash, order=4.5)


def _middle(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.geom_type in ("LineString", "LinearRing"):
        return geometry.interpolate(0.5, normalized=True)
    return geometry if geometry.geom_type == "Point" else geometry.representative_point()


def draw_label(
    sheet: Sheet, point: BaseGeometry, words: str, *, size: float = 7, strong: bool = False, below: bool = False
) -> None:
    """Words in a pale box above a point, or below it."""
    x, y = shapely.get_coordinates(point)[0]
    sheet.axes.annotate(
        words, (x, y), xytext=(0, -4 if below else 7), textcoords="offset points", ha="center",
        va="top" if below else "bottom", fontsize=size, color=INK,
        fontweight="bold" if strong else "normal", zorder=8, annotation_clip=True,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": PAPER, "edgecolor": "#9aa1a9", "linewidth": 0.4},
    )  # fmt: skip


def draw_frame(sheet: Sheet, language: Language, *, north_deg: float | None, note: str = "") -> None:
    """Scale bar, north arrow, attribution, and a thin frame."""
    west, south, east, north = sheet.window
    metre = 1000 / sheet.scale
    length = _round_length((east - west) / 5)
    mm = 1 / metre
    x, y = west + 5 * mm, south + 5 * mm
    backing = Rectangle((x - 2 * mm, y - 2.5 * mm), length + 22 * mm, 8 * mm, facecolor=PAPER, alpha=0.88, zorder=8.5)
    sheet.axes.add_patch(backing)
    for part, fill in ((0, INK), (1, PAPER)):
        half = Rectangle(
            (x + part * length / 2, y), length / 2, 1.1 * mm, facecolor=fill, edgecolor=INK, linewidth=0.5, zorder=9
        )  # fmt: skip
        sheet.axes.add_patch(half)
    far = f"{number(length, language)}\u00a0m"
    for at, words in ((0.0, "0"), (length, far)):
        sheet.axes.text(x + at, y + 1.8 * mm, words, fontsize=6.5, ha="center", va="bottom", color=INK, zorder=9)
    if north_deg is not None:
        _arrow(sheet, east - 8 * mm, north - 9 * mm, 6 * mm, north_deg, say("report", "figure.north", language))
    if note:
        sheet.axes.text(
            east - 2 * mm, south + 1.6 * mm, note, fontsize=5.5, ha="right", va="bottom", color=INK, zorder=9,
            bbox={"boxstyle": "square,pad=0.2", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.88},
        )  # fmt: skip
    frame = Rectangle(
        (west, south), east - west, north - south, fill=False, edgecolor="#9aa1a9", linewidth=1.0, zorder=10
    )
    sheet.axes.add_patch(frame)


def _arrow(sheet: Sheet, x: float, y: float, size: float, north_deg: float, word: str) -> None:
    angle = math.radians(north_deg)
    up = np.array([math.sin(angle), math.cos(angle)])
    side = np.array([up[1], -up[0]])
    tip, foot = np.array([x, y]) + up * size / 2, np.array([x, y]) - up * size / 2
    corners = np.array([tip, foot + side * size * 0.28, foot + up * size * 0.22, foot - side * size * 0.28])
    sheet.axes.add_patch(Polygon(corners, closed=True, facecolor=INK, edgecolor=PAPER, linewidth=0.6, zorder=9))
    at = foot - up * size * 0.35
    sheet.axes.text(at[0], at[1], word, fontsize=7, ha="center", va="center", fontweight="bold", color=INK, zorder=9)


def _round_length(wanted: float) -> float:
    """1, 2 or 5 times a power of ten, at most ``wanted`` [m]."""
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step * power for step in (1, 2, 5) if step * power <= wanted)
