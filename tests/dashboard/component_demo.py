"""A page with nothing but the plan map, for the browser test and for looking at: ?view=town, plan, marks or many."""

from __future__ import annotations

import math
import random

import streamlit as st
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import Outcome
from siteplan.dashboard.planmap import (
    STYLES,
    EvidenceFeature,
    Legend,
    LegendEntry,
    MapFeature,
    MapLayer,
    Overlay,
    Scene,
    SwatchOf,
    build_scene,
    clicked_feature,
    plan_map,
)
from siteplan.text import Language
from siteplan.theme import HEAT_CLASSES, OUTCOME_MARKS, ROLE_STYLES, SCORE_CLASSES, outcome_image, score_class
from tests.dashboard.component_demo_places import PLOTS, X, Y


def at(x: float, y: float) -> tuple[float, float]:
    return X + x, Y + y


def lines(*coordinates: tuple[float, float]) -> LineString:
    return LineString([at(*c) for c in coordinates])


def plot_shape(key: str) -> BaseGeometry:
    _, _, (x, y), width, depth = PLOTS[key]
    shape = box(*at(x - width / 2, y - depth / 2), *at(x + width / 2, y + depth / 2))
    return affinity.rotate(shape, 8 if key != "p1" else 0)


def houses(count: int, *, reach: float, seed: int) -> list[MapFeature]:
    rng = random.Random(seed)
    found: list[MapFeature] = []
    side = math.ceil(math.sqrt(count))
    step = 2 * reach / side
    for row in range(side):
        for column in range(side):
            if len(found) == count:
                break
            x, y = -reach + (column + 0.5) * step, -reach + (row + 0.5) * step
            w, d = rng.uniform(0.3, 0.62) * step, rng.uniform(0.25, 0.5) * step
            shape = Polygon(
                [
                    at(x, y),
                    at(x + w, y),
                    at(x + w, y + d),
                    at(x + w / 2, y + d),
                    at(x + w / 2, y + d * 1.3),
                    at(x, y + d * 1.3),
                ]
            )
            found.append(MapFeature(geometry=affinity.rotate(shape, rng.choice([0, 8, -6, 90]))))
    return found


def town_layers() -> list[MapLayer]:
    streets = [
        MapFeature(geometry=lines((-700, 110), (-300, 95), (0, 70), (330, 92), (700, 60)), kind="secondary"),
        MapFeature(geometry=lines((150, -700), (140, -200), (165, 80), (150, 500), (170, 700)), kind="primary"),
        *(
            MapFeature(geometry=lines((x, -600), (x + 12, 80)), kind="residential")
            for x in (-500, -380, -150, 420, 540)
        ),
        *(MapFeature(geometry=lines((x, 95), (x - 10, 600)), kind="residential") for x in (-480, -200, 20, 300, 450)),
        *(MapFeature(geometry=lines((-620, y), (-100, y + 10), (150, y)), kind="unclassified") for y in (-120, -330)),
        MapFeature(geometry=lines((-100, -120), (-60, -60), (-60, 40), (-20, 72)), kind="service"),
        MapFeature(geometry=lines((40, 20), (110, 30), (150, -20)), kind="footway"),
        MapFeature(geometry=lines((-60, -30), (-110, 10), (-200, 20), (-260, 94)), kind="path"),
        MapFeature(geometry=lines((150, -20), (200, -40), (260, -30)), kind="steps"),
    ]
    river = LineString([at(-700, -480), at(-300, -430), at(60, -500), at(420, -430), at(700, -470)]).buffer(34)
    park = Polygon([at(190, -20), at(400, -10), at(410, -130), at(300, -160), at(180, -120)])
    forest = Polygon([at(-700, 400), at(-260, 380), at(-120, 440), at(100, 420), at(130, 700), at(-700, 700)])
    keep_out = [river, park, forest, *(f.geometry.buffer(9) for f in streets), *(plot_shape(key) for key in PLOTS)]
    built = [f for f in houses(900, reach=640, seed=4) if not any(f.geometry.intersects(k) for k in keep_out)]
    return [
        MapLayer(
            name="green",
            style="green",
            features=(MapFeature(geometry=park, kind="park"), MapFeature(geometry=forest, kind="forest")),
        ),
        MapLayer(name="water", style="water", features=(MapFeature(geometry=river),)),
        MapLayer(
            name="railway",
            style="railway",
            features=(MapFeature(geometry=lines((-700, -390), (-200, -370), (300, -390), (700, -360))),),
        ),
        MapLayer(name="street", style="street", features=tuple(streets)),
        MapLayer(name="building", style="building", features=tuple(built)),
        MapLayer(
            name="plot",
            style="plot",
            selectable=True,
            features=tuple(
                MapFeature(
                    geometry=plot_shape(key), id=key, kind="unknown", label=name, title=f"{name}\n{score or '–'}"
                )
                for key, (name, score, *_) in PLOTS.items()
            ),
        ),
    ]


