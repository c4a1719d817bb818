"""Cases of homes, shared rooms and outdoor places: small drawings whose answers were worked out by hand."""

from __future__ import annotations

from typing import Any

from tests.criteria.drawing import Box, Drawing, expect, ring, staffed
from tests.criteria.form_cases import without_base, without_units


def homes(name: str, count: int = 1, **more: Any) -> Drawing:
    """Undivided homes in a line, each with its entrance to the south, in the middle of y = 0."""
    drawing = Drawing(name, **more)
    for k in range(count):
        drawing.dwelling(f"u{k}", 20 * k, 0).door(f"u{k}-d", (20 * k + 2.5, 0), (20 * k + 3.5, 0), entrance=True)
    return drawing


def outdoors(drawing: Drawing, id_: str, use: str, box: Box) -> Drawing:
    return drawing.add("outdoor", id_, "Polygon", [ring(box)], use=use)


def left_open(criterion: str, key: str, *, units: int = 1) -> None:
    """A sketch without it, declared not wanted, and missing by the preliminary stage."""
    homes("undetermined-not_drawn_in_a_sketch", units).write(criterion, expect("undetermined", missing=f"layout_{key}"))
    homes("not_applicable-declared_not_wanted", units, programme={key: False}).write(
        criterion, expect("not_applicable", missing=f"unwanted_{key}")
    )
    homes("not_met-not_drawn_by_the_preliminary_stage", units, stage="preliminary").write(
        criterion, expect("not_met", score=0.0)
    )
    homes("not_met-declared_wanted_and_not_drawn", units, programme={key: True}).write(
        criterion, expect("not_met", score=0.0)
    )


def unit_size_variation() -> None:
    id_ = "unit_size_variation"

    def units(name: str, *areas: float) -> Drawing:
        drawing = Drawing(name)
        for k, area in enumerate(areas):
            drawing.dwelling(f"u{k}", 20 * k, 0, width=area / 5, depth=5)
        return drawing

    units("met-one_of_four_is_larger", 40, 40, 40, 46).write(id_, expect("met", 0.15, 1.0, values={"kinds_count": 2}))
    rooms = Drawing("met-one_size_but_different_rooms")
    for k in range(4):
        rooms.flat(f"u{k}", 20 * k, 0, bath=k > 1)
    rooms.write(id_, expect("met", 0.0, 0.7, values={"kinds_count": 2}))
    # Half-way from 3 m2, the accuracy of a drawing, to fifteen per cent of 40 m2: 0.2 + 0.8 / 2.
    units("partly_met-nearly_alike", 40, 40, 40, 44.5).write(id_, expect("partly_met", 0.1125, 0.2 + 0.8 / 2))
    units("not_met-all_alike", 40, 40, 40, 40).write(id_, expect("not_met", 0.0, 0.2))
    units("not_met-apart_by_no_more_than_a_drawing_may_miss", 40, 40.5, 42, 43).write(
        id_, expect("not_met", 3 / 41.25, 0.2, values={"kinds_count": 1})
    )
    units("not_applicable-three_units", 33, 39, 45).write(id_, expect("not_applicable", missing="layout_few_units"))
    without_units(id_)


def kitchen_living_programme() -> None:
    id_ = "kitchen_living_programme"
    whole = Drawing("met-with_a_shared_store").flat("u0", 0, 0).space("s", "storage", (10, 0, 12, 2))
    whole.write(id_, expect("met", 1.0, 1.0, values={"whole_count": 1}))
    Drawing("met-no_store").flat("u0", 0, 0).write(id_, expect("met", 0.8, 0.8, failing=["u0"], roles=["short"]))
    two = Drawing("partly_met-living_room_and_bathroom").space("a", "living", (0, 0, 5, 5), unit="u0")
    two.space("b", "bathroom", (5, 0, 7, 5), unit="u0").write(id_, expect("partly_met", 0.4, 0.4))
    Drawing("not_met-one_room").space("a", "living", (0, 0, 5, 5), unit="u0").write(id_, expect("not_met", 0.2, 0.2))
    Drawing("undetermined-rooms_not_drawn").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", values={"unknown_count": 1}, missing="layout_rooms")
    )


