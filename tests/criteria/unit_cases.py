"""Cases of the units and of the programme: small drawings whose answers were worked out by hand.

Run ``python -m tests.criteria.make_layout_cases`` to write them again. Expected values stand here beside the drawing.
"""

from __future__ import annotations

import math
from typing import Any

from tests.criteria.drawing import Drawing, expect, ring

ESCAPE: dict[str, Any] = {"openable": True, "clear_width": 0.9, "clear_height": 0.9}


def two_exits_per_unit() -> None:
    id_ = "two_exits_per_unit"
    met = Drawing("met-front_and_back_door").flat("u0", 0, 0).front("u0", 0, 0).back("u0", 0, 0)
    met.flat("u1", 10, 0).front("u1", 10, 0).back("u1", 10, 0)
    met.write(id_, expect("met", 1.0, 1.0, values={"two_exits_count": 2}, roles=["exit"]))
    partly = Drawing("partly_met-a_door_and_an_escape_window").flat("u0", 0, 0).front("u0", 0, 0)
    partly.window("w", (1, 8), (2.2, 8), sill=0.8, head=2.1, **ESCAPE)
    partly.write(id_, expect("partly_met", 0.0, 0.5, values={"failing_count": 0}))
    worst = Drawing("not_met-one_unit_of_three_has_one_door").flat("u0", 0, 0).front("u0", 0, 0)
    for k in (1, 2):
        worst.flat(f"u{k}", 10 * k, 0).front(f"u{k}", 10 * k, 0).back(f"u{k}", 10 * k, 0)
    worst.write(id_, expect("not_met", 2 / 3, 0.0, failing=["u0"], values={"failing_count": 1}, roles=["exit_missing"]))
    high = Drawing("not_met-the_window_is_too_high").flat("u0", 0, 0).front("u0", 0, 0)
    high.window("w", (1, 8), (2.2, 8), sill=1.3, head=2.4, **ESCAPE).write(id_, expect("not_met", 0.0, 0.0))
    corridor = Drawing("not_met-two_doors_to_one_corridor").space("corridor", "corridor", (0, 0, 12, 2))
    corridor.flat("u0", 0, 2)
    corridor.door("u0-a", (0.5, 2), (1.5, 2), entrance=True).door("u0-b", (4, 2), (5, 2))
    corridor.door("out", (12, 0.5), (12, 1.5))
    corridor.write(id_, expect("not_met", 0.0, 0.0, failing=["u0"]))
    balcony_home("not_met-a_balcony_door_is_no_exit").write(id_, expect("not_met", 0.0, 0.0))
    stair = balcony_home("met-an_outdoor_stair_from_the_back_door")
    stair.add("stair", "inner", "Polygon", [ring((6.5, 3, 8.5, 7))], storeys=[0, 1])
    stair.add("stair", "outer", "Polygon", [ring((0.5, 8.5, 2.5, 12))], storeys=[0, 1])
    stair.write(id_, expect("met", 1.0, 1.0))
    unknown = Drawing("undetermined-a_window_not_described").flat("u0", 0, 0).front("u0", 0, 0)
    unknown.window("w", (1, 8), (2.2, 8), sill=0.8, head=2.1)
    unknown.write(id_, expect("undetermined", values={"unknown_count": 1}, missing="interval"))


def balcony_home(name: str) -> Drawing:
    """A flat one storey up, reached by an indoor stair, with a balcony door at the back."""
    return (
        Drawing(name, storeys=2).space("hall", "stair", (6, 0, 9, 8)).space("hall-1", "stair", (6, 0, 9, 8), storey=1)
        .flat("u0", 0, 0, storey=1).back("u0", 0, 0, storey=1)
        .door("u0-in", (6, 1), (6, 2), storey=1, entrance=True).door("out", (7, 0), (8, 0))
    )  # fmt: skip


def exits_opposite_sides() -> None:
    id_ = "exits_opposite_sides"
    met = Drawing("met-front_and_back").flat("u0", 0, 0).front("u0", 0, 0).back("u0", 0, 0)
    met.write(id_, expect("met", 1.0, 1.0, roles=["exit"]))
    # In a wide, shallow home the middle sees the two doors at only 64 degrees: they are front and back all the same.
    wide = Drawing("met-wide_and_shallow").space("u0-a", "dwelling", (0, 0, 10, 5), unit="u0")
    wide.door("a", (0.5, 0), (1.5, 0), entrance=True).door("b", (0.5, 5), (1.5, 5)).write(id_, expect("met", 1.0, 1.0))
    half = Drawing("partly_met-one_of_two").flat("u0", 0, 0).front("u0", 0, 0).back("u0", 0, 0)
    half.flat("u1", 10, 0).front("u1", 10, 0).write(id_, expect("partly_met", 0.5, 0.5, failing=["u1"]))
    same = Drawing("partly_met-far_apart_in_one_wall").space("u0-a", "dwelling", (0, 0, 12, 5), unit="u0")
    same.door("a", (0.5, 0), (1.5, 0), entrance=True).door("b", (10.5, 0), (11.5, 0)).write(
        id_, expect("partly_met", 0.0, 0.5)
    )
    Drawing("not_met-a_single_door").flat("u0", 0, 0).front("u0", 0, 0).write(
        id_, expect("not_met", 0.0, 0.0, failing=["u0"])
    )
    Drawing("undetermined-no_doors").flat("u0", 0, 0).write(id_, expect("undetermined", missing="layout_doors"))