def room(name: str, use: str, bounds: tuple[float, float, float, float], unit: str | None = None) -> MapFeature:
    west, south, east, north = bounds
    area = f"{(east - west) * (north - south):.1f} m²".replace(".", ",")
    shape = box(*at(west, south), *at(east, north))
    return MapFeature(
        geometry=shape, id=name + (unit or ""), kind=use, label=f"{name}\n{area}", title=f"{name}, {area}"
    )


def plan_layers() -> list[MapLayer]:
    rooms, walls, doors, windows, units = [], [], [], [], []
    for number in range(4):
        x = number * 7.0
        unit = f"{number + 1}"
        rooms += [
            room("Stue og kjøkken", "living_kitchen", (x, 0, x + 7, 4.2), unit),
            room("Bad", "bathroom", (x, 4.2, x + 2.4, 7), unit),
            room("Soverom", "bedroom", (x + 2.4, 4.2, x + 7, 7), unit),
        ]
        units.append(MapFeature(geometry=box(*at(x, 0), *at(x + 7, 7)), label=None))
        walls += [
            lines((x, 0), (x + 7, 0), (x + 7, 7), (x, 7), (x, 0)),
            lines((x, 4.2), (x + 7, 4.2)),
            lines((x + 2.4, 4.2), (x + 2.4, 7)),
        ]
        doors += [
            MapFeature(geometry=lines((x + 1.0, 0), (x + 2.0, 0)), kind="entrance"),
            MapFeature(geometry=lines((x + 1.9, 4.2), (x + 1.0, 4.2))),
            MapFeature(geometry=lines((x + 3.4, 4.2), (x + 4.3, 4.2))),
            MapFeature(geometry=lines((x + 6.7, 4.2), (x + 5.8, 4.2)), kind="glazed"),
        ]
        windows += [
            MapFeature(geometry=lines((x + 3, 0), (x + 5.6, 0)), kind="clear"),
            MapFeature(geometry=lines((x + 3.6, 7), (x + 5.6, 7)), kind="clear"),
            MapFeature(geometry=lines((x + 0.8, 7), (x + 1.4, 7)), kind="obscured"),
        ]
    rooms += [
        room("Kontor", "office", (8, -18, 13, -13)),
        room("Personalrom", "staff_room", (13, -18, 18, -13)),
        room("Felles stue", "common", (18, -18, 26, -13)),
    ]
    walls += [
        lines((8, -18), (26, -18), (26, -13), (8, -13), (8, -18)),
        lines((13, -18), (13, -13)),
        lines((18, -18), (18, -13)),
    ]
    doors += [
        MapFeature(geometry=lines((19, -13), (20, -13)), kind="entrance"),
        MapFeature(geometry=lines((13, -15), (13, -14.1))),
    ]
    windows += [
        MapFeature(geometry=lines((9, -13), (12, -13)), kind="clear"),
        MapFeature(geometry=lines((14.5, -13), (16.5, -13))),
    ]
    return [
        MapLayer(name="plot", style="plot_boundary", features=(MapFeature(geometry=box(*at(-6, -24), *at(34, 14))),)),
        MapLayer(name="neighbour", style="neighbour", features=(MapFeature(geometry=box(*at(36, -14), *at(44, -2))),)),
        MapLayer(
            name="outdoor",
            style="outdoor",
            features=(
                MapFeature(geometry=box(*at(0, -12), *at(28, -1.5)), kind="court", label="Tun"),
                MapFeature(geometry=box(*at(-4, -22), *at(6, -14)), kind="parking", label="Parkering"),
                MapFeature(geometry=box(*at(0, 8), *at(28, 12)), kind="garden", label="Hage"),
            ),
        ),
        MapLayer(
            name="path",
            style="path",
            features=(
                MapFeature(geometry=lines((-6, -6), (5, -6), (19.5, -6), (19.5, -13))),
                *(MapFeature(geometry=lines((n * 7 + 1.5, -6), (n * 7 + 1.5, 0))) for n in range(4)),
            ),
        ),
        MapLayer(
            name="vegetation",
            style="vegetation",
            features=(
                MapFeature(geometry=box(*at(27.5, -11), *at(29, -2))),
                *(MapFeature(geometry=Point(*at(x, y))) for x, y in ((8, -9), (25, -8.5), (-3, 6), (-3, 10), (31, 4))),
            ),
        ),
        MapLayer(
            name="obstacle",
            style="obstacle",
            features=(
                MapFeature(geometry=lines((-5, 13), (33, 13))),
                MapFeature(geometry=box(*at(29.5, -21), *at(32.5, -18))),
            ),
        ),
        MapLayer(name="space", style="space", features=tuple(rooms), selectable=True),
        MapLayer(name="unit", style="unit", features=tuple(units)),
        MapLayer(name="wall", style="wall", features=tuple(MapFeature(geometry=w) for w in walls)),
        MapLayer(name="window", style="window", features=tuple(windows)),
        MapLayer(name="door", style="door", features=tuple(doors)),
        MapLayer(
            name="viewpoint", style="viewpoint", features=(MapFeature(geometry=Point(*at(10.5, -13.5)), kind="main"),)
        ),
        MapLayer(name="access", style="access", features=(MapFeature(geometry=Point(*at(-6, -6)), label="Atkomst"),)),
    ]


