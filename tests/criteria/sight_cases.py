"""Cases of what is seen, lit, screened and overlooked: small drawings whose answers were worked out by hand.

Run ``python -m tests.criteria.make_layout_cases`` to write them again. Expected values stand here beside the drawing.
"""

from __future__ import annotations

import math

from tests.criteria.drawing import Drawing, expect, ring, staffed


def corridor(name: str, *, staffed_base: bool | None, glazed: bool = False) -> Drawing:
    """A home on a corridor of 12 x 2 m; the base at its west end behind a door of 1.6 m."""
    drawing = Drawing(name) if staffed_base is None else staffed(name, value=staffed_base)
    drawing.space("corridor", "corridor", (0, 0, 12, 2)).dwelling("u0", 0, 2)
    drawing.door("u0-d", (2.5, 2), (3.5, 2), entrance=True).door("out", (12, 0.5), (12, 1.5))
    if staffed_base:
        drawing.space("office", "office", (-4, 0, 0, 2)).door("office-d", (0, 0.2), (0, 1.8), glazed=glazed)
        drawing.viewpoint((-0.5, 1))
    return drawing


def blind_spots_indoor() -> None:
    id_ = "blind_spots_indoor"
    # From half a metre behind the glazed door, 1.6 m wide, only two triangles of 0.2 x 0.125 m beside it are hidden.
    seen = corridor("met-along_the_corridor_through_a_glazed_door", staffed_base=True, glazed=True)
    seen.write(id_, expect("met", 0.025 / 24, 1.0, values={"corner_share": 0.0}, tolerance=1e-4))
    shut = corridor("partly_met-the_base_behind_a_closed_door", staffed_base=True)
    shut.write(id_, expect("partly_met", 1.0, 0.5, failing=["corridor"], roles=["blind_spot", "room", "viewpoint"]))
    # An angled corridor of 44 m2: from the home's door at its north end all of the west leg is hidden but a sliver.
    angled = staffed("not_met-round_the_corner").space("office", "office", (-4, 0, 0, 2)).viewpoint((-2, 1))
    shape = [(0, 0), (12, 0), (12, 12), (10, 12), (10, 2), (0, 2), (0, 0)]
    angled.add("space", "corridor", "Polygon", [shape], use="corridor", storey=0)
    angled.dwelling("u0", 4, 8, depth=4).door("u0-d", (10, 9.5), (10, 10.5), entrance=True)
    angled.door("office-d", (0, 0.5), (0, 1.5))
    values = {"corner_share": (20 - 0.025) / 44}
    angled.write(id_, expect("not_met", 1.0, 0.0, values=values, roles=["corner"], tolerance=1e-3))
    alone = corridor("met-a_straight_corridor_without_staff", staffed_base=False)
    alone.write(id_, expect("met", 0.0, 1.0, values={"blind_share": "without_base"}))
    corridor("undetermined-nothing_declared_and_no_base", staffed_base=None).write(
        id_, expect("undetermined", missing="declared_staffed_base")
    )
    staffed("not_applicable-every_home_from_outside").base((20, 0, 26, 4)).flat("u0", 0, 0).front("u0", 0, 0).write(
        id_, expect("not_applicable", missing="layout_no_shared_rooms")
    )


def on_the_way(name: str, *, gate: bool = True) -> Drawing:
    """A home 20 m east of the desk, reached straight from the south over 70 m."""
    drawing = staffed(name).base((0, 0, 6, 4)).viewpoint((3, -0.5)).plot((-10, -80, 40, 10))
    drawing.dwelling("u0", 20, 0).door("u0-d", (22.5, 0), (23.5, 0), entrance=True)
    return drawing.add("access", "gate", "Point", (23, -70)) if gate else drawing


