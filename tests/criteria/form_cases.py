"""Cases of buildings, ground and ways of escape: small drawings whose answers were worked out by hand."""

from __future__ import annotations

from tests.criteria.drawing import Box, Drawing, expect, ring, staffed


def without_base(criterion: str) -> None:
    """What every question about the base comes to where there is none, or nobody says."""
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        criterion, expect("not_applicable", missing="without_staffed_base")
    )
    Drawing("undetermined-nothing_declared_and_no_base").dwelling("u0", 0, 0).write(
        criterion, expect("undetermined", missing="declared_staffed_base")
    )


def without_units(criterion: str) -> None:
    Drawing("undetermined-no_units").base((0, 0, 6, 5)).write(
        criterion, expect("undetermined", missing="layout_units")
    )  # fmt: skip


def base_separate_building() -> None:
    id_ = "base_separate_building"
    apart = staffed("met-ten_metres_away").base((0, 0, 6, 5)).dwelling("u0", 0, 15)
    apart.write(id_, expect("met", 10.0, 1.0, values={"nearest_unit": "u0"}, roles=["distance", "room"]))
    attached = staffed("partly_met-wall_to_wall").base((0, 0, 6, 5)).dwelling("u0", 6, 0)
    attached.write(id_, expect("partly_met", 0.0, 0.7, failing=["u0"], values={"joined_indoors": False}))
    inside = staffed("not_met-on_one_corridor").base((0, 0, 6, 5)).space("hall", "corridor", (6, 0, 8, 5))
    inside.dwelling("u0", 8, 0).door("base-d", (6, 1), (6, 2)).door("u0-d", (8, 1), (8, 2), entrance=True)
    inside.write(id_, expect("not_met", 2.0, 0.3, values={"joined_indoors": True}))
    without_base(id_)


def base_on_daily_route() -> None:
    id_ = "base_on_daily_route"

    def place(name: str, plot: Box) -> Drawing:
        drawing = staffed(name).plot(plot).add("access", "gate", "Point", (0, -30)).base((2, -10, 8, -5))
        return drawing.door("base-d", (2, -8), (2, -7))

    def behind_the_base(drawing: Drawing) -> Drawing:
        drawing.dwelling("u0", -7, 10).door("u0-d", (-4.5, 10), (-3.5, 10), entrance=True)
        return drawing.dwelling("u1", 3, 10).door("u1-d", (5.5, 10), (6.5, 10), entrance=True)

    def before_it(drawing: Drawing) -> Drawing:
        for k in range(3):
            y = -29 + 7.5 * k
            drawing.dwelling(f"w{k}", -29, y).door(f"w{k}-d", (-23, y + 3), (-23, y + 4), entrance=True)
        return drawing

    wide = (-30.0, -30.0, 30.0, 30.0)
    values = {"passing_count": 2, "forced_count": 0}
    behind_the_base(place("met-both_pass_and_may_go_round", wide)).write(id_, expect("met", 1.0, 1.0, values=values))
    narrow = behind_the_base(place("met-both_have_to_pass", (-7.5, -30, 10, 30)))
    narrow.write(id_, expect("met", 1.0, 0.8, values={"forced_count": 2}))
    one = before_it(place("partly_met-one_of_four", wide))
    one.dwelling("u0", -9, 10).door("u0-d", (-6.5, 10), (-5.5, 10), entrance=True)
    one.write(id_, expect("partly_met", 0.25, 0.25 / 0.6, failing=["w0", "w1", "w2"]))
    before_it(place("not_met-nobody_passes", wide)).write(id_, expect("not_met", 0.0, 0.0))
    untold = staffed("undetermined-no_access").base((0, 0, 6, 5)).door("d", (1, 0), (2, 0)).dwelling("u0", 20, 0)
    untold.write(id_, expect("undetermined", missing="layout_access"))
    without_base(id_)