def external_storage() -> None:
    id_ = "external_storage"
    homes("met-a_shed_of_four_square_metres").space("s", "storage", (10, 0, 12, 2)).write(
        id_, expect("met", 1.0, 1.0, roles=["room"])
    )
    homes("met-a_shed_for_two", 2).space("s", "storage", (10, 0, 12, 2.5)).write(id_, expect("met", 1.0, 1.0))
    homes("partly_met-a_shed_that_is_enough_for_one", 2).space("s", "storage", (10, 0, 12, 2)).write(
        id_, expect("partly_met", 0.5, 0.5, failing=["u1"])
    )
    Drawing("partly_met-a_store_inside").flat("u0", 0, 0, bath=False).write(
        id_, expect("partly_met", 0.0, 0.5, roles=["short"])
    )
    homes("not_met-one_square_metre").space("s", "storage", (10, 0, 11, 1)).write(id_, expect("not_met", 0.0, 0.0))
    left_open(id_, "external_storage")


def technical_room_external_door() -> None:
    id_ = "technical_room_external_door"

    def house(name: str, *, own: bool, inner: bool) -> Drawing:
        drawing = homes(name).space("hall", "corridor", (0, 7, 6, 9)).door("out", (0, 7.5), (0, 8.5))
        if own:
            drawing.space("t0", "technical", (6, 0, 9, 7)).door("t0-d", (9, 1), (9, 2))
        if inner:
            drawing.space("t1", "technical", (0, 9, 6, 12)).door("t1-d", (1, 9), (2, 9))
        return drawing

    house("met-a_door_of_its_own", own=True, inner=False).write(id_, expect("met", 1.0, 1.0, roles=["main_door"]))
    house("partly_met-one_of_two", own=True, inner=True).write(id_, expect("partly_met", 0.5, 0.5, failing=["t1"]))
    house("not_met-behind_the_corridor", own=False, inner=True).write(id_, expect("not_met", 0.0, 0.0))
    left_open(id_, "technical_room")


def space_for_several_responders() -> None:
    id_ = "space_for_several_responders"
    # A living room of 6 x 4 m: a circle of 4 m less 0.6 m on two sides, and 24 / 2 / 2 = 6 persons.
    met = Drawing("met-a_wide_living_room").flat("u0", 0, 0).front("u0", 0, 0)
    met.write(id_, expect("met", 2.8, 1.0, tolerance=0.01))
    narrow = Drawing("partly_met-an_entrance_of_eighty_centimetres").flat("u0", 0, 0)
    narrow.door("u0-front", (2.5, 0), (3.3, 0), entrance=True)
    narrow.write(id_, expect("partly_met", 2.8, 2 / 3, values={"narrow_door_count": 1}, tolerance=0.01))
    # 2.4 - 1.2 m free, 7.2 m2 for 1.8 persons of four, no door at all: 0.45 / 3.
    small = Drawing("not_met-a_narrow_room_without_a_door").space("a", "living", (0, 0, 2.4, 3), unit="u0")
    small.space("b", "bathroom", (2.4, 0, 4, 3), unit="u0").write(
        id_, expect("not_met", 1.2, 0.15, failing=["u0"], tolerance=0.01)
    )
    Drawing("undetermined-rooms_not_drawn").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", values={"unknown_count": 1}, missing="layout_rooms")
    )


def daylight_exposure() -> None:
    id_ = "daylight_exposure"

    def lit(name: str, bedroom: float, **more: Any) -> Drawing:
        """The living room (24 m2) has a window of 4 m, the bedroom (14 m2) one of so many metres; both 1.3 m high."""
        drawing = Drawing(name, stage="preliminary", **more).flat("u0", 0, 0).window("w0", (0.5, 0), (4.5, 0), sill=0.8)
        return drawing.window("w1", (0.5, 8), (0.5 + bedroom, 8), sill=0.8) if bedroom else drawing

    def ratio(metres: float) -> float:
        return metres * 1.3 * 0.75 * 0.7 / (0.07 * 14)

    lit("met-two_metres_of_window", 2.0).write(id_, expect("met", ratio(2.0), 1.0, values={"dark_count": 0}))
    part = (ratio(1.2) - 0.5) / 0.7
    lit("partly_met-a_small_window", 1.2).write(
        id_, expect("partly_met", ratio(1.2), part, failing=["u0-bed"], roles=["short", "room"])
    )
    lit("not_met-no_window_in_the_bedroom", 0.0).write(id_, expect("not_met", 0.0, 0.0))
    tall = lit("not_met-a_tall_house_before_the_window", 2.0)
    tall.add("neighbour", "n", "Polygon", [ring((-5, 11, 12, 20))], height=10)
    tall.write(id_, expect("not_met", 0.0, 0.0, values={"shaded_window_count": 1}))
    Drawing("undetermined-no_windows", stage="preliminary").flat("u0", 0, 0).write(
        id_, expect("undetermined", missing="layout_window_sizes")
    )
    Drawing("later-in_a_sketch").flat("u0", 0, 0).write(id_, expect("later"))


def quick_replaceability() -> None:
    id_ = "quick_replaceability"

    def windows(name: str, *widths: float, days: int | None = None, stage: str = "preliminary") -> Drawing:
        drawing = Drawing(name, {} if days is None else {"window_lead_days": days}, stage=stage)
        drawing.space("u0", "dwelling", (0, 0, 60, 7), unit="u0")
        for k, width in enumerate(widths):
            drawing.window(f"w{k}", (5 * k + 1, 0), (5 * k + 1 + width, 0), sill=0.9, head=2.1)
        return drawing

    windows("met-two_standard_windows_in_two_weeks", 1.2, 1.2, days=14).write(id_, expect("met", 1.0, 1.0))
    windows("partly_met-one_odd_kind_in_three_months", 1.25, 1.25, days=90).write(
        id_, expect("partly_met", 1.0, 1 / 3, failing=["w0", "w1"], roles=["short"])
    )
    odd = [0.55 + 0.1 * k for k in range(8)]
    windows("not_met-eight_odd_kinds_in_three_months", *odd, days=90).write(id_, expect("not_met", 8.0, 0.0))
    windows("undetermined-delivery_not_declared", 1.2, 1.2).write(
        id_, expect("undetermined", 1.0, missing="declared_window_lead_days")
    )
    windows("later-in_a_sketch", 1.2, stage="sketch").write(id_, expect("later"))


def common_room_provision() -> None:
    id_ = "common_room_provision"

    def shared(name: str, area: float) -> Drawing:
        return homes(name, 2).space("c", "common", (0, 20, area / 2, 22))

    shared("met-five_square_metres_each", 10).write(id_, expect("met", 5.0, 1.0, roles=["room"]))
    # Half-way from 10 to 25 m2: 1 - 0.4 / 2.
    shared("met-more_than_enough", 35).write(id_, expect("met", 17.5, 0.8))
    shared("partly_met-half_of_that", 5).write(id_, expect("partly_met", 2.5, 0.5))
    shared("not_met-one_square_metre_each", 2).write(id_, expect("not_met", 1.0, 0.2))
    left_open(id_, "common_room")


def common_area_uncrowded() -> None:
    id_ = "common_area_uncrowded"
    # Two homes: one resident and two on duty, three persons.
    two = homes("met-two_rooms_of_six_square_metres", 2).space("c", "common", (0, 20, 3, 22))
    two.space("d", "dining", (3, 20, 6, 22)).write(id_, expect("met", 4.0, 1.0, values={"persons": 3.0}))
    homes("partly_met-one_room_of_twelve", 2).space("c", "common", (0, 20, 6, 22)).write(
        id_, expect("partly_met", 4.0, 0.6, values={"room_count": 1})
    )
    homes("not_met-one_small_room", 2).space("c", "common", (0, 20, 2.25, 22)).write(id_, expect("not_met", 1.5, 0.0))
    left_open(id_, "common_room", units=2)


def garden_access() -> None:
    id_ = "garden_access"
    own = outdoors(homes("met-a_garden_before_the_door"), "g", "private_outdoor", (0, -5, 6, 0))
    own.write(id_, expect("met", 30.0, 1.0, values={"own_count": 1}, roles=["outdoor_area"]))
    shared = outdoors(homes("partly_met-a_shared_garden_ten_metres_away"), "g", "garden", (0, -15.5, 5, -10.5))
    shared.write(id_, expect("partly_met", 25.0, 2 / 3, values={"farthest_m": 10.0}, roles=["distance"]))
    # A fifth of the area, half of the distance, none of its own: 0.7 / 3.
    far = outdoors(homes("not_met-five_square_metres_far_away"), "g", "garden", (0, -66.5, 5, -65.5))
    far.write(id_, expect("not_met", 5.0, 0.7 / 3, failing=["u0"]))
    left_open(id_, "garden")


