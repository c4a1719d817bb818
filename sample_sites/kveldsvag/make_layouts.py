"""Draw the four sketch layouts of one brief (eight units and a staff base) on plot p4 of the invented town.

Run ``python -m sample_sites.kveldsvag.make_layouts``. The four differ on purpose: a courtyard with a free-standing
base, a row of terraced units, a two-storey corridor block with a basement, and scattered small houses.
"""

from __future__ import annotations

from pathlib import Path

from sample_sites.drawing_kit import (
    XY,
    Frame,
    Opening,
    Plan,
    Room,
    Sheet,
    base_against_a_home,
    base_plan,
    hedge,
    path,
    rectangle,
    unit_plan,
)

FOLDER = Path(__file__).resolve().parent / "layouts"
PLOT = "p4"
ON_PLOT = Frame(x=499909.0, y=7031282.0, rotation_deg=15.0)
STREET_GATE: XY = (-12.0, -30.0)
PATH_GATE: XY = (35.0, -10.0)
PLOT_BOX = (-35.0, -30.0, 35.0, 30.0)
UNIT_WIDTH, UNIT_DEPTH = 5.8, 7.0
CYCLES = {"use": "bicycle_parking", "places": 8, "lockable": True}


def new_sheet(name: str, storeys: list[dict[str, float]] | None = None) -> Sheet:
    """A sheet on plot p4 with its boundary, the two gates and the brief."""
    header = {
        "storeys": storeys or [{"index": 0, "elevation": 0.0, "height": 2.7}],
        "programme": {"staffed_base": True, "staffing_hours_per_week": 168, "min_staff_on_duty": 2, "units_wanted": 8},
    }
    sheet = Sheet(name, frame=ON_PLOT, crs="urn:ogc:def:crs:EPSG::25832", header=header)
    sheet.add("plot", PLOT, rectangle(*PLOT_BOX))
    sheet.add("access", "gate-street", ("Point", STREET_GATE))
    sheet.add("access", "gate-path", ("Point", PATH_GATE))
    return sheet


def draw_pair(sheet: Sheet, names: tuple[str, str], frame: Frame, garden: float = 5.0) -> None:
    """Two units side by side under one roof with a private garden behind each and a hedge between the gardens."""
    plan = unit_plan(UNIT_WIDTH, UNIT_DEPTH)
    for name, offset, mirrored in ((names[0], 0.0, False), (names[1], 2 * UNIT_WIDTH, True)):
        x, y = frame.out((offset, 0.0))
        sheet.module(plan, name, Frame(x=x, y=y, rotation_deg=frame.rotation_deg, mirrored=mirrored))
        u0, u1 = sorted((offset, UNIT_WIDTH))
        ring = [(u0, UNIT_DEPTH), (u1, UNIT_DEPTH), (u1, UNIT_DEPTH + garden), (u0, UNIT_DEPTH + garden)]
        sheet.add("outdoor", f"{name}-garden", ("Polygon", [frame.out(p) for p in ring]), {"use": "private_outdoor"})
    line = [frame.out((UNIT_WIDTH, UNIT_DEPTH + 0.4)), frame.out((UNIT_WIDTH, UNIT_DEPTH + garden - 0.3))]
    hedge(sheet, f"hedge-{names[0]}-{names[1]}", line, height=1.6)


def courtyard() -> Sheet:
    """Four pairs round a court; the base stands free at its south side, between the gates and the court."""
    sheet = new_sheet("Tun med frittstående base")
    draw_pair(sheet, ("u1", "u2"), Frame(x=-22.0, y=-6.8, rotation_deg=90.0))
    draw_pair(sheet, ("u3", "u4"), Frame(x=-16.0, y=13.0))
    draw_pair(sheet, ("u5", "u6"), Frame(x=4.4, y=13.0))
    draw_pair(sheet, ("u7", "u8"), Frame(x=22.0, y=4.8, rotation_deg=-90.0))
    sheet.module(base_plan(), "base", Frame(x=6.0, y=-9.0, rotation_deg=180.0), unit=False, building="base")
    sheet.add("outdoor", "court", rectangle(-18.0, -7.0, 18.0, 11.0), {"use": "court"})
    path(sheet, "path-street", [STREET_GATE, (-12.0, -8.0), (-12.0, 0.0)], width=3.0)
    path(sheet, "path-footpath", [PATH_GATE, (12.0, -10.0), (12.0, 0.0)])
    path(sheet, "path-court", [(-20.5, 0.0), (20.5, 0.0)], width=2.4)
    path(sheet, "path-north", [(0.0, 0.0), (0.0, 11.5)])
    path(sheet, "path-doors-north", [(-15.0, 11.5), (15.0, 11.5)])
    path(sheet, "path-doors-west", [(-20.5, -6.0), (-20.5, 4.5)])
    path(sheet, "path-doors-east", [(20.5, -6.0), (20.5, 4.5)])
    for name, point in (
        ("l1", (-12.0, -18.0)),
        ("l2", (0.0, 2.0)),
        ("l3", (-15.0, 8.0)),
        ("l4", (15.0, 8.0)),
        ("l5", (20.0, -9.0)),
    ):
        sheet.add("lamp", name, ("Point", point), {"height": 4.0, "flux_lm": 3000})
    sheet.add("vegetation", "birch", ("Point", (8.0, 4.0)), {"height": 7.0, "crown_base": 2.5, "evergreen": False})
    sheet.add("outdoor", "cycles", rectangle(-9.5, -20.5, -7.0, -15.5), CYCLES)
    sheet.add("outdoor", "parking", rectangle(-22.0, -29.0, -14.5, -20.0), {"use": "parking"})
    sheet.add("outdoor", "waste", rectangle(-26.0, -19.0, -23.0, -16.0), {"use": "waste"})
    sheet.add("outdoor", "bench", rectangle(-6.0, 4.0, -3.0, 6.0), {"use": "seating"})
    sheet.add("outdoor", "grill", rectangle(10.0, -3.5, 12.5, -1.5), {"use": "grill"})
    return sheet