def approach_detection_distance() -> None:
    id_ = "approach_detection_distance"
    # Within 50 m of the desk from y = -0.5 - sqrt(50^2 - 20^2) on.
    left = 0.5 + math.sqrt(50**2 - 20**2)
    on_the_way("met-from_as_far_as_one_is_known").write(
        id_, expect("met", left, 1.0, values={"seconds": round(left / 1.4)}, roles=["path_seen"], tolerance=2e-3)
    )
    # A fence 11 m away, half-way to the walk, that ends at y = -7.925: past it the desk sees the last 14 m.
    late = on_the_way("partly_met-first_seen_where_the_fence_ends")
    late.add("obstacle", "fence", "LineString", [(14, -80), (14, -7.925)], height=2.5)
    late.write(id_, expect("partly_met", 14.0, 1 / 3, roles=["path_unseen", "viewpoint"], tolerance=6e-3))
    never = on_the_way("not_met-behind_a_fence_all_the_way")
    never.add("obstacle", "fence", "LineString", [(14, -80), (14, 8)], height=2.5)
    never.write(id_, expect("not_met", 0.0, 0.0, failing=["u0"]))
    # Where the fence is open over less than a metre one has not been noticed.
    slit = on_the_way("not_met-a_glimpse_through_a_gap")
    slit.add("obstacle", "fence-1", "LineString", [(14, -80), (14, -20)], height=2.5)
    slit.add("obstacle", "fence-2", "LineString", [(14, -19.6), (14, 8)], height=2.5)
    slit.write(id_, expect("not_met", 0.0, 0.0))
    on_the_way("undetermined-no_access_drawn", gate=False).write(id_, expect("undetermined", missing="layout_access"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def two_way_visibility() -> None:
    id_ = "two_way_visibility"

    def before_the_office(name: str, glazing: str) -> Drawing:
        drawing = staffed(name).space("office", "office", (0, 0, 6, 4), building="base")
        drawing.window("w", (0.2, 0), (5.8, 0), sill=0.9, glazing=glazing)
        return drawing.add("outdoor", "court", "Polygon", [ring((0, -10, 6, -5))], use="court")

    before_the_office("met-a_wide_window", "clear").write(
        id_, expect("met", 1.0, 1.0, values={"one_sided_share": 0.0}, roles=["court", "seen_region"])
    )
    before_the_office("not_met-behind_one_way_glass", "one_way").write(
        id_, expect("not_met", 0.0, 0.0, values={"seen_share": 1.0, "one_sided_share": 1.0}, roles=["overlooked"])
    )
    # A fence from straight before the desk to the east hides the eastern half.
    half = staffed("partly_met-a_fence_before_half_the_court").base((0, 0, 6, 4)).viewpoint((3, -0.5))
    half.add("outdoor", "court", "Polygon", [ring((0, -10, 6, -5))], use="court")
    half.add("obstacle", "fence", "LineString", [(3, -3), (9, -3)], height=2.5)
    half.write(id_, expect("partly_met", 0.5, 0.6, tolerance=1e-6))
    doors = staffed("met-before_the_doors_where_no_court_is_drawn").base((0, 0, 6, 4)).viewpoint((3, -0.5))
    doors.dwelling("u0", 0, -20).door("u0-d", (2.5, -13), (3.5, -13), entrance=True)
    doors.write(id_, expect("met", values={"court_drawn": False}))
    blank = staffed("undetermined-base_without_windows").base((0, 0, 6, 4))
    blank.add("outdoor", "court", "Polygon", [ring((0, -10, 6, -5))], use="court")
    blank.write(id_, expect("undetermined", missing="layout_base_windows"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def camera_dependency() -> None:
    id_ = "camera_dependency"

    def yard(name: str, desk: tuple[float, float] = (4.5, 4.5)) -> Drawing:
        drawing = staffed(name).plot((0, 0, 20, 20)).base((0, 0, 4, 4)).door("base-d", (4, 1.5), (4, 2.5))
        return drawing.viewpoint(desk)

    def camera(drawing: Drawing, at: tuple[float, float] = (10, 19), **more: bool) -> Drawing:
        return drawing.add("camera", "cam", "Point", at, height=3.0, range_m=15.0, **more)

    path = ((17.5, 1), (17.5, 19))
    yard("met-everything_is_seen").path("p", *path).write(id_, expect("met", 0.0, 1.0, values={"camera_count": 0}))
    live = camera(yard("met-live_pictures_only"), recording=False).path("p", *path)
    live.write(id_, expect("met", 0.0, 0.8, failing=["cam"], roles=["camera"]))
    camera(yard("partly_met-a_camera_that_records"), recording=True).path("p", *path).write(
        id_, expect("partly_met", 0.0, 0.6)
    )
    inside = camera(yard("partly_met-a_camera_in_a_shared_room"), (12.0, 2.0), recording=False).path("p", *path)
    inside.space("common", "common", (10, 0, 14, 4), building="c").write(id_, expect("partly_met", score=0.3))
    home = camera(yard("not_met-a_camera_in_a_home"), (12.0, 2.0), recording=False).path("p", *path)
    home.dwelling("u0", 10, 0, width=4, depth=4).write(id_, expect("not_met", score=0.0))
    # From (4.5, 2) the base hides the triangle (4, 4), (0, 4), (0, 20), 32 m2, all of it within 3 m of the path.
    corner = yard("not_met-a_path_behind_the_base", (4.5, 2)).path("p", (2, 5), (2, 19))
    corner.write(id_, expect("not_met", values={"need_m2": 32.0, "camera_only_share": 0.0}, tolerance=0.01))
    # A camera at the back of the path, its view to the south 40 degrees wide: it sees a part that nobody else does.
    covered = yard("not_met-a_camera_instead_of_a_view", (4.5, 2)).path("p", (2, 5), (2, 19))
    covered.add("camera", "cam", "Point", (2, 19.9), height=3.0, heading_deg=180.0, fov_deg=40.0, recording=False)
    covered.write(id_, expect("not_met", values={"need_m2": 32.0}, roles=["overlooked"], tolerance=0.01))
    camera(yard("undetermined-not_stated_whether_it_records")).path("p", *path).write(
        id_, expect("undetermined", missing="layout_camera_recording")
    )
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def outdoor_lighting_coverage() -> None:
    id_ = "outdoor_lighting_coverage"

    def lamp_over_path(name: str, **lamp: float) -> Drawing:
        """A path of 20 m with a lamp 4 m over its middle."""
        drawing = Drawing(name, stage="preliminary").path("p", (-10, 0), (10, 0)).plot((-30, -20, 30, 20))
        return drawing.add("lamp", "l", "Point", (0, 0), height=4.0, **lamp) if lamp else drawing

    # 1 lx is reached 5 m away where I = (4^2 + 5^2)^1.5 / 4; the flux is I x 2 pi / 0.8. Half the points lie nearer.
    flux = (16 + 25) ** 1.5 / 4 * 2 * math.pi / 0.8
    lamp_over_path("partly_met-half_the_path", flux_lm=flux).write(
        id_, expect("partly_met", 0.5, 0.5, values={"path_share": 0.5}, roles=["lit_ground", "lamp", "path_unseen"])
    )
    lamp_over_path("met-a_strong_lamp", flux_lm=10 * flux).write(id_, expect("met", 1.0, 1.0))
    lamp_over_path("met-a_lamp_that_states_its_range", range_m=12.0).write(id_, expect("met", 1.0, 1.0))
    # Two boards 6 m high beside the lamp throw their shadows on all of the path but the two metres between them.
    dark = lamp_over_path("not_met-in_the_shadow", flux_lm=10 * flux)
    for k, x in enumerate((-1, 1)):
        dark.add("obstacle", f"board-{k}", "LineString", [(x, -3), (x, 3)], height=6.0)
    dark.write(id_, expect("not_met", 0.1, 0.1))
    # Before the door, half a metre out of the wall and 5.5 m from the lamp, there is less than 10 lx.
    door = lamp_over_path("partly_met-a_dark_entrance", flux_lm=10 * flux)
    door.dwelling("u0", 3, 2).door("u0-d", (5.0, 2), (6.0, 2), entrance=True)
    door.write(id_, expect("partly_met", 0.5, 0.5, failing=["u0-d"], values={"door_share": 0.0}))
    half = Drawing("undetermined-of_one_path_nothing_is_stated", stage="preliminary").plot((-30, -20, 30, 20))
    half.add("path", "p", "LineString", [(-10, 0), (0, 0)], lit=True).path("q", (0, 0), (10, 0))
    half.write(id_, expect("undetermined", missing="layout_lamps"))
    lamp_over_path("undetermined-no_lamps").write(id_, expect("undetermined", missing="layout_lamps"))
    bare = lamp_over_path("undetermined-a_lamp_of_unknown_strength")
    bare.add("lamp", "l", "Point", (0, 0), height=4.0)
    bare.write(id_, expect("undetermined", missing="layout_lamp_output"))
    Drawing("later-a_sketch").path("p", (-10, 0), (10, 0)).write(id_, expect("later"))


def window_sill_height_privacy() -> None:
    id_ = "window_sill_height_privacy"

    def room(
        name: str, *, sill: float | None, path_y: float | None = -3.0, floor: float = 0.0, glazing: str = "clear"
    ) -> Drawing:
        """A living room with one window to the south, a path before it, the entrance to the north."""
        drawing = Drawing(name).space("u0-living", "living_kitchen", (0, 0, 6, 4), unit="u0", floor_level=floor)
        drawing.door("u0-d", (1, 4), (2, 4), entrance=True)
        if sill is not None:
            drawing.window("w", (2, 0), (4, 0), sill=sill, head=2.3, glazing=glazing)
        return drawing.path("p", (-5, path_y), (11, path_y)) if path_y is not None else drawing

    room("met-high_on_the_wall", sill=1.2).write(id_, expect("met", 1.0, 1.0, values={"facing_count": 1}))
    room("met-low_glass_that_is_obscured", sill=0.2, glazing="obscured").write(id_, expect("met", 1.0, 1.0))
    room("met-low_towards_the_garden", sill=0.2, path_y=8.0).write(
        id_, expect("met", 1.0, 1.0, values={"facing_count": 0}, roles=["unit"])
    )
    room("met-above_eye_height_outside", sill=0.7, floor=1.0).write(id_, expect("met", 1.0, 1.0))
    # Half-way between 0.3 m and 1.2 m above the floor; outside it is not above 0.8 m.
    room("partly_met-half_high", sill=0.75).write(id_, expect("partly_met", 0.5, 0.5, failing=["w"], roles=["window"]))
    room("not_met-glass_to_the_floor", sill=0.1).write(id_, expect("not_met", 0.0, 0.0, values={"lowest_m": 0.1}))
    room("undetermined-no_windows_drawn", sill=None).write(id_, expect("undetermined", missing="layout_windows"))
    room("undetermined-no_paths_drawn", sill=0.9, path_y=None).write(
        id_, expect("undetermined", missing="layout_paths")
    )


def home_with_garden(
    name: str, *, screen: bool = False, path_y: float = -3.0, path_x: tuple[float, float] | None = None, count: int = 1
) -> Drawing:
    """Homes 20 m apart, each with a garden of 6 x 5 m behind it, the first one's behind a fence; a path along them."""
    drawing = Drawing(name)
    for k in range(count):
        x = 20.0 * k
        drawing.dwelling(f"u{k}", x, 0).door(f"u{k}-d", (x + 2.5, 0), (x + 3.5, 0), entrance=True)
        drawing.add("outdoor", f"g{k}", "Polygon", [ring((x, 7, x + 6, 12))], use="private_outdoor")
    if screen:
        drawing.add("obstacle", "fence", "LineString", [(-0.5, 6), (-0.5, 12.5), (6.5, 12.5), (6.5, 6)], height=2.0)
    west, east = path_x or (-10.0, 20.0 * count)
    return drawing.path("p", (west, path_y), (east, path_y))


def shielding_options() -> None:
    id_ = "shielding_options"
    behind = home_with_garden("met-behind_the_house", path_x=(0.0, 6.0))
    behind.write(id_, expect("met", 1.0, 1.0, values={"mean_hidden_share": 1.0}))
    home_with_garden("met-behind_a_fence", screen=True, path_y=15.0).write(id_, expect("met", 1.0, 1.0))
    home_with_garden("not_met-open_to_the_path", path_y=15.0).write(
        id_, expect("not_met", 0.0, 0.0, failing=["u0"], roles=["overlooked", "outdoor_area"])
    )
    # One of five: 0.2 of the third that is asked for.
    home_with_garden("partly_met-one_of_five", screen=True, path_y=15.0, count=5).write(
        id_, expect("partly_met", 0.2, 0.2 / 0.3333, values={"shielded_count": 1})
    )
    Drawing("undetermined-no_private_outdoor_area").dwelling("u0", 0, 0).path("p", (0, -5), (9, -5)).write(
        id_, expect("undetermined", missing="layout_private_outdoor")
    )


def outdoor_privacy_from_public() -> None:
    id_ = "outdoor_privacy_from_public"
    far = home_with_garden("met-far_from_the_boundary").plot((-60, -60, 66, 70))
    far.add("access", "gate", "Point", (3, -60)).write(id_, expect("met", score=1.0, values={"most_share": 0.0}))
    fenced = home_with_garden("met-behind_a_fence", screen=True).plot((-15, -10, 21, 18))
    fenced.add("access", "gate", "Point", (3, -10)).write(id_, expect("met", score=1.0))
    gate = home_with_garden("not_met-before_the_gate").plot((-15, -10, 21, 14)).add("access", "gate", "Point", (3, 14))
    gate.write(id_, expect("not_met", score=0.0, values={"least_share": 1.0}, failing=["g0"], roles=["overlooked"]))
    near = home_with_garden("undetermined-a_boundary_of_unknown_use").plot((-15, -10, 21, 14))
    near.add("access", "gate", "Point", (3, -10)).write(id_, expect("undetermined", missing="layout_streets"))
    home_with_garden("undetermined-no_plot").write(id_, expect("undetermined", missing="layout_streets"))
    Drawing("undetermined-no_private_outdoor_area").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", missing="layout_private_outdoor")
    )


def view_to_green_from_unit() -> None:
    id_ = "view_to_green_from_unit"

    def room(name: str, *, sill: float = 0.5) -> Drawing:
        """A living room of 6 x 4 m: from its middle the window, 4 m wide and 2 m away, opens on 90 degrees."""
        drawing = Drawing(name).space("u0-living", "living_kitchen", (0, 0, 6, 4), unit="u0")
        return drawing.door("u0-d", (1, 4), (2, 4), entrance=True).window("w", (1, 0), (5, 0), sill=sill, head=2.1)

    def garden(drawing: Drawing, box: tuple[float, float, float, float]) -> Drawing:
        return drawing.add("outdoor", "garden", "Polygon", [ring(box)], use="garden")

    garden(room("met-a_garden_on_one_side"), (-100, -100, 3, -1)).write(
        id_, expect("met", 0.5, 1.0, roles=["green", "room"], tolerance=1e-3)
    )
    narrow = (3 - 10 * math.tan(math.radians(18)), -10.0, 3.0, -8.0)
    garden(room("partly_met-a_narrow_bed"), narrow).write(
        id_, expect("partly_met", 0.2, (0.2 - 0.05) / 0.35, tolerance=1e-3)
    )
    garden(room("not_met-seated_behind_a_high_sill", sill=1.3), (-100, -100, 3, -1)).write(
        id_, expect("not_met", 0.0, 0.0, failing=["u0"], values={"without_view_count": 1})
    )
    fence = garden(room("not_met-a_fence_before_the_garden"), (-30, -30, 36, -1))
    fence.add("obstacle", "fence", "LineString", [(-30, -0.9), (36, -0.9)], height=2.0)
    fence.write(id_, expect("not_met", 0.0, 0.0))
    # The window's head, 2.1 m high and 2 m away, lets the eye up to 1.2 + 0.45 x 14 = 7.5 m at the tree's far side.
    tree = room("not_met-a_crown_above_the_window_head")
    tree.add("vegetation", "tree", "Point", (3, -10), height=9.0, crown_base=8.0)
    tree.write(id_, expect("not_met", 0.0, 0.0))
    # A crown of 2 m about a trunk 12 m away takes 2 asin(2 / 12) of the 90 degrees.
    crown = room("partly_met-a_tree_in_the_middle_of_the_view")
    crown.add("vegetation", "tree", "Point", (3, -10), height=9.0, crown_base=1.0)
    share = 2 * math.degrees(math.asin(2 / 12)) / 90
    crown.write(id_, expect("partly_met", share, (share - 0.05) / 0.35, tolerance=5e-3))
    room("undetermined-nothing_green_is_drawn").write(id_, expect("undetermined", missing="layout_green"))
    other = garden(room("undetermined-a_home_without_windows_drawn"), (-100, -100, 3, -1)).dwelling("u1", 40, 0)
    other.write(id_, expect("undetermined", values={"unknown_count": 1}))


def visitor_room() -> None:
    id_ = "visitor_room"

    def place(name: str, doors: tuple[str, ...], *, value: bool = True) -> Drawing:
        drawing = staffed(name, value=value).base((0, 0, 6, 4)).viewpoint((3, -0.5)).dwelling("u0", 40, 0)
        drawing.space("visitors", "visitor", (10, 0, 14, 4), building="v")
        for side in doors:
            y = 0 if side == "south" else 4
            drawing.door(f"v-{side}", (11, y), (12, y))
        return drawing

    place("met-seen_and_with_two_ways_out", ("south", "north")).write(
        id_, expect("met", 1, 1.0, values={"seen": True, "way_count": 2}, roles=["room", "door_seen", "door_unseen"])
    )
    place("met-seen_with_one_way_out", ("south",)).write(id_, expect("met", 1, 0.8))
    unseen = place("partly_met-one_door_out_of_sight", ("north",))
    unseen.write(id_, expect("partly_met", 1, 0.6, values={"seen": False}))
    place("met-two_ways_out_and_nobody_to_see_it", ("south", "north"), value=False).write(
        id_, expect("met", 1, 1.0, values={"seen": "without_base"})
    )
    wanted = Drawing("not_met-wanted_and_not_drawn", {"staffed_base": True, "visitor_room": True})
    wanted.dwelling("u0", 0, 0).write(id_, expect("not_met", 0, 0.0))
    staffed("undetermined-a_sketch_without_one").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", missing="layout_visitor_room")
    )
    Drawing("not_applicable-not_wanted", {"staffed_base": True, "visitor_room": False}).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="unwanted_visitor_room")
    )


