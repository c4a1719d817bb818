"""Cases of the cluster and of the view from the base: small drawings whose answers were worked out by hand.

Run ``python -m tests.criteria.make_layout_cases`` to write them again. Expected values stand here beside the drawing.
"""

from __future__ import annotations

import math

from tests.criteria.drawing import Drawing, expect, ring, staffed


def cluster_size_units() -> None:
    id_ = "cluster_size_units"
    for count, name, outcome, score in (
        (8, "met-eight_on_one_plot", "met", 0.8),
        (10, "partly_met-ten_on_one_plot", "partly_met", 0.4),
        (12, "not_met-twelve_on_one_plot", "not_met", 0.2),
    ):
        drawing = Drawing(name).plot((-5, -5, 200, 20))
        for k in range(count):
            drawing.dwelling(f"u{k}", 12 * k, 0)
        drawing.write(id_, expect(outcome, count, score))
    scattered = Drawing("met-eighteen_scattered_houses")
    for k in range(18):
        scattered.dwelling(f"u{k}", 60 * k, 0)
    scattered.write(id_, expect("met", 1, 1.0, values={"unit_count": 18, "group_count": 18}))
    near = Drawing("not_met-sixteen_within_fifty_metres_of_one_another")
    for k in range(16):
        near.dwelling(f"u{k}", 50 * k, 0)
    near.write(id_, expect("not_met", 16, 0.05, values={"group_count": 1}))
    Drawing("undetermined-no_units").base((0, 0, 6, 5)).write(id_, expect("undetermined", missing="layout_units"))


def courtyard_cluster_form() -> None:
    id_ = "courtyard_cluster_form"
    court = Drawing("met-four_houses_around_a_court")
    # A court of 20 x 20 m with a house 10 m wide in the middle of each side, all doors towards it.
    for name, x, y, width, depth, door in (
        ("south", 5, -8, 10, 8, ((9.5, 0), (10.5, 0))),
        ("north", 5, 20, 10, 8, ((9.5, 20), (10.5, 20))),
        ("west", -8, 5, 8, 10, ((0, 9.5), (0, 10.5))),
        ("east", 20, 5, 8, 10, ((20, 9.5), (20, 10.5))),
    ):
        court.dwelling(name, x, y, width=width, depth=depth).door(f"{name}-d", *door, entrance=True)
    court.plot((-9, -9, 29, 29))
    # From the middle each front, 10 m wide and 10 m away, takes 2 atan(5/10) = 53.13 of 360 degrees.
    court.write(id_, expect("met", 1.0, values={"enclosure_share": 4 * 2 * math.atan2(5, 10) / (2 * math.pi)}))
    # Two houses 10 m wide face one another over 20 m: a court 10 m wide, enclosed on two sides.
    pair = Drawing("partly_met-two_houses_face_one_another").plot((-9, -9, 19, 29))
    pair.dwelling("south", 0, -8, width=10, depth=8).door("south-d", (4.5, 0), (5.5, 0), entrance=True)
    pair.dwelling("north", 0, 20, width=10, depth=8).door("north-d", (4.5, 20), (5.5, 20), entrance=True)
    enclosed = 2 * 2 * math.atan2(5, 10) / (2 * math.pi)
    score = (10 - 5) / 7 * (1 + (enclosed - 0.2) / 0.3) / 2
    values = {"enclosure_share": enclosed, "width_m": 10.0, "court_m2": 200.0}
    pair.write(id_, expect("partly_met", 1.0, score, values=values, tolerance=2e-3))
    row = Drawing("not_met-a_row")
    for k in range(8):
        row.dwelling(f"u{k}", 6 * k, 0).door(f"u{k}-d", (6 * k + 2.5, 0), (6 * k + 3.5, 0), entrance=True)
    row.plot((-20, -60, 68, 20)).write(id_, expect("not_met", 0.0, 0.0))
    away = Drawing("not_met-houses_that_turn_away_from_one_another")
    for k in range(4):
        x = 12 * k
        front = 0.0 if k % 2 else 7.0
        away.dwelling(f"u{k}", x, 0).door(f"u{k}-d", (x + 2.5, front), (x + 3.5, front), entrance=True)
    away.plot((-20, -30, 60, 40)).write(id_, expect("not_met", 0.0, 0.0))
    untold = Drawing("undetermined-entrances_not_told")
    for k in range(3):
        x = 12 * k
        untold.dwelling(f"u{k}", x, 0).door(f"u{k}-a", (x + 2, 0), (x + 3, 0)).door(f"u{k}-b", (x + 2, 7), (x + 3, 7))
    untold.plot((-20, -30, 60, 40)).write(id_, expect("undetermined", missing="layout_main_doors"))
    apart = Drawing("not_applicable-houses_that_stand_apart")
    for k in range(4):
        apart.dwelling(f"u{k}", 80 * k, 0).door(f"u{k}-d", (80 * k + 2.5, 0), (80 * k + 3.5, 0), entrance=True)
    apart.write(id_, expect("not_applicable", missing="layout_dispersed"))
    Drawing("not_applicable-a_single_house").dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="layout_single_house")
    )


