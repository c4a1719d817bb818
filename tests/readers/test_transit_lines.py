"""Without a timetable, OpenStreetMap says which lines call where: a fallback that never counts a departure."""

from __future__ import annotations

import json
from pathlib import Path

import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way
from shapely.geometry import Point, box

from siteplan.content import load_content
from siteplan.context import AreaAnalysis, PlotContext
from siteplan.criterion import CriterionResult, Outcome
from siteplan.evaluation import evaluate
from siteplan.readers.site import read_site
from siteplan.readers.transit_lines import LINE_STOP, read_transit_lines
from siteplan.text import result_sentence
from tests.criteria.test_plot_cases import PLAIN

CRS = "EPSG:25832"
EVERYWHERE = box(0, 0, 1e6, 1e8)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A street of 1 km along 63.40 N with stops 100 m and 900 m from its west end; lines 3 and 12, and a school bus."""
    path = tmp_path / "lines.osm.pbf"
    east = 0.0001
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(10.37, 63.38, 10.45, 63.42))
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for number in range(11):
            writer.add_node(Node(id=number + 1, location=(10.40 + 20 * number * east, 63.40)))
        writer.add_node(Node(id=21, location=(10.402, 63.40), tags={"highway": "bus_stop", "name": "Lia"}))
        writer.add_node(Node(id=22, location=(10.418, 63.40), tags={"highway": "bus_stop", "name": "Moen"}))
        writer.add_node(Node(id=31, location=(10.4020, 63.4001)))
        writer.add_node(Node(id=32, location=(10.4022, 63.4001)))
        writer.add_way(Way(id=1, nodes=list(range(1, 12)), tags={"highway": "residential"}))
        writer.add_way(Way(id=2, nodes=[31, 32], tags={"public_transport": "platform"}))
        route = {"type": "route", "route": "bus"}
        for id_, tags, members in (
            (1, {**route, "ref": "12"}, [("n", 21, "stop"), ("n", 22, "stop"), ("w", 1, "")]),
            (2, {**route, "ref": "12"}, [("n", 22, "stop_entry_only"), ("n", 21, "stop")]),
            (3, {**route, "ref": "3"}, [("w", 2, "platform"), ("n", 21, "stop")]),
            (4, {**route, "ref": "901", "bus": "school"}, [("n", 21, "stop")]),
            (5, {"type": "route", "route": "hiking", "name": "Stien"}, [("n", 21, "stop")]),
        ):
            writer.add_relation(Relation(id=id_, tags=tags, members=members))
    return path


def test_lines_stand_at_their_stops_and_platforms_whatever_their_direction(town: Path) -> None:
    found = read_transit_lines([town], crs=CRS, extent=EVERYWHERE)
    assert found is not None
    at = {(str(i), str(line)) for i, line in zip(found.ids, found.column("line"), strict=True)}
    assert at == {("node/21", "12"), ("node/22", "12"), ("way/2", "3"), ("node/21", "3")}
    assert set(found.column("mode")) == {"bus"} and "Lia" in found.names


def test_stops_outside_the_data_are_left_out_and_no_relations_are_no_lines(town: Path, tmp_path: Path) -> None:
    found = read_transit_lines([town], crs=CRS, extent=EVERYWHERE)
    assert found is not None
    near = found.geometries[0].buffer(200)
    some = read_transit_lines([town], crs=CRS, extent=near)
    assert some is not None and 0 < len(some) < len(found) and shapely.intersects(near, some.geometries).all()
    bare = tmp_path / "bare.osm.pbf"
    with osmium.SimpleWriter(str(bare)) as writer:
        writer.add_node(Node(id=1, location=(10.4, 63.4)))
    assert read_transit_lines([bare], crs=CRS, extent=EVERYWHERE) is None


def judged(town: Path, tmp_path: Path) -> CriterionResult:
    plots = tmp_path / "plots.geojson"
    outline = [[10.4019, 63.4002], [10.4023, 63.4002], [10.4023, 63.4004], [10.4019, 63.4004], [10.4019, 63.4002]]
    shape = {"type": "Polygon", "coordinates": [outline]}
    features = [{"type": "Feature", "properties": {"id": "a"}, "geometry": shape}]
    plots.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    site, _ = read_site(plots=plots, osm=[town])
    assert site.surroundings is not None and LINE_STOP in site.surroundings.places
    content = load_content()
    asked = [(content.specs["transit_service_frequency"], content.evaluators["transit_service_frequency"])]
    (plot,) = site.plots
    context = PlotContext(plot, area=AreaAnalysis(site.surroundings, [plot]))
    return evaluate(context, asked, settings=PLAIN, candidate=("a", "A"), stage="sketch").results[0]


def test_the_lines_are_told_and_departures_stay_undetermined(town: Path, tmp_path: Path) -> None:
    result = judged(town, tmp_path)
    assert result.outcome is Outcome.UNDETERMINED and result.score is None
    assert (result.score_low, result.score_high) == (0.0, 1.0)
    assert result.finding.quantity is None and result.missing == "timetable_lines"
    assert (result.finding.values["lines_count"], result.finding.values["lines"]) == (2, "3, 12")
    assert "week_count" not in result.finding.values
    assert all(isinstance(feature.geometry, Point) for feature in result.finding.features)
    assert result_sentence(result, "nb").endswith("Linjer fra holdeplassene innen 500\xa0m til fots: 3, 12.")
    assert result_sentence(result, "en").startswith("How often the bus runs is not assessed: timetables")
