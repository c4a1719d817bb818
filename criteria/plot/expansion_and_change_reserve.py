"""Whether the plot has room to grow a little, and whether the houses can be altered or moved."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.context import PlotContext
from siteplan.criterion import Feature, Finding, Quantity, ramp
from siteplan.errors import MissingDataError
from siteplan.measures.plot_capacity import buildable_ground


def evaluate(context: PlotContext, limits: Mapping[str, float]) -> Finding:
    """Half for spare ground for two more units (never past eight in all), half for what is declared adaptable."""
    if not context.plot.boundary_known:
        raise MissingDataError("plot_boundary")
    terrain = None if context.surroundings is None else context.surroundings.terrain
    ground = buildable_ground(
        context.plot.boundary, setback_m=limits["setback"], terrain=terrain, gentle=limits["slope_full"],
        steep=limits["slope_zero"],
    )  # fmt: skip
    stated = context.programme.get("units_wanted")
    units = stated if isinstance(stated, int) else limits["units_if_not_stated"]
    each = limits["unit_area"] + limits["outdoor_per_unit"]
    base = 0 if context.programme.get("staffed_base") is False else limits["base_area"]
    needed = units * each + base + limits["court_area"]
    spare = max(0, ground.area_m2 * limits["fill_most"] - needed)
    allowed = max(0, min(limits["more_units"], limits["units_most"] - units))
    more = min(allowed, int(spare / each))
    room = ramp(min(spare / each, allowed), zero=0, full=limits["more_units"])
    adaptable = context.programme.get("adaptable")
    open_ = not isinstance(adaptable, bool)
    weight = limits["room_weight"]
    low = weight * room + (0 if open_ else (1 - weight) * bool(adaptable))
    return Finding(
        quantity=Quantity(value=more, unit="count"),
        score=low,
        score_low=low,
        score_high=low + (1 - weight if open_ else 0),
        features=(Feature(role="buildable", geometry=ground.ground),),
        values={
            "units_count": units, "more_units_count": more, "spare_m2": spare, "buildable_m2": ground.area_m2,
            "adaptable": adaptable if isinstance(adaptable, bool) else None, "units_most_count": limits["units_most"],
        },
        missing=("declared_adaptable",) if open_ else (),
    )  # fmt: skip