def base_overview_of_paths() -> None:
    id_ = "base_overview_of_paths"
    # A straight path away from the desk: what lies beyond 50 m is out of range.
    for name, start, end, outcome, share in (
        ("met-path_within_sight", 10, 40, "met", 1.0),
        ("partly_met-a_third_out_of_range", 10, 70, "partly_met", 2 / 3),
        ("not_met-half_out_of_range", 10, 90, "not_met", 0.5),
    ):
        drawing = staffed(name).base((0, 0, 6, 4)).viewpoint((3, -0.5)).path("p", (3, -0.5 - start), (3, -0.5 - end))
        drawing.plot((-20, -110, 26, 10)).write(id_, expect(outcome, share, roles=["path_seen", "viewpoint"]))
    fence = staffed("not_met-fence_before_the_path").base((0, 0, 6, 4)).viewpoint((3, -0.5))
    fence.path("p", (-10, -8), (16, -8))
    fence.add("obstacle", "fence", "LineString", [(-30, -4), (36, -4)], height=2.0).plot((-40, -20, 46, 10))
    fence.write(id_, expect("not_met", 0.0, 0.0, failing=["p"]))
    low = staffed("met-fence_that_one_looks_over").base((0, 0, 6, 4)).viewpoint((3, -0.5))
    low.path("p", (-10, -8), (16, -8))
    low.add("obstacle", "fence", "LineString", [(-30, -4), (36, -4)], height=1.2).plot((-40, -20, 46, 10))
    low.write(id_, expect("met", 1.0, 1.0))
    staffed("undetermined-no_path_and_no_access").base((0, 0, 6, 4)).viewpoint((3, -0.5)).write(
        id_, expect("undetermined", missing="layout_paths")
    )
    Drawing("undetermined-nothing_declared_and_no_base").dwelling("u0", 0, 0).path("p", (0, -5), (9, -5)).write(
        id_, expect("undetermined", missing="declared_staffed_base")
    )
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).path("p", (0, -5), (9, -5)).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def row_before_the_base(name: str, turned: int) -> Drawing:
    """Four units 20 m south of the base; the last ``turned`` of them have their entrance on the far side."""
    drawing = staffed(name).base((10, 20, 16, 25)).viewpoint((13, 19.5))
    for k in range(4):
        y = -7.0 if k >= 4 - turned else 0.0
        drawing.dwelling(f"u{k}", 7 * k, -7).door(f"u{k}-d", (7 * k + 2.5, y), (7 * k + 3.5, y), entrance=True)
    return drawing


