"""Draws the layout cases in ``cases/``: small drawings whose answers were worked out by hand, written as layout files.

Run ``python -m tests.criteria.make_layout_cases`` to write them again. Expected values stand here beside the drawing.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
XY = tuple[float, float]
Expected = dict[str, Any]


@dataclass
class Drawing:
    """One layout file under construction, in metres."""

    name: str
    programme: dict[str, Any] = field(default_factory=dict)
    storeys: int = 1
    below: int = 0
    features: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, id_: str, shape: str, coordinates: Any, **properties: Any) -> Drawing:
        self.features.append(
            {
                "type": "Feature",
                "properties": {"kind": kind, "id": id_, **properties},
                "geometry": {"type": shape, "coordinates": coordinates},
            }
        )
        return self

    def space(self, id_: str, use: str, box: tuple[float, float, float, float], *, storey: int = 0, **more: Any) -> Drawing:
        return self.add("space", id_, "Polygon", [ring(box)], use=use, storey=storey, **more)

    def door(self, id_: str, a: XY, b: XY, *, storey: int = 0, **more: Any) -> Drawing:
        return self.add("door", id_, "LineString", [a, b], storey=storey, **more)

    def window(self, id_: str, a: XY, b: XY, *, sill: float = 0.9, head: float = 2.1, storey: int = 0, **more: Any) -> Drawing:
        return self.add("window", id_, "LineString", [a, b], storey=storey, sill_height=sill, head_height=head, **more)

    def dwelling(self, id_: str, x: float, y: float, *, width: float = 6.0, depth: float = 7.0, storey: int = 0) -> Drawing:
        """A unit not yet divided."""
        return self.space(id_, "dwelling", (x, y, x + width, y + depth), unit=id_, storey=storey)

    def flat(self, id_: str, x: float, y: float, *, storey: int = 0, bedroom: float = 3.5, bath: bool = True) -> Drawing:
        """A two-room unit of 6 x 8 m: living room in front (4 m deep), bedroom and bathroom behind; doors between."""
        self.space(f"{id_}-living", "living_kitchen", (x, y, x + 6, y + 4), unit=id_, storey=storey)
        self.space(f"{id_}-bed", "bedroom", (x, y + 4, x + bedroom, y + 8), unit=id_, storey=storey)
        use = "bathroom" if bath else "storage"
        self.space(f"{id_}-bath", use, (x + bedroom, y + 4, x + 6, y + 8), unit=id_, storey=storey)
        self.door(f"{id_}-d-bed", (x + 0.5, y + 4), (x + 1.4, y + 4), storey=storey)
        self.door(f"{id_}-d-bath", (x + bedroom + 0.5, y + 4), (x + bedroom + 1.4, y + 4), storey=storey)
        return self

    def front(self, id_: str, x: float, y: float, *, storey: int = 0, entrance: bool = True) -> Drawing:
        """A door in the front wall, in the middle of a flat at (x, y)."""
        return self.door(f"{id_}-front", (x + 2.5, y), (x + 3.5, y), storey=storey, entrance=entrance)

    def back(self, id_: str, x: float, y: float, *, storey: int = 0) -> Drawing:
        """A door in the back wall of a flat at (x, y), out of the bedroom."""
        return self.door(f"{id_}-back", (x + 1, y + 8), (x + 2, y + 8), storey=storey)

    def plot(self, box: tuple[float, float, float, float], *, id_: str = "plot") -> Drawing:
        return self.add("plot", id_, "Polygon", [ring(box)])

    def base(self, box: tuple[float, float, float, float], *, use: str = "base") -> Drawing:
        return self.space("base", use, box, building="base")

    def viewpoint(self, at: XY) -> Drawing:
        return self.add("viewpoint", "desk", "Point", at, storey=0, main=True)

    def path(self, id_: str, *points: XY) -> Drawing:
        return self.add("path", id_, "LineString", list(points))

    def write(self, criterion: str, expected: Expected) -> Path:
        storeys = [
            {"index": index, "elevation": round(3.0 * index, 3), "height": 3.0} for index in range(-self.below, self.storeys)
        ]
        head = {"version": 1, "name": self.name, "stage": "sketch", "storeys": storeys, "programme": self.programme}
        file = {"type": "FeatureCollection", "siteplan": head, "expected": expected}
        lines = ",\n".join(json.dumps(feature) for feature in self.features)
        text = json.dumps(file, ensure_ascii=False, indent=1)[:-2] + ',\n "features": [\n' + lines + "\n]}\n"
        path = FOLDER / criterion / f"{self.name}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


def ring(box: tuple[float, float, float, float]) -> list[XY]:
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def staffed(name: str, *, value: bool = True, **more: Any) -> Drawing:
    return Drawing(name, {"staffed_base": value}, **more)


def expect(outcome: str, quantity: float | None = None, score: float | None = None, **more: Any) -> Expected:
    """What the case comes to; ``more``: values, failing, roles, missing."""
    return {"outcome": outcome, "quantity": quantity, "score": score} | more


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
    fence = staffed("not_met-fence_before_the_path").base((0, 0, 6, 4)).viewpoint((3, -0.5)).path("p", (-10, -8), (16, -8))
    fence.add("obstacle", "fence", "LineString", [(-30, -4), (36, -4)], height=2.0).plot((-40, -20, 46, 10))
    fence.write(id_, expect("not_met", 0.0, 0.0, failing=["p"]))
    low = staffed("met-fence_that_one_looks_over").base((0, 0, 6, 4)).viewpoint((3, -0.5)).path("p", (-10, -8), (16, -8))
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

    # Standing eye 1.6 m, seated 1.2 m, to 1.1 m inside: over a sill of 1.4 m nobody 5 m away sees the room's first 7.5 m.
    home("met-high_window", sill=1.45).write(id_, expect("met", 0.0, 1.0, values={"base_share": 0.0}))
    # Without a sill in the way the cone behind a window w wide, 5 m from the eye, has the area 4 w (5 + 9) / (2 x 5).
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
        drawing.write(
            id_, expect(outcome, gap, (100 - max(gap, 30)) / 70, values={"farthest_unit": "u0"}, roles=["walk"], tolerance=0.02)
        )
    staffed("undetermined-a_unit_without_entrance").base((0, 0, 6, 4)).door("base-d", (2.5, 4), (3.5, 4)).dwelling(
        "u0", 0, 20
    ).write(id_, expect("undetermined", missing="layout_walks"))
    staffed("not_applicable-no_staffed_base", value=False).dwelling("u0", 0, 0).write(
        id_, expect("not_applicable", missing="without_staffed_base")
    )


ESCAPE = {"openable": True, "clear_width": 0.9, "clear_height": 0.9}


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
    corridor = Drawing("not_met-two_doors_to_one_corridor").flat("u0", 0, 2).space("corridor", "corridor", (0, 0, 12, 2))
    corridor.door("u0-a", (0.5, 2), (1.5, 2), entrance=True).door("u0-b", (4, 2), (5, 2)).door("out", (12, 0.5), (12, 1.5))
    corridor.write(id_, expect("not_met", 0.0, 0.0, failing=["u0"]))
    balcony = Drawing("not_met-a_balcony_door_is_no_exit", storeys=2).space("hall", "stair", (6, 0, 9, 8))
    balcony.space("hall-1", "stair", (6, 0, 9, 8), storey=1).flat("u0", 0, 0, storey=1).back("u0", 0, 0, storey=1)
    balcony.door("u0-in", (6, 1), (6, 2), storey=1, entrance=True).door("out", (7, 0), (8, 0))
    balcony.write(id_, expect("not_met", 0.0, 0.0))
    stair = Drawing("met-an_outdoor_stair_from_the_back_door", storeys=2).space("hall", "stair", (6, 0, 9, 8))
    stair.space("hall-1", "stair", (6, 0, 9, 8), storey=1).flat("u0", 0, 0, storey=1).back("u0", 0, 0, storey=1)
    stair.door("u0-in", (6, 1), (6, 2), storey=1, entrance=True).door("out", (7, 0), (8, 0))
    stair.add("stair", "inner", "Polygon", [ring((6.5, 3, 8.5, 7))], storeys=[0, 1])
    stair.add("stair", "outer", "Polygon", [ring((0.5, 8.5, 2.5, 12))], storeys=[0, 1])
    stair.write(id_, expect("met", 1.0, 1.0))
    unknown = Drawing("undetermined-a_window_not_described").flat("u0", 0, 0).front("u0", 0, 0)
    unknown.window("w", (1, 8), (2.2, 8), sill=0.8, head=2.1)
    unknown.write(id_, expect("undetermined", values={"unknown_count": 1}, missing="interval"))


def exits_opposite_sides() -> None:
    id_ = "exits_opposite_sides"
    met = Drawing("met-front_and_back").flat("u0", 0, 0).front("u0", 0, 0).back("u0", 0, 0)
    met.write(id_, expect("met", 1.0, 1.0, roles=["exit"]))
    # Straight through a wide, shallow home the two doors are seen at only 64 degrees from the middle: front and back all the same.
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
    whole.flat("u1", 0, 0, storey=1).write(id_, expect("not_met", 1.0, 0.0, failing=["u1"], values={"worst_unit": "u1"}))
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
    units("met-visits_to_two_small_houses", 2, staffing_hours_per_week=0).write(id_, expect("met", 0, 0.7))
    units("partly_met-day_and_evening", 8, staffing_hours_per_week=98).write(id_, expect("partly_met", 98, 0.6))
    units("partly_met-weekdays_only", 8, staffing_hours_per_week=37.5).write(id_, expect("partly_met", 37.5, 0.3))
    units("not_met-visits_to_four_homes", 4, staffing_hours_per_week=0).write(id_, expect("not_met", 0, 0.2))
    units("undetermined-not_declared", 8).write(
        id_, expect("undetermined", missing="declared_staffing_hours_per_week")
    )


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


CASES = (
    cluster_size_units, courtyard_cluster_form, base_overview_of_paths, base_overview_of_unit_doors, blind_spots_outdoor,
    base_view_into_homes, base_to_unit_distance, two_exits_per_unit, exits_opposite_sides, own_entrance_from_outside,
    staff_retreat_in_unit, ground_floor_units, no_built_area_below, max_storeys, unit_area, private_bathroom,
    separate_bedroom, staffing_hours, min_two_staff_on_duty, sanitary_material,
)  # fmt: skip

if __name__ == "__main__":
    for case in CASES:
        case()