def safe_bicycle_parking() -> None:
    id_ = "safe_bicycle_parking"

    def place(name: str, **properties: object) -> Drawing:
        """One home and a base: two on duty and half a place for the home make 2.5 places."""
        drawing = staffed(name).base((0, 0, 6, 4)).viewpoint((3, -0.5)).dwelling("u0", 40, 0).plot((-20, -20, 60, 20))
        return drawing.add(
            "outdoor", "cycles", "Polygon", [ring((10, -8, 14, -4))], use="bicycle_parking", **properties
        )

    place("met-in_sight_and_lockable", lockable=True).write(
        id_, expect("met", 1.0, 1.0, values={"place_count": 10, "needed": 2.5}, roles=["outdoor_area"])
    )
    place("partly_met-not_lockable", lockable=False).write(id_, expect("partly_met", 2 / 3, 2 / 3))
    hidden = place("not_met-one_place_out_of_sight", lockable=False, places=1)
    hidden.add("obstacle", "fence", "LineString", [(9, -12), (9, -1), (20, -1)], height=2.5)
    hidden.write(id_, expect("not_met", 0.4 / 3, 0.4 / 3, tolerance=1e-3))
    place("undetermined-not_stated_whether_they_can_be_locked").write(
        id_, expect("undetermined", missing="layout_bicycle_lock")
    )
    staffed("undetermined-a_sketch_without_any").base((0, 0, 6, 4)).dwelling("u0", 40, 0).write(
        id_, expect("undetermined", missing="layout_bicycle_parking")
    )
    unwanted = Drawing("not_applicable-not_wanted", {"staffed_base": True, "bicycle_parking": False})
    unwanted.dwelling("u0", 0, 0).write(id_, expect("not_applicable", missing="unwanted_bicycle_parking"))


SIGHT_CASES = (
    blind_spots_indoor, approach_detection_distance, two_way_visibility, camera_dependency, outdoor_lighting_coverage,
    window_sill_height_privacy, shielding_options, outdoor_privacy_from_public, view_to_green_from_unit, visitor_room,
    safe_bicycle_parking,
)  # fmt: skip