def base_overview_of_unit_doors() -> None:
    id_ = "base_overview_of_unit_doors"
    row_before_the_base("met-all_doors_towards_the_base", 0).write(
        id_, expect("met", 1.0, 1.0, values={"seen_count": 4}, roles=["sight_line", "door_seen"])
    )
    row_before_the_base("partly_met-one_door_on_the_far_side", 1).write(
        id_, expect("partly_met", 0.75, 0.75, failing=["u3-d"], roles=["blocked_sight_line", "door_unseen"])
    )
    row_before_the_base("not_met-two_doors_on_the_far_side", 2).write(
        id_, expect("not_met", 0.5, 0.5, failing=["u2-d", "u3-d"])
    )
    Drawing("undetermined-nothing_declared_and_no_base").dwelling("u0", 0, 0).write(
        id_, expect("undetermined", missing="declared_staffed_base")
    )
    far = staffed("not_met-too_far_to_know_anybody").base((0, 0, 6, 4)).viewpoint((3, -0.5))
    far.dwelling("u0", 0, -70).door("u0-d", (2.5, -63), (3.5, -63), entrance=True)
    far.write(id_, expect("not_met", 0.0, 0.0))
    inside = staffed("met-through_the_base_window").space("base", "office", (0, 0, 6, 4), building="base")
    inside.window("w", (1, 0), (5, 0), sill=0.8, head=2.2).dwelling("u0", 0, -20)
    inside.door("u0-d", (2.5, -13), (3.5, -13), entrance=True).write(id_, expect("met", 1.0, 1.0))
    untold = row_before_the_base("undetermined-an_entrance_not_told", 0)
    untold.dwelling("u9", 40, -7).door("u9-a", (42, 0), (43, 0)).door("u9-b", (42, -7), (43, -7))
    untold.write(id_, expect("undetermined", values={"seen_count": 4, "unknown_count": 1}, missing="interval"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def blind_spots_outdoor() -> None:
    id_ = "blind_spots_outdoor"
    # A plot of 20 x 20 m with the base (4 x 4 m) in its corner: 384 m2 outdoors, all within 30 m of the door.
    # A screen 10 m from the desk, 2 m wide, hides a strip that widens to 3.1 m at the plot's edge 15.5 m away.
    hidden = (2 + 3.1) / 2 * 5.5
    for name, screen, path, outcome, blind in (
        ("met-nothing_hidden", False, None, "met", 0.0),
        ("partly_met-a_pocket_behind_a_screen", True, ((17.5, 1), (17.5, 19)), "partly_met", hidden),
    ):
        drawing = staffed(name).plot((0, 0, 20, 20)).base((0, 0, 4, 4)).door("base-d", (4, 1.5), (4, 2.5))
        drawing.viewpoint((4.5, 4.5))
        if screen:
            drawing.add("obstacle", "screen", "LineString", [(14.5, 4), (14.5, 6)], height=2.5)
        if path:
            drawing.path("p", *path)
        values = {"largest_pocket_m2": blind}
        drawing.write(id_, expect(outcome, blind / 384, values=values, tolerance=0.02))
    # From (4.5, 2) the base hides the triangle (4, 4), (0, 4), (0, 20): 32 m2, along the path.
    corner = staffed("not_met-a_pocket_round_the_corner").plot((0, 0, 20, 20)).base((0, 0, 4, 4))
    corner.door("base-d", (4, 1.5), (4, 2.5)).viewpoint((4.5, 2)).path("p", (2, 5), (2, 19))
    corner.write(id_, expect("not_met", 32 / 384, 0.0, values={"largest_pocket_m2": 32.0}, tolerance=0.05))
    private = staffed("met-a_pocket_that_is_somebodys_garden").plot((0, 0, 20, 20)).base((0, 0, 4, 4))
    private.door("base-d", (4, 1.5), (4, 2.5)).viewpoint((4.5, 2)).path("p", (2, 5), (2, 19))
    private.add("outdoor", "garden", "Polygon", [ring((0, 4, 4, 20))], use="private_outdoor")
    private.write(id_, expect("met", 0.0, 1.0, values={"asked_m2": 320.0}))
    staffed("undetermined-base_without_windows").plot((0, 0, 20, 20)).base((0, 0, 4, 4)).door(
        "base-d", (4, 1.5), (4, 2.5)
    ).write(id_, expect("undetermined", missing="layout_base_windows"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def base_view_into_homes() -> None:
    id_ = "base_view_into_homes"

    def home(name: str, *, sill: float | None, width: float = 2.0, away: float = 5.0) -> Drawing:
        """A living room of 6 x 4 m with one window, and the desk straight before it."""
        drawing = staffed(name).base((0, -away - 5, 6, -away - 1)).viewpoint((3, -away))
        drawing.space("u0-living", "living_kitchen", (0, 0, 6, 4), unit="u0")
        drawing.door("u0-d", (1, 4), (2, 4), entrance=True)
        if sill is not None:
            drawing.window("w", (3 - width / 2, 0), (3 + width / 2, 0), sill=sill, head=2.2)
        return drawing

    # Eyes at 1.6 m and 1.2 m look for 1.1 m inside: 5 m away and over a sill of 1.45 m they see nothing.
    home("met-high_window", sill=1.45).write(id_, expect("met", 0.0, 1.0, values={"base_share": 0.0}))
    # With no sill in the way a window w wide, 5 m from the eye, shows 4 w (5 + 9) / (2 x 5) of a room 4 m deep.
    share = 4 * 0.6 * 14 / 10 / 24
    home("partly_met-narrow_window", sill=0.5, width=0.6).write(
        id_, expect("partly_met", share, (0.25 - share) / 0.2, tolerance=1e-3)
    )
    home("not_met-wide_low_window_before_the_desk", sill=0.5, width=3.0).write(
        id_, expect("not_met", 0.7, 0.0, values={"worst_unit": "u0"}, roles=["seen_floor"], tolerance=1e-3)
    )
    obscured = home("met-obscured_glass", sill=None)
    obscured.window("w", (1.5, 0), (4.5, 0), sill=0.5, head=2.2, glazing="obscured")
    obscured.write(id_, expect("met", 0.0, 1.0))
    half = home("undetermined-a_home_without_windows_drawn", sill=1.45)
    half.space("u1-living", "living_kitchen", (20, 0, 26, 4), unit="u1").door("u1-d", (21, 4), (22, 4), entrance=True)
    half.write(id_, expect("undetermined", values={"unknown_count": 1}, missing="interval"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


def base_to_unit_distance() -> None:
    id_ = "base_to_unit_distance"
    for name, gap, outcome in (
        ("met-twenty_metres", 20, "met"),
        ("partly_met-sixty_metres", 60, "partly_met"),
        ("not_met-ninety_metres", 90, "not_met"),
    ):
        drawing = staffed(name).base((0, 0, 6, 4)).door("base-d", (2.5, 4), (3.5, 4)).dwelling("u0", 0, 4 + gap)
        drawing.door("u0-d", (2.5, 4 + gap), (3.5, 4 + gap), entrance=True)
        score = (100 - max(gap, 30)) / 70
        drawing.write(id_, expect(outcome, gap, score, values={"farthest_unit": "u0"}, roles=["walk"], tolerance=0.02))
    staffed("undetermined-a_unit_without_entrance").base((0, 0, 6, 4)).door("base-d", (2.5, 4), (3.5, 4)).dwelling(
        "u0", 0, 20
    ).write(id_, expect("undetermined", missing="layout_walks"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )
