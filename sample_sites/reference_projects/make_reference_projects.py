"""Draw the catalogue's reference projects as schematic layouts that honour the figures in the documents.

Run ``python -m sample_sites.reference_projects.make_reference_projects``. Every layout is a RECONSTRUCTION from the
stated numbers (units, areas, storeys, base, staffing), never the built drawing: where the documents say nothing about
form, the plainest form is drawn, and no test rests on it. What they say about surroundings stands in the programme as
``stated_surroundings``, words only; nothing here invents a street or a distance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sample_sites.drawing_kit import (
    Frame,
    Opening,
    Plan,
    Properties,
    Room,
    Sheet,
    base_against_a_home,
    base_plan,
    path,
    rectangle,
    unit_plan,
)

FOLDER = Path(__file__).resolve().parent
WIDTH = 5.8
GAP = 8.0
NOTE = (
    "Rekonstruksjon fra tallene i dokumentene, ikke den bygde tegningen. / "
    "A reconstruction from the figures in the documents, not the built drawing."
)


@dataclass(frozen=True)
class Project:
    """One reference project: the figures that the documents state, where they state them, and the form drawn."""

    id: str
    name: str
    areas_m2: tuple[float, ...]
    form: Callable[[Sheet, Project], None]
    lines: str
    programme: Properties = field(default_factory=dict)
    storeys: int = 1
    base: bool = True
    form_stated: bool = False


def plans(project: Project, *, back_door: bool = True) -> list[Plan]:
    """One unit plan an area, all of the same width."""
    return [unit_plan(WIDTH, round(area / WIDTH, 4), back_door=back_door) for area in project.areas_m2]


def courtyard(sheet: Sheet, project: Project) -> None:
    """Units one by one along three sides of a court, fronts inwards; the base on the fourth side."""
    modules = plans(project)
    per_side = math.ceil(len(modules) / 3)
    side = per_side * WIDTH + (per_side - 1) * 0.0
    half = max(side / 2, 8.0)
    reach = half + 2.0
    sides = ((0.0, reach, 0.0), (-reach, 0.0, 90.0), (reach, 0.0, -90.0))
    for index, plan in enumerate(modules):
        x, y, turn = sides[index % 3]
        step = (index // 3) * WIDTH - side / 2
        angle = math.radians(turn)
        frame = Frame(x=x + step * math.cos(angle), y=y + step * math.sin(angle), rotation_deg=turn)
        sheet.module(plan, f"u{index + 1}", frame)
    sheet.add("outdoor", "court", rectangle(-half, -half, half, half), {"use": "court"})
    path(
        sheet,
        "path-court",
        [(0.0, -reach - 14.0), (0.0, -reach - 10.0)] if project.base else [(0.0, -reach - 10.0), (0.0, half)],
    )
    if project.base:
        sheet.module(base_plan(), "base", Frame(x=6.0, y=-reach, rotation_deg=180.0), unit=False, building="base")
        path(sheet, "path-west", [(-8.0, -reach - 14.0), (-8.0, 0.0), (0.0, half)])
    sheet.add(
        "access", "gate", ("Point", (-8.0 if project.base else 0.0, -reach - 14.0 if project.base else -reach - 10.0))
    )


def row(sheet: Sheet, project: Project) -> None:
    """Units side by side in one straight row, each with a front and a back door; the base stands forward at the end."""
    modules = plans(project)
    for index, plan in enumerate(modules):
        sheet.module(plan, f"u{index + 1}", Frame(x=index * WIDTH, y=0.0), building="row")
    end = len(modules) * WIDTH
    if project.base:
        sheet.module(base_against_a_home(), "base", Frame(x=end, y=-3.0), unit=False, building="row")
    path(sheet, "path-row", [(0.0, -3.0), (end - 0.5, -3.0)])
    path(sheet, "path-in", [(end / 2, -15.0), (end / 2, -3.0)])
    sheet.add("access", "gate", ("Point", (end / 2, -15.0)))


def row_with_common(sheet: Sheet, project: Project) -> None:
    """The row, with shared living room, kitchen and WC between units and base."""
    row(sheet, project)
    end = len(project.areas_m2) * WIDTH + 12.0
    common = Plan(
        rooms=(Room("living", "common", (0, 0, 8, 5)), Room("kitchen", "dining", (0, 5, 8, 8))),
        doors=(
            Opening("front", (3, 0), (4, 0), {"clear_width": 0.9}),
            Opening("between", (3, 5), (4, 5), {"clear_width": 0.9}),
        ),
        windows=(Opening("front-window", (5, 0), (7.5, 0), {"sill_height": 0.8, "head_height": 2.1}),),
    )
    sheet.module(common, "shared", Frame(x=end, y=-3.0), unit=False, building="row")


def corridor(sheet: Sheet, project: Project) -> None:
    """Storeys of units on both sides of one corridor, one door each; the base at the ground-floor entrance."""
    modules = plans(project, back_door=False)
    per_storey = math.ceil(len(modules) / project.storeys)
    per_side = math.ceil(per_storey / 2)
    depth = project.areas_m2[0] / WIDTH
    start = 14.0
    end = start + per_side * WIDTH
    for index, plan in enumerate(modules):
        storey, place = divmod(index, per_storey)
        side, step = place % 2, place // 2
        u = start + step * WIDTH
        frame = Frame(x=u, y=1.0) if side == 0 else Frame(x=u + WIDTH, y=-1.0, rotation_deg=180.0)
        sheet.module(plan, f"u{index + 1}", frame, storey=storey, building="block")
    for storey in range(project.storeys):
        rooms = [
            Room("corridor", "corridor", (0.0, -1.0, end, 1.0)),
            Room("stair", "stair", (0.0, 1.0, 6.0, 1.0 + depth)),
        ]
        doors = [Opening("stair-door", (1.0, 1.0), (2.0, 1.0), {"clear_width": 0.9})]
        if storey == 0:
            doors.append(Opening("entrance", (0.0, -0.5), (0.0, 0.5), {"clear_width": 1.0, "glazed": True}))
            rooms.append(Room("common", "common", (6.0, 1.0, start, 1.0 + depth)))
            doors.append(Opening("common-door", (8.0, 1.0), (9.0, 1.0), {"clear_width": 0.9}))
        sheet.module(
            Plan(tuple(rooms), tuple(doors), ()), f"s{storey}", Frame(), storey=storey, unit=False, building="block"
        )
    glass = {"sill_height": 0.9, "head_height": 2.2}
    office = Plan(
        rooms=(Room("office", "office", (0.0, -6.0, 6.0, -1.0)), Room("staff", "staff_room", (6.0, -6.0, start, -1.0))),
        doors=(
            Opening("office-door", (2.0, -1.0), (3.0, -1.0), {"clear_width": 0.9}),
            Opening("staff-door", (8.0, -1.0), (9.0, -1.0), {"clear_width": 0.9}),
            Opening("office-staff", (6.0, -3.0), (6.0, -2.0), {"clear_width": 0.9}),
        ),
        windows=(Opening("west", (0.0, -5.6), (0.0, -1.4), glass), Opening("south", (0.6, -6.0), (5.4, -6.0), glass)),
    )
    sheet.module(office, "base", Frame(), unit=False, building="block")
    if project.storeys > 1:
        sheet.add("stair", "main-stair", rectangle(0.5, 2.5, 3.5, 6.0), {"storeys": list(range(project.storeys))})
    path(sheet, "path-in", [(-20.0, 0.0), (-0.8, 0.0)])
    sheet.add("access", "gate", ("Point", (-20.0, 0.0)))


def pair(sheet: Sheet, project: Project) -> None:
    """Two units under one roof, mirrored."""
    for index, (plan, mirrored) in enumerate(zip(plans(project), (False, True), strict=True)):
        sheet.module(plan, f"u{index + 1}", Frame(x=index * 2 * WIDTH, mirrored=mirrored), building="pair")
    path(sheet, "path-in", [(WIDTH, -12.0), (WIDTH, -1.0)])
    sheet.add("access", "gate", ("Point", (WIDTH, -12.0)))


def pair_with_stores(sheet: Sheet, project: Project) -> None:
    """The pair with what Steinkjer states besides: an outside store each, and a technical room with its own door."""
    pair(sheet, project)
    end = 2 * WIDTH
    stores = Plan(
        rooms=(
            Room("store-1", "storage", (-2.0, 0.0, 0.0, 2.0)),
            Room("store-2", "storage", (end, 0.0, end + 2.0, 2.0)),
            Room("technical", "technical", (end, 2.0, end + 2.0, 4.0)),
        ),
        doors=(
            Opening("store-1-door", (-2.0, 0.5), (-2.0, 1.5), {"clear_width": 0.9}),
            Opening("store-2-door", (end + 2.0, 0.5), (end + 2.0, 1.5), {"clear_width": 0.9}),
            Opening("technical-door", (end + 2.0, 2.5), (end + 2.0, 3.5), {"clear_width": 0.9}),
        ),
        windows=(),
    )
    sheet.module(stores, "outer", Frame(), unit=False, building="pair")


def dispersed(sheet: Sheet, project: Project) -> None:
    """Single houses on plots of their own, 250 m from one another: the distance says "apart", nothing more."""
    for index, plan in enumerate(plans(project)):
        x, y = (index % 6) * 250.0, (index // 6) * 250.0
        sheet.module(plan, f"u{index + 1}", Frame(x=x, y=y), building=f"house-{index + 1}")
        path(sheet, f"path-{index + 1}", [(x + 1.0, y - 8.0), (x + 1.0, y - 0.6)])


ROUND_THE_CLOCK: Properties = {"staffed_base": True, "staffing_hours_per_week": 168}
PROJECTS: tuple[Project, ...] = (
    Project(
        "ostmarka_8",
        "Østmarka 8",
        (40.0,) * 8,
        courtyard,
        "002:9-17",
        {"staffed_base": True, "units_wanted": 8, "stated_surroundings": "nær psykiatrisk sykehus (002:9-17)"},
    ),
    Project(
        "trondheim_10",
        "Trondheim 10",
        (40.0,) * 10,
        row_with_common,
        "001:18-24, 001:48, 001:63, 001:84",
        {"staffed_base": True, "min_staff_on_duty": 2, "sanitary_material": "steel", "overnight": "visits"},
    ),
    Project(
        "jarleveien_40",
        "Jarleveien 40",
        (30.0,) * 40,
        corridor,
        "002:969-1003",
        {"staffed_base": True, "sluice": True},
        storeys=4,
    ),
    Project(
        "bodo_16",
        "Bodø 16",
        (40.0,) * 16,
        row,
        "003:252-261",
        {**ROUND_THE_CLOCK, "stated_surroundings": "sentrumsnært, ordinært bomiljø (003:252-261)"},
    ),
    Project(
        "andas_4",
        "Andås 4",
        (52.0, 55.0, 52.0, 55.0),
        row,
        "003:238-246",
        {
            **ROUND_THE_CLOCK,
            "stated_surroundings": "ordinært bomiljø, utenfor bykjernen, relativt sentralt (003:238-246)",
        },
    ),
    Project("naestvold_5", "Næstvold 5", (40.0,) * 5, row, "000:102-104", {"staffed_base": True}),
    Project("ragnhildvegen_12", "Ragnhildvegen 12", (40.0,) * 12, row, "000:104", {}),
    Project(
        "montenegro_6",
        "Montenegro 5 + 1",
        (40.0,) * 6,
        row_with_common,
        "003:267-274",
        {**ROUND_THE_CLOCK, "stated_surroundings": "sentrumsnært, ordinært bomiljø (003:267-274)"},
    ),
    Project(
        "steinkjer_module",
        "Steinkjer, to-mannsbolig",
        (40.0, 40.0),
        pair_with_stores,
        "000:121-130",
        {"staffed_base": False, "stated_surroundings": "maks 1 mil fra sentrum (000:125)"},
        base=False,
        form_stated=True,
    ),
    Project(
        "melhus_33",
        "Melhus, tomt med 2 x 33 m²",
        (33.0, 33.0),
        pair,
        "003:139-145",
        {"staffed_base": False, "stated_surroundings": "sentrumsnært (003:139)"},
        base=False,
        form_stated=True,
    ),
    Project(
        "melhus_39",
        "Melhus, tomt med 2 x 39 m²",
        (39.0, 39.0),
        pair,
        "003:139-145",
        {"staffed_base": False, "stated_surroundings": "sentrumsnært (003:139)"},
        base=False,
        form_stated=True,
    ),
    Project(
        "kommune_a_tun_3",
        "Kommune A, tun med 3",
        (40.0,) * 3,
        courtyard,
        "004:2725-2729",
        {"staffed_base": False},
        base=False,
        form_stated=True,
    ),
    Project("asker_6", "Asker, Herre i eget hus, 6", (40.0,) * 6, courtyard, "003:169-176", {**ROUND_THE_CLOCK}),
    Project(
        "sandnes_18",
        "Sandnes, 18 småhus spredt",
        (40.0,) * 18,
        dispersed,
        "003:151-159",
        # "Ikke bemanning knyttet til selve boligene ... tilsyn av miljøvaktmester" (003:155); three of them have a base
        # of their own (003:156), which are not the ones drawn.
        {"staffed_base": False, "caretaker": True},
        base=False,
        form_stated=True,
    ),
)


def draw(project: Project) -> Sheet:
    """The project's sheet: free-floating, with what the documents state and the note that it is a reconstruction."""
    header: Properties = {
        "storeys": [{"index": i, "elevation": round(i * 2.9, 2), "height": 2.7} for i in range(project.storeys)],
        "programme": project.programme,
        "reconstruction": NOTE,
        "documents": project.lines,
        "form_stated_in_documents": project.form_stated,
    }
    sheet = Sheet(project.name, frame=Frame(), crs=None, header=header)
    project.form(sheet, project)
    return sheet


def main() -> None:
    """Write every project's layout file."""
    for project in PROJECTS:
        draw(project).write(FOLDER / f"{project.id}.geojson")


if __name__ == "__main__":
    main()
