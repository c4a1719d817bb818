"""OpenStreetMap files: what is read, what is kept apart, and what is said of files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from shapely.geometry import box

from siteplan.errors import InputError
from siteplan.model import Surroundings
from siteplan.readers.osm import read_osm, utm_zone

CRS = "EPSG:25832"
LON, LAT = 10.4, 63.43
DEGREES_PER_M = (1 / 49_700, 1 / 111_400)
"""Close enough for laying out test files; no test rests on it."""

Tags = dict[str, str]


def at(x: float, y: float) -> str:
    return f'lat="{LAT + y * DEGREES_PER_M[1]:.7f}" lon="{LON + x * DEGREES_PER_M[0]:.7f}"'


def tagged(tags: Tags) -> str:
    return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())


class OsmFile:
    """Writes a small OpenStreetMap XML file; coordinates in metres from a corner."""

    def __init__(self, *, bounds: tuple[float, float, float, float] | None = (0, 0, 2000, 2000)) -> None:
        self.bounds = bounds
        self.nodes: dict[int, tuple[float, float, Tags]] = {}
        self.ways: dict[int, tuple[list[int], Tags]] = {}
        self.relations: dict[int, tuple[list[tuple[int, str]], Tags]] = {}

    def node(self, x: float, y: float, **tags: str) -> int:
        self.nodes[len(self.nodes) + 1] = (x, y, {k.replace("__", ":"): v for k, v in tags.items()})
        return len(self.nodes)

    def way(self, *xy: tuple[float, float], closed: bool = False, **tags: str) -> int:
        known = {(x, y): id_ for id_, (x, y, _) in self.nodes.items()}
        refs = [known[p] if p in known else self.node(*p) for p in xy]
        if closed:
            refs.append(refs[0])
        self.ways[len(self.ways) + 1] = (refs, {k.replace("__", ":"): v for k, v in tags.items()})
        return len(self.ways)

    def relation(self, *members: tuple[int, str], **tags: str) -> int:
        self.relations[len(self.relations) + 1] = (list(members), {"type": "multipolygon", **tags})
        return len(self.relations)

    def write(self, path: Path, *, without_nodes: tuple[int, ...] = (), nodes_last: bool = False) -> Path:
        nodes = [
            f'<node id="{i}" {at(x, y)}>{tagged(tags)}</node>'
            for i, (x, y, tags) in self.nodes.items()
            if i not in without_nodes
        ]
        ways = [
            f'<way id="{i}">{"".join(f"""<nd ref="{ref}"/>""" for ref in refs)}{tagged(tags)}</way>'
            for i, (refs, tags) in self.ways.items()
        ]
        relations = []
        for i, (members, tags) in self.relations.items():
            listed = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
            relations.append(f'<relation id="{i}">{listed}{tagged(tags)}</relation>')
        head = ""
        if self.bounds is not None:
            x0, y0, x1, y1 = self.bounds
            head = (
                f'<bounds minlat="{LAT + y0 * DEGREES_PER_M[1]}" minlon="{LON + x0 * DEGREES_PER_M[0]}" '
                f'maxlat="{LAT + y1 * DEGREES_PER_M[1]}" maxlon="{LON + x1 * DEGREES_PER_M[0]}"/>'
            )
        body = [*ways, *relations, *nodes] if nodes_last else [*nodes, *ways, *relations]
        path.write_text(f'<osm version="0.6" generator="test">{head}{"".join(body)}</osm>', encoding="utf-8")
        return path


def read(file: OsmFile, folder: Path) -> Surroundings:
    return read_osm([file.write(folder / "a.osm")], crs=CRS)[0]


def walked(around: Surroundings) -> set[int]:
    return set() if around.walking is None else set(around.walking.way_id.tolist())


# --- walking rule ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "platform"}, True),
        ({"highway": "cycleway"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "construction"}, False),
        ({"highway": "corridor"}, False),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "sidewalk": "no"}, False),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "trunk_link", "sidewalk:right": "separate"}, True),
        ({"highway": "trunk", "foot": "designated"}, True),
        ({"highway": "trunk", "foot": "permissive"}, False),
        ({"highway": "residential", "foot": "no"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "service", "access": "customers"}, True),
        ({"highway": "track", "access": "permit"}, False),
        ({"route": "ferry"}, False),
        ({"railway": "platform"}, False),
    ],
)
def test_the_walking_network_follows_the_stated_rule(tags: Tags, expected: bool, tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), highway="path")
    file.ways[2] = (file.ways[1][0], tags)
    assert (2 in walked(read(file, tmp_path))) is expected


def test_an_area_to_walk_on_counts_by_its_outline(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (50, 0), (50, 50), (0, 50), closed=True, highway="pedestrian", area="yes")
    streets = read(file, tmp_path).walking
    assert streets is not None
    assert streets.edge_length.sum() == pytest.approx(200, rel=0.01)


def test_streets_that_do_not_hang_together_are_kept_apart_and_reported(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (500, 0), highway="residential")
    file.way((100, 200), (150, 200), highway="footway")
    around, issues = read_osm([file.write(tmp_path / "a.osm")], crs=CRS)
    assert around.walking is not None
    assert sorted(around.walking.component.tolist()) == [0, 0, 1, 1]
    assert [issue.code for issue in issues] == ["osm-components"]


# --- places ---------------------------------------------------------------------------------------------------------


def test_stops_are_nodes_ways_and_relations(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (500, 0), highway="residential")
    file.node(10, 3, highway="bus_stop", name="A")
    file.way((20, 3), (30, 3), public_transport="platform", name="B")
    ring = file.way((40, 3), (50, 3), (50, 6), (40, 6), closed=True)
    file.relation((ring, "outer"), public_transport="platform", name="C")
    stops = read(file, tmp_path).places["stop"]
    assert stops.ids.tolist() == ["node/3", "way/2", "relation/1"]
    assert stops.names.tolist() == ["A", "B", "C"]
    assert [g.geom_type for g in stops.geometries] == ["Point", "LineString", "Polygon"]


def test_a_wood_of_several_ways_with_a_clearing_and_trees_in_it_has_the_right_area(tmp_path: Path) -> None:
    file = OsmFile()
    west = file.way((0, 0), (0, 600), (300, 600))
    east = file.way((300, 600), (600, 600), (600, 0), (0, 0))
    clearing = file.way((100, 100), (300, 100), (300, 300), (100, 300), closed=True)
    trees = file.way((150, 150), (250, 150), (250, 250), (150, 250), closed=True)
    wood = file.relation(
        (west, "outer"), (east, "outer"), (clearing, "inner"), (trees, "outer"), natural="wood", name="Skogen"
    )
    around = read(file, tmp_path)
    green = around.places["green"]
    assert green.ids.tolist() == [f"relation/{wood}"]
    assert green.column("kind").tolist() == ["wood"]
    assert float(green.column("area_ha")[0]) == pytest.approx(36 - 4 + 1, rel=0.01)
    assert around.places["nearby_terrain"].ids.tolist() == [f"relation/{wood}"]


def test_woods_that_touch_make_one_walking_terrain_and_lawns_make_none(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (300, 0), (300, 400), (0, 400), closed=True, natural="wood", name="Vest")
    file.way((300, 0), (700, 0), (700, 400), (300, 400), closed=True, landuse="forest", name="Øst")
    file.way((900, 0), (1500, 0), (1500, 600), (900, 600), closed=True, landuse="grass")
    terrain = read(file, tmp_path).places["nearby_terrain"]
    assert terrain.names.tolist() == ["Øst"]
    assert float(terrain.column("area_ha")[0]) == pytest.approx(28, rel=0.01)


def test_private_gardens_are_not_green_for_everybody(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), (100, 100), (0, 100), closed=True, leisure="garden", access="private")
    file.way((200, 0), (300, 0), (300, 100), (200, 100), closed=True, leisure="garden")
    assert read(file, tmp_path).places["green"].ids.tolist() == ["way/2"]


def test_a_building_keeps_the_tags_that_criteria_use_and_its_entrances(tmp_path: Path) -> None:
    file = OsmFile()
    file.node(50, 0, entrance="main")
    file.node(0, 50, entrance="emergency")
    file.way((0, 0), (50, 0), (100, 0), (100, 50), (0, 50), closed=True, building="retail", building__levels="2",
             addr__street="Gata", addr__housenumber="3", shop="supermarket", name="Matbutikken")  # fmt: skip
    around = read(file, tmp_path)
    building = around.places["building"]
    assert [building.column(k)[0] for k in ("building", "building:levels", "addr:street", "addr:housenumber")] == [
        "retail", "2", "Gata", "3",
    ]  # fmt: skip
    shop = around.places["grocery"]
    assert shop.geometries[0].geom_type == "Polygon"
    (entrances,) = shop.column("entrances")
    assert len(entrances.geoms) == 1


def test_hospitals_are_psychiatric_only_where_it_is_tagged(tmp_path: Path) -> None:
    file = OsmFile()
    file.node(0, 0, amenity="hospital", name="Psykiatrisk sykehus")
    file.node(10, 0, amenity="hospital", healthcare__speciality="psychiatry")
    file.node(20, 0, healthcare="hospital", healthcare__speciality="surgery")
    assert read(file, tmp_path).places["hospital"].column("psychiatric").tolist() == ["unknown", "yes", "no"]


def test_what_no_key_carries_is_not_carried_and_what_a_key_carries_is_none(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), highway="residential")
    file.node(5, 5, shop="books")
    around = read(file, tmp_path)
    assert "grocery" not in around.not_carried
    assert len(around.places["grocery"]) == 0
    assert {"stop", "green", "nearby_terrain", "hospital", "police", "dps"} <= around.not_carried
    assert around.tag_keys == {"highway", "shop"}


# --- extent and coordinates -----------------------------------------------------------------------------------------


def test_the_extent_is_the_box_in_the_header(tmp_path: Path) -> None:
    file = OsmFile(bounds=(0, 0, 1000, 2000))
    file.way((100, 100), (5000, 100), highway="residential")
    around = read(file, tmp_path)
    assert around.extent_basis == "header"
    assert around.extent.area == pytest.approx(1000 * 2000, rel=0.01)


def test_without_a_header_the_stated_extent_holds_else_a_hundred_metres_inside_the_nodes(tmp_path: Path) -> None:
    file = OsmFile(bounds=None)
    file.way((0, 0), (1000, 0), (1000, 2000), highway="residential")
    path = file.write(tmp_path / "a.osm")
    stated = box(0, 0, 10, 10)
    around, _ = read_osm([path], crs=CRS, extent=stated)
    assert (around.extent_basis, around.extent) == ("stated", stated)
    around, issues = read_osm([path], crs=CRS)
    assert around.extent_basis == "assumed"
    assert around.extent.area == pytest.approx(800 * 1800, rel=0.02)
    assert "osm-extent-assumed" in [issue.code for issue in issues]


def test_the_system_is_the_utm_zone_of_the_data_where_none_is_given(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), highway="residential")
    assert read_osm([file.write(tmp_path / "a.osm")])[0].crs == "EPSG:25832"
    assert utm_zone((5.0, 60.0, 5.6, 60.5)) == "EPSG:25832"
    assert utm_zone((15.0, 67.0, 16.0, 68.0)) == "EPSG:25833"
    assert utm_zone((25.0, 70.0, 26.0, 71.0)) == "EPSG:25835"
    assert utm_zone((150.0, -34.0, 151.0, -33.0)) == "EPSG:32756"


def test_a_way_of_a_thousand_metres_is_about_a_thousand_metres_long(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (1000, 0), highway="residential")
    streets = read(file, tmp_path).walking
    assert streets is not None
    assert streets.edge_length.sum() == pytest.approx(1000, rel=0.01)


# --- several, clipped and unsorted files -----------------------------------------------------------------------------


def test_what_is_in_several_files_is_taken_once_and_whole_where_one_has_it_whole(tmp_path: Path) -> None:
    file = OsmFile()
    way = file.way((0, 0), (100, 0), (200, 0), highway="residential")
    file.node(5, 5, highway="bus_stop")
    whole = file.write(tmp_path / "whole.osm")
    clipped = file.write(tmp_path / "clipped.osm", without_nodes=(3,))
    around, _ = read_osm([clipped, whole], crs=CRS)
    assert around.walking is not None
    assert walked(around) == {way}
    assert len(around.walking.edge_length) == 2
    assert len(around.places["stop"]) == 1
    assert [source.name for source in around.sources] == ["clipped.osm", "whole.osm"]


def test_a_clipped_way_is_used_as_far_as_its_nodes_are_there(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), (200, 0), (300, 0), (400, 0), highway="residential")
    file.way((0, 0), (0, 100), (100, 100), (100, 0), closed=True, landuse="forest")
    around, issues = read_osm([file.write(tmp_path / "a.osm", without_nodes=(3, 6))], crs=CRS)
    assert around.walking is not None
    assert sorted(around.walking.edge_length.round(-1).tolist()) == [100, 100]
    assert len(around.places["green"]) == 0
    assert {issue.code: issue.values.get("count") for issue in issues}["osm-clipped-ways"] == "2"


def test_an_area_with_a_missing_member_is_named_in_an_issue(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), highway="residential")
    half = file.way((0, 0), (0, 600), (300, 600))
    wood = file.relation((half, "outer"), (99, "outer"), natural="wood", name="Skogen")
    _, issues = read_osm([file.write(tmp_path / "a.osm")], crs=CRS)
    (issue,) = [issue for issue in issues if issue.code == "osm-incomplete-area"]
    assert issue.element == f"relation/{wood}"
    assert issue.values == {"name": "Skogen", "categories": "green"}


def test_a_file_with_its_nodes_after_the_ways_is_read_whole(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), (200, 0), highway="residential")
    file.node(5, 5, highway="bus_stop")
    ordered, _ = read_osm([file.write(tmp_path / "a.osm")], crs=CRS)
    around, issues = read_osm([file.write(tmp_path / "b.osm", nodes_last=True)], crs=CRS)
    assert issues == ()
    assert around.walking is not None
    assert ordered.walking is not None
    assert np.array_equal(around.walking.node_xy, ordered.walking.node_xy)


def test_streets_drawn_in_an_editor_and_not_uploaded_yet_are_read(tmp_path: Path) -> None:
    text = f"""<osm version="0.6" generator="JOSM">
        <node id="-1" {at(0, 0)}/><node id="-2" {at(100, 0)}/><node id="7" {at(200, 0)}/>
        <node id="-3" {at(50, 4)}><tag k="highway" v="bus_stop"/></node>
        <way id="-1"><nd ref="-1"/><nd ref="-2"/><nd ref="7"/><tag k="highway" v="residential"/></way>
        <way id="-2"><nd ref="-1"/><tag k="highway" v="residential"/></way></osm>"""
    (tmp_path / "a.osm").write_text(text, encoding="utf-8")
    around, issues = read_osm([tmp_path / "a.osm"], crs=CRS, extent=box(0, 0, 1, 1))
    assert issues == ()
    assert around.walking is not None
    assert around.walking.node_id.tolist() == [-2, -1, 7]
    assert around.walking.edge_length.tolist() == pytest.approx([100, 100], rel=0.01)
    assert around.places["stop"].ids.tolist() == ["node/-3"]


def test_a_file_with_a_single_place_has_no_extent_of_complete_data(tmp_path: Path) -> None:
    file = OsmFile(bounds=None)
    file.node(0, 0, highway="bus_stop")
    around, issues = read_osm([file.write(tmp_path / "a.osm")], crs=CRS)
    assert around.extent.is_empty
    assert around.walking is None
    assert {issue.code for issue in issues} == {"osm-extent-assumed", "osm-no-streets"}


def test_pbf_and_xml_give_the_same(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), (200, 0), highway="residential", lit="yes")
    file.node(5, 5, highway="bus_stop", name="Torget")
    xml = file.write(tmp_path / "a.osm")
    pbf = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(pbf)) as writer:
        for element in osmium.FileProcessor(str(xml)):
            writer.add(element)
    one, _ = read_osm([xml], crs=CRS, extent=box(0, 0, 1, 1))
    other, _ = read_osm([pbf], crs=CRS, extent=box(0, 0, 1, 1))
    assert one.walking is not None
    assert other.walking is not None
    assert np.array_equal(one.walking.node_xy, other.walking.node_xy)
    assert one.walking.tag("lit").tolist() == other.walking.tag("lit").tolist() == ["yes"]
    assert one.places["stop"].names.tolist() == other.places["stop"].names.tolist() == ["Torget"]


# --- driving --------------------------------------------------------------------------------------------------------


def test_one_way_streets_and_roundabouts_have_a_direction(tmp_path: Path) -> None:
    file = OsmFile()
    file.way((0, 0), (100, 0), highway="residential", oneway="yes")
    file.way((100, 0), (0, 0), highway="residential", oneway="-1")
    file.way((0, 0), (50, 50), (100, 0), highway="tertiary", junction="roundabout")
    file.way((0, 0), (0, 100), highway="residential")
    file.way((0, 0), (100, 100), highway="footway")
    file.way((0, 0), (100, 50), highway="service", motor_vehicle="no")
    streets = read(file, tmp_path).driving
    assert streets is not None
    assert dict(zip(streets.way_id.tolist(), streets.oneway.tolist(), strict=True)) == {1: 1, 2: -1, 3: 1, 4: 0}


# --- files that cannot be used --------------------------------------------------------------------------------------


def codes(path: Path) -> list[str]:
    with pytest.raises(InputError) as raised:
        read_osm([path])
    assert all(issue.file == path.name for issue in raised.value.issues)
    return [issue.code for issue in raised.value.issues]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert codes(tmp_path / "area.osm.pbf") == ["file-missing"]


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plots.gpkg").write_bytes(b"SQLite format 3\0")
    assert codes(tmp_path / "plots.gpkg") == ["osm-format"]
    (tmp_path / "a.osm.pbf").write_bytes(b"SQLite format 3\0 and so on")
    assert codes(tmp_path / "a.osm.pbf") == ["osm-unreadable"]
    (tmp_path / "a.osm").write_text("<html>not found</html>")
    assert codes(tmp_path / "a.osm") == ["osm-unreadable"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    for name in ("a.osm", "a.osm.pbf"):
        (tmp_path / name).write_bytes(b"")
        assert codes(tmp_path / name)[0] in ("osm-unreadable", "osm-empty")
    assert codes(OsmFile().write(tmp_path / "b.osm")) == ["osm-empty"]


def test_a_truncated_file_is_refused(tmp_path: Path, shared: Path) -> None:
    whole = (shared / "data" / "osm" / "oslo_skoyen_2017.osm.pbf").read_bytes()
    for share in (0.1, 0.5, 0.999):
        (tmp_path / "a.osm.pbf").write_bytes(whole[: int(len(whole) * share)])
        assert codes(tmp_path / "a.osm.pbf") == ["osm-unreadable"]


# --- real extracts --------------------------------------------------------------------------------------------------


def test_the_trondheim_extract_is_read_as_its_provenance_says(shared: Path) -> None:
    around, issues = read_osm([shared / "data" / "osm" / "trondheim_2023.osm.pbf"])
    assert around.crs == "EPSG:25832"
    assert around.extent_basis == "assumed"
    streets = around.walking
    assert streets is not None
    largest = streets.edge_length[streets.component[streets.edge_nodes[:, 0]] == 0].sum()
    assert largest / streets.edge_length.sum() > 0.995
    assert abs(len(around.places["building"]) - 66_639) <= 10
    assert len(around.places["address"]) == 50_337
    assert around.places["hospital"].column("psychiatric").tolist() == ["unknown"] * 3
    assert "lit" not in around.tag_keys
    assert {"barrier", "stop", "grocery"}.isdisjoint(around.not_carried)
    assert {"dps", "ambulance"} <= around.not_carried
    assert shapely.is_valid(around.places["building"].geometries).all()
    assert {issue.severity for issue in issues} <= {"information", "warning"}


def test_the_oslo_extract_is_read_with_its_tags_and_clipped_ways(shared: Path) -> None:
    around, issues = read_osm([shared / "data" / "osm" / "oslo_sentrum_vest_2025.osm.pbf"], crs=CRS)
    assert around.extent_basis == "header"
    assert {"lit", "maxspeed", "sidewalk:both", "entrance"} <= around.tag_keys
    assert {issue.code for issue in issues} == {"osm-clipped-ways", "osm-incomplete-area", "osm-components"}
    kinds = {str(id_).split("/")[0] for id_ in around.places["stop"].ids}
    assert kinds >= {"node", "way"}
    hospitals = around.places["hospital"]
    assert sorted(hospitals.names.tolist()) == ["Lovisenberg diakonale sykehus", "Ullevål sykehus"]
