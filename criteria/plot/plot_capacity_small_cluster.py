"""Whether a plot holds a small courtyard cluster without being overfilled."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from siteplan.context import PlotContext
from siteplan.context.standing import standing_buildings, to_be_cleared
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.plot_capacity import BuildableGround, buildable_ground, holds_circle, largest_circle


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Ground that the units, their outdoor areas, a base and a court need, as a share of what can be built on.

    That is the plot cleared of what stands on it. Where nobody says that it is to be cleared, the low end is what the
    ground between the buildings can hold.
    """
    if not context.plot.boundary_known:
        raise MissingDataError("plot_boundary")
    stated = context.programme.get("units_wanted")
    units = stated if isinstance(stated, int) else int(limits["units_if_not_stated"])
    base_area = 0 if context.programme.get("staffed_base") is False else limits["base_area"]
    needed = units * (limits["unit_area"] + limits["outdoor_per_unit"]) + base_area + limits["court_area"]
    standing = standing_buildings(context)
    taken = shapely.buffer(shapely.union_all(() if standing is None else standing.geometries), limits["setback"])
    stays = to_be_cleared(context) is False
    buildable = _ground(context, limits, taken if stays else None)
    circle = largest_circle(buildable.ground)
    values = {
        "units_count": units, "units_stated": isinstance(stated, int), "needed_m2": needed,
        "buildable_m2": buildable.area_m2, "court_radius_m": 0 if circle is None else circle[1],
        "fits_court": circle is not None and circle[1] >= limits["court_radius"],
        "slope_known_share": buildable.slope_known_share,
        "buildings_count": None if standing is None else len(standing),
    }  # fmt: skip
    if circle is None:
        return Finding(score=0, values=values)
    score = _score(buildable, needed, limits)
    between = buildable if taken.is_empty or stays or to_be_cleared(context) else _ground(context, limits, taken)
    low = min(score, _score(between, needed, limits))
    fill = Quantity(value=needed / buildable.area_m2, unit="share")
    return Finding(
        quantity=fill, score=score, score_low=low, score_high=score,
        features=(
            Feature(role="buildable", geometry=between.ground if low < score else buildable.ground, quantity=fill),
            Feature(role="court", geometry=circle[0].buffer(circle[1])),
        ),
        values={**values, "between_m2": between.area_m2},
        missing=("buildings_on_plot",) if low < score else (),
    )  # fmt: skip


def _ground(context: PlotContext, limits: Mapping[str, float], taken: BaseGeometry | None) -> BuildableGround:
    return buildable_ground(
        context.plot.boundary, setback_m=limits["setback"], gentle=limits["slope_full"], steep=limits["slope_zero"],
        terrain=None if context.surroundings is None else context.surroundings.terrain, occupied=taken,
    )  # fmt: skip


def _score(ground: BuildableGround, needed: float, limits: Mapping[str, float]) -> float:
    if not ground.area_m2:
        return 0
    room = ramp(needed / ground.area_m2, zero=limits["fill_zero"], full=limits["fill_full"])
    return room if holds_circle(ground.ground, radius_m=limits["court_radius"]) else room * limits["without_court"]