def staff_retreat_base_and_common() -> None:
    id_ = "staff_retreat_base_and_common"

    def rooms(name: str, **more: bool) -> Drawing:
        drawing = staffed(name).space("office", "office", (0, 0, 4, 4)).space("meeting", "meeting", (4, 0, 8, 4))
        return drawing.door("between", (4, 1), (4, 2)).door("front", (1, 0), (2, 0))

    met = rooms("met-two_doors_through_two_rooms").door("rear", (5, 4), (6, 4))
    met.write(id_, expect("met", 1.0, 1.0, values={"two_ways_count": 2, "base_ways_count": 2}, roles=["room", "exit"]))
    # The meeting room hangs on one door: (1/2 + 1 + 1) / 3.
    inner = rooms("met-one_room_hangs_on_one_door").door("rear", (1, 4), (2, 4))
    inner.write(id_, expect("met", 0.5, 2.5 / 3, failing=["meeting"], roles=["trapped_area", "articulation_door"]))
    # No room with two ways, half the ways out of the base, but straight out: (0 + 1/2 + 1) / 3.
    single = rooms("partly_met-one_door_straight_out")
    single.write(id_, expect("partly_met", 0.0, 0.5, values={"base_ways_count": 1, "own_way_out": True}))
    through = staffed("not_met-only_through_the_residents_corridor").space("office", "office", (0, 0, 4, 4))
    through.space("hall", "corridor", (4, 0, 6, 7)).dwelling("u0", 6, 0).door("office-d", (4, 1), (4, 2))
    through.door("u0-d", (6, 1), (6, 2), entrance=True).door("out", (4.5, 0), (5.5, 0))
    through.write(id_, expect("not_met", 0.0, 0.0, values={"own_way_out": False}))
    staffed("undetermined-base_without_doors").base((0, 0, 6, 5)).write(
        id_, expect("undetermined", missing="layout_base_doors")
    )
    without_base(id_)


def upstairs(name: str, **programme: int) -> Drawing:
    """A flat one storey up with one door to a stair hall; the hall has one door out."""
    drawing = Drawing(name, dict(programme), storeys=2).space("hall", "stair", (6, 0, 9, 8))
    drawing.space("hall-1", "stair", (6, 0, 9, 8), storey=1).flat("u1", 0, 0, storey=1)
    return drawing.door("u1-in", (6, 1), (6, 2), storey=1, entrance=True).door("out", (7, 0), (8, 0))


def escape_window() -> None:
    id_ = "escape_window"
    met = Drawing("met-a_door_on_the_ground").flat("u0", 0, 0).front("u0", 0, 0).window("w", (4, 0), (5, 0))
    # Level with the ground, privacy asks for a sill of 1.2 m and escape for at most 1.0 m: no sill serves both.
    met.write(id_, expect("met", 1.0, 1.0, values={"window_count": 1, "one_sill_serves_all_count": 0}, roles=["exit"]))
    raised = Drawing("met-a_floor_eighty_centimetres_up")
    raised.space("u0-a", "living_kitchen", (0, 0, 6, 5), unit="u0", floor_level=0.8)
    raised.door("u0-d", (1, 0), (2, 0), entrance=True).window("w", (4, 0), (5, 0))
    # Seen from outside a sill of 0.9 m lies 1.7 m up: the band is 0.9 to 1.0 m.
    raised.write(id_, expect("met", 1.0, 1.0, values={"one_sill_serves_all_count": 1, "sill_serves_all_count": 1}))
    opens = {"openable": True, "clear_width": 0.9, "clear_height": 1.0, "storey": 1}
    window = upstairs("met-one_stair_and_an_escape_window").window("w", (1, 0), (2.2, 0), **opens)
    window.write(id_, expect("met", 1.0, 1.0))
    grant = upstairs("not_met-a_window_in_risk_class_six", fire_risk_class=6).window("w", (1, 0), (2.2, 0), **opens)
    grant.write(id_, expect("not_met", 0.0, 0.0, failing=["u1"], roles=["short"]))
    narrow = Drawing("not_met-an_entrance_of_eighty_centimetres").flat("u0", 0, 0)
    narrow.door("u0-front", (2.5, 0), (3.3, 0), entrance=True)
    narrow.write(id_, expect("not_met", 0.0, 0.0, values={"narrow_door_count": 1}))
    unsaid = upstairs("undetermined-not_said_whether_the_window_opens").window("w", (1, 0), (2.2, 0), storey=1)
    unsaid.write(id_, expect("undetermined", missing="layout_openable"))
    without_units(id_)


