"""What the plan map sends: shapes to the centimetre, scenes that stay the same, words in both languages."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
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
    build_scene,
    thin,
    unpack,
)
from siteplan.dashboard.planmap.overlay import overlay_data
from siteplan.dashboard.planmap.packing import pack
from siteplan.theme import (
    OUTCOME_MARKS,
    ROLE_STYLES,
    SCORE_CLASSES,
    ThemedColor,
    outcome_image,
    outcome_svg,
    score_class,
    theme_data,
)

NAMESPACES = ("http://www.w3.org/", "http://www.opengis.net/")
PLANMAP = Path("siteplan") / "dashboard" / "planmap"
ORIGIN = (569_000.0, 7_034_000.0)


def unpacked(shapes: list[list[object]], origin: tuple[float, float]) -> list[BaseGeometry]:
    """The slow, obvious reading of packed shapes: what the front end's decode.ts does."""

    def points(flat: list[int]) -> list[tuple[float, float]]:
        x = y = 0
        found = []
        for dx, dy in zip(flat[::2], flat[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((origin[0] + x / 100, origin[1] + y / 100))
        return found

    read: list[BaseGeometry] = []
    for kind, *parts in shapes:
        if kind == 0:
            read += [Point(xy) for xy in points(parts[0])]  # type: ignore[arg-type]
        elif kind == 1:
            read += [LineString(points(part)) for part in parts]  # type: ignore[arg-type]
        else:
            read += [Polygon(points(rings[0]), [points(r) for r in rings[1:]]) for rings in parts]  # type: ignore[index]
    return read


coordinates = st.floats(min_value=-50_000, max_value=50_000, allow_nan=False).map(lambda v: round(v, 3))


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=30, unique=True))
def test_packed_lines_and_points_come_back_within_half_a_centimetre(pairs: list[tuple[float, float]]) -> None:
    moved = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in pairs]
    geometry = LineString(moved) if len(moved) > 1 else Point(moved[0])
    (read,) = unpacked(pack([geometry], ORIGIN)[0], ORIGIN)
    assert shapely.hausdorff_distance(read, geometry) <= 0.0071 + 1e-6  # half a centimetre along both axes


def test_rings_holes_and_parts_survive_packing_in_their_owners_order() -> None:
    ring = Polygon(box(0, 0, 10, 10).exterior, [box(2, 2, 4, 4).exterior, box(6, 6, 8, 8).exterior])
    many = MultiPolygon([box(20, 0, 25, 5), ring])
    mixed = GeometryCollection([Point(1, 2), GeometryCollection([LineString([(0, 0), (3, 4)]), box(50, 50, 51, 51)])])
    geometries = [box(-1, -1, 0, 0), Point(), many, mixed, ring]
    packed = pack(geometries, (0.0, 0.0))
    assert packed[1] == []
    for geometry, shapes in zip(geometries, packed, strict=True):
        assert shapely.union_all(unpacked(shapes, (0.0, 0.0))).equals(shapely.union_all([geometry]))
    kinds = [shape[0] for shape in packed[3]]
    assert kinds == [0, 1, 2]


def test_holes_run_against_their_shell_so_that_they_stay_holes() -> None:
    clockwise = Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    (polygon,) = unpacked(pack([clockwise], (0.0, 0.0))[0], (0.0, 0.0))
    assert isinstance(polygon, Polygon)
    assert polygon.exterior.is_ccw
    assert not polygon.interiors[0].is_ccw


def test_points_that_fall_together_at_a_centimetre_are_sent_once() -> None:
    line = LineString([(0, 0), (0.001, 0.001), (5, 0), (5.002, 0.0), (9, 0)])
    (shape,) = pack([line], (0.0, 0.0))[0]
    assert shape == [1, [0, 0, 500, 0, 400, 0]]


def layer_of(*features: MapFeature, style: str = "building", selectable: bool = False) -> MapLayer:
    return MapLayer(name=style, style=style, features=features, selectable=selectable)


def test_equal_scenes_have_equal_bytes_and_other_scenes_do_not() -> None:
    def made(width: float) -> str:
        layer = layer_of(MapFeature(geometry=box(0, 0, width, 1)))
        return build_scene([layer], crs="EPSG:25832", extent=(0, 0, 10, 10)).fingerprint

    assert made(3) == made(3)
    assert made(3) != made(3.02)


