"""Light outdoors: paths, entrances and shared areas that the drawn lamps reach, or that are declared lit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siteplan.context.layout import LayoutContext
from siteplan.context.layout_blind import shared_places
from siteplan.context.layout_screens import SHARED_USES
from siteplan.errors import MissingDataError
from siteplan.measures.light import SPHERE_SR, illuminance_lx, intensity_cd, lit_radius_m, lit_region
from siteplan.measures.openings import FloatArray
from siteplan.measures.sight import lines_of_sight
from siteplan.model import Area, Lamp

LIT_USES = SHARED_USES | {"parking", "bicycle_parking"}
_ABOVE_GROUND_M = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lighting:
    """How much of the ground is lit.

    Attributes
    ----------
    path_share, door_share
        Lit share of the paths' length and of the entrances, 0-1; ``door_share`` None where no entrance is drawn.
    mean_lx
        Mean illuminance on the paths [lx]; None where a lamp states only its range.
    dark_points : ndarray, shape (k, 2)
        Points of the paths that are not lit [m].
    dark_doors
        Ids of the entrances that are not lit.
    lit
        Ground that at least one lamp alone lights well enough for a path.
    """

    path_share: float
    door_share: float | None
    mean_lx: float | None
    dark_points: FloatArray
    dark_doors: tuple[str, ...]
    lit: Area


def lighting(
    layout: LayoutContext, *, path_lx: float, door_lx: float, spacing_m: float, beam_share: float, maintenance: float
) -> Lighting:
    """Light from the drawn lamps on paths, shared areas and before entrances, shadows reckoned with.

    Parameters
    ----------
    layout
        A layout with lamps.
    path_lx, door_lx
        Illuminance that a point of a path, and the ground before an entrance, must have [lx].
    spacing_m
        Distance of the points that are asked [m].
    beam_share
        Share of the sphere over which a lamp spreads its light: 0.5 is the half below it.
    maintenance
        Share of its new flux that a lamp gives in use.

    Raises
    ------
    MissingDataError
        "layout_lamp_output" for a lamp of which neither flux nor range is stated, "layout_paths" without paths.
    """
    lamps = layout.layout.lamps
    for lamp in lamps:
        if lamp.flux_lm is None and lamp.range_m is None:
            raise MissingDataError("layout_lamp_output", {"lamp": lamp.id})
    points, _, length, _ = layout.sight.path_samples(spacing_m)
    doors = [(id_, at) for id_, at in shared_places(layout) if shapely.get_dimensions(at) == 0]
    at_doors = np.array([[at.x, at.y] for _, at in doors]).reshape(-1, 2)
    strength = _strengths(lamps, beam_share=beam_share, maintenance=maintenance)
    light, in_range = _light(layout, lamps, strength, points)
    door_light, door_range = _light(layout, lamps, strength, at_doors)
    lit, lit_doors = (light >= path_lx) | in_range, (door_light >= door_lx) | door_range
    return Lighting(
        path_share=float(length[lit].sum() / length.sum()),
        door_share=float(lit_doors.mean()) if doors else None,
        mean_lx=float((light * length).sum() / length.sum())
        if all(lamp.flux_lm is not None for lamp in lamps)
        else None,
        dark_points=points[~lit],
        dark_doors=tuple(id_ for (id_, _), ok in zip(doors, lit_doors.tolist(), strict=True) if not ok),
        lit=_lit_ground(layout, lamps, strength, path_lx),
    )


def declared_lighting(layout: LayoutContext) -> tuple[float, float]:
    """Share of the paths' length that is declared lit: at least, and at most where it is not stated of some.

    MissingDataError("layout_lamps") where it is stated of none.
    """
    paths = [(path.lit, float(path.geometry.length)) for path in layout.layout.paths]
    total = sum(length for _, length in paths)
    if total <= 0 or all(lit is None for lit, _ in paths):
        raise MissingDataError("layout_lamps")
    least = sum(length for lit, length in paths if lit) / total
    return least, least + sum(length for lit, length in paths if lit is None) / total


def _strengths(lamps: Sequence[Lamp], *, beam_share: float, maintenance: float) -> FloatArray:
    """Intensity of each lamp [cd]; 0 for one that states only its range."""
    return np.array(
        [
            intensity_cd(lamp.flux_lm * maintenance, solid_angle_sr=beam_share * SPHERE_SR) if lamp.flux_lm else 0.0
            for lamp in lamps
        ]
    )


def _light(
    layout: LayoutContext, lamps: Sequence[Lamp], strength: FloatArray, points: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Illuminance at points on the ground [lx], and whether a lamp reaches them that states its range instead."""
    if not len(points):
        return np.empty(0), np.empty(0, dtype=np.bool_)
    targets = layout.sight.ground_targets(points, target_m=_ABOVE_GROUND_M)
    at = _positions(layout, lamps)
    panels = layout.sight.barriers_for("outdoors")
    light = illuminance_lx(at, strength, targets, panels)
    reach = np.array([lamp.range_m or 0.0 if lamp.flux_lm is None else 0.0 for lamp in lamps])
    near = np.hypot(*(at[:, None, :2] - targets[None, :, :2]).transpose(2, 0, 1)) <= reach[:, None]
    return light, (near & lines_of_sight(at, targets, panels).visible).any(axis=0)


def _lit_ground(layout: LayoutContext, lamps: Sequence[Lamp], strength: FloatArray, least_lx: float) -> Area:
    radius = [
        (lamp.range_m or 0.0) if lamp.flux_lm is None
        else lit_radius_m(float(given), height_m=lamp.height, illuminance=least_lx)
        for lamp, given in zip(lamps, strength, strict=True)
    ]  # fmt: skip
    at = _positions(layout, lamps)
    level = float(np.median(layout.ground.at(at[:, :2]))) + _ABOVE_GROUND_M
    return lit_region(at, radius, layout.sight.barriers_for("outdoors"), domain=layout.outdoor_domain, ground_z=level)


def _positions(layout: LayoutContext, lamps: Sequence[Lamp]) -> FloatArray:
    xy = np.array([[lamp.point.x, lamp.point.y] for lamp in lamps]).reshape(-1, 2)
    return np.column_stack([xy, layout.ground.at(xy) + np.array([lamp.height for lamp in lamps])])
