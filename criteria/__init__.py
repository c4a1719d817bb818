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
    "plot/transit_service_frequency",
    "plot/health_and_harm_reduction_access",
    "plot/low_threshold_activity_access",
    "plot/remote_location_without_vehicle",
    "plot/desire_line_over_private_land",
    "plot/neighbour_buffer",
    "plot/nature_view_and_sun_on_plot",
    "plot/address_stigma",
    "plot/separation_from_vulnerable_groups",
    "plot/planned_sensitive_land_use",
    "plot/third_party_route_exposure",
    "plot/environmental_noise_at_plot",
    "plot/emergency_response_and_access",
    "plot/outreach_team_travel_time",
    "plot/plot_ownership_and_zoning",
    "plot/expansion_and_change_reserve",
    "plot/existing_building_suitability",
    # --- several plots together ---
    "portfolio/portfolio_dispersion",
    # --- layout ---
    "layout/cluster_size_units",
    "layout/courtyard_cluster_form",
    "layout/max_storeys",
    "layout/base_overview_of_paths",
    "layout/base_overview_of_unit_doors",
    "layout/blind_spots_outdoor",
    "layout/blind_spots_indoor",
    "layout/approach_detection_distance",
    "layout/two_way_visibility",
    "layout/camera_dependency",
    "layout/outdoor_lighting_coverage",
    "layout/base_to_unit_distance",
    "layout/two_exits_per_unit",
    "layout/exits_opposite_sides",
    "layout/staff_retreat_in_unit",
    "layout/ground_floor_units",
    "layout/no_built_area_below",
    "layout/own_entrance_from_outside",
    "layout/base_view_into_homes",
    "layout/window_sill_height_privacy",
    "layout/shielding_options",
    "layout/outdoor_privacy_from_public",
    "layout/unit_area",
    "layout/separate_bedroom",
    "layout/private_bathroom",
    "layout/view_to_green_from_unit",
    "layout/visitor_room",
    "layout/safe_bicycle_parking",
    "layout/base_separate_building",
    "layout/base_on_daily_route",
    "layout/staff_retreat_base_and_common",
    "layout/escape_window",
    "layout/fire_separation",
    "layout/raised_ground_floor",
    "layout/floor_level_variety",
    "layout/accessible_units",
    "layout/two_person_or_paired_units",
    "layout/non_institutional_form",
    "layout/scale_fits_neighbourhood",
    "layout/unit_size_variation",
    "layout/kitchen_living_programme",
    "layout/external_storage",
    "layout/technical_room_external_door",
    "layout/space_for_several_responders",
    "layout/daylight_exposure",
    "layout/quick_replaceability",
    "layout/common_room_provision",
    "layout/common_area_uncrowded",
    "layout/creative_workshop_space",
    "layout/garden_access",
    "layout/outdoor_activity_provision",
    "layout/gathering_away_from_neighbours",
    "layout/waste_and_sharps_point",
    "layout/vehicle_parking_and_minibus",
    "layout/staff_facilities_programme",
    "layout/medication_room",
    # --- programme ---
    "programme/staffing_hours",
    "programme/rights_impact_check",
)

EVALUATORS: Mapping[str, Evaluator] = {
    line.rpartition("/")[2]: import_module("." + line.replace("/", "."), __name__).evaluate for line in TABLE
}
"""Criterion id -> its function."""