def terrace() -> Sheet:
    """Eight units in one straight row; the base closes the row at its east end and stands three metres forward."""
    sheet = new_sheet("Rekke med base i enden")
    plan = unit_plan(UNIT_WIDTH, UNIT_DEPTH)
    for index in range(8):
        name, u = f"u{index + 1}", -32.0 + index * UNIT_WIDTH
        sheet.module(plan, name, Frame(x=u, y=5.0), building="row")
        sheet.add("outdoor", f"{name}-garden", rectangle(u, 12.0, u + UNIT_WIDTH, 18.0), {"use": "private_outdoor"})
        if index:
            hedge(sheet, f"hedge-{name}", [(u, 12.4), (u, 17.7)], height=1.6)
    sheet.module(base_against_a_home(10.0, 8.0), "base", Frame(x=14.4, y=2.0), unit=False, building="row")
    path(sheet, "path-street", [STREET_GATE, (-12.0, 2.0)], width=3.0)
    path(sheet, "path-row", [(-32.0, 2.0), (14.0, 2.0)])
    path(sheet, "path-footpath", [PATH_GATE, (30.0, -2.0), (19.0, 0.8)])
    sheet.add("outdoor", "cycles", rectangle(8.0, -3.0, 13.0, -0.5), CYCLES)
    sheet.add("outdoor", "parking", rectangle(-6.0, -29.0, 6.0, -22.0), {"use": "parking"})
    sheet.add("outdoor", "waste", rectangle(8.0, -28.0, 11.0, -25.0), {"use": "waste"})
    sheet.add("obstacle", "shed", rectangle(-26.0, -12.0, -20.0, -8.0), {"height": 2.6})
    for name, u in (("l1", -28.0), ("l2", -12.0), ("l3", 4.0)):
        sheet.add("lamp", name, ("Point", (u, 1.0)), {"height": 4.0, "flux_lm": 3000})
    return sheet


def corridor_unit(width: float, depth: float) -> Plan:
    """A unit with one door, to the corridor at v = 0, and its windows at the far side."""
    return unit_plan(width, depth, back_door=False)