def own_entrance_from_outside() -> None:
    id_ = "own_entrance_from_outside"
    Drawing("met-from_the_open_air").flat("u0", 0, 0).front("u0", 0, 0).write(
        id_, expect("met", 1.0, 1.0, values={"direct_count": 1}, roles=["main_door"])
    )
    either = Drawing("met-whichever_door_is_the_entrance").flat("u0", 0, 0).front("u0", 0, 0, entrance=False)
    either.back("u0", 0, 0).write(id_, expect("met", 1.0, 1.0))
    gallery = Drawing("partly_met-from_an_open_gallery").flat("u0", 0, 0).front("u0", 0, 0)
    gallery.space("gallery", "gallery", (0, -1.5, 6, 0)).write(
        id_, expect("partly_met", 0.5, 0.5, values={"gallery_count": 1})
    )
    corridor = Drawing("not_met-through_a_corridor").space("corridor", "corridor", (0, -2, 16, 0))
    for k, x in enumerate((0, 10)):
        corridor.flat(f"u{k}", x, 0).front(f"u{k}", x, 0)
    corridor.door("out", (16, -1.5), (16, -0.5)).write(id_, expect("not_met", 0.0, 0.0, failing=["u0", "u1"]))
    mixed = Drawing("undetermined-a_unit_without_doors").flat("u0", 0, 0).front("u0", 0, 0).flat("u1", 10, 0)
    mixed.write(id_, expect("undetermined", values={"unknown_count": 1}, missing="interval"))


def staff_retreat_in_unit() -> None:
    id_ = "staff_retreat_in_unit"
    # Front and back door: only the bathroom (2.5 x 4 of 48 m2) hangs on one door.
    met = Drawing("met-two_ways_out").flat("u0", 0, 0).front("u0", 0, 0).back("u0", 0, 0)
    met.write(id_, expect("met", 10 / 48, roles=["retreat_route", "trapped_area", "articulation_door"]))
    # Both doors in the living room: bedroom and bathroom, 24 of 48 m2, hang on one door each.
    living = Drawing("met-both_doors_in_the_living_room").flat("u0", 0, 0).front("u0", 0, 0)
    living.door("u0-side", (6, 1), (6, 2)).write(id_, expect("met", 0.5))
    # One door: it cuts off everything. The longest walk is from the bedroom's corner (3.5, 8) by (0.95, 4) to (3, 0).
    walk = math.hypot(2.55, 4) + math.hypot(2.05, 4)
    one = Drawing("partly_met-a_small_unit_with_one_door").flat("u0", 0, 0).front("u0", 0, 0)
    values = {"longest_walk_m": walk}
    one.write(id_, expect("partly_met", 1.0, (20 - walk) / 12 / 2, values=values, failing=["u0"], tolerance=0.01))
    balcony = balcony_home("partly_met-a_balcony_is_no_way_out")
    balcony.write(id_, expect("partly_met", 1.0, values={"worst_unit": "u0"}))
    single = Drawing("not_met-a_long_unit_with_one_door")
    for k, use in enumerate(("hall", "living_kitchen", "bedroom", "bathroom")):
        single.space(f"u0-{k}", use, (6 * k, 0, 6 * k + 6, 4), unit="u0")
        if k:
            single.door(f"u0-d{k}", (6 * k, 1.5), (6 * k, 2.5))
    single.door("u0-out", (0, 1.5), (0, 2.5), entrance=True)
    single.write(id_, expect("not_met", 1.0, 0.0, failing=["u0"]))
    Drawing("undetermined-rooms_not_drawn").dwelling("u0", 0, 0).door("d", (2, 0), (3, 0), entrance=True).write(
        id_, expect("undetermined", values={"unknown_count": 1}, missing="interval")
    )