def outdoor_activity_provision() -> None:
    id_ = "outdoor_activity_provision"
    three = outdoors(homes("met-three_kinds"), "a", "grill", (0, -4, 2, -2))
    outdoors(outdoors(three, "b", "ball", (0, -20, 10, -14)), "c", "seating", (4, -4, 6, -2))
    three.write(id_, expect("met", 3.0, 1.0, roles=["outdoor_area"]))
    one = outdoors(homes("partly_met-a_barbecue"), "a", "grill", (0, -4, 2, -2))
    one.write(id_, expect("partly_met", 1.0, 1 / 3))
    small = outdoors(homes("not_met-a_ball_court_that_is_too_small"), "b", "ball", (0, -20, 5, -14))
    small.write(id_, expect("not_met", 0.0, 0.0, failing=["b"], roles=["short"]))
    left_open(id_, "outdoor_activity")


def creative_workshop_space() -> None:
    id_ = "creative_workshop_space"
    own = homes("met-sixteen_square_metres_with_a_door").space("w", "workshop", (0, 20, 4, 24))
    own.door("w-d", (1, 20), (2, 20)).write(id_, expect("met", 16.0, 1.0, roles=["room", "main_door"]))
    homes("partly_met-no_door_of_its_own").space("w", "workshop", (0, 20, 4, 24)).write(
        id_, expect("partly_met", 16.0, 0.6)
    )
    homes("not_met-three_square_metres").space("w", "hobby", (0, 20, 3, 21)).write(id_, expect("not_met", 3.0, 0.12))
    left_open(id_, "workshop")


def gathering_away_from_neighbours() -> None:
    id_ = "gathering_away_from_neighbours"

    def grill(name: str, metres: float) -> Drawing:
        drawing = outdoors(homes(name), "g", "grill", (0, -10, 4, -6))
        return drawing.add("neighbour", "n", "Polygon", [ring((0, -30 - metres, 10, -10 - metres))])

    grill("met-twenty-five_metres", 25).write(id_, expect("met", 25.0, 1.0, values={"nearest_house": "n"}))
    grill("partly_met-half-way", 16.5).write(id_, expect("partly_met", 16.5, 0.5, roles=["distance"]))
    grill("not_met-eight_metres", 8).write(id_, expect("not_met", 8.0, 0.0))
    far = outdoors(homes("met-no_house_known_but_the_boundary_is_far"), "g", "grill", (0, -10, 4, -6))
    far.plot((-40, -50, 60, 50)).write(id_, expect("met", score=1.0))
    near = outdoors(homes("undetermined-no_house_known_and_the_boundary_near"), "g", "grill", (0, -10, 4, -6))
    near.plot((-5, -20, 30, 20)).write(id_, expect("undetermined", missing="layout_neighbours"))
    homes("undetermined-no_gathering_place").write(id_, expect("undetermined", missing="layout_gathering"))


def waste_and_sharps_point() -> None:
    id_ = "waste_and_sharps_point"

    def waste(name: str, metres: float, box: bool | None = None) -> Drawing:
        drawing = homes(name, programme={} if box is None else {"sharps_box": box})
        return outdoors(drawing, "p", "waste", (0, -4.5 - metres, 6, -0.5 - metres))

    waste("met-ten_metres_and_a_container", 10, True).write(id_, expect("met", 10.0, 1.0, roles=["distance"]))
    waste("met-ten_metres_and_nothing_said", 10).write(id_, expect("met", 10.0, 0.7))
    waste("partly_met-far_and_no_container", 65, False).write(id_, expect("partly_met", 65.0, 0.35, failing=["u0"]))
    waste("not_met-too_far_and_no_container", 100, False).write(id_, expect("not_met", 100.0, 0.0))
    waste("undetermined-rather_far_and_nothing_said", 37, None).write(
        id_, expect("undetermined", 37.0, missing="declared_sharps_box")
    )
    left_open(id_, "waste_point")