def corridor_block() -> Sheet:
    """Two storeys on a basement, four units a storey on a dark corridor; the base at the entrance."""
    storeys = [
        {"index": -1, "elevation": -2.7, "height": 2.5},
        {"index": 0, "elevation": 0.0, "height": 2.7},
        {"index": 1, "elevation": 2.9, "height": 2.7},
    ]
    sheet = new_sheet("Korridorblokk i to etasjer", storeys)
    plan = corridor_unit(UNIT_WIDTH, UNIT_DEPTH)
    left, south, north = -17.4, -1.0, 1.0
    right = left + 6 * UNIT_WIDTH
    for storey in (0, 1):
        for index in range(4):
            name = f"u{storey * 4 + index + 1}"
            u = left + (index + 2) * UNIT_WIDTH
            sheet.module(plan, name, Frame(x=u, y=north), storey=storey, building="block")
        spaces = [
            Room("corridor", "corridor", (left, south, right, north)),
            Room("stair", "stair", (left, north, left + UNIT_WIDTH, north + UNIT_DEPTH)),
            Room("common", "common", (left + UNIT_WIDTH, north, left + 2 * UNIT_WIDTH, north + UNIT_DEPTH)),
        ]
        doors = [
            Opening("stair-door", (left + 1.0, north), (left + 2.0, north)),
            Opening("common-door", (left + UNIT_WIDTH + 1.0, north), (left + UNIT_WIDTH + 2.0, north)),
        ]
        if storey == 0:
            doors.append(Opening("entrance", (left, -0.5), (left, 0.5), {"clear_width": 1.0, "glazed": True}))
        sheet.module(
            Plan(tuple(spaces), tuple(doors), ()), f"s{storey}", Frame(), storey=storey, unit=False, building="block"
        )
    glass = {"sill_height": 0.9, "head_height": 2.2, "glazing": "clear"}
    base = Plan(
        rooms=(
            Room("office", "office", (left, south - 5.0, left + 6.0, south)),
            Room("staff", "staff_room", (left + 6.0, south - 5.0, left + 12.0, south)),
        ),
        doors=(
            Opening("office-door", (left + 2.0, south), (left + 3.0, south)),
            Opening("staff-door", (left + 8.0, south), (left + 9.0, south)),
            Opening("office-staff", (left + 6.0, south - 3.0), (left + 6.0, south - 2.0)),
        ),
        windows=(
            Opening("office-west", (left, south - 4.5), (left, south - 0.8), glass),
            Opening("office-south", (left + 0.8, south - 5.0), (left + 5.2, south - 5.0), glass),
        ),
    )
    sheet.module(base, "base", Frame(), unit=False, building="block")
    cellar = Plan(
        rooms=(
            Room("storage", "storage", (left + 2 * UNIT_WIDTH, north, right, north + UNIT_DEPTH)),
            Room("technical", "technical", (left, south, left + 2 * UNIT_WIDTH, north + UNIT_DEPTH)),
        ),
        doors=(Opening("between", (left + 2 * UNIT_WIDTH, 3.0), (left + 2 * UNIT_WIDTH, 4.0)),),
        windows=(),
    )
    sheet.module(cellar, "cellar", Frame(), storey=-1, unit=False, building="block")
    sheet.add(
        "stair", "main-stair", rectangle(left + 0.5, north + 2.5, left + 3.5, north + 6.5), {"storeys": [-1, 0, 1]}
    )
    path(sheet, "path-street", [STREET_GATE, (-20.0, -14.0), (-20.0, 0.0), (left - 0.8, 0.0)], width=3.0)
    path(sheet, "path-footpath", [PATH_GATE, (20.0, -10.0), (-20.0, -10.0)])
    sheet.add("outdoor", "cycles", rectangle(8.0, -5.0, 13.0, -2.5), CYCLES)
    sheet.add("outdoor", "parking", rectangle(-6.0, -29.0, 10.0, -20.0), {"use": "parking"})
    sheet.add("outdoor", "waste", rectangle(12.0, -28.0, 15.0, -25.0), {"use": "waste"})
    sheet.add(
        "camera",
        "cam-entrance",
        ("Point", (left - 0.2, 1.2)),
        {"height": 2.8, "heading_deg": 195.0, "fov_deg": 90.0, "range_m": 20.0, "recording": True},
    )
    return sheet


def scattered() -> Sheet:
    """Eight detached small houses, turned this way and that; the base is one of them, in the north-west corner."""
    sheet = new_sheet("Spredte småhus")
    plan = unit_plan(UNIT_WIDTH, UNIT_DEPTH, side_window=True)
    houses: tuple[tuple[float, float, float], ...] = (
        (-12.0, 18.0, 0.0), (4.0, 14.0, 25.0), (28.0, 24.0, -160.0), (-34.0, 4.0, -20.0),
        (-8.0, 3.0, 180.0), (26.0, 2.0, 70.0), (-20.0, -16.0, 20.0), (22.0, -16.0, 140.0),
    )  # fmt: skip
    for index, (u, v, turn) in enumerate(houses):
        sheet.module(plan, f"u{index + 1}", Frame(x=u, y=v, rotation_deg=turn))
    sheet.module(base_plan(9.0, 7.0), "base", Frame(x=-33.0, y=19.5), unit=False, building="base")
    path(sheet, "path-street", [STREET_GATE, (-10.0, -8.0), (0.0, 0.0), (2.0, 10.0), (-14.0, 15.0)], width=2.4)
    path(sheet, "path-west", [(-10.0, -8.0), (-19.0, 0.0), (-22.0, 10.0), (-28.5, 18.5)])
    path(sheet, "path-footpath", [PATH_GATE, (14.0, -8.0), (0.0, 0.0)])
    path(sheet, "path-east", [(2.0, 10.0), (13.0, 13.0), (20.0, 14.0), (20.0, 22.0), (24.5, 25.0)])
    hedge(sheet, "hedge-west", [(-14.0, 6.0), (-14.0, 13.0)], height=1.8)
    sheet.add("vegetation", "spruce", ("Point", (-2.0, 12.0)), {"height": 9.0, "crown_base": 0.5, "evergreen": True})
    return sheet


def main() -> None:
    """Write the four layout files."""
    for name, draw in (
        ("courtyard", courtyard),
        ("terrace", terrace),
        ("corridor_block", corridor_block),
        ("scattered", scattered),
    ):
        draw().write(FOLDER / f"{name}.geojson")


if __name__ == "__main__":
    main()