def ground_floor_units() -> None:
    id_ = "ground_floor_units"
    Drawing("met-on_the_ground").flat("u0", 0, 0).front("u0", 0, 0).write(id_, expect("met", 1.0, 1.0))
    outdoor = Drawing("partly_met-one_up_with_an_outdoor_stair", storeys=2).space("store", "storage", (0, 0, 6, 8))
    outdoor.flat("u0", 0, 0, storey=1).front("u0", 0, 0, storey=1)
    outdoor.add("stair", "outer", "Polygon", [ring((2, -4, 4, -0.6))], storeys=[0, 1])
    outdoor.write(id_, expect("partly_met", 0.0, 0.6, roles=["storey_high"]))
    indoor = Drawing("partly_met-one_of_two_reached_by_a_stair_indoors", storeys=2).space("hall", "stair", (6, 0, 9, 8))
    indoor.space("hall-1", "stair", (6, 0, 9, 8), storey=1).flat("u0", 0, 0).front("u0", 0, 0)
    indoor.flat("u1", 0, 0, storey=1).door("u1-in", (6, 1), (6, 2), storey=1, entrance=True).door("out", (7, 0), (8, 0))
    indoor.write(id_, expect("partly_met", 0.5, 0.65, failing=["u1"]))
    high = Drawing("not_met-two_storeys_up", storeys=3).space("hall", "stair", (6, 0, 9, 8))
    high.space("hall-2", "stair", (6, 0, 9, 8), storey=2).flat("u0", 0, 0, storey=2)
    high.door("u0-in", (6, 1), (6, 2), storey=2, entrance=True).write(id_, expect("not_met", 0.0, 0.0))
    Drawing("undetermined-no_units").base((0, 0, 6, 5)).write(id_, expect("undetermined", missing="layout_units"))


def no_built_area_below() -> None:
    id_ = "no_built_area_below"
    met = Drawing("met-a_crawl_space", below=1).flat("u0", 0, 0).front("u0", 0, 0)
    met.space("crawl", "crawl_space", (0, 0, 6, 8), storey=-1).write(id_, expect("met", 0.0, 1.0))
    own = Drawing("met-its_own_rooms_below", storeys=2).flat("u0", 0, 0).front("u0", 0, 0)
    own.space("u0-up", "bedroom", (0, 0, 6, 8), unit="u0", storey=1).write(id_, expect("met", 0.0, 1.0))
    partly = Drawing("partly_met-a_fifth_over_a_technical_room", below=1).flat("u0", 0, 0).front("u0", 0, 0)
    partly.space("tech", "technical", (0, 0, 6, 1.6), storey=-1)
    partly.write(id_, expect("partly_met", 0.2, 0.6, values={"affected_count": 1}, roles=["overlap_below"]))
    whole = Drawing("not_met-a_flat_over_a_flat", storeys=2).flat("u0", 0, 0).front("u0", 0, 0)
    whole.flat("u1", 0, 0, storey=1)
    whole.write(id_, expect("not_met", 1.0, 0.0, failing=["u1"], values={"worst_unit": "u1"}))
    Drawing("undetermined-no_units").base((0, 0, 6, 5)).write(id_, expect("undetermined", missing="layout_units"))


def max_storeys() -> None:
    id_ = "max_storeys"
    for count, outcome, score in ((1, "met", 1.0), (2, "met", 0.7), (3, "not_met", 0.2), (4, "not_met", 0.0)):
        drawing = Drawing(f"{outcome}-{('one', 'two', 'three', 'four')[count - 1]}_storeys", storeys=count, below=1)
        drawing.space("cellar", "basement", (0, 0, 6, 7), storey=-1)
        for storey in range(count):
            drawing.dwelling(f"u{storey}", 0, 0, storey=storey)
        drawing.write(id_, expect(outcome, count, score))
    Drawing("undetermined-no_units").base((0, 0, 6, 5)).write(id_, expect("undetermined", missing="layout_units"))


def unit_area() -> None:
    id_ = "unit_area"

    def units(name: str, *areas: float) -> Drawing:
        drawing = Drawing(name)
        for k, area in enumerate(areas):
            drawing.dwelling(f"u{k}", 20 * k, 0, width=area / 5, depth=5)
        return drawing

    units("met-melhus_33_and_39", 33, 33, 39, 39).write(id_, expect("met", 36, 1.0, values={"smallest_m2": 33.0}))
    # Andaas: 52 m2 scores 1 - 0.2 x 2/5 = 0.92, 55 m2 scores 0.8.
    units("met-andaas_52_and_55", 52, 55).write(id_, expect("met", 53.5, 0.86, values={"largest_m2": 55.0}))
    # 29 m2 lies half-way between 25 and 33.
    units("partly_met-too_small", 29).write(id_, expect("partly_met", 29, 0.5))
    # 80 m2: 0.8 x (90 - 80) / 35.
    units("not_met-too_large", 80).write(id_, expect("not_met", 80, 0.8 * 10 / 35, failing=["u0"]))
    Drawing("undetermined-no_units").base((0, 0, 6, 5)).write(id_, expect("undetermined", missing="layout_units"))