def vehicle_parking_and_minibus() -> None:
    id_ = "vehicle_parking_and_minibus"

    def parking(name: str, width: float, length: float, vehicle: bool | None = None) -> Drawing:
        drawing = homes(name, programme={} if vehicle is None else {"vehicle": vehicle})
        return outdoors(drawing, "p", "parking", (0, -20, width, -20 + length))

    parking("met-a_minibus_and_room_for_it", 8, 6, True).write(id_, expect("met", 48.0, 1.0, values={"minibus": True}))
    # Seven tenths for a car, and six tenths of that without one.
    parking("partly_met-room_for_a_car_and_none_there", 2.5, 5.5, False).write(id_, expect("partly_met", 13.75, 0.42))
    parking("not_met-too_small_for_a_car", 2, 4).write(id_, expect("not_met", 8.0, 0.0, failing=["p"], roles=["short"]))
    parking("undetermined-room_and_nothing_said", 8, 6).write(
        id_, expect("undetermined", 48.0, missing="declared_vehicle")
    )
    left_open(id_, "parking")


def base_rooms(name: str, *uses: str, **more: Any) -> Drawing:
    """A base of rooms of 4 x 4 m in a row."""
    drawing = staffed(name, **more)
    for k, use in enumerate(uses):
        drawing.space(f"{use}", use, (4 * k, 0, 4 * k + 4, 4))
    return drawing


def staff_facilities_programme() -> None:
    id_ = "staff_facilities_programme"
    listed = ("office", "meeting", "staff_room", "medication", "wardrobe", "bathroom")
    whole = outdoors(base_rooms("met-the_whole_list", *listed), "b", "bicycle_parking", (0, -5, 4, -3))
    whole.write(id_, expect("met", 1.0, 1.0, roles=["room", "outdoor_area"]))
    base_rooms("partly_met-four_of_seven", *listed[:4], stage="preliminary").write(
        id_, expect("partly_met", 4 / 7, 4 / 7, failing=["wardrobe", "washroom", "bicycle_parking"])
    )
    base_rooms("not_met-two_of_seven", "office", "meeting", stage="preliminary").write(
        id_, expect("not_met", 2 / 7, 2 / 7)
    )
    base_rooms("undetermined-two_of_seven_in_a_sketch", "office", "meeting").write(
        id_, expect("undetermined", 2 / 7, missing="layout_base_rooms_later")
    )
    staffed("undetermined-base_not_divided").base((0, 0, 6, 5)).write(
        id_, expect("undetermined", missing="layout_base_rooms")
    )
    without_base(id_)


def medication_room() -> None:
    id_ = "medication_room"
    inner = base_rooms("met-behind_the_office", "office", "medication").door("d", (4, 1), (4, 2))
    inner.write(id_, expect("met", 16.0, 0.7, values={"reached_apart": True}))
    locked = base_rooms("met-behind_the_office_with_a_lock", "office", "medication").door("d", (4, 1), (4, 2))
    locked.programme["medication_room_lockable"] = True
    locked.write(id_, expect("met", 16.0, 1.0))
    passed = base_rooms("partly_met-off_the_residents_corridor", "office", "medication").dwelling("u0", 0, 6)
    passed.space("hall", "corridor", (0, 4, 8, 6)).door("d", (5, 4), (6, 4)).door("u0-d", (1, 6), (2, 6), entrance=True)
    passed.write(id_, expect("partly_met", 16.0, 0.35, values={"reached_apart": False}))
    base_rooms("not_met-none_by_the_preliminary_stage", "office", "meeting", stage="preliminary").write(
        id_, expect("not_met", 0.0, 0.0)
    )
    base_rooms("undetermined-none_in_a_sketch", "office", "meeting").write(
        id_, expect("undetermined", missing="layout_medication_room")
    )
    unwanted = base_rooms("not_applicable-declared_not_wanted", "office", "meeting")
    unwanted.programme["medication_room"] = False
    unwanted.write(id_, expect("not_applicable", missing="unwanted_medication_room"))
    without_base(id_)


HOME_CASES = (
    common_area_uncrowded, common_room_provision, creative_workshop_space, daylight_exposure, external_storage,
    garden_access, gathering_away_from_neighbours, kitchen_living_programme, medication_room,
    outdoor_activity_provision, quick_replaceability, space_for_several_responders, staff_facilities_programme,
    technical_room_external_door, unit_size_variation, vehicle_parking_and_minibus, waste_and_sharps_point,
)  # fmt: skip