def fire_separation() -> None:
    id_ = "fire_separation"

    def pair(name: str, gap: float, stage: str = "sketch") -> Drawing:
        return Drawing(name, stage=stage).dwelling("u0", 0, 0).dwelling("u1", 6 + gap, 0)

    pair("met-eight_metres", 8).write(id_, expect("met", 8.0, 1.0, values={"close_count": 0}, roles=["distance"]))
    walls = pair("met-six_metres_with_fire_walls", 6)
    walls.programme["fire_rated_walls"] = True
    walls.write(id_, expect("met", 6.0, 1.0, values={"close_count": 1}))
    late = pair("not_met-six_metres_and_no_fire_walls_by_the_preliminary_stage", 6, stage="preliminary")
    late.write(id_, expect("not_met", 6.0, 0.0, roles=["short"]))
    edge = Drawing("not_met-three_metres_from_the_boundary").dwelling("u0", 0, 0).plot((-3, -10, 20, 20))
    edge.write(id_, expect("not_met", values={"near_boundary_count": 1, "boundary_m": 3.0}))
    # Nine metres high: half the height is more than four metres.
    tall = Drawing("not_met-a_tall_house_four_metres_from_the_boundary", storeys=3).plot((-4, -10, 20, 20))
    for storey in range(3):
        tall.dwelling(f"u{storey}", 0, 0, storey=storey)
    tall.write(id_, expect("not_met", values={"near_boundary_count": 1}))
    pair("undetermined-six_metres_in_a_sketch", 6).write(
        id_, expect("undetermined", 6.0, missing="declared_fire_rated_walls")
    )
    Drawing("undetermined-one_house_without_a_plot").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", missing="layout_one_building")
    )


def raised_ground_floor() -> None:
    id_ = "raised_ground_floor"

    def floors(name: str, *levels: float) -> Drawing:
        drawing = Drawing(name)
        for k, level in enumerate(levels):
            drawing.space(f"u{k}", "dwelling", (20 * k, 0, 20 * k + 6, 7), unit=f"u{k}", floor_level=level)
        return drawing

    floors("met-seventy_centimetres_up", 0.7).write(id_, expect("met", 0.7, 1.0, roles=["facade"]))
    # Half-way to half a metre: 0.6 + 0.4 / 2.
    floors("met-a_quarter_metre_up", 0.25).write(id_, expect("met", 0.25, 0.8, failing=["u0"]))
    floors("met-one_up_and_one_level", 0.7, 0.0).write(id_, expect("met", 0.0, 0.8, values={"raised_count": 1}))
    floors("partly_met-level_with_the_ground", 0.0).write(id_, expect("partly_met", 0.0, 0.6))
    high = Drawing("partly_met-a_storey_up", storeys=2).dwelling("u0", 0, 0, storey=1)
    high.write(id_, expect("partly_met", 3.0, 0.5))
    floors("not_met-half_a_metre_down", -0.5).write(id_, expect("not_met", -0.5, 0.0))
    without_units(id_)


def floor_level_variety() -> None:
    id_ = "floor_level_variety"

    def floors(name: str, *levels: float) -> Drawing:
        drawing = Drawing(name)
        for k, level in enumerate(levels):
            x = 20.0 * k
            drawing.space(f"u{k}", "dwelling", (x, 0, x + 6, 7), unit=f"u{k}", floor_level=level)
            drawing.door(f"u{k}-d", (x + 1, 0), (x + 2, 0), entrance=True)
        return drawing

    floors("met-one_home_without_steps", 0.0).write(id_, expect("met", 1.0, 1.0))
    floors("met-five_homes_one_of_them_raised", 0, 0, 0, 0, 0.6).write(
        id_, expect("met", 2.0, 1.0, values={"step_free_count": 4}, roles=["storey_high"])
    )
    floors("partly_met-five_homes_on_one_level", 0, 0, 0, 0, 0).write(id_, expect("partly_met", 1.0, (1 + 0.3) / 2))
    ramp = floors("met-raised_with_a_ramp", 0.6).add("ramp", "ramp", "Polygon", [ring((0, -2, 3, -0.6))], storeys=[0])
    ramp.write(id_, expect("met", 1.0, 1.0, values={"step_free_count": 1}))
    floors("not_met-five_homes_up_steps", 0.6, 0.6, 0.6, 0.6, 0.6).write(
        id_, expect("not_met", 1.0, 0.15, values={"step_free_count": 0})
    )
    Drawing("undetermined-entrances_not_told").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", missing="layout_main_doors")
    )


def accessible_units() -> None:
    id_ = "accessible_units"

    def flats(name: str, *widths: float) -> Drawing:
        drawing = Drawing(name)
        for k, width in enumerate(widths):
            x = 20.0 * k
            drawing.flat(f"u{k}", x, 0).door(f"u{k}-front", (x + 2.5, 0), (x + 2.5 + width, 0), entrance=True)
        return drawing

    flats("met-one_level_home", 0.9).write(id_, expect("met", 1.0, 1.0, roles=["unit"]))
    flats("partly_met-one_of_four", 0.9, 0.8, 0.8, 0.8).write(
        id_, expect("partly_met", 0.25, 0.5, failing=["u1", "u2", "u3"])
    )
    flats("not_met-a_narrow_entrance", 0.8).write(id_, expect("not_met", 0.0, 0.0, roles=["short"]))
    bath = Drawing("not_met-a_bathroom_without_room_to_turn").space("a", "living_kitchen", (0, 0, 6, 5), unit="u0")
    bath.space("b", "bathroom", (0, 5, 6, 6.4), unit="u0").door("d", (1, 0), (2, 0), entrance=True)
    bath.write(id_, expect("not_met", 0.0, 0.0))
    untold = Drawing("undetermined-rooms_not_drawn").dwelling("u0", 0, 0).door("d", (1, 0), (2, 0), entrance=True)
    untold.write(id_, expect("undetermined", values={"unknown_count": 1}, missing="layout_rooms"))