def private_bathroom() -> None:
    id_ = "private_bathroom"
    Drawing("met-each_has_one").flat("u0", 0, 0).flat("u1", 10, 0).write(id_, expect("met", 1.0, 1.0))
    Drawing("partly_met-one_of_two").flat("u0", 0, 0).flat("u1", 10, 0, bath=False).write(
        id_, expect("partly_met", 0.5, 0.5, failing=["u1"])
    )
    Drawing("not_met-none").flat("u0", 0, 0, bath=False).write(id_, expect("not_met", 0.0, 0.0, failing=["u0"]))
    Drawing("undetermined-a_unit_without_rooms").flat("u0", 0, 0).dwelling("u1", 10, 0).write(
        id_, expect("undetermined", values={"bathroom_count": 1, "unknown_count": 1}, missing="interval")
    )


def separate_bedroom() -> None:
    id_ = "separate_bedroom"
    Drawing("met-fourteen_square_metres").flat("u0", 0, 0).write(id_, expect("met", 1.0, 1.0, roles=["room"]))
    # A bedroom 1.6 m wide and 4 m deep is 6.4 m2: less than seven.
    Drawing("partly_met-one_of_two_too_small").flat("u0", 0, 0).flat("u1", 10, 0, bedroom=1.6).write(
        id_, expect("partly_met", 0.5, 0.5, failing=["u1"])
    )
    bedless = Drawing("not_met-one_room").space("u0-a", "living_kitchen", (0, 0, 6, 5), unit="u0")
    bedless.space("u0-b", "bathroom", (0, 5, 6, 7), unit="u0").write(id_, expect("not_met", 0.0, 0.0, failing=["u0"]))
    Drawing("undetermined-a_unit_without_rooms").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", values={"unknown_count": 1}, missing="interval")
    )


def staffing_hours() -> None:
    id_ = "staffing_hours"

    def units(name: str, count: int, **programme: Any) -> Drawing:
        drawing = Drawing(name, programme)
        for k in range(count):
            drawing.dwelling(f"u{k}", 10 * k, 0)
        return drawing

    units("met-round_the_clock", 8, staffing_hours_per_week=168).write(id_, expect("met", 168, 1.0))
    scattered = Drawing("met-visits_to_houses_that_stand_apart", {"staffing_hours_per_week": 0})
    for k in range(6):
        scattered.dwelling(f"u{k}", 80 * k, 0)
    scattered.write(id_, expect("met", 0, 0.7, values={"unit_count": 1}))
    units("met-visits_to_two_small_houses", 2, staffing_hours_per_week=0).write(id_, expect("met", 0, 0.7))
    units("partly_met-day_and_evening", 8, staffing_hours_per_week=98).write(id_, expect("partly_met", 98, 0.6))
    units("partly_met-weekdays_only", 8, staffing_hours_per_week=37.5).write(id_, expect("partly_met", 37.5, 0.3))
    units("not_met-visits_to_four_homes", 4, staffing_hours_per_week=0).write(id_, expect("not_met", 0, 0.2))
    units("undetermined-nobody_there_at_night", 8, overnight="visits").write(
        id_, expect("undetermined", missing="interval")
    )
    units("undetermined-not_declared", 8).write(id_, expect("undetermined", missing="declared_staffing_hours_per_week"))


def min_two_staff_on_duty() -> None:
    id_ = "min_two_staff_on_duty"

    def declared(name: str, **programme: Any) -> Drawing:
        return Drawing(name, programme).dwelling("u0", 0, 0)

    declared("met-three", staffed_base=True, min_staff_on_duty=3).write(id_, expect("met", 3, 1.0))
    declared("not_met-one", staffed_base=True, min_staff_on_duty=1).write(id_, expect("not_met", 1, 0.0))
    declared("undetermined-not_declared", staffed_base=True).write(
        id_, expect("undetermined", missing="declared_min_staff_on_duty")
    )
    declared("not_applicable-no_staffed_base", staffed_base=False, min_staff_on_duty=1).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def sanitary_material() -> None:
    id_ = "sanitary_material"
    Drawing("noted-steel", {"sanitary_material": "steel"}).dwelling("u0", 0, 0).write(
        id_, expect("noted", values={"sanitary_material": "steel"})
    )
    Drawing("undetermined-not_declared").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", missing="declared_sanitary_material")
    )
