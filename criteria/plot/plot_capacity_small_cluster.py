"""Whether a plot holds a small courtyard cluster without being overfilled."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.measures.plot_capacity import buildable_ground, largest_circle


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Ground that the units, their outdoor areas, a base and a court need, as a share of what can be built on."""
    terrain = None if context.surroundings is None else context.surroundings.terrain
    ground, slope_known_share = buildable_ground(
        context.plot.boundary, setback_m=limits["setback"], terrain=terrain, max_slope=limits["slope"]
    )
    stated = context.programme.get("units_wanted")
    units = stated if isinstance(stated, int) else int(limits["units_if_not_stated"])
    base_area = 0 if context.programme.get("staffed_base") is False else limits["base_area"]
    needed = units * (limits["unit_area"] + limits["outdoor_per_unit"]) + base_area + limits["court_area"]
    circle = largest_circle(ground)
    court_radius = 0 if circle is None else circle[1]
    fits_court = court_radius >= limits["court_radius"]
    values = {
        "units_count": units,
        "units_stated": isinstance(stated, int),
        "needed_m2": needed,
        "buildable_m2": ground.area,
        "court_radius_m": court_radius,
        "fits_court": fits_court,
        "slope_known_share": slope_known_share,
    }
    if circle is None:
        return Finding(score=0, values=values)
    fill = needed / ground.area
    room = ramp(fill, zero=limits["fill_zero"], full=limits["fill_full"])
    return Finding(
        quantity=Quantity(value=fill, unit="share"),
        score=room if fits_court else room * limits["without_court"],
        features=(
            Feature(role="buildable", geometry=ground, quantity=Quantity(value=ground.area, unit="m2")),
            Feature(
                role="court",
                geometry=circle[0].buffer(court_radius),
                quantity=Quantity(value=court_radius, unit="m"),
            ),
        ),
        values=values,
    )
