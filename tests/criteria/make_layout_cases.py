"""Draws the layout cases in ``cases/``: ``python -m tests.criteria.make_layout_cases`` writes them again."""

from __future__ import annotations

from tests.criteria.base_cases import (
    base_overview_of_paths,
    base_overview_of_unit_doors,
    base_to_unit_distance,
    base_view_into_homes,
    blind_spots_outdoor,
    cluster_size_units,
    courtyard_cluster_form,
)
from tests.criteria.form_cases import FORM_CASES
from tests.criteria.home_cases import HOME_CASES
from tests.criteria.sight_cases import SIGHT_CASES
from tests.criteria.unit_cases import (
    exits_opposite_sides,
    ground_floor_units,
    max_storeys,
    min_two_staff_on_duty,
    no_built_area_below,
    own_entrance_from_outside,
    private_bathroom,
    sanitary_material,
    separate_bedroom,
    staff_retreat_in_unit,
    staffing_hours,
    two_exits_per_unit,
    unit_area,
)

CASES = (
    cluster_size_units, courtyard_cluster_form, base_overview_of_paths, base_overview_of_unit_doors,
    blind_spots_outdoor, base_view_into_homes, base_to_unit_distance, two_exits_per_unit, exits_opposite_sides,
    own_entrance_from_outside, staff_retreat_in_unit, ground_floor_units, no_built_area_below, max_storeys, unit_area,
    private_bathroom, separate_bedroom, staffing_hours, min_two_staff_on_duty, sanitary_material,
    *SIGHT_CASES, *FORM_CASES, *HOME_CASES,
)  # fmt: skip

if __name__ == "__main__":
    for case in CASES:
        case()