def gallery() -> tuple[list[MapLayer], list[EvidenceFeature]]:
    """Every style and every role as area, line and point, in a grid."""
    layers = []
    for index, style in enumerate(style for style in STYLES if style != "plot"):
        x, y = (index % 8) * 26.0, 30 - (index // 8) * 22.0
        features = (
            MapFeature(geometry=box(*at(x, y), *at(x + 9, y + 8)), label=style),
            MapFeature(geometry=lines((x + 11, y), (x + 20, y + 8))),
            MapFeature(geometry=Point(*at(x + 16, y + 10))),
        )
        layers.append(MapLayer(name=style, style=style, features=features))
    evidence = []
    for index, role in enumerate(ROLE_STYLES):
        x, y = (index % 8) * 26.0, -45 - (index // 8) * 22.0
        evidence += [
            EvidenceFeature(role=role, geometry=box(*at(x, y), *at(x + 9, y + 8)), label=role),
            EvidenceFeature(role=role, geometry=lines((x + 11, y), (x + 15, y + 2), (x + 20, y + 8))),
            EvidenceFeature(role=role, geometry=Point(*at(x + 14, y + 8)), title=role),
        ]
    for index, outcome in enumerate(Outcome):
        evidence.append(
            EvidenceFeature(
                role="distance", geometry=Point(*at(index * 26.0, -112)), outcome=outcome, label=str(outcome)
            )
        )
    return layers, evidence


def town_evidence(chosen: str | None) -> tuple[EvidenceFeature, ...]:
    if chosen is None:
        return ()
    _, _, (x, y), width, _ = PLOTS[chosen]
    gate = (x + width / 2, y)
    return (
        EvidenceFeature(
            role="route", geometry=lines(gate, (x + 90, y + 12), (150, y + 10), (152, 71), (250, 84)), label="412 m"
        ),
        EvidenceFeature(role="access", geometry=Point(*at(*gate))),
        EvidenceFeature(
            role="nearest", geometry=Point(*at(250, 84)), label="Østmarkveien", title="Østmarkveien holdeplass"
        ),
        EvidenceFeature(
            role="risk", geometry=Point(*at(x - 70, y - 60)).buffer(28), label="Trafikkert vei", outcome=Outcome.NOT_MET
        ),
    )


def plan_evidence() -> tuple[EvidenceFeature, ...]:
    eye = (10.5, -13.5)
    seen = Polygon([at(*c) for c in (eye, (-5, 0), (28, 0), (28, -4))])
    return (
        EvidenceFeature(role="seen_region", geometry=seen),
        EvidenceFeature(role="blind_spot", geometry=box(*at(20.5, -12), *at(28, -8)), label="Blindsone 30 m²"),
        *(
            EvidenceFeature(
                role="sight_line", geometry=lines(eye, (n * 7 + 1.5, 0)), title=f"Dør {n + 1}", outcome=None
            )
            for n in range(3)
        ),
        EvidenceFeature(
            role="blocked_sight_line", geometry=lines(eye, (22.5, 0)), label="Dør 4", outcome=Outcome.NOT_MET
        ),
        EvidenceFeature(role="exit", geometry=Point(*at(1.5, 0))),
        EvidenceFeature(role="retreat_route", geometry=lines((16, -15), (19.5, -14), (19.5, -7), (5, -7), (-6, -7))),
        EvidenceFeature(role="unit", geometry=box(*at(21, 0), *at(28, 7))),
        EvidenceFeature(role="distance", geometry=lines((21, -1), (28, -1)), label="7,0 m"),
    )


@st.cache_resource
def scene_of(view: str) -> Scene:
    if view == "town":
        return build_scene(town_layers(), crs="EPSG:25832", extent=(*at(-450, -300), *at(450, 400)))
    if view == "plan":
        return build_scene(plan_layers(), crs="EPSG:25832", extent=(*at(-6, -24), *at(34, 14)), north_deg=12.0)
    if view == "marks":
        return build_scene(gallery()[0], crs="EPSG:25832", extent=(*at(-10, -120), *at(210, 50)), north_deg=None)
    layer = MapLayer(name="building", style="building", features=tuple(houses(12_000, reach=1500, seed=1)))
    plots = town_layers()[-1]
    return build_scene([layer, plots], crs="EPSG:25832", extent=(*at(-1500, -1500), *at(1500, 1500)))


def legend_of(view: str, language: Language) -> Legend:
    rows: list[tuple[str, SwatchOf, str, str | None]] = []
    if view == "plan":
        rows = [
            ("Siktlinje", "role", "sight_line", None),
            ("Brutt siktlinje", "role", "blocked_sight_line", None),
            ("Sett område", "role", "seen_region", None),
            ("Blindsone", "role", "blind_spot", None),
            ("Utgang", "role", "exit", None),
            ("Retrettvei", "role", "retreat_route", None),
            ("Hovedinngang", "layer", "door", "entrance"),
            ("Vindu", "layer", "window", None),
            ("Personalbase", "layer", "space", "office"),
        ]
    elif view == "marks":
        rows = [(str(outcome), "outcome", str(outcome), None) for outcome in Outcome]
        rows += [(role, "role", role, None) for role in ROLE_STYLES]
        rows += [(style, "layer", style, None) for style in STYLES if style not in ("plot", "heat")]
        rows += [(c.key, "score", c.key, None) for c in HEAT_CLASSES]
    else:
        rows = [(c.key, "score", c.key, None) for c in SCORE_CLASSES] + [
            ("Gangvei", "layer", "street", "footway"),
            ("Trapp", "layer", "street", "steps"),
            ("Rute", "role", "route", None),
            ("Nærmeste", "role", "nearest", None),
        ]
    entries = tuple(LegendEntry(label=label, of=of, key=key, kind=kind) for label, of, key, kind in rows)
    return Legend(
        title="Tegnforklaring" if language == "nb" else "Legend",
        map_title="Prøvekart",
        entries=entries,
        attribution="© OpenStreetMap-bidragsytere, ODbL",
        note="Små bygninger vises når man zoomer inn." if view == "many" else "",
    )


st.set_page_config(layout="wide")
view = st.query_params.get("view", "town")
language: Language = "en" if st.query_params.get("lang") == "en" else "nb"
if (clicked := clicked_feature("demo")) is not None:
    st.session_state["chosen"] = clicked
chosen: str | None = st.session_state.get("chosen")
if view in ("town", "many"):
    ranked = sorted(PLOTS, key=lambda key: -(PLOTS[key][1] or 0))
    overlay = Overlay(
        evidence=town_evidence(chosen) if view == "town" else (),
        description="Seks tomter. "
        + (f"Valgt: {PLOTS[chosen][0]}, 412 m til holdeplassen." if chosen else "Ingen er valgt."),
        selected=chosen,
        kinds={key: score_class(PLOTS[key][1]) for key in PLOTS},
        badges={key: "–" if PLOTS[key][1] is None else str(ranked.index(key) + 1) for key in PLOTS},
    )
elif view == "plan":
    overlay = Overlay(
        evidence=plan_evidence() if st.toggle("evidence") else (), description="Fire boenheter.", selected=chosen
    )
else:
    overlay = Overlay(evidence=tuple(gallery()[1]), description="Alle tegn.", fit=False)
returned = plan_map(
    key="demo", scene=scene_of(view), evidence=overlay, legend=legend_of(view, language), language=language
)
st.text(f"chosen={chosen} returned={returned}")
st.html(
    " ".join(
        f'<img src="{outcome_image(outcome)}" alt="" height="18">' + f" {mark.glyph} {outcome}"
        for outcome, mark in OUTCOME_MARKS.items()
    )
)
st.button("rerun")
