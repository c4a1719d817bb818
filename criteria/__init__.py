"""What is asked: one explicit table of the criteria that are computed, in report order.

A criterion is a module with ``evaluate`` beside its TOML file. Declared attributes (``programme/``) need no module.
To add one: its two files, and its line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from siteplan.evaluation import Evaluator

TABLE = (
    # --- plot ---
    "plot/transit_stop_walk_distance",
    "plot/grocery_walk_distance",
    "plot/green_area_walk_distance",
    "plot/safe_shortcuts",
    "plot/distance_to_centre",
    "plot/everyday_meeting_places",
    "plot/ordinary_residential_neighbourhood",
    "plot/concentration_of_municipal_housing",
    "plot/local_risk_factors",
    "plot/hospital_or_dps_proximity",
    "plot/police_proximity",
    "plot/plot_capacity_small_cluster",
    # --- layout ---
    "layout/cluster_size_units",
    "layout/courtyard_cluster_form",
    "layout/max_storeys",
    "layout/base_overview_of_paths",
    "layout/base_overview_of_unit_doors",
    "layout/blind_spots_outdoor",
    "layout/base_to_unit_distance",
    "layout/two_exits_per_unit",
    "layout/exits_opposite_sides",
    "layout/staff_retreat_in_unit",
    "layout/ground_floor_units",
    "layout/no_built_area_below",
    "layout/own_entrance_from_outside",
    "layout/base_view_into_homes",
    "layout/unit_area",
    "layout/separate_bedroom",
    "layout/private_bathroom",
    # --- programme ---
    "programme/staffing_hours",
)

EVALUATORS: Mapping[str, Evaluator] = {
    line.rpartition("/")[2]: import_module("." + line.replace("/", "."), __name__).evaluate for line in TABLE
}
"""Criterion id -> its function."""
