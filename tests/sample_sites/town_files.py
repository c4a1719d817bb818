"""What the tests of the invented town read from its files: the extract in metres, and plain walking distances."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import networkx as nx
import osmium
import shapely
from pyproj import Transformer
from shapely import LineString, Point, Polygon

SITE = Path(__file__).resolve().parents[2] / "sample_sites" / "kveldsvag"
FOOT_ONLY = frozenset({"footway", "path", "steps", "cycleway"})
TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)


@dataclass(frozen=True)
class Street:
    """A stretch of street between two nodes."""

    ends: tuple[int, int]
    line: LineString
    tags: Mapping[str, str]


@dataclass(frozen=True)
class Extract:
    """What the tests read from the PBF, in metres."""

    streets: list[Street] = field(default_factory=list)
    nodes: list[tuple[Point, Mapping[str, str]]] = field(default_factory=list)
    areas: list[tuple[Polygon, Mapping[str, str]]] = field(default_factory=list)
    raw: list[tuple[str, int, tuple[tuple[str, str], ...], tuple[float, ...]]] = field(default_factory=list)

    def points(self, **wanted: str) -> list[tuple[str, Point]]:
        """Name and place of the nodes that carry all of the tags."""
        return [
            (tags.get("name", ""), place)
            for place, tags in self.nodes
            if all(tags.get(key) == value for key, value in wanted.items())
        ]


def read_extract(path: Path) -> Extract:
    extract = Extract()
    for item in osmium.FileProcessor(str(path)).with_locations():
        tags = dict(item.tags)
        where: tuple[float, ...] = ()
        if isinstance(item, osmium.osm.Node):
            where = (item.location.lon, item.location.lat)
            if tags:
                extract.nodes.append((Point(TO_METRES.transform(*where)), tags))
        elif isinstance(item, osmium.osm.Way):
            assert all(node.location.valid() for node in item.nodes)
            places = [TO_METRES.transform(node.lon, node.lat) for node in item.nodes]
            where = tuple(float(node.ref) for node in item.nodes)
            if "highway" in tags:
                for (a, p), (b, q) in itertools.pairwise(zip(where, places, strict=True)):
                    extract.streets.append(Street((int(a), int(b)), LineString([p, q]), tags))
            elif len(places) > 3 and where[0] == where[-1]:
                extract.areas.append((Polygon(places), tags))
        else:
            assert isinstance(item, osmium.osm.Relation)
        extract.raw.append((type(item).__name__, item.id, tuple(sorted(tags.items())), where))
    return extract


class Walk:
    """Distances over a set of streets, edge-snapped, by networkx: slow and plain."""

    def __init__(self, streets: Iterable[Street]) -> None:
        self.graph = nx.Graph()
        for street in streets:
            self.graph.add_edge(*street.ends, length=street.line.length, street=street)
        main = max(nx.connected_components(self.graph), key=len)
        self.streets = [data["street"] for a, _, data in self.graph.edges(data=True) if a in main]
        self.tree = shapely.STRtree([street.line for street in self.streets])

    def _snap(self, place: Point) -> tuple[float, dict[int, float]]:
        street = self.streets[int(self.tree.nearest(place))]
        along = street.line.project(place)
        ends = {street.ends[0]: along, street.ends[1]: street.line.length - along}
        return street.line.distance(place), ends

    def route(self, start: Point, target: Point) -> tuple[float, list[Street]]:
        """Length [m] and streets of the shortest way between two places on different edges."""
        off_start, starts = self._snap(start)
        off_target, targets = self._snap(target)
        graph = self.graph.copy()
        for name, ends in (("start", starts), ("target", targets)):
            for end, length in ends.items():
                graph.add_edge(name, end, length=length, street=None)
        length, nodes = nx.single_source_dijkstra(graph, "start", "target", weight="length")
        streets = [graph.edges[pair]["street"] for pair in itertools.pairwise(nodes)]
        return off_start + length + off_target, [street for street in streets if street is not None]

    def nearest(self, start: Point, targets: Iterable[tuple[str, Point]]) -> tuple[float, str]:
        return min((self.route(start, place)[0], name) for name, place in targets)


def layer(file: str, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(SITE / file, layer=name)