def test_a_scene_carries_what_the_layers_say_and_nothing_that_json_cannot() -> None:
    layer = layer_of(
        MapFeature(geometry=box(1, 1, 2, 2), id="a", kind="s3", label="Østmarka"),
        MapFeature(geometry=Point(3, 3), id="b"),
        style="plot",
        selectable=True,
    )
    scene = build_scene([layer], crs="EPSG:25833", extent=(0, 0, 10, 10), north_deg=None)
    data = unpack(scene)
    assert data["crs"] == "EPSG:25833"
    assert data["north"] is None
    layers = data["layers"]
    assert isinstance(layers, list)
    (sent,) = layers
    assert sent["ids"] == ["a", "b"]
    assert sent["kinds"] == ["s3", None]
    assert sent["labels"] == ["Østmarka", None]
    assert "titles" not in sent
    assert data["theme"] == json.loads(json.dumps(theme_data()))
    assert scene.drawn == {"plot": 2}


@pytest.mark.parametrize(
    ("layers", "extent", "message"),
    [
        ([layer_of(MapFeature(geometry=Point(0, 0)), style="castle")], (0, 0, 1, 1), "no style castle"),
        ([layer_of(MapFeature(geometry=Point(0, 0)), selectable=True)], (0, 0, 1, 1), "an id of its own"),
        ([layer_of(*[MapFeature(geometry=Point(), id="a")] * 2, selectable=True)], (0, 0, 1, 1), "an id of its own"),
        ([], (0, 0, 0, 1), "no area"),
        ([layer_of(MapFeature(geometry=LineString([(0, 0), (math.inf, 1)])))], (0, 0, 1, 1), "not finite"),
    ],
)  # fmt: skip
def test_a_scene_that_cannot_be_drawn_is_refused(
    layers: list[MapLayer], extent: tuple[float, float, float, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build_scene(layers, crs="EPSG:25832", extent=extent)


def test_thinning_keeps_what_is_nearest_to_the_plots_and_says_how_much_it_left_out() -> None:
    row = tuple(MapFeature(geometry=box(x, 0, x + 1, 1), title=str(x)) for x in range(0, 100, 10))
    layer = MapLayer(name="building", style="building", features=row, limit=3)
    kept, missing = thin(layer, focus=[Point(50.5, 0.5)])
    assert [feature.title for feature in kept.features] == ["40", "50", "60"]
    assert missing == 7
    scene = build_scene([layer], crs="EPSG:25832", extent=(0, 0, 100, 10), focus=[Point(50.5, 0.5)])
    assert scene.left_out == {"building": 7}
    assert build_scene([layer], crs="EPSG:25832", extent=(0, 0, 100, 10)).left_out == {}


def test_an_overlay_is_plain_json_with_every_word_in_both_languages() -> None:
    overlay = Overlay(
        evidence=(
            EvidenceFeature(role="route", geometry=LineString([ORIGIN, (ORIGIN[0] + 5, ORIGIN[1])]), label="5 m"),
            EvidenceFeature(role="risk", geometry=Point(ORIGIN), outcome=Outcome.NOT_MET),
            EvidenceFeature(role="risk", geometry=Point()),
        ),
        selected="p1",
        badges={"p1": "1"},
    )
    legend = Legend(title="T", map_title="M", entries=(LegendEntry(label="R", of="role", key="route"),))
    said = {}
    for language in ("nb", "en"):
        data = overlay_data(overlay, map_key="k", legend=legend, language=language)
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        evidence = data["evidence"]
        assert isinstance(evidence, list)
        assert [item["role"] for item in evidence] == ["route", "risk"]  # the empty one is not drawn
        assert evidence[1]["outcome"] == "not_met"
        said[language] = data["labels"]
    assert isinstance(said["nb"], dict)
    assert isinstance(said["en"], dict)
    assert said["nb"].keys() == said["en"].keys()
    assert all(said["nb"][key] and said["nb"][key] != said["en"][key] for key in said["nb"])


def test_evidence_of_one_click_stays_small() -> None:
    route = LineString([(ORIGIN[0] + 7 * i, ORIGIN[1] + (i % 5) * 3) for i in range(150)])
    overlay = Overlay(evidence=(EvidenceFeature(role="route", geometry=route, label="1 040 m"),))
    data = overlay_data(overlay, map_key="k", legend=Legend(title="T", map_title="M"), language="nb")
    assert len(json.dumps(data)) < 4_000


# --- colours and marks -----------------------------------------------------------------------------------------------


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


SHEETS = {"light": "#f8f6f1", "dark": "#171a1f"}


def test_every_outcome_has_a_shape_and_a_glyph_of_its_own() -> None:
    assert set(OUTCOME_MARKS) == set(Outcome)
    assert len({(mark.body, mark.detail) for mark in OUTCOME_MARKS.values()}) == len(Outcome)
    assert len({mark.body for mark in OUTCOME_MARKS.values()}) == len(Outcome)
    assert len({mark.glyph for mark in OUTCOME_MARKS.values()}) == len(Outcome)
    for outcome in Outcome:
        assert outcome_svg(outcome).startswith("<svg ")
        assert outcome_image(outcome, dark=True).startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize("sheet", ["light", "dark"])
def test_marks_and_evidence_stand_out_from_the_sheet_by_three_to_one(sheet: str) -> None:
    colors: list[tuple[str, ThemedColor]] = [(str(o), mark.color) for o, mark in OUTCOME_MARKS.items()]
    colors += [(name, style.color) for name, style in ROLE_STYLES.items()]
    weak = {name: color for name, color in colors if contrast(getattr(color, sheet), SHEETS[sheet]) < 3}
    assert weak == {}


def test_score_classes_run_one_way_in_lightness_so_that_grey_print_keeps_their_order() -> None:
    scored = [entry for entry in SCORE_CLASSES if entry.low is not None]
    light = [luminance(entry.color.light) for entry in scored]
    dark = [luminance(entry.color.dark) for entry in scored]
    assert all(a / b > 1.25 for a, b in itertools.pairwise(light))
    assert all(b / a > 1.25 for a, b in itertools.pairwise(dark))
    assert {entry.pattern for entry in SCORE_CLASSES if entry.low is None} == {"hatch", "crosshatch"}


def test_no_two_roles_of_evidence_differ_by_colour_alone() -> None:
    looks = {
        name: (style.width, style.dash, style.end, style.pattern, style.marker, style.casing, style.marker_on_lines)
        for name, style in ROLE_STYLES.items()
    }
    twins = [(a, b) for a in looks for b in looks if a < b and looks[a] == looks[b]]
    assert twins == []


def test_every_role_that_the_criteria_draw_has_a_style_of_its_own(root: Path) -> None:
    sources = [*(root / "criteria").rglob("*.py"), *(root / "siteplan" / "context").glob("*.py")]
    drawn = {role for path in sources for role in re.findall(r'role(?:: str)? ?= ?"([a-z_]+)"', path.read_text())}
    assert len(drawn) >= 5
    assert drawn - set(ROLE_STYLES) == set()


@pytest.mark.parametrize(
    ("score", "key"),
    [
        (0.0, "s0"),
        (0.29, "s0"),
        (0.3, "s1"),
        (0.5, "s2"),
        (0.6999999999, "s3"),
        (0.85, "s4"),
        (1.0, "s4"),
        (None, "unknown"),
    ],
)
def test_a_score_falls_into_the_class_that_begins_at_or_below_it(score: float | None, key: str) -> None:
    assert score_class(score) == key
    assert score_class(score, excluded=True) == "excluded"


# --- the bundle ------------------------------------------------------------------------------------------------------


def test_the_committed_bundle_was_built_from_the_committed_sources(root: Path) -> None:
    frontend = root / PLANMAP / "frontend"
    built = json.loads((root / PLANMAP / "assets" / "build.json").read_text())
    digest = hashlib.sha256()
    for name in built["sources"]:
        digest.update(f"{name}\n".encode())
        digest.update((frontend / name).read_bytes())
    assert {f"src/{path.name}" for path in (frontend / "src").iterdir()} <= set(built["sources"])
    assert digest.hexdigest() == built["sha256"], "run npm ci and npm run build in planmap/frontend"


def test_the_bundle_names_no_address_to_load_from_and_the_lock_file_no_registry(root: Path) -> None:
    (script,) = (root / PLANMAP / "assets").glob("plan_map-*.js")
    (style,) = (root / PLANMAP / "assets").glob("plan_map_style-*.css")
    named = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[\w./-]*", script.read_text() + style.read_text()))
    assert {address for address in named if not address.startswith(NAMESPACES)} == set()
    lock = json.loads((root / PLANMAP / "frontend" / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_every_style_that_a_page_may_name_is_drawn_by_the_front_end(root: Path) -> None:
    source = (root / PLANMAP / "frontend" / "src" / "recipes.ts").read_text()
    table = source[source.index("export const RECIPES") :]
    live = (root / PLANMAP / "frontend" / "src" / "layers.ts").read_text()
    own = set(re.findall(r'data\.style === "([a-z]+)"\) return \(feature', live))
    assert own == {"door", "vegetation", "plot", "heat"}
    named = set(re.findall(r"\b([a-z_]+)(?=[,:])", table)) | own
    assert {style for style in STYLES if style not in named} == set()