def two_person_or_paired_units() -> None:
    id_ = "two_person_or_paired_units"

    def houses(name: str, *counts: int) -> Drawing:
        drawing = Drawing(name)
        for h, count in enumerate(counts):
            for k in range(count):
                drawing.dwelling(f"h{h}u{k}", 60 * h + 6 * k, 0)
        return drawing

    houses("met-two_pairs", 2, 2).write(id_, expect("met", 1.0, 1.0, values={"paired_count": 4}))
    houses("met-three_together", 3).write(id_, expect("met", 1.0, 1.0, values={"paired_count": 0}))
    houses("partly_met-a_pair_and_four_in_a_row", 2, 4).write(id_, expect("partly_met", 2 / 6, 2 / 6))
    houses("not_met-four_in_a_row", 4).write(id_, expect("not_met", 0.0, 0.0, values={"largest_count": 4}))
    without_units(id_)


def non_institutional_form() -> None:
    id_ = "non_institutional_form"

    def block(name: str, *, behind: bool) -> Drawing:
        """Two long homes on a corridor that is a fifth of the floor, 60 m long."""
        drawing = Drawing(name).space("hall", "corridor", (0, 0, 60, 2))
        drawing.space("u0", "dwelling", (0, 2, 60, 6), unit="u0").space("u1", "dwelling", (0, -4, 60, 0), unit="u1")
        drawing.door("u0-d", *(((5, 2), (6, 2)) if behind else ((5, 6), (6, 6))))
        return drawing.door("u1-d", *(((5, 0), (6, 0)) if behind else ((5, -4), (6, -4))))

    house = Drawing("met-a_house").dwelling("u0", 0, 0).door("d", (1, 0), (2, 0), entrance=True)
    house.write(id_, expect("met", 0.0, 1.0, values={"longest_front_m": 7.0}, roles=["facade"]))
    fenced = Drawing("met-a_house_behind_a_high_fence").dwelling("u0", 0, 0)
    fenced.add("obstacle", "fence", "LineString", [(-5, -5), (15, -5)], height=2.0)
    fenced.write(id_, expect("met", 0.2 / 3, 1 - 0.2 / 3, failing=["fence"]))
    # 0.35 for the corridor and 0.2 for the front.
    block("partly_met-a_corridor_but_doors_of_their_own", behind=False).write(id_, expect("partly_met", 0.55, 0.45))
    block("not_met-homes_on_a_corridor", behind=True).write(
        id_, expect("not_met", 0.8, 0.2, failing=["u0", "u1"], values={"corridor_share": 0.2})
    )
    without_units(id_)


def scale_fits_neighbourhood() -> None:
    id_ = "scale_fits_neighbourhood"

    def among(name: str, *areas: float) -> Drawing:
        drawing = Drawing(name).dwelling("u0", 0, 0)
        for k, area in enumerate(areas):
            drawing.add("neighbour", f"n{k}", "Polygon", [ring((20 * k, 40, 20 * k + area / 10, 50))])
        return drawing

    among("met-in_the_middle", *[30] * 5, *[60] * 5).write(
        id_, expect("met", 0.5, 1.0, values={"around_count": 10}, roles=["neighbour_building", "unit"])
    )
    among("partly_met-as_large_as_the_smallest", 42, *[100] * 9).write(id_, expect("partly_met", 0.05, 0.5))
    among("not_met-larger_than_all", *[30] * 10).write(id_, expect("not_met", 1.0, 0.0, roles=["short"]))
    among("undetermined-three_houses_around", 30, 40, 50).write(
        id_, expect("undetermined", missing="layout_buildings_around")
    )


FORM_CASES = (
    accessible_units, base_on_daily_route, base_separate_building, escape_window, fire_separation,
    floor_level_variety, non_institutional_form, raised_ground_floor, scale_fits_neighbourhood,
    staff_retreat_base_and_common, two_person_or_paired_units,
)  # fmt: skip
