"""Whether a plot holds a small courtyard cluster without being overfilled."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.plot_capacity import buildable_ground, largest_circle


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Ground that the units, their outdoor areas, a base and a court need, as a share of what can be built on."""
    if not context.plot.boundary_known:
        raise MissingDataError("plot_boundary")
    terrain = None if context.surroundings is None else context.surroundings.terrain
    buildable = buildable_ground(
        context.plot.boundary,
        setback_m=limits["setback"],
        terrain=terrain,
        gentle=limits["slope_full"],
        steep=limits["slope_zero"],
    )
    stated = context.programme.get("units_wanted")
    units = stated if isinstance(stated, int) else int(limits["units_if_not_stated"])
    base_area = 0 if context.programme.get("staffed_base") is False else limits["base_area"]
    needed = units * (limits["unit_area"] + limits["outdoor_per_unit"]) + base_area + limits["court_area"]
    circle = largest_circle(buildable.ground)
    court_radius = 0 if circle is None else circle[1]
    fits_court = court_radius >= limits["court_radius"]
    values = {
        "units_count": units,
        "units_stated": isinstance(stated, int),
        "needed_m2": needed,
        "buildable_m2": buildable.area_m2,
        "court_radius_m": court_radius,
        "fits_court": fits_court,
        "slope_known_share": buildable.slope_known_share,
    }
    if circle is None:
        return Finding(score=0, values=values)
    fill = needed / buildable.area_m2
    room = ramp(fill, zero=limits["fill_zero"], full=limits["fill_full"])
    return Finding(
        quantity=Quantity(value=fill, unit="share"),
        score=room if fits_court else room * limits["without_court"],
        features=(
            Feature(role="buildable", geometry=buildable.ground, quantity=Quantity(value=fill, unit="share")),
            Feature(role="court", geometry=circle[0].buffer(court_radius)),
        ),
        values=values,
    )
