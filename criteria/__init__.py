"""What is asked: one explicit table of the criteria that are computed, in report order.

A criterion is a module with ``evaluate`` beside its TOML file. Declared attributes (``programme/``) have no module.
"""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.evaluation import Evaluator

from .layout import (
    base_overview_of_paths,
    base_overview_of_unit_doors,
    base_to_unit_distance,
    base_view_into_homes,
    blind_spots_outdoor,
    cluster_size_units,
    courtyard_cluster_form,
    exits_opposite_sides,
    ground_floor_units,
    max_storeys,
    no_built_area_below,
    own_entrance_from_outside,
    private_bathroom,
    separate_bedroom,
    staff_retreat_in_unit,
    two_exits_per_unit,
    unit_area,
)
from .plot import (
    concentration_of_municipal_housing,
    distance_to_centre,
    everyday_meeting_places,
    green_area_walk_distance,
    grocery_walk_distance,
    hospital_or_dps_proximity,
    local_risk_factors,
    ordinary_residential_neighbourhood,
    plot_capacity_small_cluster,
    police_proximity,
    safe_shortcuts,
    transit_stop_walk_distance,
)
from .programme import staffing_hours

EVALUATORS: Mapping[str, Evaluator] = {
    # --- plot ---
    "transit_stop_walk_distance": transit_stop_walk_distance.evaluate,
    "grocery_walk_distance": grocery_walk_distance.evaluate,
    "green_area_walk_distance": green_area_walk_distance.evaluate,
    "safe_shortcuts": safe_shortcuts.evaluate,
    "distance_to_centre": distance_to_centre.evaluate,
    "everyday_meeting_places": everyday_meeting_places.evaluate,
    "ordinary_residential_neighbourhood": ordinary_residential_neighbourhood.evaluate,
    "concentration_of_municipal_housing": concentration_of_municipal_housing.evaluate,
    "local_risk_factors": local_risk_factors.evaluate,
    "hospital_or_dps_proximity": hospital_or_dps_proximity.evaluate,
    "police_proximity": police_proximity.evaluate,
    "plot_capacity_small_cluster": plot_capacity_small_cluster.evaluate,
    # --- layout ---
    "cluster_size_units": cluster_size_units.evaluate,
    "courtyard_cluster_form": courtyard_cluster_form.evaluate,
    "max_storeys": max_storeys.evaluate,
    "base_overview_of_paths": base_overview_of_paths.evaluate,
    "base_overview_of_unit_doors": base_overview_of_unit_doors.evaluate,
    "blind_spots_outdoor": blind_spots_outdoor.evaluate,
    "base_to_unit_distance": base_to_unit_distance.evaluate,
    "two_exits_per_unit": two_exits_per_unit.evaluate,
    "exits_opposite_sides": exits_opposite_sides.evaluate,
    "staff_retreat_in_unit": staff_retreat_in_unit.evaluate,
    "ground_floor_units": ground_floor_units.evaluate,
    "no_built_area_below": no_built_area_below.evaluate,
    "own_entrance_from_outside": own_entrance_from_outside.evaluate,
    "base_view_into_homes": base_view_into_homes.evaluate,
    "unit_area": unit_area.evaluate,
    "separate_bedroom": separate_bedroom.evaluate,
    "private_bathroom": private_bathroom.evaluate,
    # --- programme ---
    "staffing_hours": staffing_hours.evaluate,
}
